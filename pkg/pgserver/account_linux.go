package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who runs the server. As root that is an existing unprivileged account, because initdb and postgres refuse root.
type account struct {
	cred *syscall.Credential
	root *os.File
}

// newAccount prepares dir for the account: the owner of an existing database, else postgres, else nobody.
func newAccount(dir string) (*account, error) {
	if os.Geteuid() != 0 {
		return &account{}, nil
	}
	uid, gid, err := pickUser(filepath.Join(dir, "db"))
	if err != nil {
		return nil, err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, fmt.Errorf("give %s to the account that runs PostgreSQL: %w", dir, err)
	}
	root, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open data folder: %w", err)
	}
	return &account{cred: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}, root: root}, nil
}

func pickUser(db string) (uid, gid int, err error) {
	if info, err := os.Stat(db); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok && st.Uid != 0 {
			return int(st.Uid), int(st.Gid), nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err := errors.Join(err1, err2); err != nil {
			return 0, 0, fmt.Errorf("read account %s: %w", name, err)
		}
		return uid, gid, nil
	}
	return 0, 0, errors.New("PostgreSQL refuses to run as root and neither the account postgres nor nobody exists: start as an ordinary user")
}

func (a *account) own(path string) error {
	if a.cred == nil {
		return nil
	}
	return os.Chown(path, int(a.cred.Uid), int(a.cred.Gid))
}

// path names a file of the data folder for the child. As root the folder is handed over as an open descriptor, so that
// parents closed to the account (root's home, a private temporary folder) do not matter.
func (a *account) path(dir, name string) string {
	if a.root == nil {
		return filepath.Join(dir, name)
	}
	return "/proc/self/fd/3/" + name
}

func (a *account) apply(cmd *exec.Cmd, dir string) {
	// Own process group: an interrupt typed into the terminal must not stop the database before its users have drained.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT, Credential: a.cred}
	cmd.Dir = dir
	if a.root != nil {
		cmd.ExtraFiles = []*os.File{a.root}
		cmd.Dir = "/"
	}
}

func (a *account) close() {
	if a.root != nil {
		_ = a.root.Close()
	}
}

// servers returns the processes that work in a database folder: postmasters and their orphaned backends.
func servers(db string) []int {
	real, err := filepath.EvalSymlinks(db)
	if err != nil {
		return nil
	}
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil
	}
	var pids []int
	for _, link := range links {
		cwd, err := os.Readlink(link)
		if err != nil || cwd != real {
			continue
		}
		exe, err := os.Readlink(filepath.Join(filepath.Dir(link), "exe"))
		if err != nil || filepath.Base(exe) != "postgres" {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(link))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
