package revenue

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/mrr"
)

var mrrEntities = []string{"transaction", "guest_purchase", "wheel_spin", "customer", "subscription"}

var mrrDefinitions = []string{"mrr", "mrr_movements", "live_as_of", "deferred", "unplaced"}

// movements in the order they are told.
var movements = []mrr.Movement{mrr.New, mrr.Expansion, mrr.Contraction, mrr.Reactivation, mrr.Churn}

const (
	selectSteps = `SELECT day, step, kopeks, count FROM sales.mrr_days WHERE day < $1`
	// Fractions of a kopek are not owed.
	selectDeferred = `
SELECT (SELECT coalesce(sum(balance_kopeks), 0)::bigint FROM sales.customers WHERE balance_kopeks > 0 AND gone_at IS NULL),
	(SELECT coalesce(sum(floor(kopeks * extract(epoch FROM ends_at - greatest(starts_at, $1)) / length)), 0)::bigint FROM sales.paid_terms WHERE ends_at > $1)`
	selectUncounted = `SELECT min(marked_at) FROM sales.dirty_mrr`
)

// GetMrr answers recurring revenue at the borders of days, what moved it in between, and what is owed now.
func (s *Server) GetMrr(ctx context.Context, q *salesv1.GetMrrRequest) (*salesv1.GetMrrResponse, error) {
	now := s.mark.Now()
	asked, err := s.wholeDays(q.GetFrom(), q.GetTo(), now)
	if err != nil {
		return nil, err
	}
	var buckets []period.Bucket
	if asked.To.After(asked.From) {
		if buckets, err = asked.Buckets(period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay))), s.mark.Days.Zone); err != nil {
			return nil, rpc.Invalid("bucket", "%s", err.Error())
		}
	}
	mark, err := s.mrrWatermark(ctx)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetMrrResponse{Timezone: s.mark.Days.Zone.String(), Definitions: mrrDefinitions, CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	run := &mrrRun{days: s.mark.Days, buckets: buckets, sums: make([]stepSums, len(buckets))}
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := run.read(ctx, tx, asked); err != nil {
			return err
		}
		if answer.UnplacedKopeks, err = s.unplaced(ctx, tx, buckets); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, selectDeferred, now).Scan(&answer.DeferredBalancesKopeks, &answer.DeferredTermsKopeks); err != nil {
			return fmt.Errorf("sum deferred money: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	answer.Total, answer.Buckets = run.answer(asked, s.mark.Days.Zone)
	return answer, nil
}

// wholeDays is the asked period from the beginning of its first day to the beginning of its last, today at the latest.
func (s *Server) wholeDays(first, last string, now time.Time) (period.Interval, error) {
	today := s.mark.Days.Of(now).From
	if first == "" && last == "" {
		last = today.Format(time.RFC3339)
	}
	asked, err := s.read.Period(first, last, now)
	if err != nil {
		return asked, err
	}
	asked.From, asked.To = s.mark.Days.Of(asked.From).From, s.mark.Days.Of(asked.To).From
	if asked.To.After(today) {
		asked.To = today
	}
	if asked.From.After(asked.To) {
		asked.From = asked.To
	}
	return asked, nil
}

// stepSums are steps summed: kopeks and how many, by name.
type stepSums map[string][2]int64

func (s stepSums) add(step string, kopeks, count int64) {
	sum := s[step]
	s[step] = [2]int64{sum[0] + kopeks, sum[1] + count}
}

// mrrRun collects the steps before the period and in each bucket.
type mrrRun struct {
	days    *calendar.Calendar
	buckets []period.Bucket
	before  stepSums
	sums    []stepSums
}

func (r *mrrRun) read(ctx context.Context, tx pgx.Tx, asked period.Interval) error {
	r.before = stepSums{}
	place := map[int64]int{}
	for n, b := range r.buckets {
		r.sums[n] = stepSums{}
		for _, p := range r.days.Cut(b.Interval) {
			place[p.Day.Key()] = n
		}
	}
	rows, err := tx.Query(ctx, selectSteps, r.days.Of(asked.To).Date)
	if err != nil {
		return fmt.Errorf("read recurring revenue: %w", err)
	}
	var day time.Time
	var step string
	var kopeks, count int64
	_, err = pgx.ForEachRow(rows, []any{&day, &step, &kopeks, &count}, func() error {
		if n, within := place[calendar.Key(day)]; within {
			r.sums[n].add(step, kopeks, count)
		} else {
			r.before.add(step, kopeks, count)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read recurring revenue: %w", err)
	}
	return nil
}

// standing is what recurs at one border of days.
type standing struct {
	kopeks, customers       int64
	livePaid, liveFree, try int64
}

func (s standing) after(sums stepSums) standing {
	for _, m := range movements {
		s.kopeks += sums[string(m)][0]
	}
	s.customers += sums[string(mrr.New)][1] + sums[string(mrr.Reactivation)][1] - sums[string(mrr.Churn)][1]
	s.livePaid += sums[mrr.PaidPart][1]
	s.liveFree += sums[mrr.FreePart][1]
	s.try += sums[mrr.TrialPart][1]
	return s
}

func (r *mrrRun) answer(asked period.Interval, loc *time.Location) (*salesv1.MrrBucket, []*salesv1.MrrBucket) {
	start := standing{}.after(r.before)
	all, at := stepSums{}, start
	list := make([]*salesv1.MrrBucket, len(r.buckets))
	for n, b := range r.buckets {
		end := at.after(r.sums[n])
		list[n] = mrrBucket(b.Interval, loc, at, end, r.sums[n])
		list[n].Incomplete = !b.Whole
		for step, sum := range r.sums[n] {
			all.add(step, sum[0], sum[1])
		}
		at = end
	}
	return mrrBucket(asked, loc, start, at, all), list
}

func mrrBucket(i period.Interval, loc *time.Location, start, end standing, sums stepSums) *salesv1.MrrBucket {
	b := &salesv1.MrrBucket{From: timestamppb.New(i.From), To: timestamppb.New(i.To), Day: period.Day(i.From, loc), StartKopeks: start.kopeks, EndKopeks: end.kopeks,
		Customers: int32(end.customers), LivePaid: int32(end.livePaid), LiveFreeActive: int32(end.liveFree), LiveTrial: int32(end.try)}
	for _, m := range movements {
		sum := sums[string(m)]
		b.Movements = append(b.Movements, &salesv1.MrrMovement{Movement: string(m), Kopeks: sum[0], Count: int32(sum[1])})
	}
	return b
}

// unplaced sums what was spent on subscriptions for a term that is not known.
func (s *Server) unplaced(ctx context.Context, tx pgx.Tx, buckets []period.Bucket) (int64, error) {
	if len(buckets) == 0 {
		return 0, nil
	}
	f := ask.NewFilter()
	f.Add(`r.term = 0 AND r.measure = 'consumption' AND r.kind IN ('new', 'renewal', 'landing', 'unclassified')`, nil)
	var sum int64
	r := &revenueRead{tx: tx, days: s.mark.Days, by: nobody, then: nobody, filter: f, store: &revenueStores[0], facts: factsNow, buckets: buckets,
		visit: func(c revenueCell) { sum += c.kopeks }}
	err := r.run(ctx)
	return sum, err
}

// mrrWatermark is that of the rows recurring revenue is made of, and not beyond what waits to be classified or counted.
func (s *Server) mrrWatermark(ctx context.Context) (ask.Watermark, error) {
	mark, err := s.revenueWatermark(ctx, mrrEntities)
	if err != nil || mark.Complete == nil {
		return mark, err
	}
	var since *time.Time
	if err := s.read.QueryRow(ctx, selectUncounted).Scan(&since); err != nil {
		return mark, pg.MapError(fmt.Errorf("look for customers to count: %w", err))
	}
	if since != nil && since.Before(mark.Complete.AsTime()) {
		mark.Complete = timestamppb.New(*since)
	}
	return mark, nil
}
