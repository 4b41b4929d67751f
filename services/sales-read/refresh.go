package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
)

const (
	refreshEvery = 300 * time.Millisecond
	// refreshShare bounds the refresher's part of the time while days change faster than they are counted, as in the first import.
	refreshShare = 10
	refreshDays  = 16
	refreshWait  = 30 * time.Second
)

// refreshDays counts dirty days again until ctx ends. Nothing depends on when: answers count dirty days themselves.
func (s *service) refreshDays(ctx context.Context) error {
	return s.repeat(ctx, "days", func(ctx context.Context) (time.Duration, error) {
		began := time.Now()
		n, err := s.refresh(ctx)
		if n == refreshDays || err != nil {
			return max(refreshEvery, min(refreshShare*time.Since(began), refreshWait)), err
		}
		return refreshEvery, nil
	})
}

const (
	// A day somebody is just writing to is left for the next time.
	takeDirty = `
DELETE FROM sales.dirty_days WHERE day IN (SELECT day FROM sales.dirty_days ORDER BY day DESC LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING day`
	refreshLock = `SELECT pg_try_advisory_xact_lock(hashtextextended('sales.refresh', 2))`
)

// refresh counts some dirty days again and returns how many. Only one process at a time does it.
func (s *service) refresh(ctx context.Context) (int, error) {
	var dates []time.Time
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, refreshLock).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, err := tx.Query(ctx, takeDirty, refreshDays)
		if err != nil {
			return fmt.Errorf("take days to count again: %w", err)
		}
		if dates, err = pgx.CollectRows(rows, pgx.RowTo[time.Time]); err != nil {
			return fmt.Errorf("take days to count again: %w", err)
		}
		return s.recount(ctx, tx, dates)
	})
	return len(dates), err
}

// recount replaces the stored cash of days by a fresh count. Each statement sees what was committed before the days were taken.
func (s *service) recount(ctx context.Context, tx pgx.Tx, dates []time.Time) error {
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
	reading := &cashRead{tx: tx, days: s.days, visit: func(p piece, gateway string, t *tally) {
		row, err := dayRow(p.day, gateway, t)
		if err != nil {
			failed = err
			return
		}
		cells = append(cells, row)
	}}
	for _, date := range dates {
		d, err := s.dayOn(date)
		if err != nil {
			return err
		}
		if err := reading.count(ctx, []piece{{Interval: d.Interval, day: d, whole: true}}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, storeRevenue, date, d.From, d.To); err != nil {
			return fmt.Errorf("store revenue of a day: %w", err)
		}
	}
	if failed != nil {
		return failed
	}
	if err := markPeopleOf(ctx, tx, dates); err != nil {
		return err
	}
	columns := []string{"day", "gateway", "cash_in", "refunds", "payments", "distinct_payers", "payers"}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "cash_days"}, columns, pgx.CopyFromRows(cells)); err != nil {
		return fmt.Errorf("store days: %w", err)
	}
	return nil
}

func dayRow(d day, gateway string, t *tally) ([]any, error) {
	payers := t.open // counted from facts only
	if payers == nil {
		payers = roaring64.New()
	}
	payers.RunOptimize()
	raw, err := payers.ToBytes()
	if err != nil {
		return nil, fmt.Errorf("store payers of a day: %w", err)
	}
	return []any{d.date, gateway, t.in, t.refunds, int32(t.payments), int32(payers.GetCardinality()), raw}, nil
}

// dayOn is the business day of a database date.
func (s *service) dayOn(date time.Time) (day, error) {
	start, err := period.Parse(date.Format(time.DateOnly), s.days.loc, "day")
	if err != nil {
		return day{}, fmt.Errorf("read stored day: %w", err)
	}
	return s.days.of(start), nil
}
