package bridge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// keyBits leaves room for the incarnation above the bot's 32-bit ids: key = incarnation << keyBits | id.
const keyBits = 40

// blockBits: a block is 1,024 neighbouring keys.
const blockBits = 10

// entityRow is the persisted part of a table's state.
type entityRow struct {
	EntityName    string `db:"entity"`
	TableOID      int64  `db:"table_oid"`
	Paused        string
	LastVersion   int64
	Settled       int64
	MaxID         int64 `db:"max_id"`
	ImportNext    *int64
	ImportTo      *int64
	ImportStarted *time.Time
	Imported      bool
	Rows          int64
	Gone          int64
	CompleteUntil *time.Time
	VerifiedUntil *time.Time
}

// tableState is one table while we lead: what is persisted, and what a restart may forget.
type tableState struct {
	*bedolaga.Table
	entityRow
	plan    *plan
	problem string    // why it is off or waits, for people
	absent  bool      // the bot has no such table and never had: nothing is missing
	retryAt time.Time // not before

	tail  tail
	sweep sweep
	rate  rate
}

// ready tells whether the table can be read now.
func (st *tableState) ready(now time.Time) bool {
	return st.plan != nil && st.Paused == "" && !now.Before(st.retryAt)
}

// firstPass is true while nothing is known to be complete: then the pass is free of the budget. A pass that has to wait for a transaction from
// before the import is not free again until that has ended.
func (st *tableState) firstPass() bool {
	return st.VerifiedUntil == nil && (st.sweep.passed.IsZero() || st.tail.origin)
}

// nextVersion is the version of rows read at the given instant: strictly increasing.
func (st *tableState) nextVersion(at time.Time) int64 { return max(at.UnixMicro(), st.LastVersion+1) }

const selectEntities = `
SELECT entity, table_oid, paused, last_version, settled, max_id, import_next, import_to, import_started, imported, rows, gone, complete_until, verified_until
FROM bridge.entities`

// load reads the persisted state of all tables; a new entity begins empty.
func (c *capture) load(ctx context.Context) error {
	if err := c.db.QueryRow(ctx, `SELECT incarnation FROM bridge.source`).Scan(&c.incarnation); err != nil {
		return fmt.Errorf("read incarnation: %w", err)
	}
	c.incarnated(c.incarnation)
	rows, err := c.db.Query(ctx, selectEntities)
	if err != nil {
		return fmt.Errorf("read capture state: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[entityRow])
	if err != nil {
		return fmt.Errorf("read capture state: %w", err)
	}
	known := map[string]entityRow{}
	for _, row := range list {
		known[row.EntityName] = row
	}
	c.tables = nil
	for _, t := range bedolaga.Tables() {
		row := known[t.Entity]
		row.EntityName = t.Entity
		c.tables = append(c.tables, &tableState{Table: t, entityRow: row, sweep: sweep{hot: map[int64]time.Time{}, blocks: startBlocks}})
	}
	return nil
}

const saveEntity = `
INSERT INTO bridge.entities (entity, table_oid, paused, last_version, settled, max_id, import_next, import_to, import_started, imported, rows, gone, complete_until, verified_until)
VALUES (@entity, @table_oid, @paused, @last_version, @settled, @max_id, @import_next, @import_to, @import_started, @imported, @rows, @gone, @complete_until, @verified_until)
ON CONFLICT (entity) DO UPDATE SET table_oid = @table_oid, paused = @paused, last_version = @last_version, settled = @settled, max_id = @max_id,
	import_next = @import_next, import_to = @import_to, import_started = @import_started, imported = @imported, rows = @rows, gone = @gone,
	complete_until = @complete_until, verified_until = @verified_until`

// save persists the state of one table inside a transaction of the leader.
func (c *capture) save(ctx context.Context, tx pgx.Tx, row entityRow) error {
	_, err := tx.Exec(ctx, saveEntity, pgx.NamedArgs{
		"entity": row.EntityName, "table_oid": row.TableOID, "paused": row.Paused, "last_version": row.LastVersion, "settled": row.Settled, "max_id": row.MaxID,
		"import_next": row.ImportNext, "import_to": row.ImportTo, "import_started": row.ImportStarted, "imported": row.Imported, "rows": row.Rows,
		"gone": row.Gone, "complete_until": row.CompleteUntil, "verified_until": row.VerifiedUntil,
	})
	if err != nil {
		return fmt.Errorf("save capture state of %s: %w", row.EntityName, err)
	}
	return nil
}

// base is what the current incarnation adds to every id.
func (c *capture) base() int64 { return int64(c.incarnation) << keyBits }

// rate measures rows per second over the last seconds.
type rate struct {
	since time.Time
	rows  int64
	last  float64
}

func (r *rate) add(now time.Time, rows int) {
	if r.since.IsZero() {
		r.since = now
	}
	r.rows += int64(rows)
	if d := now.Sub(r.since); d >= 2*time.Second {
		r.last = float64(r.rows) / d.Seconds()
		r.since, r.rows = now, 0
	}
}
