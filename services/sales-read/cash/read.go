package cash

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

// WholeDay is the gateway under which a day's total over all gateways is stored.
const WholeDay = ""

// Reading is one reading of cash: whole clean days come from sales.cash_days, everything else is counted from the facts. All parts must see
// one snapshot, so that the answer agrees with the lists at every moment.
type Reading struct {
	Tx   pgx.Tx
	Days *calendar.Calendar
	// Gateways to read; empty = all. WholeDay names the total.
	Gateways []string
	// totalsOnly leaves out who paid on whole days when no more than their number is asked of each.
	totalsOnly bool
	// Visit gets each piece's cash by gateway, WholeDay included.
	Visit func(p calendar.Piece, gateway string, t *Tally)
}

// Run visits all of an interval.
func (r *Reading) Run(ctx context.Context, i period.Interval) error {
	pieces := r.Days.Cut(i)
	if len(pieces) == 0 {
		return nil
	}
	dirty, err := dirtyDays(ctx, r.Tx, pieces, false)
	if err != nil {
		return err
	}
	stored := make(map[int64]calendar.Piece, len(pieces))
	var live []calendar.Piece
	for _, p := range pieces {
		if p.Whole && !dirty[p.Day.Key()] {
			stored[p.Day.Key()] = p
		} else {
			live = append(live, p)
		}
	}
	if err := r.fromDays(ctx, stored, pieces[0].Day.Date, pieces[len(pieces)-1].Day.Date); err != nil {
		return err
	}
	return r.fromFacts(ctx, live)
}

const (
	selectDirty       = `SELECT day FROM sales.dirty_days WHERE day >= $1 AND day <= $2`
	selectDirtyPeople = selectDirty + ` UNION SELECT day FROM sales.dirty_people_days WHERE day >= $1 AND day <= $2`
)

// dirtyDays are the days of pieces, by key, whose sums are not up to date; people asks for those by who paid.
func dirtyDays(ctx context.Context, tx pgx.Tx, pieces []calendar.Piece, people bool) (map[int64]bool, error) {
	query := selectDirty
	if people {
		query = selectDirtyPeople
	}
	list, err := ask.Column[time.Time](ctx, tx, "days to count again", query, pieces[0].Day.Date, pieces[len(pieces)-1].Day.Date)
	if err != nil {
		return nil, err
	}
	dirty := make(map[int64]bool, len(list))
	for _, date := range list {
		dirty[calendar.Key(date)] = true
	}
	return dirty, nil
}

// Split parts a period into the whole days whose sums are up to date, as the database gives dates, and the rest, neighbours together; people asks for
// sums by who paid.
func Split(ctx context.Context, tx pgx.Tx, days *calendar.Calendar, i period.Interval, people bool) (clean []time.Time, rest []period.Interval, err error) {
	pieces := days.Cut(i)
	if len(pieces) == 0 {
		return nil, nil, nil
	}
	dirty, err := dirtyDays(ctx, tx, pieces, people)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range pieces {
		switch n := len(rest); {
		case p.Whole && !dirty[p.Day.Key()]:
			clean = append(clean, p.Day.Date)
		case n > 0 && rest[n-1].To.Equal(p.From):
			rest[n-1].To = p.To
		default:
			rest = append(rest, p.Interval)
		}
	}
	return clean, rest, nil
}

const (
	selectDays = `
SELECT day, gateway, cash_in, refunds, payments, distinct_payers, CASE WHEN $3 AND gateway = '' THEN NULL ELSE payers END
FROM sales.cash_days WHERE day >= $1 AND day <= $2`
	selectDaysOf = selectDays + ` AND gateway = ANY($4)`
)

func (r *Reading) fromDays(ctx context.Context, stored map[int64]calendar.Piece, first, last time.Time) error {
	if len(stored) == 0 {
		return nil
	}
	query, args := selectDays, []any{first, last, r.totalsOnly}
	if len(r.Gateways) > 0 {
		query, args = selectDaysOf, append(args, r.Gateways)
	}
	rows, err := r.Tx.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read cash by day: %w", err)
	}
	var date time.Time
	var gateway string
	var c cell
	_, err = pgx.ForEachRow(rows, []any{&date, &gateway, &c.in, &c.refunds, &c.payments, &c.distinct, &c.payers}, func() error {
		p, wanted := stored[calendar.Key(date)]
		if wanted {
			own := c
			t := &Tally{}
			t.addCell(&own)
			r.Visit(p, gateway, t)
		}
		c.payers = nil // the next row gets memory of its own
		return nil
	})
	if err != nil {
		return fmt.Errorf("read cash by day: %w", err)
	}
	return nil
}

// fromFacts counts pieces, given in order, fact by fact. Neighbours are read together.
func (r *Reading) fromFacts(ctx context.Context, pieces []calendar.Piece) error {
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].From.Equal(pieces[n-1].To) {
			n++
		}
		if err := r.Count(ctx, pieces[:n]); err != nil {
			return err
		}
		pieces = pieces[n:]
	}
	return nil
}

const selectFacts = `SELECT booked_at, gateway, refund, amount_kopeks, customer_id FROM sales.cash WHERE booked_at >= $1 AND booked_at < $2`

// Count visits pieces that follow one another, from the facts alone.
func (r *Reading) Count(ctx context.Context, pieces []calendar.Piece) error {
	rows, err := r.Tx.Query(ctx, selectFacts, pieces[0].From, pieces[len(pieces)-1].To)
	if err != nil {
		return fmt.Errorf("read cash: %w", err)
	}
	want := make(map[string]bool, len(r.Gateways))
	for _, gateway := range r.Gateways {
		want[gateway] = true
	}
	sums := make([]map[string]*Tally, len(pieces))
	var f Fact
	_, err = pgx.ForEachRow(rows, []any{&f.At, &f.Gateway, &f.Refund, &f.Amount, &f.Customer}, func() error {
		n := sort.Search(len(pieces), func(i int) bool { return pieces[i].From.After(f.At) }) - 1
		if sums[n] == nil {
			sums[n] = map[string]*Tally{}
		}
		for _, gateway := range []string{f.Gateway, WholeDay} {
			if len(want) > 0 && !want[gateway] {
				continue
			}
			if sums[n][gateway] == nil {
				sums[n][gateway] = &Tally{}
			}
			sums[n][gateway].addFact(f)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read cash: %w", err)
	}
	for n, byGateway := range sums {
		for gateway, t := range byGateway {
			r.Visit(pieces[n], gateway, t)
		}
	}
	return nil
}
