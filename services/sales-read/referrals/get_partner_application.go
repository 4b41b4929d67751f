package referrals

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// GetPartnerApplication answers one application; NotFound if it never arrived.
func (s *Server) GetPartnerApplication(ctx context.Context, q *salesv1.GetPartnerApplicationRequest) (*salesv1.GetPartnerApplicationResponse, error) {
	mark, err := s.read.Watermark(ctx, applicationEntities())
	if err != nil {
		return nil, err
	}
	found, err := s.applicationPage(requestOrderOf(""))(ctx, ask.One("w.id", q.GetId()), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no partner application %d; a new one appears within seconds of its creation in the bot", q.GetId())
	}
	return &salesv1.GetPartnerApplicationResponse{Application: found[0].message(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}, nil
}
