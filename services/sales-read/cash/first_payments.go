package cash

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// firstPayments keeps each customer's very first payment of gateway money. Few payments are anybody's first, so most batches only look.

// firstSeen is what a batch says about a customer's payments: the earliest that is new, and whether one of theirs was changed or taken away.
type firstSeen struct {
	at   time.Time
	lost bool
}

const (
	mayBeFirst = `
SELECT u.customer_id FROM unnest($1::bigint[], $2::timestamptz[], $3::boolean[]) AS u (customer_id, at, lost)
LEFT JOIN sales.first_payments f ON f.customer_id = u.customer_id WHERE f.customer_id IS NULL OR u.lost OR u.at <= f.at`
	selectFirst = `
SELECT u.customer_id, f.at, c.booked_at, c.source, c.id, c.gateway, c.amount_kopeks FROM unnest($1::bigint[]) AS u (customer_id)
LEFT JOIN sales.first_payments f ON f.customer_id = u.customer_id
LEFT JOIN LATERAL (SELECT booked_at, source, id, gateway, amount_kopeks FROM sales.cash
	WHERE cash.customer_id = u.customer_id AND NOT refund ORDER BY booked_at, source, id LIMIT 1) c ON true`
	storeFirst = `
INSERT INTO sales.first_payments (customer_id, at, source, id, gateway, kopeks)
SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::bigint[])`
)

// first notes whose very first payment a replaced fact may have been, or may be now.
func (e *Effects) first(before, after *Fact) {
	note := func(f *Fact, lost bool) {
		if f == nil || f.Customer == 0 || f.Refund {
			return
		}
		seen, known := e.firsts[f.Customer]
		if !known || f.At.Before(seen.at) {
			seen.at = f.At
		}
		seen.lost = seen.lost || lost
		e.firsts[f.Customer] = seen
	}
	note(before, true)
	note(after, false)
}

// applyFirsts looks up again the first payment of those for whom it may have changed, and marks the days it left and came to.
func (e *Effects) applyFirsts(ctx context.Context, tx pgx.Tx) error {
	var customers []int64
	var times []time.Time
	var lost []bool
	for id, seen := range e.firsts {
		customers, times, lost = append(customers, id), append(times, seen.at), append(lost, seen.lost)
	}
	if len(customers) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, mayBeFirst, customers, times, lost)
	if err != nil {
		return fmt.Errorf("find first payments that may change: %w", err)
	}
	if customers, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return fmt.Errorf("find first payments that may change: %w", err)
	}
	if len(customers) == 0 {
		return nil
	}
	return e.replaceFirsts(ctx, tx, customers)
}

func (e *Effects) replaceFirsts(ctx context.Context, tx pgx.Tx, customers []int64) error {
	rows, err := tx.Query(ctx, selectFirst, customers)
	if err != nil {
		return fmt.Errorf("look up first payments: %w", err)
	}
	var (
		customer        int64
		was, at         *time.Time
		source, gateway *string
		id, kopeks      *int64
		owners, ids     []int64
		moved           []int64
		amounts         []int64
		times           []time.Time
		sources, gates  []string
	)
	_, err = pgx.ForEachRow(rows, []any{&customer, &was, &at, &source, &id, &gateway, &kopeks}, func() error {
		if (was == nil) != (at == nil) || was != nil && !was.Equal(*at) {
			moved = append(moved, customer)
		}
		for _, day := range []*time.Time{was, at} {
			if day != nil {
				e.Touch(*day)
			}
		}
		if at != nil {
			owners, times, sources, ids = append(owners, customer), append(times, *at), append(sources, *source), append(ids, *id)
			gates, amounts = append(gates, *gateway), append(amounts, *kopeks)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look up first payments: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sales.first_payments WHERE customer_id = ANY($1)`, customers); err != nil {
		return fmt.Errorf("replace first payments: %w", err)
	}
	if _, err := tx.Exec(ctx, storeFirst, owners, times, sources, ids, gates, amounts); err != nil {
		return fmt.Errorf("replace first payments: %w", err)
	}
	e.began = append(e.began, moved...) // who was nobody yet is new now, before the payment too
	return nil
}
