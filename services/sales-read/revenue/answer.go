package revenue

import (
	"cmp"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// average is sum / n, rounded half up; sum may be negative.
func average(sum, n int64) *int64 {
	if n == 0 {
		return nil
	}
	v := 2*sum + n
	q := v / (2 * n)
	if v%(2*n) < 0 {
		q--
	}
	return &q
}

func (f *figures) answer() *salesv1.RevenueFigures {
	a := &salesv1.RevenueFigures{CashInKopeks: f.in, CashRefundsKopeks: f.refunds, NetCashKopeks: f.in - f.refunds, Payments: int32(f.payments),
		AverageCheckKopeks: average(f.in, f.payments), ConsumptionKopeks: f.consumption, ReversalsKopeks: f.reversals, BonusesKopeks: f.bonuses,
		ManualCreditsKopeks: f.manual}
	if f.payers != nil {
		payers, firsts := int32(*f.payers), int32(f.firsts)
		a.Payers, a.FirstTimePayers, a.ArppuKopeks = &payers, &firsts, average(f.in-f.refunds, *f.payers)
	}
	for kind, sum := range f.kinds {
		a.Kinds = append(a.Kinds, &salesv1.ConsumptionByKind{Kind: kind, ConsumptionKopeks: sum.kopeks, Count: int32(sum.count)})
	}
	slices.SortFunc(a.Kinds, func(a, b *salesv1.ConsumptionByKind) int {
		return cmp.Or(cmp.Compare(b.GetConsumptionKopeks(), a.GetConsumptionKopeks()), cmp.Compare(a.GetKind(), b.GetKind()))
	})
	return a
}

func (r *revenue) answer(loc *time.Location, now time.Time) []*salesv1.RevenueBucket {
	list := make([]*salesv1.RevenueBucket, len(r.buckets))
	for i, b := range r.buckets {
		f := &r.sums[i]
		if r.crowd && f.payers == nil {
			f.payers = new(int64)
		}
		list[i] = &salesv1.RevenueBucket{From: timestamppb.New(b.From), To: timestamppb.New(b.To), Day: period.Day(b.From, loc), Figures: f.answer(),
			Incomplete: !b.Whole || b.To.After(now)}
	}
	return list
}

// groupList answers the groups with most money first; what is beyond the shown ones comes together, without payers: of several groups they do not add up.
func (r *revenue) groupList(names, partNames map[string]string, parts bool) []*salesv1.RevenueGroup {
	limit := shownGroups
	if parts {
		limit = partsGroups
	}
	sums := make(map[string]*figures, len(r.groups))
	for key, g := range r.groups {
		sums[key] = &g.figures
	}
	shown, rest := largest(sums, limit)
	list := make([]*salesv1.RevenueGroup, 0, len(shown)+1)
	for _, key := range shown {
		g := r.groups[key]
		switch {
		case !r.groupCrowd:
			g.payers = nil
		case g.payers == nil:
			g.payers = new(int64)
		}
		one := g.message(key, names)
		if parts {
			one.Parts = partList(g.parts, partNames)
		}
		list = append(list, one)
	}
	if len(rest) == 0 {
		return list
	}
	others := newGroup(len(r.buckets))
	for _, key := range rest {
		others.addGroup(r.groups[key])
	}
	one := others.message(otherGroups, nil)
	if parts {
		one.Parts = partList(others.parts, partNames)
	}
	return append(list, one)
}

func (g *groupFigures) message(key string, names map[string]string) *salesv1.RevenueGroup {
	return &salesv1.RevenueGroup{Key: key, Name: named(names, key), Figures: g.answer(), CashInKopeks: g.cashIn, ConsumptionKopeks: g.spent}
}

func named(names map[string]string, key string) *string {
	name, known := names[key]
	if !known {
		return nil
	}
	return &name
}

// partList is a group split further; who paid is not told apart in it.
func partList(parts map[string]*figures, names map[string]string) []*salesv1.RevenuePart {
	shown, rest := largest(parts, shownParts)
	list := make([]*salesv1.RevenuePart, 0, len(shown)+1)
	for _, key := range shown {
		list = append(list, &salesv1.RevenuePart{Key: key, Name: named(names, key), Figures: parts[key].answer()})
	}
	if len(rest) > 0 {
		others := &figures{}
		for _, key := range rest {
			others.addFigures(parts[key])
		}
		list = append(list, &salesv1.RevenuePart{Key: otherGroups, Figures: others.answer()})
	}
	return list
}

// largest parts keys with most money from those that are told together; what comes together already stays so.
func largest(sums map[string]*figures, limit int) (shown, rest []string) {
	weight := func(key string) int64 { return sums[key].in + sums[key].consumption }
	for key := range sums {
		if key == otherGroups {
			rest = append(rest, key)
		} else {
			shown = append(shown, key)
		}
	}
	slices.SortFunc(shown, func(a, b string) int { return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a, b)) })
	if len(shown)+len(rest) > limit {
		shown, rest = shown[:limit-1], append(rest, shown[limit-1:]...)
	}
	return shown, rest
}
