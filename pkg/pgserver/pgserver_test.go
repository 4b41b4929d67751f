package pgserver_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("PGSERVER_TEST_OWNER"); dir != "" {
		owner(dir)
		return
	}
	os.Exit(m.Run())
}

// owner is the process that a test kills: it starts a server, says its port and waits.
func owner(dir string) {
	s, err := pgserver.Start(context.Background(), pgserver.Options{Dir: dir})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("ready", s.Port())
	<-s.Done()
}

func start(t *testing.T, o pgserver.Options) *pgserver.Server {
	t.Helper()
	s, err := pgserver.Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

func ask[T any](t *testing.T, url, sql string) (v T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&v))
	return v
}

func exec1(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	_, err = conn.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func TestLife(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "closed", "pg")
	require.NoError(t, os.MkdirAll(filepath.Dir(dir), 0o700)) // a parent closed to the account that runs the server

	password, err := pgserver.Password(dir)
	require.NoError(t, err)
	again, err := pgserver.Password(dir)
	require.NoError(t, err)
	require.Equal(t, password, again)
	info, err := os.Stat(filepath.Join(dir, "password"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	s := start(t, pgserver.Options{Dir: dir, Password: password, Settings: map[string]string{"work_mem": "7MB"}})
	require.NoError(t, s.CreateDatabase(t.Context(), `odd "name"`))
	require.NoError(t, s.CreateDatabase(t.Context(), `odd "name"`))
	require.NoError(t, s.CreateDatabase(t.Context(), "shop"))
	require.Equal(t, "7MB", ask[string](t, s.URL("shop"), "SHOW work_mem"))
	require.Equal(t, "UTC", ask[string](t, s.URL("shop"), "SHOW timezone"))
	require.Equal(t, "привет", ask[string](t, s.URL("shop"), "SELECT lower('ПРИВЕТ')"))
	exec1(t, s.URL("shop"), "CREATE TABLE kept AS SELECT 41 AS v")

	_, err = pgx.Connect(t.Context(), strings.Replace(s.URL("shop"), password, "wrong", 1))
	require.ErrorContains(t, err, "password authentication failed")
	_, err = pgserver.Start(t.Context(), pgserver.Options{Dir: dir})
	require.ErrorContains(t, err, "in use by another running process")

	require.NoError(t, s.Stop(t.Context()))
	<-s.Done()
	require.NoError(t, s.Err())

	_, err = pgserver.Start(t.Context(), pgserver.Options{Dir: dir, Password: "other"})
	require.ErrorContains(t, err, "created with another password")
	s = start(t, pgserver.Options{Dir: dir, Password: password})
	require.Equal(t, 41, ask[int](t, s.URL("shop"), "SELECT v FROM kept"))
}

func TestKilledServerStartsAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, pgserver.Options{Dir: dir, Fsync: true})
	exec1(t, s.URL("postgres"), "CREATE TABLE kept AS SELECT 42 AS v")
	require.NoError(t, syscall.Kill(postmaster(t, dir), syscall.SIGKILL))
	<-s.Done()
	require.Error(t, s.Err())
	require.NoError(t, s.Stop(t.Context()), "stopping a dead server is no error")
	require.FileExists(t, filepath.Join(dir, "db", "postmaster.pid"))

	s = start(t, pgserver.Options{Dir: dir, Fsync: true})
	require.Equal(t, 42, ask[int](t, s.URL("postgres"), "SELECT v FROM kept"))
	require.NoError(t, s.Stop(t.Context()))

	// The number in a stale lock file may belong to a living stranger by now.
	stale := fmt.Sprintf("%d\n/nowhere\n0\n5432\n\n127.0.0.1\n", os.Getpid())
	require.NoError(t, os.WriteFile(filepath.Join(dir, "db", "postmaster.pid"), []byte(stale), 0o644))
	s = start(t, pgserver.Options{Dir: dir})
	require.Equal(t, 42, ask[int](t, s.URL("postgres"), "SELECT v FROM kept"))
}

func TestKilledOwnerLeavesNothingInTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PGSERVER_TEST_OWNER="+dir)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	buf := make([]byte, 200)
	n, err := out.Read(buf)
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(buf[:n], []byte("ready")), string(buf[:n]))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	s := start(t, pgserver.Options{Dir: dir})
	require.Equal(t, 1, ask[int](t, s.URL("postgres"), "SELECT 1"))
}

func TestOrphanIsStopped(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, pgserver.Options{Dir: dir})
	pid := postmaster(t, dir)
	require.NoError(t, s.Forget()) // what a killed owner leaves where parent-death signals do not exist
	next := start(t, pgserver.Options{Dir: dir})
	<-s.Done()
	require.NotEqual(t, pid, postmaster(t, dir))
	require.Equal(t, 1, ask[int](t, next.URL("postgres"), "SELECT 1"))
}

func TestFolderOfAnotherMajor(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "db"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "db", "PG_VERSION"), []byte("9.6\n"), 0o600))
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: dir})
	require.ErrorContains(t, err, "was written by PostgreSQL 9.6 and cannot be read by PostgreSQL")
}

func TestUnusableFolders(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: filepath.Join(file, "pg")})
	require.ErrorContains(t, err, "is not a folder: choose another data folder")

	_, err = pgserver.Start(t.Context(), pgserver.Options{Dir: "/proc/pg"})
	require.ErrorContains(t, err, "choose another data folder")
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	s := start(t, pgserver.Options{Dir: t.TempDir()})
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: t.TempDir(), Port: s.Port()})
	require.ErrorContains(t, err, "choose another port")
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, "db", "postmaster.pid"))
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.SplitN(string(body), "\n", 2)[0])
	require.NoError(t, err)
	return pid
}
