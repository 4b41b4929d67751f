// Package mrr computes monthly recurring revenue from what customers paid: the terms they bought, what those are worth a month, and how that changed.
// Pure: no I/O, no clock. Money is in kopeks. The definitions are those of docs/metrics.md, MRR.
package mrr

import (
	"cmp"
	"slices"
	"time"
)

const (
	// month is the length that prices are brought to.
	month = 30 * 24 * time.Hour
	day   = 24 * time.Hour
	// dailyLasts is how long a daily charge counts unless the next one follows. The bot charges when its timer comes round, so that a term of exactly a
	// day would leave a gap of minutes after each.
	dailyLasts = 30 * time.Hour
)

// Kind is what a payment did to its subscription.
type Kind int

const (
	// Period bought Days days: a first purchase or a renewal.
	Period Kind = iota
	// Daily bought a day of a daily tariff.
	Daily
	// Change paid the difference to another plan, for the days that were left.
	Change
	// Stop ended what was paid for: the subscription was switched off or removed. It has no price.
	Stop
	// Resume brought back what the last Stop ended, unless something was bought in between.
	Resume
)

// Payment is one payment for a subscription, or its early end or return.
type Payment struct {
	ID           int64
	Subscription int64
	Kind         Kind
	At           time.Time
	Kopeks       int64
	// Days bought; of Period only.
	Days int64
}

// Term is a stretch of time that was paid for. Several may cover one moment: a change of plan lies over the term it changed.
type Term struct {
	Subscription int64
	From, To     time.Time
	Kopeks       int64
	// Length is what Kopeks bought; From to To is shorter where the term was cut.
	Length time.Duration
	// Monthly is the price brought to thirty days, rounded half up.
	Monthly int64
}

// Terms lays out what one customer's payments bought. The order of payments does not matter. A period bought before the last one is over begins
// when that ends. Payments without money or without days buy nothing.
func Terms(payments []Payment) []Term {
	ordered := slices.Clone(payments)
	slices.SortFunc(ordered, func(a, b Payment) int {
		return cmp.Or(cmp.Compare(a.Subscription, b.Subscription), a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	var all []Term
	for len(ordered) > 0 {
		n := 1
		for n < len(ordered) && ordered[n].Subscription == ordered[0].Subscription {
			n++
		}
		all = append(all, layOut(ordered[:n])...)
		ordered = ordered[n:]
	}
	return all
}

// layOut makes the terms of one subscription.
func layOut(payments []Payment) []Term {
	var terms []Term
	var daily int     // one more than the place of the daily term that the next payment ends
	var end time.Time // of everything paid for
	var cut []Term    // what the last stop ended, as it was
	for _, p := range payments {
		if daily > 0 {
			terms[daily-1].To = earlier(terms[daily-1].To, p.At)
			end, daily = p.At, 0
		}
		switch {
		case p.Kind == Stop:
			for i, t := range terms {
				if t.To.After(p.At) {
					cut = append(cut, t)
					terms[i].To = p.At
				}
			}
			end = p.At
			continue
		case p.Kind == Resume:
			for _, t := range cut {
				t.From = later(t.From, p.At)
				terms, end = append(terms, t), later(end, t.To)
			}
		case p.Kopeks <= 0:
			continue
		case p.Kind == Daily:
			terms = append(terms, term(p, p.At, day))
			terms[len(terms)-1].To = p.At.Add(dailyLasts)
			daily, end = len(terms), p.At.Add(dailyLasts)
		case p.Kind == Change && end.After(p.At):
			terms = append(terms, term(p, p.At, end.Sub(p.At)))
		case p.Days > 0:
			terms = append(terms, term(p, later(p.At, end), time.Duration(p.Days)*day))
			end = terms[len(terms)-1].To
		}
		cut = nil
	}
	return slices.DeleteFunc(terms, func(t Term) bool { return !t.To.After(t.From) })
}

func term(p Payment, from time.Time, length time.Duration) Term {
	seconds := max(1, int64(length/time.Second))
	return Term{Subscription: p.Subscription, From: from, To: from.Add(length), Kopeks: p.Kopeks, Length: length,
		Monthly: (2*p.Kopeks*int64(month/time.Second) + seconds) / (2 * seconds)}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Covers tells whether the term reaches to just before t.
func (t Term) Covers(at time.Time) bool { return t.From.Before(at) && !t.To.Before(at) }

// At is the MRR just before t: of the terms that have begun and reach to t. So the day that ends at t counts what happened in it and nothing of the next.
func At(terms []Term, t time.Time) int64 {
	var sum int64
	for _, term := range terms {
		if term.Covers(t) {
			sum += term.Monthly
		}
	}
	return sum
}
