package revenue

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/share"
)

var conversionEntities = []string{"customer", "subscription", "subscription_conversion", "transaction", "guest_purchase", "wheel_spin"}

// Those who began in @from to @to, each with when; joined with their very first payment. A trial begins with the first change that shows one; one that was
// converted before we saw it, with the customer's first subscription. Who had paid before their trial is no prospect any more.
const (
	registered = `SELECT c.id AS customer_id, c.created_at AS began_at FROM sales.customers c WHERE c.created_at >= @from AND c.created_at < @to`
	triedOut   = `
SELECT t.customer_id, t.began_at FROM (
	SELECT h.customer_id, coalesce(
		(SELECT min(e.changed_at) FROM sales.subscription_changes e WHERE e.customer_id = h.customer_id AND e.is_trial),
		(SELECT min(e.changed_at) FROM sales.subscription_changes e WHERE e.customer_id = h.customer_id)) AS began_at
	FROM (SELECT DISTINCT h.customer_id FROM sales.subscription_changes h WHERE h.changed_at >= @from AND h.changed_at < @to
		AND (h.is_trial OR EXISTS (SELECT FROM sales.subscription_conversions v WHERE v.customer_id = h.customer_id))) h) t
LEFT JOIN sales.first_payments f ON f.customer_id = t.customer_id
WHERE t.began_at >= @from AND t.began_at < @to AND (f.at IS NULL OR f.at >= t.began_at)`
	countCohorts = `
SELECT width_bucket(b.began_at, @starts::timestamptz[]) - 1, count(*)::integer,
	count(*) FILTER (WHERE p.at < b.began_at + @days * interval '1 day')::integer
FROM (%s) b LEFT JOIN sales.first_payments p ON p.customer_id = b.customer_id GROUP BY 1`
)

// beginnings are how a prospect begins, by the kind of conversion.
var beginnings = map[string]string{"trial": triedOut, "registration": registered}

// cohortAsk is a question about conversion read.
type cohortAsk struct {
	kind   string
	window int32
	asked  period.Interval
}

func (s *Server) cohortAsk(kind, from, to string, window int32, now time.Time) (cohortAsk, error) {
	asked, err := s.read.Period(from, to, now)
	return cohortAsk{kind: cmp.Or(kind, "trial"), window: cmp.Or(window, 7), asked: asked}, err
}

// GetConversion answers which part of those who began in each bucket had paid within some days of it.
func (s *Server) GetConversion(ctx context.Context, q *salesv1.GetConversionRequest) (*salesv1.GetConversionResponse, error) {
	now := s.mark.Now()
	c, err := s.cohortAsk(q.GetKind(), q.GetFrom(), q.GetTo(), q.GetDays(), now)
	if err != nil {
		return nil, err
	}
	buckets, err := c.asked.Buckets(period.Unit(cmp.Or(q.GetBucket(), string(period.ByDay))), s.mark.Days.Zone)
	if err != nil {
		return nil, rpc.Invalid("bucket", "%s", err.Error())
	}
	mark, err := s.read.Watermark(ctx, conversionEntities)
	if err != nil {
		return nil, err
	}
	known := now
	if mark.Complete != nil && mark.Complete.AsTime().Before(known) {
		known = mark.Complete.AsTime()
	}
	cohorts, err := s.countCohorts(ctx, c, buckets)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetConversionResponse{Cohorts: cohorts, Total: &salesv1.ConversionCohort{}, Kind: c.kind, Days: c.window, Timezone: s.mark.Days.Zone.String(),
		Definitions: []string{"conversion." + c.kind}, CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, From: timestamppb.New(c.asked.From), To: timestamppb.New(c.asked.To)}
	for n, b := range buckets {
		cohort := cohorts[n]
		cohort.From, cohort.To, cohort.Day, cohort.Incomplete = timestamppb.New(b.From), timestamppb.New(b.To), period.Day(b.From, s.mark.Days.Zone), !b.Whole || b.To.After(now)
		cohort.Open = b.To.Add(time.Duration(c.window) * 24 * time.Hour).After(known)
		rate(cohort)
		if !cohort.GetOpen() {
			answer.Total.People += cohort.GetPeople()
			answer.Total.Converted += cohort.GetConverted()
		}
	}
	rate(answer.GetTotal())
	return answer, nil
}

func (s *Server) countCohorts(ctx context.Context, c cohortAsk, buckets []period.Bucket) ([]*salesv1.ConversionCohort, error) {
	cohorts := make([]*salesv1.ConversionCohort, len(buckets))
	starts := make([]time.Time, len(buckets))
	for n, b := range buckets {
		cohorts[n], starts[n] = &salesv1.ConversionCohort{}, b.From
	}
	err := s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, fmt.Sprintf(countCohorts, beginnings[c.kind]), pgx.NamedArgs{"from": c.asked.From, "to": c.asked.To, "starts": starts, "days": c.window})
		if err != nil {
			return fmt.Errorf("count cohorts: %w", err)
		}
		var n int
		var people, converted int32
		_, err = pgx.ForEachRow(rows, []any{&n, &people, &converted}, func() error {
			cohorts[n].People, cohorts[n].Converted = people, converted
			return nil
		})
		if err != nil {
			return fmt.Errorf("count cohorts: %w", err)
		}
		return nil
	})
	return cohorts, err
}

// rate gives the cohort its rate with the interval, however wide; Few says that it tells little.
func rate(c *salesv1.ConversionCohort) {
	c.Few = c.GetPeople() < share.Enough
	if c.GetPeople() == 0 {
		return
	}
	rate := float64(c.GetConverted()) / float64(c.GetPeople())
	lower, upper := share.Interval(int(c.GetConverted()), int(c.GetPeople()))
	c.Rate, c.Lower, c.Upper = &rate, &lower, &upper
}

// conversionRow is one of a cohort.
type conversionRow struct {
	BeganAt  time.Time
	PaidAt   *time.Time
	Paid     bool
	PersonID int64
	ask.CustomerColumns
}

// ListConversionRows lists who began in a period, the latest first, and when they first paid.
func (s *Server) ListConversionRows(ctx context.Context, q *salesv1.ListConversionRowsRequest) (*salesv1.ListConversionRowsResponse, error) {
	c, err := s.cohortAsk(q.GetKind(), q.GetFrom(), q.GetTo(), q.GetDays(), s.mark.Now())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Args["from"], f.Args["to"], f.Args["days"] = c.asked.From, c.asked.To, c.window
	if q.Converted != nil {
		f.Add(`coalesce(p.at < b.began_at + @days * interval '1 day', false) = @converted`, pgx.NamedArgs{"converted": q.GetConverted()})
	}
	from := ` FROM (` + beginnings[c.kind] + `) b LEFT JOIN sales.first_payments p ON p.customer_id = b.customer_id LEFT JOIN sales.customers c ON c.id = b.customer_id`
	list := ask.List[conversionRow, *salesv1.ConversionRow]{Entities: conversionEntities, ID: "b.customer_id", Tell: conversionRow.message,
		Place: func(r conversionRow) ask.Position { return ask.Position{At: r.BeganAt, ID: r.PersonID} },
		Count: func(f *ask.Filter) string {
			return `SELECT count(*) FROM (SELECT` + from + f.Where() + ` LIMIT ` + ask.CountLimit + `) k`
		},
		Page: func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]conversionRow, error) {
			page := f.Clone()
			page.Args["from"], page.Args["to"], page.Args["days"] = c.asked.From, c.asked.To, c.window // a look for one row brings a filter of its own
			if after != nil {
				page.Add(`(b.began_at, b.customer_id) < (@after_at, @after_id)`, pgx.NamedArgs{"after_at": after.At, "after_id": after.ID})
			}
			page.Args["limit"] = limit
			return ask.Rows[conversionRow](ctx, s.read, "a cohort", `SELECT b.customer_id AS person_id, b.began_at, p.at AS paid_at, coalesce(p.at < b.began_at + @days * interval '1 day', false) AS paid, `+
				ask.CustomerSelect+from+page.Where()+` ORDER BY b.began_at DESC, b.customer_id DESC LIMIT @limit`, page.Args)
		}}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListConversionRowsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func (r conversionRow) message() *salesv1.ConversionRow {
	return &salesv1.ConversionRow{CustomerId: r.PersonID, Customer: r.Customer(), BeganAt: timestamppb.New(r.BeganAt), FirstPaidAt: ask.Stamp(r.PaidAt), Converted: r.Paid}
}
