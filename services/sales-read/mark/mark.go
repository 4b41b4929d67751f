// Package mark has things counted again: whoever changes rows that sums are made of marks what these are, in the same transaction.
package mark

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

// Marker marks.
type Marker struct {
	Days *calendar.Calendar
	Now  func() time.Time
}

const (
	markPayments = `INSERT INTO sales.dirty_payments (source, ids, since, marked_at) VALUES ($1, $2, $3, $4)`
	markMrr      = `INSERT INTO sales.dirty_mrr (customers, marked_at) VALUES ($1, $2)`
	markBranches = `INSERT INTO sales.dirty_branches (customers, marked_at) VALUES ($1, $2)`
	// AllMrr queues everybody who has a history for recurring revenue; its argument is the time.
	AllMrr = `
INSERT INTO sales.dirty_mrr (customers, marked_at)
SELECT array_agg(customer_id), $1 FROM (SELECT customer_id FROM sales.payment_facts WHERE consumption_kopeks > 0 AND customer_id IS NOT NULL
	UNION SELECT customer_id FROM sales.subscription_changes) c GROUP BY customer_id / 2048 ORDER BY customer_id / 2048`
)

// Payments puts payments in the classifier's queue: one row for a batch, so handlers stay cheap. source is transaction, guest_purchase or wheel_spin with
// ids of payments, or customer, subscription or tariff with ids of what payments depend on; since bounds the payments of these by booking time.
func (m Marker) Payments(ctx context.Context, tx pgx.Tx, source string, ids []int64, since *time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, markPayments, source, ids, since, m.Now()); err != nil {
		return fmt.Errorf("mark payments to classify: %w", err)
	}
	return nil
}

// Mrr queues customers whose recurring revenue may have changed.
func (m Marker) Mrr(ctx context.Context, tx pgx.Tx, customers map[int64]struct{}) error {
	return m.customers(ctx, tx, markMrr, customers)
}

// Branches queues customers whose inviter or cash may have changed, for the referral branches they are in.
func (m Marker) Branches(ctx context.Context, tx pgx.Tx, customers map[int64]struct{}) error {
	return m.customers(ctx, tx, markBranches, customers)
}

func (m Marker) customers(ctx context.Context, tx pgx.Tx, mark string, customers map[int64]struct{}) error {
	delete(customers, 0)
	if len(customers) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, mark, slices.Collect(maps.Keys(customers)), m.Now()); err != nil {
		return fmt.Errorf("mark customers to count: %w", err)
	}
	return nil
}

const countWaiting = `SELECT coalesce(sum(cardinality(ids)), 0)::bigint, min(marked_at) FROM sales.dirty_payments`

// Waiting is how many payments, or things that payments depend on, wait to be classified, and since when the oldest does.
func Waiting(ctx context.Context, db *pg.DB) (n int64, since *time.Time, err error) {
	if err := db.QueryRow(ctx, countWaiting).Scan(&n, &since); err != nil {
		return 0, nil, pg.MapError(fmt.Errorf("count payments to classify: %w", err))
	}
	return n, since, nil
}
