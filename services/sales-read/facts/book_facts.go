package facts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

var (
	factList     = strings.Join(factColumns, ", ")
	selectBooked = `SELECT ` + factList + ` FROM sales.payment_facts WHERE source = $1 AND id = ANY($2)`
	keepPast     = `INSERT INTO sales.payment_facts_past (` + factList + `, superseded_at)
SELECT ` + factList + `, u.at FROM unnest($2::bigint[], $3::timestamptz[]) AS u (key, at) JOIN sales.payment_facts f ON f.source = $1 AND f.id = u.key
ON CONFLICT DO NOTHING`
)

const (
	removeFacts       = `DELETE FROM sales.payment_facts WHERE source = $1 AND id = ANY($2)`
	forgetPast        = `DELETE FROM sales.payment_facts_past WHERE source = $1 AND id = ANY($2)`
	forgetCorrections = `DELETE FROM sales.payment_corrections WHERE source = $1 AND payment_id = ANY($2)`
)

// booking is what classifying one kind of payments changes.
type booking struct {
	source      string
	fresh       []paymentFact
	replaced    []int64
	corrected   []int64
	correctedAt []time.Time
	entries     [][]any
	forgotten   []int64
}

// bookFacts compares what is known now with what was booked. A fact that has settled is corrected visibly; before that it is only completed.
func bookFacts(ctx context.Context, tx pgx.Tx, work taken, now []paymentFact, imported *time.Time, c *changed) error {
	for _, source := range []string{"transaction", "guest_purchase", "wheel_spin"} {
		ids := work.ids(source)
		if len(ids) == 0 {
			continue
		}
		booked, err := ask.Structs[paymentFact](ctx, tx, "booked facts", selectBooked, source, ids)
		if err != nil {
			return err
		}
		was := make(map[int64]paymentFact, len(booked))
		for _, f := range booked {
			was[f.ID] = f
		}
		b := &booking{source: source}
		for _, f := range now {
			if f.Source == source {
				old, have := was[f.ID]
				b.decide(was, f, work[paymentKey{source, f.ID}], imported)
				delete(was, f.ID)
				if !have {
					c.booked(f)
				} else if !old.same(f) {
					c.booked(old)
					c.booked(f)
				}
			}
		}
		for id, old := range was { // lives on under another key
			b.forgotten = append(b.forgotten, id)
			c.booked(old)
		}
		if err := b.write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// changed are the consequences of booking: for cash and days, and for the recurring revenue of customers.
type changed struct {
	cash    *cash.Effects
	recount map[int64]struct{}
}

// booked notes what a fact that is or was changes: its day, and its customer's recurring revenue.
func (c *changed) booked(f paymentFact) {
	c.cash.Touch(f.BookedAt)
	if f.CustomerID != nil && f.ConsumptionKopeks > 0 {
		c.recount[*f.CustomerID] = struct{}{}
	}
}

// decide books one fact. An order nobody has paid and a spin without Stars are no payments, until they once were.
func (b *booking) decide(booked map[int64]paymentFact, f paymentFact, m marked, imported *time.Time) {
	was, have := booked[f.ID]
	f.LearnedAt, f.KnownSince = m.first, m.first
	if !have {
		if f.Source == "transaction" || f.Side != "none" || f.Why == "order_from_wallet" {
			b.fresh = append(b.fresh, f)
		}
		return
	}
	f.LearnedAt, f.KnownSince = was.LearnedAt, was.KnownSince
	if was.same(f) {
		return
	}
	changes := was.differs(f)
	if len(changes) > 0 && settled(was.LearnedAt, m.last, imported) {
		f.KnownSince = m.last
		b.corrected, b.correctedAt = append(b.corrected, f.ID), append(b.correctedAt, m.last)
		for _, c := range changes {
			b.entries = append(b.entries, []any{f.Source, f.ID, f.BookedAt, c.field, c.was, c.now, c.why, m.last})
		}
	}
	b.replaced = append(b.replaced, f.ID)
	b.fresh = append(b.fresh, f)
}

// settled tells whether news at this time corrects a fact: its own evidence has had time to come, and so had that of everything first imported.
func settled(learned, news time.Time, imported *time.Time) bool {
	if imported == nil {
		return false
	}
	if learned.Before(*imported) {
		learned = *imported
	}
	return news.Sub(learned) > settleTime
}

func (b *booking) write(ctx context.Context, tx pgx.Tx) error {
	for _, step := range []struct {
		query string
		ids   []int64
		args  []any
	}{
		{keepPast, b.corrected, []any{b.correctedAt}}, {removeFacts, b.replaced, nil}, {removeFacts, b.forgotten, nil},
		{forgetPast, b.forgotten, nil}, {forgetCorrections, b.forgotten, nil},
	} {
		if len(step.ids) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, step.query, append([]any{b.source, step.ids}, step.args...)...); err != nil {
			return fmt.Errorf("book payments: %w", err)
		}
	}
	if len(b.fresh) > 0 {
		rows := pgx.CopyFromSlice(len(b.fresh), func(i int) ([]any, error) { return b.fresh[i].values(), nil })
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "payment_facts"}, factColumns, rows); err != nil {
			return fmt.Errorf("book payments: %w", err)
		}
	}
	if len(b.entries) > 0 {
		columns := []string{"source", "payment_id", "booked_at", "field", "was", "now", "why", "learned_at"}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "payment_corrections"}, columns, pgx.CopyFromRows(b.entries)); err != nil {
			return fmt.Errorf("note corrections: %w", err)
		}
	}
	return nil
}
