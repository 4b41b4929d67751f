package salesread

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const defaultDays = ask.DefaultDays

// GetTransactionStats answers the cash of a period, by bucket and by gateway, beside the equal period before.
func (s *service) GetTransactionStats(ctx context.Context, q *salesv1.GetTransactionStatsRequest) (*salesv1.GetTransactionStatsResponse, error) {
	if slices.Contains(q.GetGateway(), wholeDay) {
		return nil, rpc.Invalid("gateway", "is empty: name a gateway, or leave the parameter out for all")
	}
	now := s.now()
	asked, err := s.statsPeriod(q.GetFrom(), q.GetTo(), now)
	if err != nil {
		return nil, err
	}
	unit := period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay)))
	buckets, err := asked.Buckets(unit, s.days.loc)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	previous := asked.Previous(s.days.loc)
	before, err := previous.Buckets(unit, s.days.loc)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	mark, err := s.read.Watermark(ctx, moneyEntities)
	if err != nil {
		return nil, err
	}
	current, earlier := newStats(buckets, q.GetGateway(), true), newStats(before, q.GetGateway(), false)
	current.daily = unit == period.ByDay
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if err := current.read(ctx, tx, s.days, asked); err != nil {
			return err
		}
		return earlier.read(ctx, tx, s.days, previous)
	})
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetTransactionStatsResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.days.loc.String(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
		Definitions: []string{"cash_in", "cash_refunds", "net_cash", "average_check", "payers"}}
	if answer.Methods, answer.Cash, err = current.methods(); err != nil {
		return nil, err
	}
	if answer.Previous, err = earlier.total().answer(); err != nil {
		return nil, err
	}
	if answer.Buckets, err = current.answer(s.days.loc, now); err != nil {
		return nil, err
	}
	answer.PreviousBuckets, err = earlier.answer(s.days.loc, now)
	return answer, err
}

// statsPeriod is the asked period; open ends are filled to thirty days, the last one up to now.
func (s *service) statsPeriod(first, last string, now time.Time) (period.Interval, error) {
	return s.read.Period(first, last, now)
}

// stats collects one reading of cash into buckets and gateways.
type stats struct {
	buckets   []period.Bucket
	sums      []tally
	gateways  []string
	byGateway map[string]*gatewayStats
	split     bool
	daily     bool
	hourly    bool
}

type gatewayStats struct {
	tally
	in []int64
}

// newStats reads the named gateways, or all; split keeps them apart too.
func newStats(buckets []period.Bucket, gateways []string, split bool) *stats {
	return &stats{buckets: buckets, sums: make([]tally, len(buckets)), gateways: gateways, split: split, byGateway: map[string]*gatewayStats{}}
}

func (st *stats) read(ctx context.Context, tx pgx.Tx, days *calendar, i period.Interval) error {
	r := &cashRead{tx: tx, days: days, gateways: st.gateways, visit: st.add}
	// A bucket of one day shows the day's own number of payers; those of the period are put together from the gateways.
	r.totalsOnly = st.split && st.daily
	if len(st.gateways) == 0 && !st.split {
		r.gateways = []string{wholeDay}
	}
	if st.hourly { // less than a day: from the facts
		var pieces []piece
		for _, b := range st.buckets {
			pieces = append(pieces, piece{Interval: b.Interval, day: days.of(b.From)})
		}
		return r.fromFacts(ctx, pieces)
	}
	return r.run(ctx, i)
}

func (st *stats) add(p piece, gateway string, t *tally) {
	n, _ := slices.BinarySearchFunc(st.buckets, p.From, func(b period.Bucket, at time.Time) int {
		if !b.To.After(at) {
			return -1
		}
		return 1
	})
	if gateway == wholeDay || len(st.gateways) > 0 {
		st.sums[n].addTally(t)
	}
	if gateway == wholeDay || !st.split {
		return
	}
	g := st.byGateway[gateway]
	if g == nil {
		g = &gatewayStats{in: make([]int64, len(st.buckets))}
		st.byGateway[gateway] = g
	}
	g.addTally(t)
	g.in[n] += t.in
}

func (st *stats) total() *tally {
	all := &tally{}
	for i := range st.sums {
		all.addTally(&st.sums[i])
	}
	return all
}

// methods answers each gateway, the largest first, and the total, whose payers are those of the gateways together.
func (st *stats) methods() ([]*salesv1.CashByMethod, *salesv1.Cash, error) {
	var list []*salesv1.CashByMethod
	everybody := newCrowd()
	for gateway, g := range st.byGateway {
		payers := newCrowd()
		if err := g.everybody(payers); err != nil {
			return nil, nil, err
		}
		list = append(list, &salesv1.CashByMethod{Gateway: gateway, Cash: g.answerWith(payers.size()), CashInKopeks: g.in})
		everybody.addCrowd(payers)
	}
	slices.SortFunc(list, func(a, b *salesv1.CashByMethod) int {
		return cmp.Or(cmp.Compare(b.GetCash().GetCashInKopeks(), a.GetCash().GetCashInKopeks()), cmp.Compare(a.GetGateway(), b.GetGateway()))
	})
	return list, st.total().answerWith(everybody.size()), nil
}

func (st *stats) answer(loc *time.Location, now time.Time) ([]*salesv1.CashBucket, error) {
	list := make([]*salesv1.CashBucket, len(st.buckets))
	for i, b := range st.buckets {
		cash, err := st.sums[i].answer()
		if err != nil {
			return nil, err
		}
		list[i] = &salesv1.CashBucket{From: timestamppb.New(b.From), To: timestamppb.New(b.To), Day: period.Day(b.From, loc), Cash: cash, Incomplete: !b.Whole || b.To.After(now)}
	}
	return list, nil
}
