package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// promoWindow is how long after a use its user's money is looked at.
const promoWindow = 30 * 24 * time.Hour

// A customer counts once, from their first use of the code; OFFSET 0 keeps the money one look into an index per customer.
const selectPromoEffect = `
WITH used AS (SELECT customer_id, min(used_at) AS at, count(*) AS uses FROM sales.promo_code_uses WHERE promo_code_id = @id GROUP BY customer_id)
SELECT coalesce(sum(u.uses), 0)::integer AS uses, count(*)::integer AS users, coalesce(sum(m.cash_in), 0)::bigint AS cash_in, coalesce(sum(m.refunds), 0)::bigint AS refunds,
	count(*) FILTER (WHERE m.payments > 0)::integer AS payers,
	count(*) FILTER (WHERE EXISTS (SELECT FROM sales.first_payments f WHERE f.customer_id = u.customer_id AND f.at >= u.at AND f.at < u.at + @window))::integer AS firsts,
	count(*) FILTER (WHERE u.at + @window > @now)::integer AS open
FROM used u CROSS JOIN LATERAL (
	SELECT sum(c.amount_kopeks) FILTER (WHERE NOT c.refund) AS cash_in, sum(c.amount_kopeks) FILTER (WHERE c.refund) AS refunds,
		count(*) FILTER (WHERE NOT c.refund) AS payments
	FROM sales.cash c WHERE c.customer_id = u.customer_id AND c.booked_at >= u.at AND c.booked_at < u.at + @window OFFSET 0) m`

type promoEffect struct {
	Uses    int32
	Users   int32
	CashIn  int64
	Refunds int64
	Payers  int32
	Firsts  int32
	Open    int32
}

// GetPromo answers one promo code with what its uses brought and cost; NotFound if the row never arrived.
func (s *service) GetPromo(ctx context.Context, q *salesv1.GetPromoRequest) (*salesv1.GetPromoResponse, error) {
	now := s.now()
	mark, err := s.read.Watermark(ctx, promoEffectEntities)
	if err != nil {
		return nil, err
	}
	row, err := s.promo(ctx, q.GetId())
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetPromoResponse{Promo: row.message(now), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
		Definitions: []string{"promo_net_cash", "promo_payers", "promo_first_time_payers", "promo_bonuses"}}
	rows, err := s.read.Query(ctx, selectPromoEffect, pgx.NamedArgs{"id": q.GetId(), "window": promoWindow, "now": now})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("add up the effect of a promo code: %w", err))
	}
	e, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[promoEffect])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("add up the effect of a promo code: %w", err))
	}
	answer.Effect = &salesv1.PromoEffect{Uses: e.Uses, Users: e.Users, CashInKopeks: e.CashIn, CashRefundsKopeks: e.Refunds, NetCashKopeks: e.CashIn - e.Refunds,
		Payers: e.Payers, FirstTimePayers: e.Firsts, OpenUsers: e.Open, BonusKopeks: int64(e.Uses) * row.BalanceBonusKopeks,
		DaysGiven: int64(e.Uses) * row.SubscriptionDays, TrafficGivenGb: int64(e.Uses) * row.TrafficGB, CostKnown: row.Type != "discount"}
	return answer, nil
}

// promo is one row; NotFound if it never arrived.
func (s *service) promo(ctx context.Context, id int64) (*promoRow, error) {
	found, err := s.promoPage(promoOrderOf(""))(ctx, ask.One("p.id", id), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no promo code %d; a new one appears within seconds of its creation in the bot", id)
	}
	return &found[0], nil
}
