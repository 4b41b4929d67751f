package promos

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// window is how long after a use its user's money is looked at.
const window = 30 * 24 * time.Hour

// A customer counts once, from their first use of the code; OFFSET 0 keeps the money one look into an index per customer.
const selectEffects = `
WITH used AS (SELECT promo_code_id, customer_id, min(used_at) AS at, count(*) AS uses FROM sales.promo_code_uses WHERE promo_code_id = ANY(@ids) GROUP BY 1, 2)
SELECT u.promo_code_id AS id, sum(u.uses)::integer AS uses, count(*)::integer AS users, coalesce(sum(m.cash_in), 0)::bigint AS cash_in, coalesce(sum(m.refunds), 0)::bigint AS refunds,
	count(*) FILTER (WHERE m.payments > 0)::integer AS payers,
	count(*) FILTER (WHERE EXISTS (SELECT FROM sales.first_payments f WHERE f.customer_id = u.customer_id AND f.at >= u.at AND f.at < u.at + @window))::integer AS firsts,
	count(*) FILTER (WHERE u.at + @window > @now)::integer AS open
FROM used u CROSS JOIN LATERAL (
	SELECT sum(c.amount_kopeks) FILTER (WHERE NOT c.refund) AS cash_in, sum(c.amount_kopeks) FILTER (WHERE c.refund) AS refunds,
		count(*) FILTER (WHERE NOT c.refund) AS payments
	FROM sales.cash c WHERE c.customer_id = u.customer_id AND c.booked_at >= u.at AND c.booked_at < u.at + @window OFFSET 0) m
GROUP BY u.promo_code_id`

type effectRow struct {
	ID      int64
	Uses    int32
	Users   int32
	CashIn  int64
	Refunds int64
	Payers  int32
	Firsts  int32
	Open    int32
}

// addEffects adds to each code what its uses brought and cost.
func (s *Server) addEffects(ctx context.Context, list []*salesv1.Promo, now time.Time) error {
	ids := make([]int64, len(list))
	for i, p := range list {
		ids[i] = p.GetId()
	}
	rows, err := ask.Rows[effectRow](ctx, s.read, "the effect of promo codes", selectEffects, pgx.NamedArgs{"ids": ids, "window": window, "now": now})
	if err != nil {
		return err
	}
	byID := map[int64]effectRow{}
	for _, row := range rows {
		byID[row.ID] = row
	}
	for _, p := range list {
		p.Effect = byID[p.GetId()].message(p)
	}
	return nil
}

func (e effectRow) message(p *salesv1.Promo) *salesv1.PromoEffect {
	uses := int64(e.Uses)
	return &salesv1.PromoEffect{Uses: e.Uses, Users: e.Users, CashInKopeks: e.CashIn, CashRefundsKopeks: e.Refunds, NetCashKopeks: e.CashIn - e.Refunds,
		Payers: e.Payers, FirstTimePayers: e.Firsts, OpenUsers: e.Open, BonusKopeks: uses * p.GetBalanceBonusKopeks(),
		DaysGiven: uses * p.GetSubscriptionDays(), TrafficGivenGb: uses * p.GetTrafficGb(), CostKnown: p.GetType() != "discount"}
}
