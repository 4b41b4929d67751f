package cash

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

// Entities are what cash is made of.
var Entities = []string{"transaction", "guest_purchase", "wheel_spin"}

// Stats collects one reading of cash into buckets and gateways.
type Stats struct {
	buckets   []period.Bucket
	Sums      []Tally
	gateways  []string
	byGateway map[string]*gatewayStats
	split     bool
	Daily     bool
	Hourly    bool
}

type gatewayStats struct {
	Tally
	in []int64
}

// NewStats reads the named gateways, or all; split keeps them apart too.
func NewStats(buckets []period.Bucket, gateways []string, split bool) *Stats {
	return &Stats{buckets: buckets, Sums: make([]Tally, len(buckets)), gateways: gateways, split: split, byGateway: map[string]*gatewayStats{}}
}

// Read fills it from an interval, which the buckets make up.
func (st *Stats) Read(ctx context.Context, tx pgx.Tx, days *calendar.Calendar, i period.Interval) error {
	r := &Reading{Tx: tx, Days: days, Gateways: st.gateways, Visit: st.add}
	// A bucket of one day shows the day's own number of payers; those of the period are put together from the gateways.
	r.totalsOnly = st.split && st.Daily
	if len(st.gateways) == 0 && !st.split {
		r.Gateways = []string{WholeDay}
	}
	if st.Hourly { // less than a day: from the facts
		var pieces []calendar.Piece
		for _, b := range st.buckets {
			pieces = append(pieces, calendar.Piece{Interval: b.Interval, Day: days.Of(b.From)})
		}
		return r.fromFacts(ctx, pieces)
	}
	return r.Run(ctx, i)
}

func (st *Stats) add(p calendar.Piece, gateway string, t *Tally) {
	n, _ := slices.BinarySearchFunc(st.buckets, p.From, func(b period.Bucket, at time.Time) int {
		if !b.To.After(at) {
			return -1
		}
		return 1
	})
	if gateway == WholeDay || len(st.gateways) > 0 {
		st.Sums[n].AddTally(t)
	}
	if gateway == WholeDay || !st.split {
		return
	}
	g := st.byGateway[gateway]
	if g == nil {
		g = &gatewayStats{in: make([]int64, len(st.buckets))}
		st.byGateway[gateway] = g
	}
	g.AddTally(t)
	g.in[n] += t.In
}

// Total is all buckets together.
func (st *Stats) Total() *Tally {
	all := &Tally{}
	for i := range st.Sums {
		all.AddTally(&st.Sums[i])
	}
	return all
}

// Methods answers each gateway, the largest first, and the total, whose payers are those of the gateways together.
func (st *Stats) Methods() ([]*salesv1.CashByMethod, *salesv1.Cash, error) {
	var list []*salesv1.CashByMethod
	everybody := NewCrowd()
	for gateway, g := range st.byGateway {
		payers := NewCrowd()
		if err := g.everybody(payers); err != nil {
			return nil, nil, err
		}
		list = append(list, &salesv1.CashByMethod{Gateway: gateway, Cash: g.answerWith(payers.Size()), CashInKopeks: g.in})
		everybody.AddCrowd(payers)
	}
	slices.SortFunc(list, func(a, b *salesv1.CashByMethod) int {
		return cmp.Or(cmp.Compare(b.GetCash().GetCashInKopeks(), a.GetCash().GetCashInKopeks()), cmp.Compare(a.GetGateway(), b.GetGateway()))
	})
	return list, st.Total().answerWith(everybody.Size()), nil
}

// Answer tells each bucket.
func (st *Stats) Answer(loc *time.Location, now time.Time) ([]*salesv1.CashBucket, error) {
	list := make([]*salesv1.CashBucket, len(st.buckets))
	for i, b := range st.buckets {
		cash, err := st.Sums[i].Answer()
		if err != nil {
			return nil, err
		}
		list[i] = &salesv1.CashBucket{From: timestamppb.New(b.From), To: timestamppb.New(b.To), Day: period.Day(b.From, loc), Cash: cash, Incomplete: !b.Whole || b.To.After(now)}
	}
	return list, nil
}
