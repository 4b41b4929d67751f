package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// kept is a folder with a shop of this size and its parts.
func kept(t *testing.T, size string, imported bool, parts ...string) *lab {
	t.Helper()
	l := &lab{o: options{size: size, dir: filepath.Join(t.TempDir(), "kept")}, shop: shop{Size: size, Customers: 7, Imported: imported}}
	l.dir = l.o.dir
	for _, part := range append(parts, ".") {
		require.NoError(t, os.MkdirAll(filepath.Join(l.dir, part), 0o700))
	}
	require.NoError(t, l.keepShop())
	return l
}

const (
	keptPostgres = "postgres/db/PG_VERSION"
	keptNATS     = "data/nats"
)

func TestShopIsFoundAgain(t *testing.T) {
	t.Parallel()
	was := kept(t, "small", true, keptPostgres, keptNATS)
	now := &lab{o: was.o}
	require.NoError(t, now.takeFolder())
	require.Equal(t, was.shop, now.shop)
	require.Equal(t, was.dir, now.dir)
	now.close()
	require.DirExists(t, was.dir)
}

func TestNewFolderHasNoShop(t *testing.T) {
	t.Parallel()
	l := &lab{o: options{size: "small", dir: filepath.Join(t.TempDir(), "a", "b")}}
	require.NoError(t, l.takeFolder())
	require.Empty(t, l.shop)
	require.DirExists(t, l.dir)
	require.NoError(t, l.takeFolder(), "an empty one does as well")
}

func TestFolderOfNoUseIsExplained(t *testing.T) {
	t.Parallel()
	stranger := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(stranger, "thesis.txt"), nil, 0o600))
	torn := kept(t, "small", true, keptPostgres, keptNATS)
	require.NoError(t, os.WriteFile(filepath.Join(torn.dir, shopFile), []byte("{"), 0o600))
	for _, c := range []struct{ name, dir, want string }{
		{"someone else's", stranger, "there is no shop in " + stranger + ", and it is not empty"},
		{"a file", filepath.Join(stranger, "thesis.txt"), "not a directory"},
		{"another size", kept(t, "large", false, keptPostgres).dir, `is of size "large", not "small"`},
		{"no database", kept(t, "small", false).dir, "is not whole"},
		{"imported, and no NATS", kept(t, "small", true, keptPostgres).dir, "is not whole"},
		{"unreadable", torn.dir, "remove the folder to plant anew"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := &lab{o: options{size: "small", dir: c.dir}}
			require.ErrorContains(t, l.takeFolder(), c.want)
		})
	}
}
