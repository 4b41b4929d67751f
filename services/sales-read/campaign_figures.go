package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/campaign"
)

// longestCurve is how many days since registration are told apart; later cash counts in the totals only.
const longestCurve = 365

// firstTouches are those who came in the period, each for the campaign of their very first registration.
const firstTouches = `
WITH touched AS (SELECT r.campaign_id, r.customer_id, r.created_at AS at, r.balance_bonus_kopeks AS bonus FROM sales.campaign_registrations r
	WHERE r.campaign_id = ANY(@campaigns) AND (@from::timestamptz IS NULL OR r.created_at >= @from) AND (@to::timestamptz IS NULL OR r.created_at < @to)
	AND NOT EXISTS (SELECT FROM sales.campaign_registrations e WHERE e.customer_id = r.customer_id AND (e.created_at, e.id) < (r.created_at, r.id)))`

// Landing orders by their slug, unless the payer had come by a campaign before: then the order is among the payer's own cash.
const landingOrders = `
SELECT k.id AS campaign_id, g.id, coalesce(g.buyer_customer_id, g.customer_id, 0) AS customer_id, g.amount_kopeks
FROM sales.guest_purchases g JOIN LATERAL (SELECT max(c.id) AS id FROM sales.campaigns c WHERE c.start_parameter = g.campaign_slug) k ON k.id = ANY(@campaigns)
WHERE g.campaign_slug IS NOT NULL AND g.paid_at IS NOT NULL AND g.gateway IS NOT NULL AND g.amount_kopeks > 0
AND (@from::timestamptz IS NULL OR g.paid_at >= @from) AND (@to::timestamptz IS NULL OR g.paid_at < @to)
AND NOT EXISTS (SELECT FROM sales.campaign_registrations e WHERE e.customer_id = coalesce(g.buyer_customer_id, g.customer_id, 0) AND e.created_at <= g.paid_at)`

const (
	// A converted trial is no trial any more: what it was, its changes or its conversion tell.
	selectCampaignPeople = firstTouches + `
SELECT t.campaign_id, count(*)::integer AS registrations, coalesce(sum(t.bonus), 0)::bigint AS bonus,
	count(*) FILTER (WHERE EXISTS (SELECT FROM sales.subscription_changes h WHERE h.customer_id = t.customer_id AND h.is_trial)
		OR EXISTS (SELECT FROM sales.subscription_conversions v WHERE v.customer_id = t.customer_id))::integer AS trials,
	count(*) FILTER (WHERE EXISTS (SELECT FROM sales.cash c WHERE c.customer_id = t.customer_id AND c.booked_at >= t.at AND NOT c.refund))::integer AS payers
FROM touched t GROUP BY t.campaign_id`
	// OFFSET 0 keeps the money one look into an index per customer.
	selectCampaignCash = firstTouches + `
SELECT t.campaign_id, floor(extract(epoch FROM c.booked_at - t.at) / 86400)::integer AS day, sum(CASE WHEN c.refund THEN -c.amount_kopeks ELSE c.amount_kopeks END)::bigint AS net
FROM touched t CROSS JOIN LATERAL (
	SELECT c.booked_at, c.refund, c.amount_kopeks FROM sales.cash c WHERE c.customer_id = t.customer_id AND c.booked_at >= t.at OFFSET 0) c
GROUP BY 1, 2`
	// An order whose payer is not known yet counts as one payer.
	selectCampaignLandings = `
SELECT o.campaign_id, count(*)::integer AS orders, sum(o.amount_kopeks)::bigint AS cash,
	count(DISTINCT CASE WHEN o.customer_id = 0 THEN -o.id ELSE o.customer_id END)::integer AS payers
FROM (` + landingOrders + `) o GROUP BY o.campaign_id`
	selectCampaignSpend = `
SELECT campaign_id, first_day, last_day, amount_kopeks FROM sales.campaign_spend_now WHERE campaign_id = ANY($1) AND NOT deleted`
)

// campaignEffect is what one campaign brought and cost.
type campaignEffect struct {
	registrations, trials, payers, landings int32
	bonus, net, landingCash                 int64
	spend                                   int64
	spent                                   bool
	byDay                                   map[int]int64
}

// brought tells whether anybody or anything came.
func (e *campaignEffect) brought() bool { return e.registrations > 0 || e.landings > 0 }

func (e *campaignEffect) figures() *salesv1.CampaignFigures {
	f := &salesv1.CampaignFigures{Registrations: e.registrations, Trials: e.trials, Payers: e.payers, NetCashKopeks: e.net, LandingOrders: e.landings,
		LandingCashKopeks: e.landingCash, BonusKopeks: e.bonus}
	if !e.spent {
		return f
	}
	costs := e.spend + e.bonus
	f.SpendKopeks, f.CostsKopeks = &e.spend, &costs
	if roi, known := campaign.ROI(e.net, costs); known {
		f.Roi = &roi
	}
	if cac, known := campaign.CAC(costs, e.payers); known {
		f.CacKopeks = &cac
	}
	if e.byDay == nil {
		return f
	}
	if day, known := campaign.Payback(campaign.Cumulate(e.byDay, longestCurve), costs); known {
		paid := int32(day)
		f.PaybackDay = &paid
	}
	return f
}

// campaignSums are all campaigns together. Their spend is known only if it is of each that brought something.
func campaignSums(effects map[int64]*campaignEffect) *campaignEffect {
	sum := &campaignEffect{spent: len(effects) > 0}
	some := false
	for _, e := range effects {
		sum.registrations, sum.trials, sum.payers, sum.landings = sum.registrations+e.registrations, sum.trials+e.trials, sum.payers+e.payers, sum.landings+e.landings
		sum.bonus, sum.net, sum.landingCash, sum.spend = sum.bonus+e.bonus, sum.net+e.net, sum.landingCash+e.landingCash, sum.spend+e.spend
		sum.spent = sum.spent && (e.spent || !e.brought())
		some = some || e.spent
	}
	sum.spent = sum.spent && some
	return sum
}

// campaignEffects adds up what campaigns brought in the period and cost, in one snapshot.
func (s *service) campaignEffects(ctx context.Context, tx pgx.Tx, ids []int64, from, to *time.Time) (map[int64]*campaignEffect, error) {
	effects := make(map[int64]*campaignEffect, len(ids))
	for _, id := range ids {
		effects[id] = &campaignEffect{byDay: map[int]int64{}}
	}
	args := pgx.NamedArgs{"campaigns": ids, "from": from, "to": to}
	var id int64
	var registrations, trials, payers, orders int32
	var day int
	var kopeks int64
	each := func(what, query string, into []any, add func(e *campaignEffect)) error {
		rows, err := tx.Query(ctx, query, args)
		if err == nil {
			_, err = pgx.ForEachRow(rows, append([]any{&id}, into...), func() error {
				add(effects[id])
				return nil
			})
		}
		if err != nil {
			return fmt.Errorf("add up %s of campaigns: %w", what, err)
		}
		return nil
	}
	err := each("people", selectCampaignPeople, []any{&registrations, &kopeks, &trials, &payers}, func(e *campaignEffect) {
		e.registrations, e.bonus, e.trials, e.payers = registrations, kopeks, trials, payers
	})
	if err != nil {
		return nil, err
	}
	err = each("cash", selectCampaignCash, []any{&day, &kopeks}, func(e *campaignEffect) {
		e.byDay[day] += kopeks
		e.net += kopeks
	})
	if err != nil {
		return nil, err
	}
	err = each("landing orders", selectCampaignLandings, []any{&orders, &kopeks, &payers}, func(e *campaignEffect) {
		e.landings, e.landingCash = orders, kopeks
		e.payers += payers
		e.net += kopeks
		e.byDay[0] += kopeks
	})
	if err != nil {
		return nil, err
	}
	return effects, s.addSpend(ctx, tx, ids, effects, from, to)
}

// addSpend adds the part of each entry that falls on the days of the period.
func (s *service) addSpend(ctx context.Context, tx pgx.Tx, ids []int64, effects map[int64]*campaignEffect, from, to *time.Time) error {
	rows, err := tx.Query(ctx, selectCampaignSpend, ids)
	if err != nil {
		return fmt.Errorf("add up spend: %w", err)
	}
	var id, kopeks int64
	var first, last time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &first, &last, &kopeks}, func() error {
		days := daysBetween(first, last) + 1
		begin, end := 0, days
		if from != nil {
			begin = max(begin, daysBetween(first, s.dayFrom(*from)))
		}
		if to != nil {
			end = min(end, daysBetween(first, s.dayFrom(*to)))
		}
		if begin < end {
			effects[id].spent = true
			effects[id].spend += campaign.Share(kopeks, days, begin, end)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("add up spend: %w", err)
	}
	return nil
}

// dayFrom is the first business day that starts at t or later: a day belongs to a period that holds its start.
func (s *service) dayFrom(t time.Time) time.Time {
	d := s.days.of(t)
	if d.From.Before(t) {
		return d.date.AddDate(0, 0, 1)
	}
	return d.date
}

func daysBetween(from, to time.Time) int { return int((to.Unix() - from.Unix()) / secondsPerDay) }
