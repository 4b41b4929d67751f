package revenue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/mrr"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

// CountMrr computes recurring revenue of customers that wait, until ctx ends. One process at a time does it, when the first import is classified.
func (s *Server) CountMrr(ctx context.Context) error {
	return turn.Drain(ctx, s.log, "recurring revenue", 0, s.CountSomeMrr)
}

const (
	// customersAtOnce are counted together, so that a large queue needs no more memory than a small one.
	customersAtOnce = 8192
	takeMrr         = `
DELETE FROM sales.dirty_mrr WHERE seq IN (SELECT seq FROM sales.dirty_mrr ORDER BY seq LIMIT $1) RETURNING customers`
	mrrLock = `SELECT pg_try_advisory_xact_lock(hashtextextended('sales.mrr', 2)) AND EXISTS (SELECT FROM sales.facts_imported)`
	// A key below zero stands for the subscription where it is not known: payments for one tariff are taken for one subscription.
	selectPaid = `
SELECT customer_id, id, coalesce(subscription_id, -1 - coalesce(tariff_id, 0)) AS subscription, bought, booked_at, consumption_kopeks, coalesce(period_days, 0) AS days
FROM sales.payment_facts WHERE customer_id = ANY($1) AND consumption_kopeks > 0 AND bought IN ('new', 'renewal', 'landing', 'plan_change', 'daily')`
	selectStates = `
SELECT customer_id, subscription_id, changed_at, status, is_trial, ends_at, gone FROM sales.subscription_changes WHERE customer_id = ANY($1)
ORDER BY customer_id, subscription_id, changed_at, version`
	clearTerms = `DELETE FROM sales.paid_terms WHERE customer_id = ANY($1)`
	clearSteps = `DELETE FROM sales.mrr_steps WHERE customer_id = ANY($1) RETURNING day, step, kopeks, count`
	addDays    = `
INSERT INTO sales.mrr_days AS d (day, step, kopeks, count) SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[], $4::bigint[])
ON CONFLICT (day, step) DO UPDATE SET kopeks = d.kopeks + excluded.kopeks, count = d.count + excluded.count`
)

type paidFor struct {
	CustomerID, ID, Subscription int64
	Bought                       string
	BookedAt                     time.Time
	ConsumptionKopeks, Days      int64
}

type pastState struct {
	CustomerID, SubscriptionID int64
	ChangedAt                  time.Time
	Status                     string
	IsTrial                    bool
	EndsAt                     time.Time
	Gone                       bool
}

// history is what is known of one customer.
type history struct {
	payments []mrr.Payment
	states   []mrr.State
}

// CountSomeMrr computes the oldest of the queue again and returns how many customers.
func (s *Server) CountSomeMrr(ctx context.Context) (int, error) {
	n := 0
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		customers, err := turn.Customers(ctx, tx, mrrLock, takeMrr)
		if err != nil {
			return err
		}
		n = len(customers)
		for some := range slices.Chunk(customers, customersAtOnce) {
			if err := s.countThese(ctx, tx, some); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (s *Server) countThese(ctx context.Context, tx pgx.Tx, customers []int64) error {
	known, err := histories(ctx, tx, customers)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, clearTerms, customers); err != nil {
		return fmt.Errorf("clear terms: %w", err)
	}
	change := daySums{}
	rows, err := tx.Query(ctx, clearSteps, customers)
	if err != nil {
		return fmt.Errorf("clear steps: %w", err)
	}
	var old dayStep
	var kopeks, count int64
	_, err = pgx.ForEachRow(rows, []any{&old.day, &old.step, &kopeks, &count}, func() error {
		change.add(old, -kopeks, -count)
		return nil
	})
	if err != nil {
		return fmt.Errorf("clear steps: %w", err)
	}
	var terms, steps [][]any
	dayOf := func(at time.Time) (time.Time, time.Time) { d := s.mark.Days.Of(at); return d.From, d.To }
	for customer, h := range known {
		paid := mrr.Terms(h.payments)
		for _, t := range paid {
			terms = append(terms, []any{customer, t.Subscription, t.From, t.To, t.Kopeks, int64(t.Length / time.Second), t.Monthly})
		}
		step := func(day time.Time, name string, kopeks, count int64) {
			key := dayStep{s.mark.Days.Of(day).Date, name}
			steps = append(steps, []any{customer, key.day, name, kopeks, count})
			change.add(key, kopeks, count)
		}
		for _, m := range mrr.Steps(paid, dayOf) {
			step(m.Day, string(m.Movement), m.Kopeks, 1)
		}
		for _, p := range mrr.PartSteps(h.states, paid, dayOf) {
			step(p.Day, p.Part, 0, int64(p.Count))
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"paid_terms", []string{"customer_id", "subscription_id", "starts_at", "ends_at", "kopeks", "length", "monthly"}, terms},
		{"mrr_steps", []string{"customer_id", "day", "step", "kopeks", "count"}, steps},
	} {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", table.name}, table.columns, pgx.CopyFromRows(table.rows)); err != nil {
			return fmt.Errorf("store %s: %w", table.name, err)
		}
	}
	return change.write(ctx, tx)
}

// histories reads what the customers paid for and how their subscriptions changed.
func histories(ctx context.Context, tx pgx.Tx, customers []int64) (map[int64]*history, error) {
	known := map[int64]*history{}
	of := func(customer int64) *history {
		if known[customer] == nil {
			known[customer] = &history{}
		}
		return known[customer]
	}
	paid, err := ask.Structs[paidFor](ctx, tx, "payments for subscriptions", selectPaid, customers)
	if err != nil {
		return nil, err
	}
	for _, p := range paid {
		kind := mrr.Period
		switch p.Bought {
		case "daily":
			kind = mrr.Daily
		case "plan_change":
			kind = mrr.Change
		}
		of(p.CustomerID).payments = append(of(p.CustomerID).payments, mrr.Payment{ID: p.ID, Subscription: p.Subscription, Kind: kind, At: p.BookedAt,
			Kopeks: p.ConsumptionKopeks, Days: p.Days})
	}
	states, err := ask.Structs[pastState](ctx, tx, "states of subscriptions", selectStates, customers)
	if err != nil {
		return nil, err
	}
	for i, row := range states {
		h := of(row.CustomerID)
		h.states = append(h.states, mrr.State{Subscription: row.SubscriptionID, At: row.ChangedAt, Live: row.live(), Trial: row.IsTrial || row.Status == "trial", EndsAt: row.EndsAt})
		if i == 0 || states[i-1].SubscriptionID != row.SubscriptionID || states[i-1].off() == row.off() {
			continue
		}
		kind := mrr.Resume
		if row.off() {
			kind = mrr.Stop
		}
		h.payments = append(h.payments, mrr.Payment{Subscription: row.SubscriptionID, Kind: kind, At: row.ChangedAt})
	}
	return known, nil
}

// live tells whether the subscription could be used until its end. One that was first read as expired was live before.
func (s pastState) live() bool {
	return !s.Gone && (s.Status == "active" || s.Status == "trial" || s.Status == "limited" || s.Status == "expired")
}

// off tells that the subscription was switched off or is gone.
func (s pastState) off() bool { return s.Gone || s.Status == "disabled" }

type dayStep struct {
	day  time.Time
	step string
}

// daySums is by how much the sums of days change.
type daySums map[dayStep][2]int64

func (d daySums) add(key dayStep, kopeks, count int64) {
	key.day = key.day.UTC()
	sum := d[key]
	d[key] = [2]int64{sum[0] + kopeks, sum[1] + count}
}

func (d daySums) write(ctx context.Context, tx pgx.Tx) error {
	keys := slices.SortedFunc(maps.Keys(d), func(a, b dayStep) int { return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.step, b.step)) })
	var days []time.Time
	var steps []string
	var kopeks, counts []int64
	for _, key := range keys {
		if sum := d[key]; sum != [2]int64{} {
			days, steps, kopeks, counts = append(days, key.day), append(steps, key.step), append(kopeks, sum[0]), append(counts, sum[1])
		}
	}
	if len(days) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, addDays, days, steps, kopeks, counts); err != nil {
		return fmt.Errorf("sum steps by day: %w", err)
	}
	return nil
}
