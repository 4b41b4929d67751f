package referrals

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// GetWithdrawal answers one request of a payout; NotFound if it never arrived.
func (s *Server) GetWithdrawal(ctx context.Context, q *salesv1.GetWithdrawalRequest) (*salesv1.GetWithdrawalResponse, error) {
	mark, tell, err := s.withdrawalsNow(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.withdrawalPage(requestOrderOf(""))(ctx, ask.One("w.id", q.GetId()), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no request of a payout %d; a new one appears within seconds of its creation in the bot", q.GetId())
	}
	return &salesv1.GetWithdrawalResponse{Withdrawal: tell(found[0]), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, Definitions: []string{"payout_risk"}}, nil
}
