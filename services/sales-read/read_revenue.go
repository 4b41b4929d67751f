package salesread

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// storeRevenue sums one business day of the view.
const storeRevenue = `
INSERT INTO sales.revenue_days (day, gateway, tariff_id, term, measure, kind, kopeks, count)
SELECT $1, gateway, tariff_id, term, measure, kind, sum(kopeks), count(*) FROM sales.revenue WHERE booked_at >= $2 AND booked_at < $3
GROUP BY gateway, tariff_id, term, measure, kind`

// grouping is one value of group_by: how a fact's key is written in SQL, from this list only.
type grouping struct {
	key string
	// deep ones need the customer, so that sums by day do not know them.
	deep bool
	// crowd tells that payers can be counted by group: not where most cash is in none.
	crowd bool
}

var groupings = map[string]grouping{
	"":              {key: `''`, crowd: true},
	"none":          {key: `''`, crowd: true},
	"gateway":       {key: `r.gateway`, crowd: true},
	"tariff":        {key: `CASE WHEN r.tariff_id = 0 THEN '' ELSE r.tariff_id::text END`},
	"term":          {key: `CASE WHEN r.term = 0 THEN '' ELSE r.term::text END`},
	"referrer":      {key: `coalesce(c.referred_by_id::text, '')`, deep: true, crowd: true},
	"promo_group":   {key: `coalesce(c.promo_group_id::text, '')`, deep: true, crowd: true},
	"new_returning": {key: freshness, deep: true, crowd: true},
}

// freshness: a customer is new for a day from the very first payment, and nothing before it.
const freshness = `CASE WHEN p.at IS NULL THEN '' WHEN r.booked_at < p.at + interval '1 day' THEN 'new' ELSE 'returning' END`

// revenueCell is one sum of the answer.
type revenueCell struct {
	bucket        int
	key           string
	measure, kind string
	kopeks, count int64
}

// revenueRead is one reading of revenue: whole clean days from sales.revenue_days, the rest, and what needs the customer, from the facts. All parts
// must see one snapshot.
type revenueRead struct {
	tx      pgx.Tx
	days    *calendar
	by      grouping
	filter  *ask.Filter
	deep    bool
	buckets []period.Bucket
	visit   func(revenueCell)
}

func (r *revenueRead) run(ctx context.Context, hourly bool) error {
	whole := period.Interval{From: r.buckets[0].From, To: r.buckets[len(r.buckets)-1].To}
	if r.deep || hourly {
		return r.fromFacts(ctx, whole)
	}
	pieces := r.days.cut(whole)
	dirty, err := (&cashRead{tx: r.tx, days: r.days}).dirtyDays(ctx, pieces)
	if err != nil {
		return err
	}
	var clean []time.Time
	var live []piece
	for _, p := range pieces {
		if p.whole && !dirty[p.day.key()] {
			clean = append(clean, p.day.date)
		} else {
			live = append(live, p)
		}
	}
	if err := r.fromDays(ctx, clean); err != nil {
		return err
	}
	for len(live) > 0 { // neighbours are read together
		n := 1
		for n < len(live) && live[n].From.Equal(live[n-1].To) {
			n++
		}
		if err := r.fromFacts(ctx, period.Interval{From: live[0].From, To: live[n-1].To}); err != nil {
			return err
		}
		live = live[n:]
	}
	return nil
}

func (r *revenueRead) fromDays(ctx context.Context, clean []time.Time) error {
	if len(clean) == 0 {
		return nil
	}
	query, args := r.daysSQL(clean)
	rows, err := r.tx.Query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("read revenue by day: %w", err)
	}
	place := make(map[int64]int, len(clean))
	for _, p := range r.days.cut(period.Interval{From: r.buckets[0].From, To: r.buckets[len(r.buckets)-1].To}) {
		place[p.day.key()] = r.bucketOf(p.From)
	}
	var date time.Time
	var c revenueCell
	_, err = pgx.ForEachRow(rows, []any{&date, &c.key, &c.measure, &c.kind, &c.kopeks, &c.count}, func() error {
		c.bucket = place[date.Unix()/secondsPerDay]
		r.visit(c)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read revenue by day: %w", err)
	}
	return nil
}

// daysSQL asks the sums of days for key and amounts.
func (r *revenueRead) daysSQL(days []time.Time) (string, pgx.NamedArgs) {
	f := r.filter.Clone()
	f.Add(`r.day = ANY(@days)`, pgx.NamedArgs{"days": days})
	return `
SELECT r.day, ` + r.by.key + `, r.measure, r.kind, sum(r.kopeks)::bigint, sum(r.count)::bigint FROM sales.revenue_days r` + f.Where() + ` GROUP BY 1, 2, 3, 4`, f.Args
}

func (r *revenueRead) bucketOf(at time.Time) int {
	n, _ := slices.BinarySearchFunc(r.buckets, at, func(b period.Bucket, at time.Time) int {
		if !b.To.After(at) {
			return -1
		}
		return 1
	})
	return n
}

func (r *revenueRead) fromFacts(ctx context.Context, i period.Interval) error {
	query, args := r.factsSQL(i, `, r.measure, r.kind, sum(r.kopeks)::bigint, count(*)`, ` GROUP BY 1, 2, 3, 4`)
	rows, err := r.tx.Query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("read revenue: %w", err)
	}
	var c revenueCell
	_, err = pgx.ForEachRow(rows, []any{&c.bucket, &c.key, &c.measure, &c.kind, &c.kopeks, &c.count}, func() error {
		r.visit(c)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read revenue: %w", err)
	}
	return nil
}

// factsSQL asks the view for bucket, key and more.
func (r *revenueRead) factsSQL(i period.Interval, more, group string) (string, pgx.NamedArgs) {
	f := r.filter.Clone()
	starts := make([]time.Time, len(r.buckets))
	for n, b := range r.buckets {
		starts[n] = b.From
	}
	f.Add(`r.booked_at >= @from AND r.booked_at < @to`, pgx.NamedArgs{"from": i.From, "to": i.To, "starts": starts})
	query := `
SELECT width_bucket(r.booked_at, @starts::timestamptz[]) - 1, ` + r.by.key + more + `
FROM sales.revenue r LEFT JOIN sales.customers c ON c.id = r.customer_id LEFT JOIN sales.first_payments p ON p.customer_id = r.customer_id` + f.Where() + group
	return query, f.Args
}

// crowds counts different payers by bucket, by key and in all; -1 and nil stand for all of them.
func (r *revenueRead) crowds(ctx context.Context, visit func(bucket *int, key *string, payers int64)) error {
	whole := period.Interval{From: r.buckets[0].From, To: r.buckets[len(r.buckets)-1].To}
	counted := *r
	counted.filter = r.filter.Clone()
	counted.filter.Add(`r.measure = 'cash' AND r.customer_id <> 0`, nil)
	query, args := counted.factsSQL(whole, `, count(DISTINCT r.customer_id)`, ` GROUP BY GROUPING SETS ((1), (2), ())`)
	rows, err := r.tx.Query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("count payers: %w", err)
	}
	var bucket *int
	var key *string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&bucket, &key, &n}, func() error {
		visit(bucket, key, n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("count payers: %w", err)
	}
	return nil
}
