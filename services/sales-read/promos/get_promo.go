package promos

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// GetPromo answers one promo code with what its uses brought and cost; NotFound if the row never arrived.
func (s *Server) GetPromo(ctx context.Context, q *salesv1.GetPromoRequest) (*salesv1.GetPromoResponse, error) {
	now := s.now()
	mark, err := s.read.Watermark(ctx, madeOf(true))
	if err != nil {
		return nil, err
	}
	row, err := s.promo(ctx, q.GetId())
	if err != nil {
		return nil, err
	}
	promo := row.message(now)
	if err := s.addEffects(ctx, []*salesv1.Promo{promo}, now); err != nil {
		return nil, err
	}
	answer := &salesv1.GetPromoResponse{Promo: promo, Effect: promo.GetEffect(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
		Definitions: []string{"promo_users", "promo_net_cash", "promo_payers", "promo_first_time_payers", "promo_bonuses"}}
	promo.Effect = nil
	return answer, nil
}

// promo is one row; NotFound if it never arrived.
func (s *Server) promo(ctx context.Context, id int64) (*codeRow, error) {
	found, err := s.page(orderOf(""))(ctx, ask.One("p.id", id), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no promo code %d; a new one appears within seconds of its creation in the bot", id)
	}
	return &found[0], nil
}
