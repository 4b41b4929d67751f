//go:build unix && !linux

package pgserver

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who runs the server: outside Linux always the current user.
type account struct{}

func newAccount(string) (*account, error) {
	if os.Geteuid() == 0 {
		return nil, errors.New("PostgreSQL refuses to run as root: start as an ordinary user")
	}
	return &account{}, nil
}

func (*account) own(string) error             { return nil }
func (*account) path(dir, name string) string { return filepath.Join(dir, name) }
func (*account) close()                       {}

func (*account) apply(cmd *exec.Cmd, dir string) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Dir = dir
}

// servers returns the postmaster named by the lock file of a database folder, if it lives.
func servers(db string) []int {
	body, err := os.ReadFile(filepath.Join(db, "postmaster.pid"))
	if err != nil {
		return nil
	}
	line, _, _ := bytes.Cut(body, []byte("\n"))
	pid, err := strconv.Atoi(string(bytes.TrimSpace(line)))
	if err != nil || syscall.Kill(pid, 0) != nil {
		return nil
	}
	return []int{pid}
}
