package revenue

import (
	"maps"
	"slices"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// revenue adds up cells to what an answer shows.
type revenue struct {
	buckets []period.Bucket
	sums    []figures
	groups  map[string]*groupFigures
	all     figures
	paid    [][]paidIn
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
	// parts are the group by what it is split by further.
	parts map[string]*figures
	crowd *cash.Crowd
}

// paidIn are ids of who paid in one bucket and group.
type paidIn struct {
	group *groupFigures
	ids   []byte
}

func newRevenue(buckets []period.Bucket) *revenue {
	return &revenue{buckets: buckets, sums: make([]figures, len(buckets)), groups: map[string]*groupFigures{}, paid: make([][]paidIn, len(buckets))}
}

func (r *revenue) add(c revenueCell) {
	g := r.group(c.key)
	for _, f := range []*figures{&r.sums[c.bucket], &r.all, &g.figures} {
		f.add(c)
	}
	if c.measure != "first" { // parts tell no payers
		g.part(c.then).add(c)
	}
	if len(c.payers) > 0 {
		r.paid[c.bucket] = append(r.paid[c.bucket], paidIn{g, c.payers})
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
		g = newGroup(len(r.buckets))
		r.groups[key] = g
	}
	return g
}

func newGroup(buckets int) *groupFigures {
	return &groupFigures{cashIn: make([]int64, buckets), spent: make([]int64, buckets), parts: map[string]*figures{}}
}

func (g *groupFigures) part(key string) *figures {
	f := g.parts[key]
	if f == nil {
		f = &figures{}
		g.parts[key] = f
	}
	return f
}

func (r *revenue) keys() []string { return slices.Collect(maps.Keys(r.groups)) }

func (r *revenue) partKeys() []string {
	all := map[string]struct{}{}
	for _, g := range r.groups {
		for key := range g.parts {
			all[key] = struct{}{}
		}
	}
	return slices.Collect(maps.Keys(all))
}

// countPayers counts the different ids that the cells brought: of each bucket, of each group and in all.
func (r *revenue) countPayers() {
	all := cash.NewCrowd()
	for n, cells := range r.paid {
		here := cash.NewCrowd()
		for _, cell := range cells {
			if cell.group.crowd == nil {
				cell.group.crowd = cash.NewCrowd()
			}
			here.AddIDs(cell.ids)
			cell.group.crowd.AddIDs(cell.ids)
		}
		if len(cells) > 0 {
			all.AddCrowd(here)
		}
		payers := here.Size()
		r.sums[n].payers = &payers
	}
	for _, g := range r.groups {
		payers := int64(0)
		if g.crowd != nil {
			payers = g.crowd.Size()
		}
		g.payers = &payers
	}
	payers := all.Size()
	r.all.payers = &payers
	r.paid = nil
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

func (g *groupFigures) addGroup(o *groupFigures) {
	g.addFigures(&o.figures)
	for key, part := range o.parts {
		g.part(key).addFigures(part)
	}
	for n := range g.cashIn {
		g.cashIn[n] += o.cashIn[n]
		g.spent[n] += o.spent[n]
	}
}

func (f *figures) addFigures(o *figures) {
	f.in, f.refunds, f.payments = f.in+o.in, f.refunds+o.refunds, f.payments+o.payments
	f.consumption, f.reversals = f.consumption+o.consumption, f.reversals+o.reversals
	f.bonuses, f.manual = f.bonuses+o.bonuses, f.manual+o.manual
	for kind, sum := range o.kinds {
		f.addKind(kind, sum)
	}
}
