package revenue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

const (
	shownGroups = 100
	// shownParts of each group, and fewer groups when they have parts.
	shownParts  = 20
	partsGroups = 50
	otherGroups = "others"
)

var revenueEntities = []string{"transaction", "guest_purchase", "wheel_spin", "customer"}

var revenueDefinitions = []string{"cash_in", "cash_refunds", "net_cash", "payers", "first_time_payers", "average_check", "arpu", "arppu", "consumption",
	"reversals", "bonuses", "manual_credits"}

// revenueAsk is a request read: what to group by, what to count, and how.
type revenueAsk struct {
	by, then dimension
	filter   *ask.Filter
	// columns are those that the filter needs.
	columns []string
	// crowd tells whether payers can be counted; gateways which of them.
	crowd    bool
	gateways []string
	all      bool
	// invited are the referrers asked for, where no others count.
	invited []int64
	unit    period.Unit
	// known asks for what was known then; nil = now.
	known *time.Time
}

// GetRevenue answers cash and consumption of a period by bucket and group, beside the equal period before.
func (s *Server) GetRevenue(ctx context.Context, q *salesv1.GetRevenueRequest) (*salesv1.GetRevenueResponse, error) {
	now := s.mark.Now()
	asked, err := s.read.Period(q.GetFrom(), q.GetTo(), now)
	if err != nil {
		return nil, err
	}
	wish, err := revenueOf(q)
	if err != nil {
		return nil, err
	}
	if wish.known, err = s.knownAt(ctx, q, wish, now); err != nil {
		return nil, err
	}
	if err := wish.fits(asked); err != nil {
		return nil, err
	}
	buckets, err := asked.Buckets(wish.unit, s.mark.Days.Zone)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	previous := asked.Previous(s.mark.Days.Zone)
	before, err := previous.Buckets(wish.unit, s.mark.Days.Zone)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	mark, err := s.revenueWatermark(ctx, revenueEntities)
	if err != nil {
		return nil, err
	}
	current, earlier := newRevenue(buckets), newRevenue(before)
	var names, partNames map[string]string
	var known *salesv1.RevenueKnown
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := s.readRevenue(ctx, tx, wish, current, true); err != nil {
			return err
		}
		if err := s.readRevenue(ctx, tx, wish, earlier, false); err != nil {
			return err
		}
		if wish.known != nil {
			if known, err = s.difference(ctx, tx, wish, asked, buckets); err != nil {
				return err
			}
		}
		if err := s.countBase(ctx, tx, wish, current, earlier); err != nil {
			return err
		}
		if names, err = revenueNames(ctx, tx, wish.by, current.keys()); err != nil {
			return err
		}
		partNames, err = revenueNames(ctx, tx, wish.then, current.partKeys())
		return err
	})
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetRevenueResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.mark.Days.Zone.String(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, Definitions: revenueDefinitions,
		Figures: current.total().answer(), Previous: earlier.total().answer(), ArpuKopeks: current.arpu(), PreviousArpuKopeks: earlier.arpu(),
		Buckets: current.answer(s.mark.Days.Zone, now), PreviousBuckets: earlier.answer(s.mark.Days.Zone, now), Known: known}
	if wish.by.column != "" {
		answer.Groups = current.groupList(names, partNames, wish.then.column != "")
	}
	return answer, nil
}

// revenueOf reads what was asked into clauses over the columns that sums by day and facts share.
func revenueOf(q *salesv1.GetRevenueRequest) (revenueAsk, error) {
	f, columns, err := revenueFilter(q)
	if err != nil {
		return revenueAsk{}, err
	}
	by, then, err := split(q)
	if err != nil {
		return revenueAsk{}, err
	}
	all := f.Len() == 0
	goods := len(q.GetTariffId())+len(q.GetTerm()) > 0
	if goods {
		// A first payment has no tariff and no term of its own: leave it out rather than count it wrongly.
		f.Add(`r.measure <> 'first'`, nil)
	}
	var invited []int64
	if !slices.Contains(q.GetReferrerId(), 0) {
		invited = q.GetReferrerId()
	}
	return revenueAsk{by: by, then: then, invited: invited, filter: f, columns: columns, crowd: !goods, gateways: q.GetGateway(), all: all,
		unit: period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay)))}, nil
}

// longestByPayment bounds what is read payment by payment.
const longestByPayment = 93 * 24 * time.Hour

// fits refuses a long period of what no sums by day are kept of.
func (w revenueAsk) fits(asked period.Interval) error {
	columns := slices.DeleteFunc(append(slices.Clone(w.columns), w.by.column, w.then.column), func(c string) bool { return c == "" })
	if asked.To.Sub(asked.From) <= longestByPayment || w.known == nil && (storeFor(columns) != nil || len(w.invited) > 0) {
		return nil
	}
	if w.known != nil {
		return rpc.Invalid("as_known_at", "is answered from each payment by itself: ask for three months at most")
	}
	return rpc.Invalid("group_by", "term beside who paid, and referrer beside anything, are answered from each payment by itself: ask for three months at most, or leave one out")
}

// reading is how the ask is read: from the smallest store that knows its columns, else from the facts.
func (w revenueAsk) reading(tx pgx.Tx, days *calendar.Calendar, into *revenue, grouped bool) *revenueRead {
	r := &revenueRead{tx: tx, days: days, by: nobody, then: nobody, filter: w.filter, facts: factsNow, buckets: into.buckets, visit: into.add}
	columns := slices.Clone(w.columns)
	if grouped {
		r.by, r.then = w.by, w.then
		for _, d := range []dimension{w.by, w.then} {
			if d.column != "" {
				columns = append(columns, d.column)
			}
		}
	}
	store := storeFor(columns)
	if w.unit != period.ByHour {
		r.store = store
	}
	r.payers = w.crowd && (store == nil || store.payers)
	if r.store == nil && len(w.invited) > 0 { // few people: theirs are found by them
		r.filter = r.filter.Clone()
		r.filter.Add(`r.customer_id = ANY(ARRAY(SELECT id FROM sales.customers WHERE referred_by_id = ANY(@invited)))`, pgx.NamedArgs{"invited": w.invited})
	}
	if w.known != nil {
		r.asKnown(*w.known)
		r.payers = w.crowd
	}
	return r
}

func (s *Server) readRevenue(ctx context.Context, tx pgx.Tx, w revenueAsk, into *revenue, grouped bool) error {
	r := w.reading(tx, s.mark.Days, into, grouped)
	if err := r.run(ctx); err != nil || !w.crowd {
		return err
	}
	into.crowd, into.groupCrowd = true, r.by.crowd
	if r.payers {
		into.countPayers()
		return nil
	}
	return s.readCrowds(ctx, tx, w, into, grouped)
}

// revenueNames tells what the keys of a dimension are called, where that is known.
func revenueNames(ctx context.Context, tx pgx.Tx, by dimension, keys []string) (map[string]string, error) {
	if by.names == "" {
		return nil, nil
	}
	var ids []int64
	for _, key := range keys {
		if id, err := strconv.ParseInt(key, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	rows, err := tx.Query(ctx, by.names, ids)
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
func (s *Server) revenueWatermark(ctx context.Context, entities []string) (ask.Watermark, error) {
	upTo, err := s.read.Watermark(ctx, entities)
	if err != nil || upTo.Complete == nil {
		return upTo, err
	}
	_, since, err := mark.Waiting(ctx, s.read.DB)
	if err != nil {
		return upTo, err
	}
	if since != nil && since.Before(upTo.Complete.AsTime()) {
		upTo.Complete = timestamppb.New(*since)
	}
	return upTo, nil
}
