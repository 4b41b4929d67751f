// Package pgserver runs a private PostgreSQL that needs no configuration: for `remnadesk up` and for tests.
// It promises a server on a loopback port that stops with its owner, works when started by root, survives kill -9, and
// explains a folder it cannot use in one sentence.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// superuser is the only role of a private server.
const superuser = "remnadesk"

// startLimit bounds crash recovery of a large database.
const startLimit = 5 * time.Minute

// Options say where and how a server runs.
type Options struct {
	Dir      string            // data folder, created 0700; the database is its subfolder db
	BinDir   string            // folder of initdb and postgres; empty: Find
	Port     int               // 0 chooses a free one
	Password string            // scram password of the superuser; empty: trust, for tests only
	Fsync    bool              // false loses data at power failure
	Settings map[string]string // further server settings
	Log      *slog.Logger      // nil: silent
}

// Server is a running PostgreSQL.
type Server struct {
	opts    Options
	port    int
	proc    *os.Process
	acct    *account
	lock    *os.File
	tail    *tail
	done    chan struct{}
	exitErr error
}

// Start creates the database folder if there is none, starts the server and returns when it accepts connections.
// The context bounds the start only; the server runs until Stop, or until this process dies.
func Start(ctx context.Context, o Options) (_ *Server, err error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, fmt.Errorf("resolve data folder: %w", err)
	}
	if err = prepareDir(o.Dir); err != nil {
		return nil, err
	}
	s := &Server{opts: o}
	defer func() {
		if err != nil {
			s.release()
		}
	}()
	if s.lock, err = lockDir(o.Dir); err != nil {
		return nil, err
	}
	if o.BinDir == "" {
		if o.BinDir, err = Find(ctx, o.Dir); err != nil {
			return nil, err
		}
		s.opts.BinDir = o.BinDir
	}
	if s.acct, err = newAccount(o.Dir); err != nil {
		return nil, err
	}
	if err = s.initialise(ctx); err != nil {
		return nil, err
	}
	if err = s.stopOrphan(ctx); err != nil {
		return nil, err
	}
	for attempt := 1; ; attempt++ {
		err = s.launch(ctx)
		if err == nil || attempt == 3 || o.Port != 0 || !s.tail.contains("Address already in use") {
			return s, err
		}
	}
}

// URL returns the connection string of a database of this server, with the password.
func (s *Server) URL(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path: "/" + database, RawQuery: "sslmode=disable"}
	if s.opts.Password != "" {
		u.User = url.UserPassword(superuser, s.opts.Password)
	}
	return u.String()
}

// Port returns the loopback port.
func (s *Server) Port() int { return s.port }

// Done is closed when the server process has ended, by Stop or by itself; Err then tells how.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err returns why the server ended; nil after an orderly stop or while it runs.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.exitErr
	default:
		return nil
	}
}

// CreateDatabase creates a database if it is absent.
func (s *Server) CreateDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return fmt.Errorf("connect to create database %s: %w", name, err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && (pgErr.Code == "42P04" || pgErr.Code == "23505") { // there already, or made at this moment
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Stop ends the server: fast shutdown first; when ctx ends or after 20 s an immediate one, then a kill.
func (s *Server) Stop(ctx context.Context) error {
	defer s.release()
	limit := 20 * time.Second
	for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := s.proc.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop PostgreSQL: %w", err)
		}
		if waitFor(ctx, s.done, limit) {
			if sig != syscall.SIGINT {
				return fmt.Errorf("stop PostgreSQL: it ignored a fast shutdown and was ended by %s", sig)
			}
			return nil
		}
		ctx, limit = context.WithoutCancel(ctx), 3*time.Second
	}
	return errors.New("stop PostgreSQL: the process does not end")
}

func waitFor(ctx context.Context, done <-chan struct{}, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// launch starts the server process and waits until it accepts connections.
func (s *Server) launch(ctx context.Context) error {
	if s.port = s.opts.Port; s.port == 0 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("choose a port for PostgreSQL: %w", err)
		}
		s.port = l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
	}
	args := []string{"-D", s.acct.path(s.opts.Dir, "db"), "-k", "", "-c", "listen_addresses=127.0.0.1",
		"-c", "port=" + strconv.Itoa(s.port), "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "lc_messages=C"}
	if !s.opts.Fsync {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	for k, v := range s.opts.Settings {
		args = append(args, "-c", k+"="+v)
	}
	cmd := exec.Command(filepath.Join(s.opts.BinDir, "postgres"), args...)
	s.acct.apply(cmd, s.opts.Dir)
	cmd.Env = environ(s.opts.Dir)
	s.tail = &tail{log: s.opts.Log}
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = s.tail, s.tail, 2*time.Second
	done, started := make(chan struct{}), make(chan error, 1)
	s.done = done
	go func() {
		defer close(done)
		// A parent-death signal belongs to the thread that started the child: keep that thread as long as the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		s.proc = cmd.Process
		started <- err
		if err == nil {
			s.exitErr = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	if err := s.waitReady(ctx); err != nil {
		_ = s.proc.Signal(syscall.SIGINT)
		if !waitFor(context.WithoutCancel(ctx), done, 5*time.Second) {
			_ = s.proc.Kill()
		}
		return err
	}
	return nil
}

func (s *Server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		err := errors.New("not ready")
		if s.ready() {
			var conn *pgx.Conn
			if conn, err = pgx.Connect(ctx, s.URL("postgres")); err == nil {
				return conn.Close(ctx)
			}
		}
		var pgErr *pgconn.PgError
		if errors.As(err, &pgErr) && pgErr.Code[:2] == "28" {
			return fmt.Errorf("the PostgreSQL in %s was created with another password: restore the password file or start with an empty folder", s.opts.Dir)
		}
		select {
		case <-s.done:
			return s.explain("start PostgreSQL", s.tail.String(), s.exitErr)
		case <-ctx.Done():
			return fmt.Errorf("wait for PostgreSQL in %s to accept connections: %w", s.opts.Dir, errors.Join(ctx.Err(), err))
		case <-tick.C:
		}
	}
}

// ready reads the server's own lock file: a stranger may answer on the port instead of the child.
func (s *Server) ready() bool {
	body, err := os.ReadFile(filepath.Join(s.opts.Dir, "db", "postmaster.pid"))
	lines := strings.Split(string(body), "\n")
	return err == nil && len(lines) > 7 && lines[0] == strconv.Itoa(s.proc.Pid) && strings.HasPrefix(lines[7], "ready")
}

func (s *Server) release() {
	if s.acct != nil {
		s.acct.close()
	}
	if s.lock != nil {
		_ = s.lock.Close()
	}
}
