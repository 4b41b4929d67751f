package salesread

import (
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
)

// wholeDay is the gateway under which a day's total over all gateways is stored.
const wholeDay = ""

// cashRead is one reading of cash: whole clean days come from sales.cash_days, everything else is counted from the facts. All parts must see
// one snapshot, so that the answer agrees with the lists at every moment.
type cashRead struct {
	tx   pgx.Tx
	days *calendar
	// gateways to read; empty = all. wholeDay names the total.
	gateways []string
	// totalsOnly leaves out who paid on whole days when no more than their number is asked of each.
	totalsOnly bool
	// visit gets each piece's cash by gateway, wholeDay included.
	visit func(p piece, gateway string, t *tally)
}

func (r *cashRead) run(ctx context.Context, i period.Interval) error {
	pieces := r.days.cut(i)
	if len(pieces) == 0 {
		return nil
	}
	dirty, err := dirtyDays(ctx, r.tx, selectDirty, pieces)
	if err != nil {
		return err
	}
	stored := make(map[int64]piece, len(pieces))
	var live []piece
	for _, p := range pieces {
		if p.whole && !dirty[p.day.key()] {
			stored[p.day.key()] = p
		} else {
			live = append(live, p)
		}
	}
	if err := r.fromDays(ctx, stored, pieces[0].day.date, pieces[len(pieces)-1].day.date); err != nil {
		return err
	}
	return r.fromFacts(ctx, live)
}

const (
	selectDirty       = `SELECT day FROM sales.dirty_days WHERE day >= $1 AND day <= $2`
	selectDirtyPeople = selectDirty + ` UNION SELECT day FROM sales.dirty_people_days WHERE day >= $1 AND day <= $2`
)

func dirtyDays(ctx context.Context, tx pgx.Tx, query string, pieces []piece) (map[int64]bool, error) {
	rows, err := tx.Query(ctx, query, pieces[0].day.date, pieces[len(pieces)-1].day.date)
	if err != nil {
		return nil, fmt.Errorf("read days to count again: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return nil, fmt.Errorf("read days to count again: %w", err)
	}
	dirty := make(map[int64]bool, len(list))
	for _, date := range list {
		dirty[date.Unix()/secondsPerDay] = true
	}
	return dirty, nil
}

const (
	selectDays = `
SELECT day, gateway, cash_in, refunds, payments, distinct_payers, CASE WHEN $3 AND gateway = '' THEN NULL ELSE payers END
FROM sales.cash_days WHERE day >= $1 AND day <= $2`
	selectDaysOf = selectDays + ` AND gateway = ANY($4)`
)

func (r *cashRead) fromDays(ctx context.Context, stored map[int64]piece, first, last time.Time) error {
	if len(stored) == 0 {
		return nil
	}
	query, args := selectDays, []any{first, last, r.totalsOnly}
	if len(r.gateways) > 0 {
		query, args = selectDaysOf, append(args, r.gateways)
	}
	rows, err := r.tx.Query(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("read cash by day: %w", err)
	}
	var date time.Time
	var gateway string
	var c cell
	_, err = pgx.ForEachRow(rows, []any{&date, &gateway, &c.in, &c.refunds, &c.payments, &c.distinct, &c.payers}, func() error {
		p, wanted := stored[date.Unix()/secondsPerDay]
		if wanted {
			own := c
			t := &tally{}
			t.addCell(&own)
			r.visit(p, gateway, t)
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
func (r *cashRead) fromFacts(ctx context.Context, pieces []piece) error {
	for len(pieces) > 0 {
		n := 1
		for n < len(pieces) && pieces[n].From.Equal(pieces[n-1].To) {
			n++
		}
		if err := r.count(ctx, pieces[:n]); err != nil {
			return err
		}
		pieces = pieces[n:]
	}
	return nil
}

const selectFacts = `SELECT booked_at, gateway, refund, amount_kopeks, customer_id FROM sales.cash WHERE booked_at >= $1 AND booked_at < $2`

func (r *cashRead) count(ctx context.Context, pieces []piece) error {
	rows, err := r.tx.Query(ctx, selectFacts, pieces[0].From, pieces[len(pieces)-1].To)
	if err != nil {
		return fmt.Errorf("read cash: %w", err)
	}
	want := make(map[string]bool, len(r.gateways))
	for _, gateway := range r.gateways {
		want[gateway] = true
	}
	sums := make([]map[string]*tally, len(pieces))
	var f fact
	_, err = pgx.ForEachRow(rows, []any{&f.at, &f.gateway, &f.refund, &f.amount, &f.customer}, func() error {
		n := sort.Search(len(pieces), func(i int) bool { return pieces[i].From.After(f.at) }) - 1
		if sums[n] == nil {
			sums[n] = map[string]*tally{}
		}
		for _, gateway := range []string{f.gateway, wholeDay} {
			if len(want) > 0 && !want[gateway] {
				continue
			}
			if sums[n][gateway] == nil {
				sums[n][gateway] = &tally{}
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
			r.visit(pieces[n], gateway, t)
		}
	}
	return nil
}

// snapshot runs read-only work that must see one moment of the database.
func (s *service) snapshot(ctx context.Context, read func(tx pgx.Tx) error) error {
	return s.read.Snapshot(ctx, read)
}
