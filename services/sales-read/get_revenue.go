package salesread

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	shownGroups = 100
	otherGroups = "others"
)

var revenueDefinitions = []string{"cash_in", "cash_refunds", "net_cash", "payers", "first_time_payers", "average_check", "arpu", "arppu", "consumption",
	"reversals", "bonuses", "manual_credits"}

// revenueAsk is a request read: what to group by, what to count, and how.
type revenueAsk struct {
	by     grouping
	filter *ask.Filter
	// deep reads the facts, because sums by day know no customers.
	deep bool
	// crowd tells whether payers can be counted; gateways which of them.
	crowd    bool
	gateways []string
	all      bool
	unit     period.Unit
}

// GetRevenue answers cash and consumption of a period by bucket and group, beside the equal period before.
func (s *service) GetRevenue(ctx context.Context, q *salesv1.GetRevenueRequest) (*salesv1.GetRevenueResponse, error) {
	now := s.now()
	asked, err := s.statsPeriod(q.GetFrom(), q.GetTo(), now)
	if err != nil {
		return nil, err
	}
	ask, err := revenueOf(q)
	if err != nil {
		return nil, err
	}
	buckets, err := asked.Buckets(ask.unit, s.days.loc)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	previous := asked.Previous(s.days.loc)
	before, err := previous.Buckets(ask.unit, s.days.loc)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	mark, err := s.revenueWatermark(ctx, revenueEntities)
	if err != nil {
		return nil, err
	}
	current, earlier := newRevenue(buckets), newRevenue(before)
	names := map[string]string{}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		if err := s.readRevenue(ctx, tx, ask, current, true); err != nil {
			return err
		}
		if err := s.readRevenue(ctx, tx, ask, earlier, false); err != nil {
			return err
		}
		if err := s.countBase(ctx, tx, ask, current, earlier); err != nil {
			return err
		}
		names, err = revenueNames(ctx, tx, q.GetGroupBy(), current)
		return err
	})
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetRevenueResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.days.loc.String(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, Definitions: revenueDefinitions,
		Figures: current.total().answer(), Previous: earlier.total().answer(), ArpuKopeks: current.arpu(), PreviousArpuKopeks: earlier.arpu(),
		Buckets: current.answer(s.days.loc, now), PreviousBuckets: earlier.answer(s.days.loc, now)}
	if ask.by.key != groupings[""].key {
		answer.Groups = current.groupList(names)
	}
	return answer, nil
}

// revenueOf reads what was asked into clauses over the columns that sums by day and facts share.
func revenueOf(q *salesv1.GetRevenueRequest) (revenueAsk, error) {
	if slices.Contains(q.GetGateway(), "") {
		return revenueAsk{}, rpc.Invalid("gateway", "is empty: name a payment method, or leave the parameter out for all")
	}
	by, ok := groupings[q.GetGroupBy()]
	if !ok {
		return revenueAsk{}, rpc.Invalid("group_by", "%q is unknown", q.GetGroupBy())
	}
	f := ask.NewFilter()
	ask.OneOf(f, "r.gateway", "gateway", q.GetGateway())
	ask.OneOf(f, "r.tariff_id", "tariff", q.GetTariffId())
	ask.OneOf(f, "r.term", "term", q.GetTerm())
	shared := f.Len() - min(1, len(q.GetGateway()))
	ask.OneOf(f, "coalesce(c.referred_by_id, 0)", "referrer", q.GetReferrerId())
	ask.OneOf(f, "coalesce(c.promo_group_id, 0)", "promo_group", q.GetPromoGroupId())
	if q.GetCustomers() != "" {
		f.Add(freshness+` = @customers`, pgx.NamedArgs{"customers": q.GetCustomers()})
	}
	deep := by.deep || len(q.GetReferrerId()) > 0 || len(q.GetPromoGroupId()) > 0 || q.GetCustomers() != ""
	if shared > 0 {
		// A first payment has no tariff and no term of its own: leave it out rather than count it wrongly.
		f.Add(`r.measure <> 'first'`, nil)
	}
	return revenueAsk{by: by, filter: f, deep: deep, crowd: shared == 0, gateways: q.GetGateway(), all: f.Len() == 0,
		unit: period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay)))}, nil
}

func (s *service) readRevenue(ctx context.Context, tx pgx.Tx, ask revenueAsk, into *revenue, grouped bool) error {
	r := &revenueRead{tx: tx, days: s.days, by: ask.by, filter: ask.filter, deep: ask.deep, buckets: into.buckets, visit: into.add}
	if !grouped {
		r.by = groupings[""]
	}
	if err := r.run(ctx, ask.unit == period.ByHour); err != nil || !ask.crowd {
		return err
	}
	into.crowd, into.groupCrowd = true, r.by.crowd
	if ask.deep {
		return r.crowds(ctx, into.addCrowd)
	}
	return s.readCrowds(ctx, tx, ask, into, grouped)
}

// readCrowds counts payers the way cash is counted everywhere: by the sets of who paid that are kept by day and gateway.
func (s *service) readCrowds(ctx context.Context, tx pgx.Tx, ask revenueAsk, into *revenue, grouped bool) error {
	split := grouped && ask.by.key == groupings["gateway"].key
	st := newStats(into.buckets, ask.gateways, split)
	st.daily, st.hourly = ask.unit == period.ByDay, ask.unit == period.ByHour
	whole := period.Interval{From: into.buckets[0].From, To: into.buckets[len(into.buckets)-1].To}
	if err := st.read(ctx, tx, s.days, whole); err != nil {
		return err
	}
	for n := range st.sums {
		payers, err := st.sums[n].payers()
		if err != nil {
			return err
		}
		into.addCrowd(&n, nil, payers)
	}
	if !split {
		all, err := st.total().payers()
		into.addCrowd(nil, nil, all)
		return err
	}
	methods, all, err := st.methods()
	if err != nil {
		return err
	}
	for _, m := range methods {
		into.addCrowd(nil, &m.Gateway, int64(m.GetCash().GetPayers()))
	}
	into.addCrowd(nil, nil, int64(all.GetPayers()))
	return nil
}

const (
	countCustomers = `SELECT count(*) FILTER (WHERE created_at < $1), count(*) FROM sales.customers WHERE created_at < $2`
	tariffNames    = `SELECT id::text, name FROM sales.tariffs WHERE id = ANY($1)`
	customerNames  = `SELECT id::text, username FROM sales.customers WHERE id = ANY($1) AND username IS NOT NULL`
)

// countBase counts the customers that an average over all of them is made of: those registered before each period ends.
func (s *service) countBase(ctx context.Context, tx pgx.Tx, ask revenueAsk, current, earlier *revenue) error {
	if !ask.all {
		return nil
	}
	before, now := earlier.buckets[len(earlier.buckets)-1].To, current.buckets[len(current.buckets)-1].To
	if err := tx.QueryRow(ctx, countCustomers, before, now).Scan(&earlier.base, &current.base); err != nil {
		return fmt.Errorf("count customers: %w", err)
	}
	return nil
}

func revenueNames(ctx context.Context, tx pgx.Tx, by string, r *revenue) (map[string]string, error) {
	query, known := map[string]string{"tariff": tariffNames, "referrer": customerNames}[by]
	if !known {
		return nil, nil
	}
	var ids []int64
	for key := range r.groups {
		if id, err := strconv.ParseInt(key, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	rows, err := tx.Query(ctx, query, ids)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	names := make(map[string]string, len(ids))
	var id, name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	return names, nil
}

// revenueWatermark is that of the entities, and not beyond what still waits to be classified.
func (s *service) revenueWatermark(ctx context.Context, entities []string) (ask.Watermark, error) {
	mark, err := s.read.Watermark(ctx, entities)
	if err != nil || mark.Complete == nil {
		return mark, err
	}
	_, since, err := awaiting(ctx, s.read.DB)
	if err != nil {
		return mark, err
	}
	if since != nil && since.Before(mark.Complete.AsTime()) {
		mark.Complete = timestamppb.New(*since)
	}
	return mark, nil
}
