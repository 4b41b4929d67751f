package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// The tests here run the real binary as processes, kill them and take their parts away.

var program struct {
	once sync.Once
	path string
	err  error
}

func TestMain(m *testing.M) { testkit.Main(m) }

// binary builds the program once per test run.
func binary(t *testing.T) string {
	t.Helper()
	program.once.Do(func() {
		dir, err := os.MkdirTemp("", "remnadesk-bin-")
		if err != nil {
			program.err = err
			return
		}
		program.path = filepath.Join(dir, "remnadesk")
		out, err := exec.Command("go", "build", "-o", program.path, ".").CombinedOutput()
		if err != nil {
			program.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	require.NoError(t, program.err)
	return program.path
}

// process is a running remnadesk.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	out *output
	end chan error
}

// output collects what a process prints; it is read while the process writes.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func launch(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary(t), args...), out: &output{}, end: make(chan error, 1)}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	require.NoError(t, p.cmd.Start())
	go func() { p.end <- p.cmd.Wait() }()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			text := p.out.String()
			t.Logf("output of remnadesk %s:\n%s", strings.Join(args, " "), text[max(0, len(text)-40000):])
		}
	})
	return p
}

// kill ends the process without warning.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	select {
	case err := <-p.end:
		p.end <- err
	case <-time.After(10 * time.Second):
		p.t.Error("process survived kill -9")
	}
}

// wait returns the exit error within d.
func (p *process) wait(d time.Duration) error {
	p.t.Helper()
	select {
	case err := <-p.end:
		p.end <- err
		return err
	case <-time.After(d):
		return errors.New("still running")
	}
}

func (p *process) says(what string, d time.Duration) {
	p.t.Helper()
	require.Eventually(p.t, func() bool { return strings.Contains(p.out.String(), what) }, d, 30*time.Millisecond, "never said %q", what)
}

func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// site is a bot's database with a filled shop, and the parts of a suite of our own beside it.
type site struct {
	t    *testing.T
	nats *testkit.NATSServer
	ours *pgserver.Server
	dir  string
	shop *pgxpool.Pool
	env  []string
}

func newSite(t *testing.T, size simulator.Size) *site {
	t.Helper()
	s, _ := newTruthSite(t, size)
	return s
}

func newTruthSite(t *testing.T, size simulator.Size) (*site, simulator.Truth) {
	t.Helper()
	s := &site{t: t, nats: testkit.NATS(t), dir: t.TempDir()}
	source := testkit.PostgresURL(t)
	require.NoError(t, simulator.Create(t.Context(), source, simulator.Layout{}))
	truth, err := simulator.Fill(t.Context(), source, size)
	require.NoError(t, err)
	s.shop, err = pgxpool.New(t.Context(), source)
	require.NoError(t, err)
	t.Cleanup(s.shop.Close)
	s.startOurs(0)
	t.Cleanup(func() { _ = s.ours.Stop(context.Background()) })
	s.env = []string{"REMNADESK_DATABASE_URL=" + s.ours.URL("remnadesk"), "REMNADESK_NATS_URL=" + s.nats.URL(), "BEDOLAGA_DATABASE_URL=" + source, "REMNADESK_LOG_LEVEL=info"}
	return s, truth
}

// openTruthSite is such a site with bridge and sales-read, everything imported, and a connection to ask by.
func openTruthSite(t *testing.T, size simulator.Size) (*site, simulator.Truth, *nats.Conn) {
	t.Helper()
	s, truth := newTruthSite(t, size)
	s.run("bridge", "sales-read")
	s.equal()
	conn, err := nats.Connect(s.nats.URL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return s, truth, conn
}

func (s *site) startOurs(port int) {
	s.t.Helper()
	var err error
	s.ours, err = pgserver.Start(context.WithoutCancel(s.t.Context()), pgserver.Options{Dir: s.dir, Port: port, Settings: map[string]string{"max_connections": "80"}})
	require.NoError(s.t, err)
	require.NoError(s.t, s.ours.CreateDatabase(s.t.Context(), "remnadesk"))
}

func (s *site) run(services ...string) *process {
	s.t.Helper()
	return launch(s.t, s.env, append([]string{"run"}, services...)...)
}

// fingerprint of the facts that source and projection must share, in either database.
type fingerprint struct{ rows, sum, hash int64 }

func read(t *testing.T, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, query string) (fingerprint, error) {
	t.Helper()
	var f fingerprint
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 10*time.Second)
	defer cancel()
	err := db.QueryRow(ctx, query).Scan(&f.rows, &f.sum, &f.hash)
	return f, err
}

const (
	sourceLedger = `SELECT count(*), coalesce(sum(abs(amount_kopeks)), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, user_id, type, abs(amount_kopeks), payment_method, coalesce(is_completed, false), description), 0)), 0) FROM transactions`
	ourLedger    = `SELECT count(*), coalesce(sum(amount_kopeks), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, customer_id, kind, amount_kopeks, payment_method, completed, description), 0)), 0) FROM sales.transactions WHERE gone_at IS NULL`
	sourceSubs   = `SELECT count(*), coalesce(sum(traffic_limit_gb), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, user_id, status, coalesce(is_trial, false), extract(epoch FROM end_date)), 0)), 0) FROM subscriptions`
	ourSubs      = `SELECT count(*), coalesce(sum(traffic_limit_gb), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, customer_id, status, is_trial, extract(epoch FROM ends_at)), 0)), 0) FROM sales.subscriptions WHERE gone_at IS NULL`
	sourceUsers  = `SELECT count(*), coalesce(sum(balance_kopeks), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, telegram_id, username, status, balance_kopeks), 0)), 0) FROM users`
	ourUsers     = `SELECT count(*), coalesce(sum(balance_kopeks), 0), coalesce(bit_xor(hashtextextended(concat_ws('|', id, telegram_id, username, status, balance_kopeks), 0)), 0) FROM sales.customers WHERE gone_at IS NULL`
)

// equal waits until the projection equals the source exactly.
func (s *site) equal() {
	s.t.Helper()
	ours, err := pgxpool.New(s.t.Context(), s.ours.URL("remnadesk"))
	require.NoError(s.t, err)
	defer ours.Close()
	for _, pair := range [][2]string{{sourceUsers, ourUsers}, {sourceSubs, ourSubs}, {sourceLedger, ourLedger}} {
		var want, got fingerprint
		require.Eventually(s.t, func() bool {
			want, err = read(s.t, s.shop, pair[0])
			require.NoError(s.t, err)
			got, err = read(s.t, ours, pair[1])
			return err == nil && got == want
		}, 90*time.Second, 200*time.Millisecond, "the projection does not become the source")
		require.Equal(s.t, want, got)
	}
}

// imported waits until the projection holds at least n ledger rows.
func (s *site) imported(n int64) {
	s.t.Helper()
	ours, err := pgxpool.New(s.t.Context(), s.ours.URL("remnadesk"))
	require.NoError(s.t, err)
	defer ours.Close()
	require.Eventually(s.t, func() bool {
		f, err := read(s.t, ours, ourLedger)
		return err == nil && f.rows >= n
	}, 60*time.Second, 20*time.Millisecond, "the import does not get to %d rows", n)
}

func stopped(t *testing.T, p *process) {
	t.Helper()
	start := time.Now()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, p.wait(15*time.Second))
	require.Less(t, time.Since(start), 10*time.Second, "stops within ten seconds")
}
