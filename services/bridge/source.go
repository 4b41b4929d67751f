package bridge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// source is our one connection to the bot's database. It only reads, one short statement at a time, and counts the time it takes.
type source struct {
	url, schema string
	conn        *pgx.Conn
	version     int

	mu    sync.Mutex
	spent time.Duration
	seen  time.Time
}

// Settings of the connection: reading only, never waiting long, one process.
var sourceSettings = map[string]string{
	"application_name":                "remnadesk-bridge",
	"default_transaction_read_only":   "on",
	"lock_timeout":                    "500ms",
	"statement_timeout":               "3s",
	"max_parallel_workers_per_gather": "0",
	"jit":                             "off",
	"timezone":                        "UTC",
	"client_encoding":                 "UTF8",
}

// connect opens the connection if there is none. Errors are sentences for the operator and hold no secret.
func (s *source) connect(ctx context.Context) error {
	if s.conn != nil && !s.conn.IsClosed() {
		return nil
	}
	cfg, err := pgx.ParseConfig(s.url)
	if err != nil {
		return errors.New("BEDOLAGA_DATABASE_URL cannot be read: expected postgres://user:password@host:5432/database")
	}
	for name, value := range sourceSettings {
		cfg.RuntimeParams[name] = value
	}
	cfg.ConnectTimeout = 5 * time.Second
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return errors.New(explainConnect(cfg, err))
	}
	var number int
	version := func(ctx context.Context) error {
		return conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int`).Scan(&number)
	}
	if _, err := s.timed(ctx, version); err != nil {
		_ = conn.Close(ctx)
		return fmt.Errorf("ask the bot's database for its version: %w", err)
	}
	if number < 140000 {
		_ = conn.Close(ctx)
		return fmt.Errorf("the bot's database runs PostgreSQL %d.%d; reading its changes needs 14 or newer", number/10000, number%10000)
	}
	s.conn, s.version = conn, number
	return nil
}

func (s *source) close(ctx context.Context) {
	if s.conn != nil {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		_ = s.conn.Close(ctx) // nothing to save: we only read
		s.conn = nil
	}
}

func explainConnect(cfg *pgx.ConnConfig, err error) string {
	where := fmt.Sprintf("%s:%d, database %s, user %s", cfg.Host, cfg.Port, cfg.Database, cfg.User)
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code {
		case "28P01", "28000":
			return "the bot's database refuses the login (" + where + "): check user and password in BEDOLAGA_DATABASE_URL"
		case "3D000":
			return "the bot's database server has no such database (" + where + "): check BEDOLAGA_DATABASE_URL"
		case "53300":
			return "the bot's database has no free connection (" + where + "); trying again"
		}
		return fmt.Sprintf("the bot's database answers %q (%s)", refused.Message, where)
	}
	return "the bot's database cannot be reached (" + where + "): is it running, and is the address right?"
}

// patience with one read. The statement ends sooner by itself; a network that swallows packets would hold us for a quarter of an hour.
const patience = 10 * time.Second

// timed runs one read and adds its duration to what we cost the bot.
func (s *source) timed(ctx context.Context, f func(ctx context.Context) error) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	start := time.Now()
	err := f(ctx)
	took := time.Since(start)
	s.mu.Lock()
	s.spent += took
	if err == nil {
		s.seen = time.Now()
	}
	s.mu.Unlock()
	return took, err
}

// cost returns the time spent in the bot's database so far, and when it last answered.
func (s *source) cost() (time.Duration, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.spent, s.seen
}

// trouble says what an error of a read means for its table.
type trouble int

const (
	// connectionLost: connect again.
	connectionLost trouble = iota
	// shapeChanged: look the columns up again.
	shapeChanged
	// busy: locked, timed out or cancelled; try later.
	busy
	// broken: something else; the table waits and shows it.
	broken
)

func classify(err error) trouble {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return connectionLost
	}
	switch pgErr.Code {
	case "42703", "42P01", "0A000", "42501", "3F000", "42804", "42883", "22P02", "42846", "XX000":
		return shapeChanged
	case "55P03", "57014", "40001", "40P01", "53200":
		return busy
	}
	if pgErr.Code[:2] == "57" || pgErr.Code[:2] == "08" || pgErr.Code[:2] == "53" || pgErr.Code[:2] == "28" {
		return connectionLost
	}
	return broken
}
