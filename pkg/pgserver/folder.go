package pgserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Password returns the generated password kept in dir (mode 0600), making it at the first call.
func Password(dir string) (string, error) {
	path := filepath.Join(dir, "password")
	body, err := os.ReadFile(path)
	if err == nil && strings.TrimSpace(string(body)) != "" {
		return strings.TrimSpace(string(body)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read database password: %w", err)
	}
	if err := prepareDir(dir); err != nil {
		return "", err
	}
	password := rand.Text()
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", sentence(dir, "", fmt.Errorf("keep database password: %w", err))
	}
	return password, nil
}

// prepareDir makes the data folder and proves that it can be written.
func prepareDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return sentence(dir, "", fmt.Errorf("create data folder: %w", err))
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return sentence(dir, "", fmt.Errorf("write to data folder: %w", err))
	}
	_, err = probe.WriteString("probe")
	if err := errors.Join(err, probe.Close(), os.Remove(probe.Name())); err != nil {
		return sentence(dir, "", fmt.Errorf("write to data folder: %w", err))
	}
	return nil
}

// lockDir keeps two owners away from one folder; the lock ends with this process, however it ends.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, sentence(dir, "", fmt.Errorf("lock data folder: %w", err))
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("the PostgreSQL folder %s is in use by another running process: stop that one or choose another folder", dir)
	}
	return f, nil
}

// initialise creates the database folder, or checks that this PostgreSQL can read the one that is there.
func (s *Server) initialise(ctx context.Context) error {
	have, err := major(ctx, s.opts.BinDir)
	if err != nil {
		return err
	}
	db := filepath.Join(s.opts.Dir, "db")
	version, err := os.ReadFile(filepath.Join(db, "PG_VERSION"))
	switch {
	case err == nil:
		if was := strings.TrimSpace(string(version)); was != strconv.Itoa(have) {
			return fmt.Errorf("the data in %s was written by PostgreSQL %s and cannot be read by PostgreSQL %d from %s: "+
				"set REMNADESK_PG_BIN to a PostgreSQL %s, or move the folder away to start empty", db, was, have, s.opts.BinDir, was)
		}
	case errors.Is(err, fs.ErrNotExist):
		if err := s.initdb(ctx, have); err != nil {
			return err
		}
	default:
		return sentence(s.opts.Dir, "", fmt.Errorf("read version of database folder: %w", err))
	}
	method := "trust"
	if s.opts.Password != "" {
		method = "scram-sha-256"
	}
	hba := "# Written at every start.\nhost all all 127.0.0.1/32 " + method + "\nhost replication all 127.0.0.1/32 " + method + "\n"
	if err := os.WriteFile(filepath.Join(db, "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		return sentence(s.opts.Dir, "", fmt.Errorf("write access rules: %w", err))
	}
	return nil
}

// initdb works in db.new and renames, so that an interrupted attempt is never taken for a database.
func (s *Server) initdb(ctx context.Context, have int) error {
	fresh := filepath.Join(s.opts.Dir, "db.new")
	args := []string{"-D", s.acct.path(s.opts.Dir, "db.new"), "-U", superuser, "-E", "UTF8", "--auth=trust", "--no-instructions"}
	if !s.opts.Fsync {
		args = append(args, "--no-sync")
	}
	if s.opts.Password != "" {
		file := filepath.Join(s.opts.Dir, "initdb.password")
		defer func() { _ = os.Remove(file) }()
		if err := os.WriteFile(file, []byte(s.opts.Password+"\n"), 0o600); err != nil {
			return sentence(s.opts.Dir, "", fmt.Errorf("hand over password: %w", err))
		}
		if err := s.acct.own(file); err != nil {
			return fmt.Errorf("hand over password: %w", err)
		}
		args = append(args, "--auth-host=scram-sha-256", "--pwfile="+s.acct.path(s.opts.Dir, "initdb.password"))
	}
	// Lower-casing of Cyrillic text needs a UTF-8 character class; plain C knows ASCII only.
	locales := [][]string{{"--locale=C.UTF-8"}, {"--locale=C"}}
	if have >= 17 {
		locales = [][]string{{"--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"}}
	}
	var out []byte
	var err error
	for _, locale := range locales {
		if err := os.RemoveAll(fresh); err != nil {
			return fmt.Errorf("remove unfinished database folder: %w", err)
		}
		cmd := exec.CommandContext(ctx, filepath.Join(s.opts.BinDir, "initdb"), append(args, locale...)...)
		s.acct.apply(cmd, s.opts.Dir)
		cmd.Env = environ(s.opts.Dir)
		if out, err = cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "locale name") {
			break
		}
	}
	if err != nil {
		return s.explain("create database folder", string(out), err)
	}
	if err := os.Rename(fresh, filepath.Join(s.opts.Dir, "db")); err != nil {
		return fmt.Errorf("move database folder into place: %w", err)
	}
	return nil
}

// stopOrphan ends a server that outlived its owner (we hold the folder's lock, so it has none) and removes its lock file:
// after a reboot or in a container the number in it may belong to a stranger, which PostgreSQL would take for a server.
func (s *Server) stopOrphan(ctx context.Context) error {
	db := filepath.Join(s.opts.Dir, "db")
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	begin := time.Now()
	for signalled := false; ; {
		pids := servers(db)
		if len(pids) == 0 {
			break
		}
		if !signalled {
			s.opts.Log.Info("stop an orphaned PostgreSQL", "dir", db, "processes", len(pids))
			for _, pid := range pids {
				_ = syscall.Kill(pid, syscall.SIGINT)
			}
			signalled = true
		}
		if waited := time.Since(begin); waited > 20*time.Second {
			return fmt.Errorf("an older PostgreSQL (process %d) still works in %s and does not stop: end it by hand", pids[0], db)
		} else if waited > 10*time.Second {
			for _, pid := range pids {
				_ = syscall.Kill(pid, syscall.SIGQUIT)
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("stop an orphaned PostgreSQL: %w", ctx.Err())
		case <-tick.C:
		}
	}
	if err := os.Remove(filepath.Join(db, "postmaster.pid")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove stale lock file: %w", err)
	}
	return nil
}

func environ(dir string) []string {
	return append(os.Environ(), "LC_ALL=C", "HOME="+dir, "PGPASSWORD=", "PGDATA=")
}
