package bridge

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// The tail finds new rows: ids above the settled one, once a second. Ids are not commit-ordered, so the settled id moves by snapshots only.

const (
	tailEvery = time.Second
	tailPage  = 2000
)

// seen is the largest id of one poll; it is settled when every transaction that ran at the following poll has ended.
type seen struct {
	id   int64
	xmax uint64 // 0 until the following poll
}

type tail struct {
	due     bool // the probe saw new rows
	waiting []seen
	// origin: every transaction that ran when we first looked has ended.
	origin  bool
	started bool
}

// settle moves the settled id with the snapshot of a poll that saw ids up to largest, and returns it.
func (t *tail) settle(settled, largest int64, xmin, xmax uint64) int64 {
	kept := t.waiting[:0]
	for _, s := range t.waiting {
		switch {
		case s.xmax == 0:
			s.xmax = xmax // one poll late: an id may be taken before its transaction has a number
			kept = append(kept, s)
		case s.xmax <= xmin:
			settled = max(settled, s.id)
			t.origin = true
		default:
			kept = append(kept, s)
		}
	}
	t.waiting = kept
	if !t.started || largest > settled && (len(t.waiting) == 0 || t.waiting[len(t.waiting)-1].id < largest) {
		t.waiting = append(t.waiting, seen{id: largest})
		t.started = true
	}
	return settled
}

// tailOnce polls a table: new rows, those not yet settled again, and the settled id.
func (c *capture) tailOnce(ctx context.Context, st *tableState) error {
	from, largest, at := st.Settled, st.Settled, time.Time{}
	var xmin, xmax uint64
	for {
		rd, err := c.source.readAbove(ctx, st.table, st.plan, c.base(), from, tailPage)
		if err != nil {
			return c.sourceTrouble(ctx, st, err)
		}
		if at.IsZero() {
			at, xmin = rd.at, rd.xmin
		}
		xmin, xmax = min(xmin, rd.xmin), rd.xmax
		if _, err := c.apply(ctx, st, rd, scope{}); err != nil {
			return err
		}
		if st.Paused != "" {
			return nil
		}
		for _, row := range rd.rows {
			c.heat(st, row.key)
		}
		if len(rd.rows) > 0 {
			largest = rd.rows[len(rd.rows)-1].key - c.base()
		}
		if len(rd.rows) < tailPage {
			break
		}
		from = largest
	}
	st.problem = ""
	settled := st.tail.settle(st.Settled, largest, xmin, xmax)
	return c.advance(ctx, st, settled, at)
}

// advance persists the settled id and until when new rows are complete, at most every few seconds: both may be older after a crash.
func (c *capture) advance(ctx context.Context, st *tableState, settled int64, at time.Time) error {
	save := settled-st.Settled > tailPage || st.CompleteUntil == nil || at.Sub(*st.CompleteUntil) > 0 && c.now().Sub(st.sweep.saved) > 5*time.Second
	st.Settled, st.CompleteUntil = settled, &at
	if !save {
		return nil
	}
	st.sweep.saved = c.now()
	return c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, st.entityRow) })
}
