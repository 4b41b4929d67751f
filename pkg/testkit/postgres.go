package testkit

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/pgserver"
)

// cluster is the one PostgreSQL of a test binary; Main stops it.
type cluster struct {
	mu        sync.Mutex
	server    *pgserver.Server
	dir       string
	templates map[string]struct{}
	next      atomic.Int64
}

var shared = cluster{templates: map[string]struct{}{}}

// Main runs the tests of a package and stops the servers they started. Every package that calls Postgres needs
// func TestMain(m *testing.M) { testkit.Main(m) }.
func Main(m *testing.M) {
	code := m.Run()
	shared.stop()
	os.Exit(code)
}

func (c *cluster) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.server == nil {
		return
	}
	if err := c.server.Stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "stop test PostgreSQL:", err)
	}
	if err := os.RemoveAll(c.dir); err != nil {
		fmt.Fprintln(os.Stderr, "remove test PostgreSQL:", err)
	}
}

// start returns the running server, starting it for the first test.
func (c *cluster) start(t testing.TB) *pgserver.Server {
	t.Helper()
	if c.server != nil {
		return c.server
	}
	dir, err := os.MkdirTemp("", "remnadesk-pg-")
	require.NoError(t, err)
	server, err := pgserver.Start(context.WithoutCancel(t.Context()), pgserver.Options{Dir: dir, Log: slog.New(slog.DiscardHandler),
		Settings: map[string]string{"max_connections": "400", "shared_buffers": "64MB", "log_min_messages": "fatal"}})
	require.NoError(t, err, "tests need PostgreSQL 14 or newer: apt-get install postgresql")
	c.server, c.dir = server, dir
	return server
}

// PostgresURL makes an empty database for the test and returns its URL.
func PostgresURL(t testing.TB) string {
	t.Helper()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	server := shared.start(t)
	return shared.create(t, server, "template1")
}

// Postgres returns a pool on a fresh database whose schema was made by migrate, which runs once per test binary and schema; each test
// gets a clone.
func Postgres(t testing.TB, schema string, migrate func(ctx context.Context, db *pg.DB) error) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), shared.clone(t, schema, migrate), schema, 16)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	return db
}

func (c *cluster) clone(t testing.TB, schema string, migrate func(ctx context.Context, db *pg.DB) error) string {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock() // also when a requirement ends the test
	server := c.start(t)
	template := "template_" + schema
	if _, made := c.templates[template]; !made {
		require.NoError(t, server.CreateDatabase(t.Context(), template))
		db, err := pg.Open(t.Context(), server.URL(template), schema, 4)
		require.NoError(t, err)
		err = migrate(t.Context(), db)
		db.Close()
		require.NoError(t, err)
		c.templates[template] = struct{}{}
	}
	return c.create(t, server, template)
}

func (c *cluster) create(t testing.TB, server *pgserver.Server, template string) string {
	t.Helper()
	hash := fnv.New32a()
	_, _ = io.WriteString(hash, t.Name())
	name := fmt.Sprintf("t%d_%08x", c.next.Add(1), hash.Sum32())
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	require.NoError(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))
	_, err = conn.Exec(t.Context(), fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, pgx.Identifier{name}.Sanitize(), pgx.Identifier{template}.Sanitize()))
	require.NoError(t, err)
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), server.URL("postgres"))
		if err != nil {
			return // the whole cluster goes away with the test binary
		}
		defer conn.Close(context.Background())
		_, _ = conn.Exec(context.Background(), `DROP DATABASE IF EXISTS `+pgx.Identifier{name}.Sanitize()+` WITH (FORCE)`)
	})
	return server.URL(name)
}

// Explain returns the plan of a query as text, without running it, in a session with the given settings (SET LOCAL ...; "" = none).
func Explain(t testing.TB, db *pg.DB, settings, query string, args ...any) string {
	t.Helper()
	var lines []string
	require.NoError(t, db.Tx(t.Context(), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), settings); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), `EXPLAIN `+query, args...)
		if err != nil {
			return err
		}
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}), query)
	return strings.Join(lines, "\n")
}
