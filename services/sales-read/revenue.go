package salesread

import (
	"cmp"
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// revenue adds up cells to what an answer shows.
type revenue struct {
	buckets []period.Bucket
	sums    []figures
	groups  map[string]*groupFigures
	all     figures
	// crowd tells that payers were counted, groupCrowd that they were by group too.
	crowd, groupCrowd bool
	// base is the number of customers registered before the period ends.
	base int64
}

type figures struct {
	in, refunds, consumption, reversals, bonuses, manual int64
	payments, firsts                                     int64
	payers                                               *int64
	kinds                                                map[string]kindSum
}

type kindSum struct{ kopeks, count int64 }

type groupFigures struct {
	figures
	cashIn, spent []int64
}

func newRevenue(buckets []period.Bucket) *revenue {
	return &revenue{buckets: buckets, sums: make([]figures, len(buckets)), groups: map[string]*groupFigures{}}
}

func (r *revenue) add(c revenueCell) {
	g := r.group(c.key)
	for _, f := range []*figures{&r.sums[c.bucket], &r.all, &g.figures} {
		f.add(c)
	}
	switch c.measure {
	case "cash":
		g.cashIn[c.bucket] += c.kopeks
	case "consumption":
		g.spent[c.bucket] += c.kopeks
	}
}

func (r *revenue) group(key string) *groupFigures {
	g := r.groups[key]
	if g == nil {
		g = &groupFigures{cashIn: make([]int64, len(r.buckets)), spent: make([]int64, len(r.buckets))}
		r.groups[key] = g
	}
	return g
}

func (f *figures) add(c revenueCell) {
	switch c.measure {
	case "cash":
		f.in, f.payments = f.in+c.kopeks, f.payments+c.count
	case "refund":
		f.refunds += c.kopeks
	case "bonus":
		f.bonuses += c.kopeks
	case "manual":
		f.manual += c.kopeks
	case "first":
		f.firsts += c.count
	case "consumption":
		f.consumption += c.kopeks
		if c.kind == "reversal" {
			f.reversals -= c.kopeks
			return
		}
		f.addKind(c.kind, kindSum{c.kopeks, c.count})
	}
}

func (f *figures) addKind(kind string, more kindSum) {
	if f.kinds == nil {
		f.kinds = map[string]kindSum{}
	}
	sum := f.kinds[kind]
	f.kinds[kind] = kindSum{sum.kopeks + more.kopeks, sum.count + more.count}
}

// addCrowd takes a number of payers: of one bucket, of one key, or, with neither, of all.
func (r *revenue) addCrowd(bucket *int, key *string, payers int64) {
	switch {
	case bucket != nil:
		r.sums[*bucket].payers = &payers
	case key != nil:
		r.group(*key).payers = &payers
	default:
		r.all.payers = &payers
	}
}

func (r *revenue) total() *figures {
	if r.crowd && r.all.payers == nil {
		r.all.payers = new(int64)
	}
	return &r.all
}

func (r *revenue) arpu() *int64 {
	if r.base == 0 {
		return nil
	}
	return average(r.all.in-r.all.refunds, r.base)
}

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
func (r *revenue) groupList(names map[string]string) []*salesv1.RevenueGroup {
	keys := make([]string, 0, len(r.groups))
	for key := range r.groups {
		keys = append(keys, key)
	}
	weight := func(key string) int64 { return r.groups[key].in + r.groups[key].consumption }
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a, b)) })
	var rest []string
	if len(keys) > shownGroups {
		keys, rest = keys[:shownGroups-1], keys[shownGroups-1:]
	}
	list := make([]*salesv1.RevenueGroup, 0, len(keys)+1)
	for _, key := range keys {
		g := r.groups[key]
		if r.groupCrowd && g.payers == nil {
			g.payers = new(int64)
		}
		one := &salesv1.RevenueGroup{Key: key, Figures: g.answer(), CashInKopeks: g.cashIn, ConsumptionKopeks: g.spent}
		if name, known := names[key]; known {
			one.Name = &name
		}
		list = append(list, one)
	}
	if len(rest) > 0 {
		others := &groupFigures{cashIn: make([]int64, len(r.buckets)), spent: make([]int64, len(r.buckets))}
		for _, key := range rest {
			others.addGroup(r.groups[key])
		}
		list = append(list, &salesv1.RevenueGroup{Key: otherGroups, Figures: others.answer(), CashInKopeks: others.cashIn, ConsumptionKopeks: others.spent})
	}
	return list
}

func (g *groupFigures) addGroup(o *groupFigures) {
	g.in, g.refunds, g.payments = g.in+o.in, g.refunds+o.refunds, g.payments+o.payments
	g.consumption, g.reversals = g.consumption+o.consumption, g.reversals+o.reversals
	g.bonuses, g.manual = g.bonuses+o.bonuses, g.manual+o.manual
	for kind, sum := range o.kinds {
		g.addKind(kind, sum)
	}
	for n := range g.cashIn {
		g.cashIn[n] += o.cashIn[n]
		g.spent[n] += o.spent[n]
	}
}
