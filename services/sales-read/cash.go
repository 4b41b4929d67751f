package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// What a ledger row does to cash, as stored in sales.transactions.cash.
const (
	cashNone   int16 = 0
	cashIn     int16 = 1
	cashRefund int16 = 2
)

// ledgerRow is what the rules need to know of a ledger row, and what depends on it.
type ledgerRow struct {
	known
	CustomerID   int64
	Kind         string
	AmountKopeks int64
	Gateway      *string
	ExternalID   *string
	Completed    bool
	BookedAt     time.Time
	Cash         int16
}

var ledgerColumns = []string{"customer_id", "kind", "amount_kopeks", "gateway", "external_id", "completed", "booked_at", "cash"}

// cashOf is the rule of docs/metrics.md: completed gateway deposits and direct subscription payments are cash in, gateway refunds are refunds.
// A direct payment that delivers a landing order is that order's money, which already counts (orderCounts). Nothing of zero amount counts.
func cashOf(t ledgerRow, orderCounts bool) int16 {
	if !t.Completed || t.Gateway == nil || t.AmountKopeks == 0 {
		return cashNone
	}
	switch t.Kind {
	case "deposit":
		return cashIn
	case "subscription_payment":
		if orderCounts {
			return cashNone
		}
		return cashIn
	case "refund":
		return cashRefund
	}
	return cashNone
}

// delivers tells whether the row may be the delivery of a landing order.
func (t ledgerRow) delivers() bool {
	return t.Kind == "subscription_payment" && t.Gateway != nil && t.ExternalID != nil
}

// paysFor tells whether the row makes its customer a paying one.
func (t ledgerRow) paysFor() bool {
	return t.Completed && t.AmountKopeks != 0 && (t.Kind == "subscription_payment" || t.Kind == "gift_payment")
}

// fact is one payment or refund of gateway money. customer 0 = unknown.
type fact struct {
	at       time.Time
	gateway  string
	refund   bool
	amount   int64
	customer int64
}

func (t ledgerRow) fact() *fact {
	if t.Cash == cashNone || t.Gateway == nil {
		return nil
	}
	return &fact{at: t.BookedAt, gateway: *t.Gateway, refund: t.Cash == cashRefund, amount: t.AmountKopeks, customer: t.CustomerID}
}

// effects are the consequences of changed rows: days whose totals change, customers who become paying or perhaps stop to be.
type effects struct {
	days   *calendar
	dirty  map[string]struct{}
	gained map[int64]struct{}
	lost   map[int64]struct{}
	firsts map[int64]firstSeen
	// began are customers whose very first payment is another one now.
	began []int64
	// recount are customers whose recurring revenue changes.
	recount map[int64]struct{}
	// moved are customers whose cash changes, for the referral branches they are in.
	moved        map[int64]struct{}
	markBranches func(ctx context.Context, tx pgx.Tx, customers map[int64]struct{}) error
}

func (s *service) newEffects() *effects {
	return &effects{days: s.days, markBranches: s.markBranches, moved: map[int64]struct{}{}, dirty: map[string]struct{}{}, gained: map[int64]struct{}{}, lost: map[int64]struct{}{}, firsts: map[int64]firstSeen{}, recount: map[int64]struct{}{}}
}

// touch notes that the totals of the instant's day change.
func (e *effects) touch(at time.Time) {
	e.dirty[e.days.of(at).date.Format(time.DateOnly)] = struct{}{}
}

// cash notes that one row's fact was replaced; nil = it was or is none.
func (e *effects) cash(before, after *fact) {
	if before != nil && after != nil && before.at.Equal(after.at) {
		a, b := *before, *after
		a.at = b.at
		if a == b {
			return
		}
	}
	for _, f := range []*fact{before, after} {
		if f != nil {
			e.touch(f.at)
			e.moved[f.customer] = struct{}{}
		}
	}
	e.first(before, after)
}

// payer notes whose payment one row was and is; 0 = nobody's.
func (e *effects) payer(before, after int64) {
	if after != 0 {
		e.gained[after] = struct{}{}
	}
	if before != 0 && before != after {
		e.lost[before] = struct{}{}
	}
}

func (e *effects) ledger(before, after *ledgerRow) {
	var facts [2]*fact
	var payers [2]int64
	for i, row := range []*ledgerRow{before, after} {
		if row == nil {
			continue
		}
		facts[i] = row.fact()
		if row.paysFor() {
			payers[i] = row.CustomerID
		}
	}
	e.cash(facts[0], facts[1])
	e.payer(payers[0], payers[1])
}

// The order of days keeps writers from waiting for each other in a circle; the refresher waits for nobody.
const markDays = `
INSERT INTO sales.dirty_days AS d (day, touched) SELECT u.day::date, 1 FROM unnest($1::text[]) AS u (day) ORDER BY 1
ON CONFLICT (day) DO UPDATE SET touched = d.touched + 1`

// apply writes the consequences. It comes last in its transaction, so that rows others need are locked briefly.
func (e *effects) apply(ctx context.Context, tx pgx.Tx) error {
	if err := e.applyPayers(ctx, tx); err != nil {
		return err
	}
	if err := e.applyFirsts(ctx, tx); err != nil {
		return err
	}
	if err := e.markBranches(ctx, tx, e.moved); err != nil {
		return err
	}
	if len(e.dirty) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, markDays, keys(e.dirty)); err != nil {
		return fmt.Errorf("mark days to count again: %w", err)
	}
	return markPeople(ctx, tx, e.days, e.began)
}

func keys[K comparable](set map[K]struct{}) []K {
	list := make([]K, 0, len(set))
	for k := range set {
		list = append(list, k)
	}
	return list
}
