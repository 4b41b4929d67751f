package cash

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// A customer has paid when the ledger has a completed payment of non-zero amount for a subscription or a gift, or a paid landing order was
// received. sales.payers holds them, and sales.subscriptions.payer repeats it so that lists can be filtered by an index.

const (
	addPayers    = `INSERT INTO sales.payers (customer_id) SELECT unnest($1::bigint[]) ORDER BY 1 ON CONFLICT DO NOTHING RETURNING customer_id`
	removePayers = `
DELETE FROM sales.payers p WHERE p.customer_id = ANY($1)
AND NOT EXISTS (SELECT FROM sales.transactions t WHERE t.customer_id = p.customer_id AND t.kind IN ('subscription_payment', 'gift_payment')
	AND t.completed AND t.amount_kopeks <> 0)
AND NOT EXISTS (SELECT FROM sales.guest_purchases g WHERE g.customer_id = p.customer_id AND g.paid_at IS NOT NULL)
RETURNING customer_id`
	setPayer   = `UPDATE sales.subscriptions SET payer = $2 WHERE customer_id = ANY($1) AND payer <> $2`
	findPayers = `SELECT customer_id FROM sales.payers WHERE customer_id = ANY($1)`
)

func (e *Effects) applyPayers(ctx context.Context, tx pgx.Tx) error {
	if err := changePayers(ctx, tx, addPayers, slices.Collect(maps.Keys(e.gained)), true); err != nil {
		return err
	}
	return changePayers(ctx, tx, removePayers, slices.Collect(maps.Keys(e.lost)), false)
}

func changePayers(ctx context.Context, tx pgx.Tx, change string, customers []int64, payer bool) error {
	if len(customers) == 0 {
		return nil
	}
	changed, err := ask.Column[int64](ctx, tx, "changed payers", change, customers)
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, setPayer, changed, payer); err != nil {
		return fmt.Errorf("mark subscriptions of payers: %w", err)
	}
	return nil
}

// PayersAmong tells which of the customers have paid.
func PayersAmong(ctx context.Context, tx pgx.Tx, customers []int64) (map[int64]bool, error) {
	ids, err := ask.Column[int64](ctx, tx, "payers", findPayers, customers)
	if err != nil {
		return nil, err
	}
	paid := make(map[int64]bool, len(ids))
	for _, id := range ids {
		paid[id] = true
	}
	return paid, nil
}
