package salesread

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// GetTransaction answers one row of the ledger; NotFound if it never arrived.
func (s *service) GetTransaction(ctx context.Context, q *salesv1.GetTransactionRequest) (*salesv1.GetTransactionResponse, error) {
	mark, err := s.read.Watermark(ctx, transactionEntities)
	if err != nil {
		return nil, err
	}
	found, err := s.transactionPage(ctx, ask.One("t.id", q.GetId()), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no operation %d; a new one appears within seconds of its booking in the bot", q.GetId())
	}
	return &salesv1.GetTransactionResponse{Transaction: found[0].message(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}, nil
}
