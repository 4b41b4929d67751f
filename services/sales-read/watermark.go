package salesread

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// Entities that kinds of answers are made of.
var (
	moneyEntities        = []string{"transaction", "guest_purchase", "wheel_spin"}
	revenueEntities      = []string{"transaction", "guest_purchase", "wheel_spin", "customer"}
	mrrEntities          = []string{"transaction", "guest_purchase", "wheel_spin", "customer", "subscription"}
	transactionEntities  = []string{"transaction", "customer"}
	subscriptionEntities = []string{"subscription", "customer", "tariff", "transaction", "guest_purchase"}
	customerEntities     = []string{"customer", "subscription", "transaction", "guest_purchase"}
	promoEntities        = []string{"promo_code", "promo_group", "tariff"}
	promoEffectEntities  = []string{"promo_code", "promo_code_use", "promo_group", "tariff", "customer", "transaction", "guest_purchase", "wheel_spin"}
	referralEntities     = []string{"referral_earning", "customer", "transaction", "guest_purchase", "wheel_spin"}
	withdrawalEntities   = []string{"withdrawal_request", "referral_earning", "customer", "transaction", "guest_purchase", "wheel_spin"}
	applicationEntities  = []string{"partner_application", "customer", "transaction", "guest_purchase", "wheel_spin"}
	overviewEntities     = []string{"subscription", "customer", "transaction", "guest_purchase", "wheel_spin"}
	campaignEntities     = []string{"campaign", "campaign_registration", "customer", "subscription", "subscription_conversion", "transaction", "guest_purchase", "wheel_spin"}
)

// watermark is how far an answer is complete: nil while unknown.
type watermark struct {
	complete, verified *timestamppb.Timestamp
}

// watermark is the minimum over the entities. Read it before the rows: then it never promises more than they hold.
func (s *service) watermark(ctx context.Context, entities []string) (watermark, error) {
	applied, err := pg.ReadApplied(ctx, s.read, entities...)
	if err != nil {
		return watermark{}, err
	}
	complete, verified := []*time.Time{}, []*time.Time{}
	for _, entity := range entities {
		a := applied[entity]
		verified = append(verified, a.VerifiedUntil)
		if a.Importing {
			a.CompleteUntil = nil
		}
		complete = append(complete, a.CompleteUntil)
	}
	return watermark{complete: earliest(complete), verified: earliest(verified)}, nil
}

func earliest(times []*time.Time) *timestamppb.Timestamp {
	var first *time.Time
	for _, t := range times {
		if t == nil {
			return nil
		}
		if first == nil || t.Before(*first) {
			first = t
		}
	}
	if first == nil {
		return nil
	}
	return timestamppb.New(*first)
}
