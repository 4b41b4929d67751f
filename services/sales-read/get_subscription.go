package salesread

import (
	"context"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// What a subscription is shown together with.
const (
	otherSubscriptions = 100
	latestTransactions = 50
)

// GetSubscription answers one subscription with its customer's others and latest transactions; NotFound if it never arrived.
func (s *service) GetSubscription(ctx context.Context, q *salesv1.GetSubscriptionRequest) (*salesv1.GetSubscriptionResponse, error) {
	now := s.now()
	mark, err := s.read.Watermark(ctx, subscriptionEntities)
	if err != nil {
		return nil, err
	}
	newest := s.subscriptionPage(subscriptionOrderOf(""))
	found, err := newest(ctx, ask.One("s.id", q.GetId()), nil, 1)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no subscription %d; a new one appears within seconds of its creation in the bot", q.GetId())
	}
	answer := &salesv1.GetSubscriptionResponse{Subscription: found[0].message(now), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	others := ask.NewFilter()
	others.Add("s.customer_id = @customer AND s.id <> @id", pgx.NamedArgs{"customer": found[0].CustomerID, "id": q.GetId()})
	subscriptions, err := newest(ctx, others, nil, otherSubscriptions)
	if err != nil {
		return nil, err
	}
	for _, row := range subscriptions {
		answer.OtherSubscriptions = append(answer.OtherSubscriptions, row.message(now))
	}
	theirs := ask.NewFilter()
	theirs.Add("t.customer_id = @customer", pgx.NamedArgs{"customer": found[0].CustomerID})
	transactions, err := s.transactionPage(ctx, theirs, nil, latestTransactions)
	if err != nil {
		return nil, err
	}
	for _, row := range transactions {
		answer.Transactions = append(answer.Transactions, row.message())
	}
	return answer, nil
}
