package mrr

import (
	"slices"
	"time"
)

// Movement is why a customer's MRR is another at the end of a day than at its beginning.
type Movement string

// The movements. Losing one of several subscriptions is a contraction; only nothing left is churn.
const (
	New          Movement = "new"          // the customer's first MRR ever
	Expansion    Movement = "expansion"    // more than before
	Contraction  Movement = "contraction"  // less than before, but not nothing
	Reactivation Movement = "reactivation" // from nothing, not the first time
	Churn        Movement = "churn"        // to nothing
)

// Step is one customer's movement on one day.
type Step struct {
	// Day is the first instant of the day.
	Day      time.Time
	Movement Movement
	// Kopeks is signed: contraction and churn are negative.
	Kopeks int64
	// After is the customer's MRR when the day ends.
	After int64
}

// Steps are one customer's movements, in order; dayOf is the business day that holds an instant. What comes and goes within a day, such as a renewal
// some hours after the end, is no movement. MRR at any border of days is the sum of all steps before it.
func Steps(terms []Term, dayOf func(time.Time) (from, to time.Time)) []Step {
	borders := make([]time.Time, 0, 2*len(terms))
	for _, t := range terms {
		borders = append(borders, t.From, t.To)
	}
	slices.SortFunc(borders, time.Time.Compare)
	var steps []Step
	var last time.Time
	var before int64
	for _, at := range borders {
		from, to := dayOf(at)
		if to.Equal(last) {
			continue
		}
		last = to
		after := At(terms, to)
		if after == before {
			continue
		}
		steps = append(steps, Step{Day: from, Movement: movement(before, after, len(steps) > 0), Kopeks: after - before, After: after})
		before = after
	}
	return steps
}

func movement(before, after int64, known bool) Movement {
	switch {
	case before == 0 && !known:
		return New
	case before == 0:
		return Reactivation
	case after == 0:
		return Churn
	case after > before:
		return Expansion
	}
	return Contraction
}
