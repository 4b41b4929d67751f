package pgserver_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/stretchr/testify/require"
)

func TestFindPrefersTheSetting(t *testing.T) {
	dir, err := pgserver.Find(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Setenv("REMNADESK_PG_BIN", dir)
	found, err := pgserver.Find(t.Context(), t.TempDir())
	require.NoError(t, err)
	require.Equal(t, dir, found)

	t.Setenv("REMNADESK_PG_BIN", t.TempDir())
	_, err = pgserver.Find(t.Context(), t.TempDir())
	require.ErrorContains(t, err, "REMNADESK_PG_BIN")
}

func TestLinksOfAnArchive(t *testing.T) {
	t.Parallel()
	pkg := t.TempDir()
	lib := filepath.Join(pkg, "native", "lib")
	require.NoError(t, os.MkdirAll(lib, 0o755))
	list := filepath.Join(pkg, "native", "pg-symlinks.json")
	require.NoError(t, os.WriteFile(filepath.Join(lib, "a.so.1"), []byte("x"), 0o644))
	require.NoError(t, os.WriteFile(list, []byte(`[{"source":"native/lib/a.so.1","target":"native/lib/a.so"}]`), 0o644))
	require.NoError(t, pgserver.Link(pkg))
	require.NoError(t, pgserver.Link(pkg), "links that are there already are fine")
	body, err := os.ReadFile(filepath.Join(lib, "a.so"))
	require.NoError(t, err)
	require.Equal(t, "x", string(body))

	require.NoError(t, os.WriteFile(list, []byte(`[{"source":"../../etc/passwd","target":"native/lib/b"}]`), 0o644))
	require.ErrorContains(t, pgserver.Link(pkg), "leaves the package")
}
