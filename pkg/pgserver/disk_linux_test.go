package pgserver_test

import (
	"os"
	"syscall"
	"testing"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/stretchr/testify/require"
)

func TestFullDisk(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("mounting a small disk needs root")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("mounting a small disk is not allowed here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: dir})
	require.ErrorContains(t, err, "is full: make room or choose another data folder")
}
