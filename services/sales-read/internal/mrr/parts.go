package mrr

import (
	"slices"
	"time"
)

// State is a subscription as it was from At on, until its next state.
type State struct {
	Subscription int64
	At           time.Time
	// Live tells that it could be used until EndsAt.
	Live, Trial bool
	EndsAt      time.Time
}

// The parts of live subscriptions.
const (
	PaidPart  = "paid"        // a term that was paid for reaches here
	FreePart  = "free_active" // nobody paid for these days: gifts, promo codes, compensation
	TrialPart = "trial"
)

var parts = [...]string{FreePart, PaidPart, TrialPart}

// PartStep is by how many one customer's subscriptions of a part grew on one day.
type PartStep struct {
	Day   time.Time
	Part  string
	Count int
}

// PartSteps are one customer's changes of live subscriptions, in order of days and parts. The number of a part at any border of days is the sum of all
// steps before it. A term whose subscription is not known (a key below zero) counts for whichever is live.
func PartSteps(states []State, terms []Term, dayOf func(time.Time) (from, to time.Time)) []PartStep {
	ordered := slices.Clone(states)
	slices.SortStableFunc(ordered, func(a, b State) int { return a.At.Compare(b.At) })
	borders := make([]time.Time, 0, 2*(len(states)+len(terms)))
	for _, s := range ordered {
		borders = append(borders, s.At, s.EndsAt)
	}
	for _, t := range terms {
		borders = append(borders, t.From, t.To)
	}
	slices.SortFunc(borders, time.Time.Compare)
	var steps []PartStep
	var last time.Time
	before := map[string]int{}
	for _, at := range borders {
		from, to := dayOf(at)
		if to.Equal(last) {
			continue
		}
		last = to
		after := partsAt(ordered, terms, to)
		for _, part := range parts {
			if n := after[part] - before[part]; n != 0 {
				steps = append(steps, PartStep{Day: from, Part: part, Count: n})
			}
		}
		before = after
	}
	return steps
}

// partsAt counts what is live just before t.
func partsAt(ordered []State, terms []Term, t time.Time) map[string]int {
	latest := map[int64]State{}
	for _, s := range ordered {
		if s.At.Before(t) {
			latest[s.Subscription] = s
		}
	}
	count := map[string]int{}
	for id, s := range latest {
		if !s.Live || s.EndsAt.Before(t) {
			continue
		}
		paid := slices.ContainsFunc(terms, func(term Term) bool { return (term.Subscription == id || term.Subscription < 0) && term.Covers(t) })
		switch {
		case s.Trial:
			count[TrialPart]++
		case paid:
			count[PaidPart]++
		default:
			count[FreePart]++
		}
	}
	return count
}
