package revenue

import (
	"context"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

const (
	refreshDays = 16
	// A backlog is counted in a part of the time only: a small one while the first import changes days faster than they are counted, a larger one after.
	importShare, backlogShare = 10, 2
	importEnded               = `SELECT EXISTS (SELECT FROM sales.facts_imported)`
)

// RefreshDays counts dirty days again until ctx ends. Nothing depends on when: answers count dirty days themselves.
func (s *Server) RefreshDays(ctx context.Context) error {
	return turn.Repeat(ctx, s.log, "days", func(ctx context.Context) (time.Duration, error) {
		began := time.Now()
		n, err := s.RefreshSome(ctx)
		if err == nil && n < refreshDays {
			return turn.Rest, nil
		}
		var ended bool
		if err == nil {
			err = s.db.QueryRow(ctx, importEnded).Scan(&ended)
		}
		if ended {
			return turn.Share(backlogShare, began), err
		}
		return turn.Share(importShare, began), err
	})
}

const (
	// A day somebody is just writing to is left for the next time.
	takeDirty = `
DELETE FROM sales.dirty_days WHERE day IN (SELECT day FROM sales.dirty_days ORDER BY day DESC LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING day`
	refreshLock = `SELECT pg_try_advisory_xact_lock(hashtextextended('sales.refresh', 2))`
)

// RefreshSome counts some dirty days again and returns how many. Only one process at a time does it.
func (s *Server) RefreshSome(ctx context.Context) (int, error) {
	var dates []time.Time
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		mine, err := turn.Mine(ctx, tx, refreshLock)
		if err != nil || !mine {
			return err
		}
		if dates, err = ask.Column[time.Time](ctx, tx, "days to count again", takeDirty, refreshDays); err != nil {
			return err
		}
		return s.recount(ctx, tx, dates)
	})
	return len(dates), err
}

// recount replaces the stored cash of days by a fresh count. Each statement sees what was committed before the days were taken.
func (s *Server) recount(ctx context.Context, tx pgx.Tx, dates []time.Time) error {
	if len(dates) == 0 {
		return nil
	}
	for _, table := range []string{"cash_days", "revenue_days"} {
		if _, err := tx.Exec(ctx, `DELETE FROM sales.`+table+` WHERE day = ANY($1)`, dates); err != nil {
			return fmt.Errorf("clear days: %w", err)
		}
	}
	var cells [][]any
	var failed error
	reading := &cash.Reading{Tx: tx, Days: s.mark.Days, Visit: func(p calendar.Piece, gateway string, t *cash.Tally) {
		row, err := dayRow(p.Day, gateway, t)
		if err != nil {
			failed = err
			return
		}
		cells = append(cells, row)
	}}
	for _, date := range dates {
		d, err := s.mark.Days.On(date)
		if err != nil {
			return err
		}
		if err := reading.Count(ctx, []calendar.Piece{{Interval: d.Interval, Day: d, Whole: true}}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, storeRevenue, date, d.From, d.To); err != nil {
			return fmt.Errorf("store revenue of a day: %w", err)
		}
	}
	if failed != nil {
		return failed
	}
	if err := s.mark.PeopleOn(ctx, tx, dates); err != nil {
		return err
	}
	columns := []string{"day", "gateway", "cash_in", "refunds", "payments", "distinct_payers", "payers"}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "cash_days"}, columns, pgx.CopyFromRows(cells)); err != nil {
		return fmt.Errorf("store days: %w", err)
	}
	return nil
}

func dayRow(d calendar.Day, gateway string, t *cash.Tally) ([]any, error) {
	payers := t.Open // counted from facts only
	if payers == nil {
		payers = roaring64.New()
	}
	payers.RunOptimize()
	raw, err := payers.ToBytes()
	if err != nil {
		return nil, fmt.Errorf("store payers of a day: %w", err)
	}
	return []any{d.Date, gateway, t.In, t.Refunds, int32(t.Payments), int32(payers.GetCardinality()), raw}, nil
}
