package reconcile

import (
	"cmp"
	"slices"
)

// Sum adds up verdicts about one neighbour.
type Sum struct {
	Ours, Theirs Part
	causes       map[Cause]*Part
}

// Part is an amount and the payments it is made of.
type Part struct {
	Cause    Cause
	Amount   int64
	Payments int
}

func (p *Part) add(amount int64) {
	if amount != 0 {
		p.Amount += amount
		p.Payments++
	}
}

// Add takes one payment's verdict.
func (s *Sum) Add(v Verdict) {
	s.Ours.add(v.Ours)
	s.Theirs.add(v.Theirs)
	if v.Cause == None {
		return
	}
	if s.causes == nil {
		s.causes = map[Cause]*Part{}
	}
	if s.causes[v.Cause] == nil {
		s.causes[v.Cause] = &Part{Cause: v.Cause}
	}
	s.causes[v.Cause].add(v.Difference())
}

// Causes are the parts of the difference, the largest first.
func (s *Sum) Causes() []Part {
	parts := make([]Part, 0, len(s.causes))
	for _, p := range s.causes {
		parts = append(parts, *p)
	}
	slices.SortFunc(parts, func(a, b Part) int {
		return cmp.Or(cmp.Compare(max(b.Amount, -b.Amount), max(a.Amount, -a.Amount)), cmp.Compare(a.Cause, b.Cause))
	})
	return parts
}

// Residual is what the causes leave of the difference between a number for our side and their sum. It is 0 when that number is the sum of the
// payments judged.
func (s *Sum) Residual(ours int64) int64 {
	left := ours - s.Theirs.Amount
	for _, p := range s.causes {
		left -= p.Amount
	}
	return left
}
