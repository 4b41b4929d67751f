package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	statsDays = 90
	statsAsks = 200
)

// The pre-aggregated rows the answer is made of: the period by gateway and as a whole, and the whole of the equal period before.
const (
	periodSQL = `SELECT day, gateway, cash_in, refunds, payments, distinct_payers, payers FROM sales.cash_days WHERE day >= $1 AND day < $2`
	beforeSQL = periodSQL + ` AND gateway = ''`
)

type dayRow struct {
	Day                      time.Time
	Gateway                  string
	CashIn, Refunds          int64
	Payments, DistinctPayers int64
	Payers                   []byte
}

func readDays(ctx context.Context, pool *pgxpool.Pool, from, to time.Time) ([]dayRow, error) {
	var all []dayRow
	for _, part := range []struct {
		sql      string
		from, to time.Time
	}{{periodSQL, from, to}, {beforeSQL, from.AddDate(0, 0, -statsDays), from}} {
		rows, err := pool.Query(ctx, part.sql, part.from, part.to)
		if err != nil {
			return nil, fmt.Errorf("read days: %w", err)
		}
		var d dayRow
		_, err = pgx.ForEachRow(rows, []any{&d.Day, &d.Gateway, &d.CashIn, &d.Refunds, &d.Payments, &d.DistinctPayers, &d.Payers}, func() error {
			all = append(all, d)
			d.Payers = nil // the next row gets memory of its own
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("read days: %w", err)
		}
	}
	return all, nil
}

func measureStats(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	pool, err := l.pool(ctx, 1)
	if err != nil {
		return result{}, err
	}
	defer pool.Close()
	if err := l.daysCounted(ctx, pool); err != nil {
		return result{}, err
	}
	days, err := latestDays(statsDays)
	if err != nil {
		return result{}, err
	}
	from, to := days.from, days.to
	path := "/api/v2/sales/transactions/stats?" + days.query("bucket", "day")
	size, err := checkStats(ctx, s.api, path, pool, from, to)
	if err != nil {
		return result{}, err
	}
	http, raw, err := inTurns(statsAsks, func() error { _, err := s.get(ctx, path); return err }, func() error { _, err := readDays(ctx, pool, from, to); return err })
	if err != nil {
		return result{}, err
	}
	ratio := float64(quantile(http, 0.5)) / float64(quantile(raw, 0.5))
	r := result{measured: short(quantile(http, 0.5)), reference: short(quantile(raw, 0.5)), ratio: fmt.Sprintf("%.2f", ratio), reached: ratio < 3}
	r.note("%s to %s, medians of %d each in turns, one at a time; p99 %s through HTTP, %s by raw pgx. Raw pgx reads %d rows with %d KiB of payers; the answer was checked to have the same cash in and days.",
		from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly), statsAsks, short(quantile(http, 0.99)), short(quantile(raw, 0.99)), size.rows, size.payers>>10)
	return r, nil
}

const (
	moneyOpen = `SELECT NOT EXISTS (SELECT FROM sales.facts_imported) OR EXISTS (SELECT FROM sales.dirty_payments) OR EXISTS (SELECT FROM sales.dirty_days)`
	anyOpen   = moneyOpen + ` OR EXISTS (SELECT FROM sales.dirty_mrr) OR EXISTS (SELECT FROM sales.dirty_branches) OR EXISTS (SELECT FROM sales.dirty_people_days)`
)

// moneyCounted waits until the payments are classified and the sums of their days are counted.
func (l *lab) moneyCounted(ctx context.Context, pool *pgxpool.Pool) error {
	return l.counted(ctx, pool, moneyOpen)
}

// daysCounted waits until the import's payments are classified and everything made of them is counted: until then answers count facts, which another row's load
// would hide.
func (l *lab) daysCounted(ctx context.Context, pool *pgxpool.Pool) error {
	return l.counted(ctx, pool, anyOpen)
}

// counted waits while the statement is true.
func (l *lab) counted(ctx context.Context, pool *pgxpool.Pool, statement string) error {
	began := time.Now()
	err := until(ctx, time.Hour, 200*time.Millisecond, "all payments are classified and counted", func() (bool, error) {
		var open bool
		err := pool.QueryRow(ctx, statement).Scan(&open)
		return !open, err
	})
	if waited := time.Since(began); waited > time.Second {
		l.say("waited %s until payments were classified and counted", short(waited))
	}
	return err
}

type statsSize struct{ rows, payers int }

func checkStats(ctx context.Context, a *api, path string, pool *pgxpool.Pool, from, to time.Time) (statsSize, error) {
	var size statsSize
	var answer struct {
		Cash struct {
			CashIn int64 `json:"cash_in_kopeks,string"`
		}
		Buckets []struct{ Day string }
		Methods []struct{ Gateway string }
	}
	if err := a.read(ctx, path, &answer); err != nil {
		return size, err
	}
	rows, err := readDays(ctx, pool, from, to)
	if err != nil {
		return size, err
	}
	var cash int64
	gateways := map[string]bool{}
	for _, row := range rows {
		size.rows++
		size.payers += len(row.Payers)
		if row.Gateway != "" {
			gateways[row.Gateway] = true
		} else if !row.Day.Before(from) {
			cash += row.CashIn
		}
	}
	if cash == 0 || cash != answer.Cash.CashIn || len(answer.Buckets) != statsDays || len(answer.Methods) != len(gateways) {
		return size, fmt.Errorf("HTTP and SQL do not answer the same statistics: %d kopeks in %d days by %d methods against %d by %d",
			answer.Cash.CashIn, len(answer.Buckets), len(answer.Methods), cash, len(gateways))
	}
	return size, nil
}

func timed(f func() error) (time.Duration, error) {
	began := time.Now()
	err := f()
	return time.Since(began), err
}
