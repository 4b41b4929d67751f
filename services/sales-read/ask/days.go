package ask

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
)

// Days is how a period is answered from sums by business day: the days from First up to Last, without those in Dirty, have theirs; everything else is
// read row by row. Dates are midnight UTC, as the database gives them.
type Days struct {
	First, Last time.Time
	Dirty       []time.Time
	// From and To are the windows without sums, in order.
	From, To []time.Time
}

// Args names a period's parts as @first, @last, @dirty, @lows and @highs.
func (d Days) Args() pgx.NamedArgs {
	return pgx.NamedArgs{"first": d.First, "last": d.Last, "dirty": d.Dirty, "lows": d.From, "highs": d.To}
}

// Days cuts a period by the days that have sums; dirty selects those from $1 up to $2 whose sums are not right yet. All in one snapshot.
func (r *Reader) Days(ctx context.Context, tx pgx.Tx, i period.Interval, dirty string) (Days, error) {
	d := Days{Dirty: []time.Time{}, From: []time.Time{}, To: []time.Time{}}
	first, last := period.StartOf(period.ByDay, i.From, r.Zone), period.StartOf(period.ByDay, i.To, r.Zone)
	if first.Before(i.From) {
		first = period.Next(period.ByDay, first, r.Zone)
	}
	if !first.Before(last) {
		d.window(i.From, i.To)
		return d, nil
	}
	d.First, d.Last = r.date(first), r.date(last)
	rows, err := tx.Query(ctx, dirty, d.First, d.Last)
	if err == nil {
		d.Dirty, err = pgx.CollectRows(rows, pgx.RowTo[time.Time])
	}
	if err != nil {
		return d, fmt.Errorf("read days to count again: %w", err)
	}
	slices.SortFunc(d.Dirty, time.Time.Compare)
	d.window(i.From, first)
	for _, date := range d.Dirty {
		start, err := period.Parse(date.Format(time.DateOnly), r.Zone, "day")
		if err != nil {
			return d, fmt.Errorf("read stored day: %w", err)
		}
		d.window(start, period.Next(period.ByDay, start, r.Zone))
	}
	d.window(last, i.To)
	return d, nil
}

// window adds one to read row by row; neighbours are read together.
func (d *Days) window(from, to time.Time) {
	n := len(d.To)
	switch {
	case !from.Before(to):
	case n > 0 && d.To[n-1].Equal(from):
		d.To[n-1] = to
	default:
		d.From, d.To = append(d.From, from), append(d.To, to)
	}
}

// date is a business day as the database gives a date.
func (r *Reader) date(start time.Time) time.Time {
	date, err := time.Parse(time.DateOnly, period.Day(start, r.Zone))
	if err != nil { // years beyond 9999: no database date worth a name
		return time.Unix(0, 0).UTC()
	}
	return date
}
