package facts

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const takeMarks = `
WITH first AS (
	SELECT seq, sum(cardinality(ids)) OVER (ORDER BY seq) - cardinality(ids) AS before FROM (SELECT seq, ids FROM sales.dirty_payments ORDER BY seq LIMIT 512) q
)
DELETE FROM sales.dirty_payments WHERE seq IN (SELECT seq FROM first WHERE before < $1) RETURNING source, ids, since, marked_at`

// markRow is one row of the queue.
type markRow struct {
	Source   string
	IDs      []int64
	Since    *time.Time
	MarkedAt time.Time
}

// paymentKey names a payment.
type paymentKey struct {
	source string
	id     int64
}

// marked is when news of a payment came: first and last of what is classified now.
type marked struct{ first, last time.Time }

// taken are the payments to classify now.
type taken map[paymentKey]marked

func (t taken) add(key paymentKey, first, last time.Time) {
	if was, have := t[key]; have {
		if was.first.Before(first) {
			first = was.first
		}
		if was.last.After(last) {
			last = was.last
		}
	}
	t[key] = marked{first, last}
}

func (t taken) ids(source string) []int64 {
	var ids []int64
	for key := range t {
		if key.source == source {
			ids = append(ids, key.id)
		}
	}
	return ids
}

const (
	paymentsOfCustomers = `
SELECT id FROM sales.transactions WHERE customer_id = ANY($1) AND kind = 'subscription_payment' AND ($2::timestamptz IS NULL OR booked_at >= $2)`
	paymentsOfSubscriptions = `
SELECT t.id FROM sales.subscriptions s JOIN sales.transactions t ON t.customer_id = s.customer_id
WHERE s.id = ANY($1) AND t.kind = 'subscription_payment' AND ($2::timestamptz IS NULL OR t.booked_at >= $2)`
	paymentsOfTariffs = `
SELECT f.id FROM sales.tariff_names n JOIN sales.payment_facts f ON f.tariff_name = n.name
WHERE n.tariff_id = ANY($1) AND f.source = 'transaction' AND ($2::timestamptz IS NULL OR f.booked_at >= $2)`
)

// takePayments takes the oldest marks for about limit payments out of the queue.
func takePayments(ctx context.Context, tx pgx.Tx, limit int) (taken, error) {
	marks, err := ask.Structs[markRow](ctx, tx, "payments to classify", takeMarks, limit)
	if err != nil {
		return nil, err
	}
	all := taken{}
	for _, m := range marks {
		source, ids := m.Source, m.IDs
		if expand := map[string]string{"customer": paymentsOfCustomers, "subscription": paymentsOfSubscriptions, "tariff": paymentsOfTariffs}[m.Source]; expand != "" {
			rows, err := tx.Query(ctx, expand, m.IDs, m.Since)
			if err != nil {
				return nil, fmt.Errorf("find payments to classify: %w", err)
			}
			source = "transaction"
			if ids, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
				return nil, fmt.Errorf("find payments to classify: %w", err)
			}
		}
		for _, id := range ids {
			all.add(paymentKey{source, id}, m.MarkedAt, m.MarkedAt)
		}
	}
	return all, nil
}
