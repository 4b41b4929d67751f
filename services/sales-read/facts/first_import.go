package facts

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

const (
	selectImport = `
SELECT (SELECT at FROM sales.facts_imported), EXISTS (SELECT FROM sales.facts_queued), EXISTS (SELECT FROM sales.dirty_payments),
	EXISTS (SELECT FROM sales.applied WHERE entity = 'transaction') AND NOT EXISTS (SELECT FROM sales.applied WHERE entity = ANY($1) AND importing AND problem = '')`
	storeImported = `INSERT INTO sales.facts_imported (at) VALUES ($1) ON CONFLICT DO NOTHING`
	storeQueued   = `INSERT INTO sales.facts_queued (at) VALUES ($1) ON CONFLICT DO NOTHING`
	forgetQueue   = `DELETE FROM sales.dirty_payments WHERE marked_at <= $1`
	// The payments of a customer stand together, because they share their evidence.
	queueLedger = `
INSERT INTO sales.dirty_payments (source, ids, marked_at)
SELECT 'transaction', array_agg(id), $1 FROM (SELECT id, (row_number() OVER (ORDER BY customer_id, booked_at, id) - 1) / 4096 AS part FROM sales.transactions) t
GROUP BY part ORDER BY part`
	queueOrders = `
INSERT INTO sales.dirty_payments (source, ids, marked_at) SELECT 'guest_purchase', array_agg(id), $1 FROM sales.guest_purchases GROUP BY id / 4096 ORDER BY id / 4096`
	queueSpins = `
INSERT INTO sales.dirty_payments (source, ids, marked_at) SELECT 'wheel_spin', array_agg(id), $1 FROM sales.wheel_spins GROUP BY id / 4096 ORDER BY id / 4096`
	forgetMrrQueue    = `DELETE FROM sales.dirty_mrr WHERE marked_at <= $1`
	forgetBranchQueue = `DELETE FROM sales.dirty_branches WHERE marked_at <= $1`
	queueBranches     = `
INSERT INTO sales.dirty_branches (customers, marked_at)
SELECT array_agg(id), $1 FROM sales.customers WHERE referred_by_id IS NOT NULL GROUP BY id / 2048 ORDER BY id / 2048`
)

// factEntities are what facts are made of.
var factEntities = []string{"transaction", "guest_purchase", "wheel_spin", "subscription", "subscription_event", "traffic_purchase", "tariff"}

// firstImport is when the first import was classified (nil: not yet), and whether there is anything to classify by now. When all of the import has
// been read, each of its payments is queued once; when all of these are classified, each customer is once for recurring revenue, and each who was
// invited for the sums of referral branches. Revenue by who paid waits for that, too: its days are marked from the start.
func (s *Server) firstImport(ctx context.Context, tx pgx.Tx) (classified *time.Time, ready bool, err error) {
	var queued, waiting, read bool
	if err := tx.QueryRow(ctx, selectImport, factEntities).Scan(&classified, &queued, &waiting, &read); err != nil {
		return nil, false, fmt.Errorf("look whether the first import is classified: %w", err)
	}
	now := s.Mark.Now()
	switch {
	case classified != nil:
		return classified, true, nil
	case !read:
		return nil, false, nil
	case !queued:
		return nil, true, run(ctx, tx, "queue the first import", now, storeQueued, forgetQueue, queueLedger, queueOrders, queueSpins)
	case waiting:
		return nil, true, nil
	}
	return &now, true, run(ctx, tx, "note that the first import is classified", now, storeImported, forgetMrrQueue, mark.AllMrr,
		forgetBranchQueue, queueBranches)
}

// run executes statements whose one argument is the time.
func run(ctx context.Context, tx pgx.Tx, what string, now time.Time, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement, now); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}
