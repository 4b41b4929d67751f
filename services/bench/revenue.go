package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	revenueDays = 400
	revenueAsks = 30
	// revenueSQL reads the rows that the answers are made of.
	revenueSQL = `SELECT day, gateway, tariff_id, term, measure, kind, kopeks, count FROM sales.revenue_days WHERE day >= $1 AND day < $2`
	// cashSQL adds up what they must say.
	cashSQL = `SELECT coalesce(sum(amount_kopeks), 0)::bigint FROM sales.cash WHERE NOT refund AND booked_at >= $1 AND booked_at < $2`
)

// span is whole business days, as the database and the API write them.
type span struct {
	from, to time.Time // midnight UTC of the first day and of the day after the last
	zone     *time.Location
}

// latestDays are the last n business days, today included.
func latestDays(n int) (span, error) {
	zone, err := time.LoadLocation("Europe/Moscow")
	if err != nil {
		return span{}, fmt.Errorf("load business zone: %w", err)
	}
	year, month, date := time.Now().In(zone).Date()
	to := time.Date(year, month, date+1, 0, 0, 0, 0, time.UTC)
	return span{from: to.AddDate(0, 0, -n), to: to, zone: zone}, nil
}

func (s span) query(more ...string) string {
	query := url.Values{"from": {s.from.Format(time.DateOnly)}, "to": {s.to.Format(time.DateOnly)}}
	for i := 0; i+1 < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return query.Encode()
}

// instant is when a day begins in the business zone.
func (s span) instant(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, s.zone)
}

func measureRevenue(ctx context.Context, l *lab) (result, error) {
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
	days, err := latestDays(revenueDays)
	if err != nil {
		return result{}, err
	}
	if err := checkRevenue(ctx, s.api, pool, days); err != nil {
		return result{}, err
	}
	r := result{reached: true}
	var measured, reference, ratios []string
	for _, group := range []string{"gateway", "tariff"} {
		path := "/api/v2/sales/revenue?" + days.query("group_by", group)
		http, raw, err := inTurns(revenueAsks, func() error { _, err := s.get(ctx, path); return err }, func() error { return days.read(ctx, pool) })
		if err != nil {
			return r, err
		}
		ratio := float64(quantile(http, 0.5)) / float64(quantile(raw, 0.5))
		measured, reference = append(measured, short(quantile(http, 0.5))), append(reference, short(quantile(raw, 0.5)))
		ratios = append(ratios, fmt.Sprintf("%.2f", ratio))
		r.reached = r.reached && ratio < 5
		r.note("By %s: medians of %d each in turns; p99 %s through HTTP, %s by raw pgx.", group, revenueAsks, short(quantile(http, 0.99)), short(quantile(raw, 0.99)))
	}
	r.measured, r.reference, r.ratio = strings.Join(measured, " and "), strings.Join(reference, " and "), strings.Join(ratios, " and ")
	var rows int64
	if err := pool.QueryRow(ctx, `SELECT count(*) FROM sales.revenue_days WHERE day >= $1 AND day < $2`, days.from, days.to).Scan(&rows); err != nil {
		return r, fmt.Errorf("count days: %w", err)
	}
	r.note("%d days in buckets of a day, by payment method and by tariff. Raw pgx reads the %d rows of these days once; the answer also reads the equal period before. Its cash was checked against the sum of all payments.",
		revenueDays, rows)
	return r, nil
}

// read takes the aggregate rows of the days, as the reference.
func (s span) read(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, revenueSQL, s.from, s.to)
	if err != nil {
		return fmt.Errorf("read days: %w", err)
	}
	type cell struct {
		Day            time.Time
		Gateway        string
		TariffID, Term int64
		Measure, Kind  string
		Kopeks, Count  int64
	}
	if _, err := pgx.CollectRows(rows, pgx.RowToStructByName[cell]); err != nil {
		return fmt.Errorf("read days: %w", err)
	}
	return nil
}

// checkRevenue fails unless the answer's cash is what a plain sum of the payments gives.
func checkRevenue(ctx context.Context, a *api, pool *pgxpool.Pool, days span) error {
	told, err := cashTold(ctx, a, days)
	if err != nil {
		return err
	}
	var counted int64
	if err := pool.QueryRow(ctx, cashSQL, days.instant(days.from), days.instant(days.to)).Scan(&counted); err != nil {
		return fmt.Errorf("add up payments: %w", err)
	}
	if told != counted || told == 0 {
		return fmt.Errorf("HTTP and SQL do not answer the same revenue of %d days: %d kopeks against %d", revenueDays, told, counted)
	}
	return nil
}

// cashTold is cash-in of the days as /sales/revenue answers it.
func cashTold(ctx context.Context, a *api, days span) (int64, error) {
	var answer struct {
		Figures struct {
			CashIn int64 `json:"cash_in_kopeks,string"`
		}
	}
	err := a.read(ctx, "/api/v2/sales/revenue?"+days.query(), &answer)
	return answer.Figures.CashIn, err
}

// inTurns does both n times, one after the other, and returns how long each took, sorted.
func inTurns(n int, one, other func() error) (ones, others []time.Duration, err error) {
	ones, others = make([]time.Duration, n), make([]time.Duration, n)
	for i := range n {
		if ones[i], err = timed(one); err != nil {
			return nil, nil, err
		}
		if others[i], err = timed(other); err != nil {
			return nil, nil, err
		}
	}
	slices.Sort(ones)
	slices.Sort(others)
	return ones, others, nil
}
