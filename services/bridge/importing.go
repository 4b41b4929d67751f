package bridge

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// The first import walks a table once in blocks of keys while the tail already follows its end.

const (
	importTarget = 120 * time.Millisecond // of one statement in the bot's database
	importMost   = 32                     // blocks at once
)

// beginImport notes where the table ends now. What commits later below that end is found by the pass that follows the import.
func (c *capture) beginImport(ctx context.Context, st *tableState) error {
	smallest, largest, _, at, err := c.source.bounds(ctx, st.plan, 0)
	if err != nil {
		return c.sourceTrouble(ctx, st, err)
	}
	after := st.entityRow
	after.ImportStarted, after.TableOID = &at, st.plan.oid
	from, to := int64(0), int64(-1)
	if smallest != nil {
		from, to = *smallest>>blockBits<<blockBits, *largest
	}
	after.ImportNext, after.ImportTo, after.Settled = &from, &to, max(to, 0)
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	st.sweep.blocks = startBlocks
	return nil
}

// importStep reads the next blocks, and ends the import after the last.
func (c *capture) importStep(ctx context.Context, st *tableState) error {
	if st.ImportNext == nil {
		return c.beginImport(ctx, st)
	}
	from := *st.ImportNext
	if from > *st.ImportTo {
		return c.endImport(ctx, st)
	}
	to := from + int64(st.sweep.blocks)<<blockBits
	rd, err := c.source.readRange(ctx, st.Table, st.plan, c.base(), from, to)
	if err != nil {
		st.sweep.blocks = max(1, st.sweep.blocks/2)
		return c.sourceTrouble(ctx, st, err)
	}
	next := to
	if len(rd.rows) == 0 {
		if next, err = c.skipGap(ctx, st, to); err != nil {
			return err
		}
	}
	before := st.ImportNext
	st.ImportNext = &next
	if _, err := c.apply(ctx, st, rd, scope{from: c.base() + from, to: c.base() + to}); err != nil {
		st.ImportNext = before
		return err
	}
	st.rate.add(c.now(), len(rd.rows))
	switch {
	case rd.took > importTarget:
		st.sweep.blocks = max(1, st.sweep.blocks/2)
	case rd.took < importTarget/3:
		st.sweep.blocks = min(importMost, st.sweep.blocks*2)
	}
	return nil
}

// skipGap returns the block of the next id at or above from, so that a table with a far explicit id is not walked through its emptiness.
func (c *capture) skipGap(ctx context.Context, st *tableState, from int64) (int64, error) {
	_, _, next, _, err := c.source.bounds(ctx, st.plan, from)
	if err != nil {
		return from, c.sourceTrouble(ctx, st, err)
	}
	if next == nil {
		return max(from, *st.ImportTo+1), nil
	}
	return *next >> blockBits << blockBits, nil
}

func (c *capture) endImport(ctx context.Context, st *tableState) error {
	after := st.entityRow
	after.Imported = true
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	st.sweep.restart()
	c.log.InfoContext(ctx, "entity imported", "entity", st.Entity, "rows", st.Rows)
	if c.incarnation > 0 {
		if err := c.closeIncarnation(ctx, st); err != nil {
			return err
		}
	}
	return c.mark(ctx, st, false)
}
