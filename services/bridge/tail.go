package bridge

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
)

// The tail finds new rows: ids above the settled one, once a second. Ids are not commit-ordered, so the settled id moves by snapshots only.

const (
	tailEvery = time.Second
	tailPage  = 2000
	// A poll that cost more and found little new is followed by a rest: a transaction left open on the bot's server holds the settled id
	// back, and everything above it would be read again each second.
	tailCheap = 20 * time.Millisecond
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
	poll    *poll     // begun, with pages to go
	restTo  time.Time // next poll not before
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

// poll is one reading of all rows above the settled id, a page at a turn so that a long one stops nobody.
type poll struct {
	largest       int64     // id seen so far
	at            time.Time // of its first page
	xmin, xmax    uint64
	took          time.Duration
	rows, changed int
}

// tailOnce polls a page of a table: new rows, those not yet settled again; after the last page the settled id moves.
func (c *capture) tailOnce(ctx context.Context, st *tableState) error {
	p := st.tail.poll
	if p == nil {
		p = &poll{largest: st.Settled, xmin: math.MaxUint64}
	}
	st.tail.poll = nil // after trouble it begins again
	rd, err := c.source.readAbove(ctx, st.Table, st.plan, c.base(), p.largest, tailPage)
	if err != nil {
		return c.sourceTrouble(ctx, st, err)
	}
	if p.at.IsZero() {
		p.at = rd.at
	}
	p.xmin, p.xmax, p.took = min(p.xmin, rd.xmin), rd.xmax, p.took+rd.took
	changed, err := c.apply(ctx, st, rd, scope{})
	if err != nil || st.Paused != "" {
		return err
	}
	p.rows, p.changed = p.rows+len(rd.rows), p.changed+changed
	for _, row := range rd.rows {
		c.heat(st, row.key)
	}
	if len(rd.rows) > 0 {
		p.largest = rd.rows[len(rd.rows)-1].key - c.base()
	}
	if len(rd.rows) == tailPage {
		st.tail.poll, st.tail.due = p, true
		return nil
	}
	st.problem = ""
	if p.took > tailCheap && p.changed < p.rows/2 {
		st.tail.restTo = c.now().Add(20 * p.took)
	}
	return c.advance(ctx, st, st.tail.settle(st.Settled, p.largest, p.xmin, p.xmax), p.at)
}

// tailAll polls a table to its end.
func (c *capture) tailAll(ctx context.Context, st *tableState) error {
	for {
		if err := c.tailOnce(ctx, st); err != nil || st.tail.poll == nil {
			return err
		}
	}
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
