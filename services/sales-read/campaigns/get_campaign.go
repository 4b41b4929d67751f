package campaigns

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/campaign"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/share"
)

const (
	selectCampaignAges = firstTouches + `
SELECT floor(extract(epoch FROM @now::timestamptz - r.created_at) / 86400)::integer AS age, count(*)::integer FROM touched r WHERE r.created_at <= @now GROUP BY 1`
	// A trial begins with the first change that shows one; of a trial that was converted before we saw it, with the customer's first subscription.
	selectTrialWindows = firstTouches + `
, trials AS (SELECT t.customer_id, t.created_at AS came, coalesce(
		(SELECT min(h.changed_at) FROM sales.subscription_changes h WHERE h.customer_id = t.customer_id AND h.is_trial),
		(SELECT min(h.changed_at) FROM sales.subscription_changes h WHERE h.customer_id = t.customer_id
			AND EXISTS (SELECT FROM sales.subscription_conversions v WHERE v.customer_id = t.customer_id))) AS at FROM touched t),
paid AS (SELECT t.at, (SELECT min(c.booked_at) FROM sales.cash c WHERE c.customer_id = t.customer_id AND NOT c.refund AND c.booked_at >= greatest(t.came, t.at)) AS paid_at
	FROM trials t WHERE t.at IS NOT NULL)
SELECT w.days, count(p.at)::integer, count(p.at) FILTER (WHERE p.paid_at < p.at + w.days * interval '1 day')::integer
FROM unnest(ARRAY[3, 7, 14, 30]) AS w (days) LEFT JOIN paid p ON p.at <= @now::timestamptz - w.days * interval '1 day' GROUP BY w.days ORDER BY w.days`
)

// GetCampaign answers one campaign with its curve; NotFound if the row never arrived.
func (s *Server) GetCampaign(ctx context.Context, q *salesv1.GetCampaignRequest) (*salesv1.GetCampaignResponse, error) {
	from, to, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	mark, err := s.read.Watermark(ctx, entities())
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetCampaignResponse{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
		Definitions: append([]string{"campaign_day", "campaign_funnel", "campaign_trial_window"}, definitions...)}
	now := s.now()
	args := pgx.NamedArgs{"campaigns": []int64{q.GetId()}, "from": from, "to": to, "now": now}
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		found, effects, err := s.campaigns(ctx, tx, ask.One("k.id", q.GetId()), from, to)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return status.Errorf(codes.NotFound, "there is no campaign %d; a new one appears within seconds of its creation in the bot", q.GetId())
		}
		answer.Campaign, answer.Funnel = found[0], effects[q.GetId()].funnel()
		if answer.Days, err = campaignDays(ctx, tx, args, effects[q.GetId()]); err != nil {
			return err
		}
		answer.TrialWindows, err = trialWindows(ctx, tx, args)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// campaignDays is the curve up to the age of the one who came first.
func campaignDays(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs, e *effect) ([]*salesv1.CampaignDay, error) {
	rows, err := tx.Query(ctx, selectCampaignAges, args)
	if err != nil {
		return nil, fmt.Errorf("count registrations by age: %w", err)
	}
	ages := map[int]int32{}
	var age, last int
	var people int32
	_, err = pgx.ForEachRow(rows, []any{&age, &people}, func() error {
		ages[age] += people
		last = max(last, age)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count registrations by age: %w", err)
	}
	if !e.brought() {
		return nil, nil
	}
	last = min(last, longestCurve)
	counted, sums := campaign.Counted(ages, last), campaign.Cumulate(e.byDay, last)
	days := make([]*salesv1.CampaignDay, 0, last+1)
	costs := e.costsUntil(last)
	for day := range sums {
		d := &salesv1.CampaignDay{Day: int32(day), NetCashKopeks: sums[day], Registrations: counted[day], Incomplete: counted[day] < e.registrations}
		if e.spent {
			d.CostsKopeks = &costs[day]
		}
		days = append(days, d)
	}
	return days, nil
}

// funnel is how many of those who came went on.
func (e *effect) funnel() []*salesv1.FunnelStage {
	stage := func(name string, count, of int32) *salesv1.FunnelStage {
		f := &salesv1.FunnelStage{Stage: name, Count: count, Of: of, Few: of < share.Enough}
		if of > 0 {
			rate := float64(count) / float64(of)
			lower, upper := share.Interval(int(count), int(of))
			f.Rate, f.Lower, f.Upper = &rate, &lower, &upper
		}
		return f
	}
	return []*salesv1.FunnelStage{stage("trial", e.trials, e.registrations), stage("trial_paid", e.trialPayers, e.trials), stage("paid", e.payers, e.registrations)}
}

func trialWindows(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) ([]*salesv1.TrialWindow, error) {
	rows, err := tx.Query(ctx, selectTrialWindows, args)
	if err != nil {
		return nil, fmt.Errorf("count trials that paid: %w", err)
	}
	var windows []*salesv1.TrialWindow
	var days, trials, payers int32
	_, err = pgx.ForEachRow(rows, []any{&days, &trials, &payers}, func() error {
		w := &salesv1.TrialWindow{Days: days, Trials: trials, Payers: payers, Few: trials < share.Enough}
		if trials > 0 {
			rate := float64(payers) / float64(trials)
			lower, upper := share.Interval(int(payers), int(trials))
			w.Rate, w.Lower, w.Upper = &rate, &lower, &upper
		}
		windows = append(windows, w)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count trials that paid: %w", err)
	}
	return windows, nil
}

// campaignExists refuses spend for a campaign that never arrived.
func campaignExists(ctx context.Context, tx pgx.Tx, id int64) error {
	var known bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM sales.campaigns WHERE id = $1)`, id).Scan(&known); err != nil {
		return fmt.Errorf("look for campaign %d: %w", id, err)
	}
	if !known {
		return status.Errorf(codes.NotFound, "there is no campaign %d; a new one appears within seconds of its creation in the bot", id)
	}
	return nil
}
