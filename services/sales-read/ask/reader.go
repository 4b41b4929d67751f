// Package ask is how questions to the sales projections are answered: sessions to read by, filters, keyset pages, watermarks, search by text, and
// the frame that every list shares.
package ask

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// Reader is sessions that plan for each question, and what questions need to know of this shop.
type Reader struct {
	*pg.DB
	// Zone is the business zone: dates without a time are cut by it.
	Zone *time.Location
	// Substring tells whether text search matches anywhere, or beginnings only.
	Substring bool
}

// NewReader opens sessions beside db. Every statement is planned for its actual values, because the frequent and the rare ones of a column need
// different indexes; and a filter that matches next to nothing is looked for in an index, whatever the table's size, so that one odd question
// does not read everything. Where there is no index to take, that makes a small table look dear enough to compile the question first, which takes
// longer than answering it. The schema must be up to date.
func NewReader(ctx context.Context, db *pg.DB, zone *time.Location) (*Reader, error) {
	cfg := db.Config()
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_custom_plan"
	cfg.ConnConfig.RuntimeParams["enable_seqscan"] = "off"
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open sessions for questions: %w", err)
	}
	r := &Reader{DB: &pg.DB{Pool: pool, Schema: db.Schema}, Zone: zone}
	const canSearch = `SELECT to_regclass('sales.customers_search') IS NOT NULL`
	if err := pool.QueryRow(ctx, canSearch).Scan(&r.Substring); err != nil {
		pool.Close()
		return nil, pg.MapError(fmt.Errorf("look for the search index: %w", err))
	}
	return r, nil
}

// Rows reads all rows of one statement; what names them in errors.
func Rows[T any](ctx context.Context, r *Reader, what, query string, args pgx.NamedArgs) ([]T, error) {
	rows, err := r.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read %s: %w", what, err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read %s: %w", what, err))
	}
	return list, nil
}

// Snapshot runs read-only work that must see one moment of the database.
func (r *Reader) Snapshot(ctx context.Context, read func(tx pgx.Tx) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pg.MapError(pgx.BeginTxFunc(ctx, r.Pool, options, read))
}
