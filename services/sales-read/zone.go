package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

const (
	storeZone = `INSERT INTO sales.zone (name) VALUES ($1) ON CONFLICT (one) DO UPDATE SET name = excluded.name`
	spanFacts = `SELECT least((SELECT min(booked_at) FROM sales.cash), (SELECT min(booked_at) FROM sales.payment_facts)),
	greatest((SELECT max(booked_at) FROM sales.cash), (SELECT max(booked_at) FROM sales.payment_facts))`
)

// adoptZone drops the stored days when they were made for another business zone, and has all of them counted again.
func (s *service) adoptZone(ctx context.Context) error {
	zone := s.days.Zone.String()
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		for _, what := range []string{"money", "mrr"} {
			if err := turn.Lock(ctx, tx, what); err != nil {
				return err
			}
		}
		rows, err := tx.Query(ctx, `SELECT name FROM sales.zone`)
		if err != nil {
			return fmt.Errorf("read stored zone: %w", err)
		}
		stored, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("read stored zone: %w", err)
		}
		if len(stored) == 1 && stored[0] == zone {
			return nil
		}
		if _, err := tx.Exec(ctx, storeZone, zone); err != nil {
			return fmt.Errorf("store zone: %w", err)
		}
		return s.markAllDays(ctx, tx)
	})
}

// markAllDays has everything counted again that was made for another zone. It runs before anything counts.
func (s *service) markAllDays(ctx context.Context, tx pgx.Tx) error {
	for _, table := range []string{"cash_days", "revenue_days", "people_days", "mrr_days", "mrr_steps", "paid_terms", "dirty_mrr"} {
		if _, err := tx.Exec(ctx, `DELETE FROM sales.`+table); err != nil {
			return fmt.Errorf("clear days: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, mark.AllMrr, s.now()); err != nil {
		return fmt.Errorf("mark all customers to count: %w", err)
	}
	var first, last *time.Time
	if err := tx.QueryRow(ctx, spanFacts).Scan(&first, &last); err != nil {
		return fmt.Errorf("find first and last payment: %w", err)
	}
	if first == nil || last == nil {
		return nil
	}
	e := cash.NewEffects(s.mark)
	for at := *first; !at.After(*last); at = s.days.Of(at).To {
		e.Touch(at)
	}
	return e.Apply(ctx, tx)
}
