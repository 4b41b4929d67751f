package campaigns

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

const (
	// A converted trial is no trial any more: what it was, its changes or its conversion tell. Of a customer r. A row that may be missing, in the place
	// of EXISTS, is one look into an index per customer: never a pass over everybody's.
	hadTrial = `((SELECT true FROM sales.subscription_changes h WHERE h.customer_id = r.customer_id AND h.is_trial LIMIT 1) IS NOT NULL
		OR (SELECT true FROM sales.subscription_conversions v WHERE v.customer_id = r.customer_id LIMIT 1) IS NOT NULL)`
	// hasPaid since the registration r.
	hasPaid = `((SELECT true FROM sales.cash c WHERE c.customer_id = r.customer_id AND c.booked_at >= r.created_at AND NOT c.refund LIMIT 1) IS NOT NULL)`
	// firstTouches are those who came in the period, each for the campaign of their very first registration.
	firstTouches = `
WITH touched AS (SELECT r.campaign_id, r.customer_id, r.at AS created_at, r.bonus_kopeks AS bonus FROM sales.first_touches r
	WHERE r.campaign_id = ANY(@campaigns) AND (@from::timestamptz IS NULL OR r.at >= @from) AND (@to::timestamptz IS NULL OR r.at < @to))`
)

// Landing orders by their slug, unless the payer had come by a campaign before: then the order is among the payer's own cash.
const landingOrders = `
SELECT k.id AS campaign_id, g.id, coalesce(g.buyer_customer_id, g.customer_id, 0) AS customer_id, g.amount_kopeks
FROM sales.guest_purchases g JOIN LATERAL (SELECT max(c.id) AS id FROM sales.campaigns c WHERE c.start_parameter = g.campaign_slug) k ON k.id = ANY(@campaigns)
WHERE g.campaign_slug = ANY(ARRAY(SELECT c.start_parameter FROM sales.campaigns c WHERE c.id = ANY(@campaigns)))
AND g.paid_at IS NOT NULL AND g.gateway IS NOT NULL AND g.amount_kopeks > 0
AND (@from::timestamptz IS NULL OR g.paid_at >= @from) AND (@to::timestamptz IS NULL OR g.paid_at < @to)
AND (SELECT true FROM sales.first_touches e WHERE e.customer_id = coalesce(g.buyer_customer_id, g.customer_id, 0) AND e.at <= g.paid_at LIMIT 1) IS NULL`

const (
	// Most who paid did so first after they had come, and most others never: only who had paid before is looked for among all payments. OFFSET 0 keeps
	// that, and the look for a trial, one look into an index per person, in the index's order.
	selectPeople = firstTouches + `
SELECT r.campaign_id, count(*)::integer AS registrations, coalesce(sum(r.bonus), 0)::bigint AS bonus, count(*) FILTER (WHERE r.trial)::integer AS trials,
	count(*) FILTER (WHERE r.paid)::integer AS payers, count(*) FILTER (WHERE r.trial AND r.paid)::integer AS trial_payers
FROM (SELECT r.campaign_id, r.bonus, ` + hadTrial + ` AS trial, CASE WHEN r.paid_first IS NULL THEN false WHEN r.paid_first >= r.created_at THEN true ELSE ` + hasPaid + ` END AS paid
	FROM (SELECT r.campaign_id, r.customer_id, r.created_at, r.bonus, p.at AS paid_first FROM touched r LEFT JOIN sales.first_payments p ON p.customer_id = r.customer_id
		ORDER BY r.customer_id OFFSET 0) r OFFSET 0) r GROUP BY r.campaign_id`
	// What follows each person stands in a subquery that ends with perPerson, or with nothing when they are many.
	selectCash = firstTouches + `
SELECT r.campaign_id, floor(extract(epoch FROM c.booked_at - r.created_at) / 86400)::integer AS day, sum(CASE WHEN c.refund THEN -c.amount_kopeks ELSE c.amount_kopeks END)::bigint AS net
FROM touched r CROSS JOIN LATERAL (SELECT c.booked_at, c.refund, c.amount_kopeks FROM sales.cash c WHERE c.customer_id = r.customer_id AND c.booked_at >= r.created_at`
	// Each reward counts once, for the campaign of the one it was earned by, whoever earned it.
	selectCommissions = firstTouches + `
SELECT r.campaign_id, floor(extract(epoch FROM c.created_at - r.created_at) / 86400)::integer AS day, sum(c.amount_kopeks)::bigint AS earned
FROM touched r CROSS JOIN LATERAL (SELECT e.created_at, e.amount_kopeks FROM sales.referral_earnings e
	WHERE e.referral_id = r.customer_id AND e.created_at >= r.created_at AND e.amount_kopeks <> 0`
	selectPromoCosts = firstTouches + `
SELECT r.campaign_id, floor(extract(epoch FROM c.used_at - r.created_at) / 86400)::integer AS day, sum(c.balance_bonus_kopeks)::bigint AS given,
	count(*) FILTER (WHERE c.type IN ('discount', 'promo_group'))::integer AS discounts
FROM touched r CROSS JOIN LATERAL (SELECT u.used_at, p.balance_bonus_kopeks, p.type FROM sales.promo_code_uses u JOIN sales.promo_codes p ON p.id = u.promo_code_id
	WHERE u.customer_id = r.customer_id AND u.used_at >= r.created_at`
	perPerson = ` OFFSET 0`
	byDay     = `) c GROUP BY 1, 2`
	// From so many people on, one pass over an index is quicker than a look into it for each.
	manyPeople = 20_000

	// An order whose payer is not known yet counts as one payer.
	selectLandings = `
SELECT o.campaign_id, count(*)::integer AS orders, sum(o.amount_kopeks)::bigint AS cash,
	count(DISTINCT CASE WHEN o.customer_id = 0 THEN -o.id ELSE o.customer_id END)::integer AS payers
FROM (` + landingOrders + `) o GROUP BY o.campaign_id`
)

// effect is what one campaign brought and cost.
type effect struct {
	registrations, trials, payers, landings int32
	trialPayers, landingPayers, discounts   int32
	net, landingCash                        int64
	bonus, commissions, promos, spend       int64
	spent                                   bool
	byDay, costByDay                        map[int]int64
}

// brought tells whether anybody or anything came.
func (e *effect) brought() bool { return e.registrations > 0 || e.landings > 0 }

func (e *effect) costs() int64 { return e.spend + e.bonus + e.commissions + e.promos }

// costsUntil are the running costs by day since registration.
func (e *effect) costsUntil(last int) []int64 {
	return campaign.Costs(e.spend+e.bonus, e.costByDay, last)
}

func (e *effect) figures() *salesv1.CampaignFigures {
	f := &salesv1.CampaignFigures{Registrations: e.registrations, Trials: e.trials, Payers: e.payers + e.landingPayers, NetCashKopeks: e.net, LandingOrders: e.landings,
		LandingCashKopeks: e.landingCash, BonusKopeks: e.bonus, CommissionKopeks: e.commissions, PromoKopeks: e.promos, DiscountUses: e.discounts}
	if !e.spent {
		return f
	}
	costs := e.costs()
	f.SpendKopeks, f.CostsKopeks = &e.spend, &costs
	if roi, known := campaign.ROI(e.net, costs); known {
		f.Roi = &roi
	}
	if cac, known := campaign.CAC(costs, f.GetPayers()); known {
		f.CacKopeks = &cac
	}
	if e.byDay == nil {
		return f
	}
	if day, known := campaign.Payback(campaign.Cumulate(e.byDay, longestCurve), e.costsUntil(longestCurve)); known {
		paid := int32(day)
		f.PaybackDay = &paid
	}
	return f
}

// sumOf are all campaigns together. Their spend is known only if it is of each that brought something.
func sumOf(effects map[int64]*effect) *effect {
	sum := &effect{spent: len(effects) > 0}
	some := false
	for _, e := range effects {
		sum.registrations, sum.trials, sum.payers, sum.landings = sum.registrations+e.registrations, sum.trials+e.trials, sum.payers+e.payers, sum.landings+e.landings
		sum.landingPayers, sum.discounts = sum.landingPayers+e.landingPayers, sum.discounts+e.discounts
		sum.net, sum.landingCash = sum.net+e.net, sum.landingCash+e.landingCash
		sum.bonus, sum.commissions, sum.promos, sum.spend = sum.bonus+e.bonus, sum.commissions+e.commissions, sum.promos+e.promos, sum.spend+e.spend
		sum.spent = sum.spent && (e.spent || !e.brought())
		some = some || e.spent
	}
	sum.spent = sum.spent && some
	return sum
}

// effects adds up what campaigns brought in the period and cost, in one snapshot.
func (s *Server) effects(ctx context.Context, tx pgx.Tx, ids []int64, from, to *time.Time) (map[int64]*effect, error) {
	effects := make(map[int64]*effect, len(ids))
	for _, id := range ids {
		effects[id] = &effect{byDay: map[int]int64{}, costByDay: map[int]int64{}}
	}
	args := pgx.NamedArgs{"campaigns": ids, "from": from, "to": to}
	var id, kopeks int64
	people := 0
	var registrations, trials, payers, trialPayers, count int32
	var day int
	for _, part := range []struct {
		what, query string
		// follows tells a query that lacks its end: what followed each person.
		follows bool
		into    []any
		add     func(e *effect)
	}{
		{"people", selectPeople, false, []any{&registrations, &kopeks, &trials, &payers, &trialPayers}, func(e *effect) {
			e.registrations, e.bonus, e.trials, e.payers, e.trialPayers = registrations, kopeks, trials, payers, trialPayers
			people += int(registrations)
		}},
		{"cash", selectCash, true, []any{&day, &kopeks}, func(e *effect) { e.byDay[day], e.net = e.byDay[day]+kopeks, e.net+kopeks }},
		{"commissions", selectCommissions, true, []any{&day, &kopeks}, func(e *effect) {
			e.costByDay[day], e.commissions = e.costByDay[day]+kopeks, e.commissions+kopeks
		}},
		{"promo codes", selectPromoCosts, true, []any{&day, &kopeks, &count}, func(e *effect) {
			e.costByDay[day], e.promos, e.discounts = e.costByDay[day]+kopeks, e.promos+kopeks, e.discounts+count
		}},
		{"landing orders", selectLandings, false, []any{&count, &kopeks, &payers}, func(e *effect) {
			e.landings, e.landingCash, e.landingPayers = count, kopeks, payers
			e.net, e.byDay[0] = e.net+kopeks, e.byDay[0]+kopeks
		}},
	} {
		query := part.query
		if part.follows && people < manyPeople {
			query += perPerson
		}
		if part.follows {
			query += byDay
		}
		rows, err := tx.Query(ctx, query, args)
		if err == nil {
			_, err = pgx.ForEachRow(rows, append([]any{&id}, part.into...), func() error {
				part.add(effects[id])
				return nil
			})
		}
		if err != nil {
			return nil, fmt.Errorf("add up %s of campaigns: %w", part.what, err)
		}
	}
	return effects, s.addSpend(ctx, tx, effects, from, to)
}
