// Package cash is gateway money: what a payment changes, who paid, and sums of a period from the days that are kept and the payments themselves.
package cash

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// Fact is one payment or refund of gateway money. customer 0 = unknown.
type Fact struct {
	At       time.Time
	Gateway  string
	Refund   bool
	Amount   int64
	Customer int64
}

// Effects are the consequences of changed rows: days whose totals change, customers who become paying or perhaps stop to be.
type Effects struct {
	mark   mark.Marker
	days   mark.Days
	gained map[int64]struct{}
	lost   map[int64]struct{}
	firsts map[int64]firstSeen
	// began are customers whose very first payment is another one now.
	began []int64
	// moved are customers whose cash changes, for the referral branches they are in.
	moved map[int64]struct{}
}

// NewEffects notes nothing yet; what it applies is marked by m.
func NewEffects(m mark.Marker) *Effects {
	return &Effects{mark: m, days: mark.Days{}, gained: map[int64]struct{}{}, lost: map[int64]struct{}{}, firsts: map[int64]firstSeen{}, moved: map[int64]struct{}{}}
}

// Touch notes that the totals of the instant's day change.
func (e *Effects) Touch(at time.Time) { e.mark.Touch(e.days, at) }

// Replace notes that one row's fact was replaced; nil = it was or is none.
func (e *Effects) Replace(before, after *Fact) {
	if before != nil && after != nil && before.At.Equal(after.At) {
		a, b := *before, *after
		a.At = b.At
		if a == b {
			return
		}
	}
	for _, f := range []*Fact{before, after} {
		if f != nil {
			e.Touch(f.At)
			e.moved[f.Customer] = struct{}{}
		}
	}
	e.first(before, after)
}

// Payer notes whose payment one row was and is; 0 = nobody's.
func (e *Effects) Payer(before, after int64) {
	if after != 0 {
		e.gained[after] = struct{}{}
	}
	if before != 0 && before != after {
		e.lost[before] = struct{}{}
	}
}

// Apply writes the consequences. It comes last in its transaction, so that rows others need are locked briefly.
func (e *Effects) Apply(ctx context.Context, tx pgx.Tx) error {
	if err := e.applyPayers(ctx, tx); err != nil {
		return err
	}
	if err := e.applyFirsts(ctx, tx); err != nil {
		return err
	}
	if err := e.mark.Branches(ctx, tx, e.moved); err != nil {
		return err
	}
	if err := e.mark.Money(ctx, tx, e.days); err != nil {
		return err
	}
	return e.mark.People(ctx, tx, e.began)
}
