package reconciliation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

const (
	// Leader names the one process that closes days.
	Leader     = "balances"
	checkEvery = time.Minute
	// settling is how long the bot may take from a posting's time to the commit of it and of the balance, which need not be one transaction.
	settling = 2 * time.Minute
	// classifyWait is how long a payment may wait for its classification before the check waits for it.
	classifyWait = 10 * time.Second
)

var balanceEntities = []string{"customer", "transaction"}

// CheckBalances closes each business day once, as soon as balances and ledger are known beyond its end, until ctx ends. A night that nobody ran is
// caught up by the next check, which then covers all days since the one before.
func (s *Server) CheckBalances(ctx context.Context, epoch int64) error {
	failing := false
	for {
		_, err := s.CloseDay(ctx, epoch)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			s.log.WarnContext(ctx, "balances are not checked for now", "error", err.Error())
		case err == nil && failing:
			s.log.InfoContext(ctx, "balances are checked again")
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(checkEvery):
		}
	}
}

// CloseDay checks the last business day that is over, unless it was, or unless changes until its end are not all known yet.
func (s *Server) CloseDay(ctx context.Context, epoch int64) (bool, error) {
	now := s.mark.Now()
	today := s.mark.Days.Of(now)
	day := today.Date.AddDate(0, 0, -1)
	applied, err := pg.ReadApplied(ctx, s.db, balanceEntities...)
	if err != nil {
		return false, err
	}
	known := now
	for _, entity := range balanceEntities {
		a := applied[entity]
		if a.Importing || a.CompleteUntil == nil || a.VerifiedUntil == nil {
			return false, nil
		}
		for _, until := range []*time.Time{a.CompleteUntil, a.VerifiedUntil} {
			if until.Before(known) {
				known = *until
			}
		}
	}
	if known.Before(today.From) {
		return false, nil
	}
	checked := false
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.Fence(ctx, s.db, tx, Leader, epoch); err != nil {
			return err
		}
		checked, err = checkDay(ctx, tx, day, now, known.Add(-settling))
		return err
	})
	return checked, err
}

const (
	// Payments that came just now wait for their classification in seconds; older ones mean that the classifier is behind.
	classifierBehind = `SELECT EXISTS (SELECT FROM sales.dirty_payments WHERE marked_at < $1) OR NOT EXISTS (SELECT FROM sales.facts_imported)`
	findOpening      = `SELECT min(checked_at), coalesce(bool_or(day >= $1), false) FROM sales.balance_checks`
	// Balances and ledger of one instant, of customers that moved since their latest snapshot. The ledger is summed whole, so that rows which came
	// late, were corrected or changed their customer count where they belong.
	collectMoved = `
CREATE TEMPORARY TABLE balances_moved ON COMMIT DROP AS
SELECT c.id AS customer_id, c.created_at, c.balance_kopeks, coalesce(l.ledger_kopeks, 0) AS ledger_kopeks, coalesce(l.gone_rows, 0) AS gone_rows,
	p.day AS since_day, coalesce(p.balance_kopeks, 0) AS opening_kopeks, coalesce(p.ledger_kopeks, 0) AS ledger_before, coalesce(p.gone_rows, 0) AS gone_before,
	coalesce(l.newest >= $1, false) AS fresh
FROM sales.customers c
LEFT JOIN (SELECT f.customer_id, sum(f.wallet_kopeks)::bigint AS ledger_kopeks, max(f.booked_at) AS newest, (count(*) FILTER (WHERE f.gone))::integer AS gone_rows
	FROM sales.payment_facts f WHERE f.wallet_kopeks <> 0 GROUP BY f.customer_id) l ON l.customer_id = c.id
LEFT JOIN sales.balance_snapshots p ON p.customer_id = c.id AND p.latest
WHERE c.gone_at IS NULL AND (p.customer_id IS NULL OR p.balance_kopeks <> c.balance_kopeks OR p.ledger_kopeks <> coalesce(l.ledger_kopeks, 0))`
	// Who registered after the first check began with nothing. Others without a snapshot begin with what they have now.
	storeDifferences = `
INSERT INTO sales.balance_differences (day, customer_id, since_day, opening_kopeks, postings_kopeks, closing_kopeks, difference_kopeks, wiped)
SELECT $1, m.customer_id, coalesce(m.since_day, $1), m.opening_kopeks, m.ledger_kopeks - m.ledger_before, m.balance_kopeks,
	m.balance_kopeks - m.opening_kopeks - (m.ledger_kopeks - m.ledger_before), m.gone_rows > m.gone_before
FROM balances_moved m
WHERE NOT m.fresh AND (m.since_day IS NOT NULL OR m.created_at >= $2) AND m.balance_kopeks - m.opening_kopeks <> m.ledger_kopeks - m.ledger_before
ORDER BY m.customer_id`
	retireSnapshots = `UPDATE sales.balance_snapshots p SET latest = false FROM balances_moved m WHERE p.customer_id = m.customer_id AND p.latest AND NOT m.fresh`
	storeSnapshots  = `
INSERT INTO sales.balance_snapshots (customer_id, day, balance_kopeks, ledger_kopeks, gone_rows, latest)
SELECT customer_id, $1, balance_kopeks, ledger_kopeks, gone_rows, true FROM balances_moved WHERE NOT fresh`
	storeCheck = `
INSERT INTO sales.balance_checks (day, checked_at, customers, differences, postponed, balances_kopeks, opening)
SELECT $1, $2, (SELECT count(*) FROM balances_moved), $3, (SELECT count(*) FROM balances_moved WHERE fresh),
	(SELECT coalesce(sum(balance_kopeks), 0)::bigint FROM sales.customers WHERE gone_at IS NULL), $4`
)

// checkDay compares what balances did since the check before with what the ledger says, and takes the snapshots the next one begins with. fresh
// is the time from which postings are too new to tell: their customers wait for the next night.
func checkDay(ctx context.Context, tx pgx.Tx, day, now, fresh time.Time) (bool, error) {
	var opened *time.Time
	var done, behind bool
	if err := tx.QueryRow(ctx, findOpening, day).Scan(&opened, &done); err != nil || done {
		return false, err
	}
	if err := tx.QueryRow(ctx, classifierBehind, now.Add(-classifyWait)).Scan(&behind); err != nil || behind {
		return false, err
	}
	if _, err := tx.Exec(ctx, collectMoved, fresh); err != nil {
		return false, fmt.Errorf("compare balances with the ledger: %w", err)
	}
	found := int64(0)
	if opened != nil {
		tag, err := tx.Exec(ctx, storeDifferences, day, *opened)
		if err != nil {
			return false, fmt.Errorf("store differences of balances: %w", err)
		}
		found = tag.RowsAffected()
	}
	if _, err := tx.Exec(ctx, retireSnapshots); err != nil {
		return false, fmt.Errorf("retire snapshots of balances: %w", err)
	}
	if _, err := tx.Exec(ctx, storeSnapshots, day); err != nil {
		return false, fmt.Errorf("store snapshots of balances: %w", err)
	}
	if _, err := tx.Exec(ctx, storeCheck, day, now, found, opened == nil); err != nil {
		return false, fmt.Errorf("store check of balances: %w", err)
	}
	return true, nil
}
