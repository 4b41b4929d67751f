package revenue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

// storeRevenue sums one business day of the view.
const storeRevenue = `
INSERT INTO sales.revenue_days (day, gateway, tariff_id, term, measure, kind, kopeks, count)
SELECT $1, gateway, tariff_id, term, measure, kind, sum(kopeks), count(*) FROM sales.revenue WHERE booked_at >= $2 AND booked_at < $3
GROUP BY gateway, tariff_id, term, measure, kind`

// revenueCell is one sum of the answer.
type revenueCell struct {
	bucket        int
	key, then     string
	measure, kind string
	kopeks, count int64
	payers        []byte
}

// revenueRead is one reading of revenue: whole clean days from a store of sums, everything else from the facts. All parts must see one snapshot.
type revenueRead struct {
	tx       pgx.Tx
	days     *calendar.Calendar
	by, then dimension
	filter   *ask.Filter
	// store is nil where everything is read from the facts.
	store *revenueStore
	// facts is the table or query of facts, with a clause that finds those of @from to @to.
	facts revenueFacts
	// payers tells that cells should say who paid.
	payers  bool
	buckets []period.Bucket
	visit   func(revenueCell)

	clean []time.Time
	live  []period.Interval
}

type revenueFacts struct{ from, within string }

var factsNow = revenueFacts{from: `sales.revenue_people r`, within: `r.booked_at >= @from AND r.booked_at < @to`}

func (r *revenueRead) whole() period.Interval {
	return period.Interval{From: r.buckets[0].From, To: r.buckets[len(r.buckets)-1].To}
}

func (r *revenueRead) run(ctx context.Context) error {
	if err := r.cut(ctx); err != nil {
		return err
	}
	if err := r.findTop(ctx); err != nil {
		return err
	}
	if err := r.fromDays(ctx); err != nil {
		return err
	}
	for _, i := range r.live {
		if err := r.fromFacts(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// cut tells which days the store answers, and what is left for the facts.
func (r *revenueRead) cut(ctx context.Context) error {
	if r.store == nil {
		r.live = []period.Interval{r.whole()}
		return nil
	}
	var err error
	r.clean, r.live, err = cash.Split(ctx, r.tx, r.days, r.whole(), r.store.payers)
	return err
}

// paid is the SQL of who paid.
func (r *revenueRead) paid(sql string) string {
	if r.payers {
		return sql
	}
	return `NULL::bytea`
}

func (r *revenueRead) fromDays(ctx context.Context) error {
	if len(r.clean) == 0 {
		return nil
	}
	place := make(map[int64]int, len(r.clean))
	for _, p := range r.days.Cut(r.whole()) {
		place[p.Day.Key()] = r.bucketOf(p.From)
	}
	query, args := r.daysSQL(`r.day, `+r.by.key+`, `+r.then.key+`, r.measure, r.kind, sum(r.kopeks)::bigint, sum(r.count)::bigint, `+
		r.paid(`string_agg(r.payers, '')`), `1, 2, 3, 4, 5`)
	rows, err := r.tx.Query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("read revenue by day: %w", err)
	}
	var date time.Time
	var c revenueCell
	_, err = pgx.ForEachRow(rows, []any{&date, &c.key, &c.then, &c.measure, &c.kind, &c.kopeks, &c.count, &c.payers}, func() error {
		c.bucket = place[calendar.Key(date)]
		r.visit(c)
		c.payers = nil // the next row gets memory of its own
		return nil
	})
	if err != nil {
		return fmt.Errorf("read revenue by day: %w", err)
	}
	return nil
}

// daysSQL asks the store for sums of the clean days.
func (r *revenueRead) daysSQL(columns, group string) (string, pgx.NamedArgs) {
	f := r.filter.Clone()
	f.Add(`r.day = ANY(@days)`, pgx.NamedArgs{"days": r.clean})
	if r.store.grain != "" {
		f.Add(`r.grain = @grain`, pgx.NamedArgs{"grain": r.store.grain})
	}
	return `SELECT ` + columns + ` FROM ` + r.store.table + ` r` + f.Where() + ` GROUP BY ` + group, f.Args
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
	query, args := r.factsSQL(i, `width_bucket(r.booked_at, @starts::timestamptz[]) - 1, `+r.by.key+`, `+r.then.key+
		`, r.measure, r.kind, sum(r.kopeks)::bigint, count(*), `+r.paid(paidBy), `1, 2, 3, 4, 5`)
	rows, err := r.tx.Query(ctx, query, args)
	if err != nil {
		return fmt.Errorf("read revenue: %w", err)
	}
	var c revenueCell
	_, err = pgx.ForEachRow(rows, []any{&c.bucket, &c.key, &c.then, &c.measure, &c.kind, &c.kopeks, &c.count, &c.payers}, func() error {
		r.visit(c)
		c.payers = nil
		return nil
	})
	if err != nil {
		return fmt.Errorf("read revenue: %w", err)
	}
	return nil
}

// factsSQL asks the facts of an interval.
func (r *revenueRead) factsSQL(i period.Interval, columns, group string) (string, pgx.NamedArgs) {
	f := r.filter.Clone()
	starts := make([]time.Time, len(r.buckets))
	for n, b := range r.buckets {
		starts[n] = b.From
	}
	f.Add(r.facts.within, pgx.NamedArgs{"from": i.From, "to": i.To, "starts": starts})
	return `SELECT ` + columns + ` FROM ` + r.facts.from + f.Where() + ` GROUP BY ` + group, f.Args
}

// findTop finds the referrers that are shown by themselves: there may be too many to add up each.
func (r *revenueRead) findTop(ctx context.Context) error {
	referrer := dimensions["referrer"].column
	if r.by.column != referrer && r.then.column != referrer {
		return nil
	}
	weights := map[int64]int64{}
	const columns = `r.referrer_id, sum(r.kopeks) FILTER (WHERE r.measure IN ('cash', 'consumption'))::bigint`
	weigh := func(query string, args pgx.NamedArgs) error {
		var id int64
		var kopeks *int64
		rows, err := r.tx.Query(ctx, query, args)
		if err == nil {
			_, err = pgx.ForEachRow(rows, []any{&id, &kopeks}, func() error {
				weights[id] += ask.Value(kopeks)
				return nil
			})
		}
		if err != nil {
			return fmt.Errorf("find the largest referrers: %w", err)
		}
		return nil
	}
	if len(r.clean) > 0 {
		if err := weigh(r.daysSQL(columns, `1`)); err != nil {
			return err
		}
	}
	for _, i := range r.live {
		if err := weigh(r.factsSQL(i, columns, `1`)); err != nil {
			return err
		}
	}
	ids := slices.Collect(maps.Keys(weights))
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b)) })
	if limit := r.shown(referrer); len(ids) > limit {
		ids = ids[:limit-1]
	}
	r.filter = r.filter.Clone()
	r.filter.Args["top"] = ids
	return nil
}

// shown is how many groups of a column are shown.
func (r *revenueRead) shown(column string) int {
	if column == r.then.column {
		return shownParts
	}
	return shownGroups
}
