// Package pg is how a service uses its own PostgreSQL schema: pool, migrations, inbox and position of its consumers, leadership, error mapping.
package pg

import (
	"context"
	"fmt"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is a pool bound to the one schema its service owns.
type DB struct {
	*pgxpool.Pool
	// Schema is a plain identifier such as sales; it may be put into SQL.
	Schema string
}

// Open connects to url and checks that the server answers. Errors are gRPC statuses (MapError). The caller closes the pool.
func Open(ctx context.Context, url, schema string, maxConns int32) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read database URL of %s: %w", schema, redacted(err, url))
	}
	if maxConns > 0 {
		cfg.MaxConns = maxConns
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "remnadesk-" + schema
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.Tracer = otelpgx.NewTracer()
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database of %s: %w", schema, redacted(err, url))
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, MapError(fmt.Errorf("reach database of %s: %w", schema, redacted(err, url)))
	}
	return &DB{Pool: pool, Schema: schema}, nil
}

// Tx runs f in one transaction and commits when it returns nil. Errors are mapped.
func (db *DB) Tx(ctx context.Context, f func(tx pgx.Tx) error) error {
	return MapError(pgx.BeginFunc(ctx, db.Pool, f))
}
