package salesread

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func campaignRegistrations() projection[*bedolagav1.CampaignRegistration, known] {
	return projection[*bedolagav1.CampaignRegistration, known]{
		entity: "campaign_registration", table: "sales.campaign_registrations", lock: "campaign_registrations",
		columns: []string{"campaign_id", "customer_id", "bonus_type", "balance_bonus_kopeks", "subscription_days", "tariff_id", "tariff_days", "created_at"},
		values: func(r *bedolagav1.CampaignRegistration) []any {
			return []any{r.GetCampaignId(), r.GetCustomerId(), text(r.GetBonusType()), r.GetBalanceBonusKopeks(), r.SubscriptionDays, r.TariffId, r.TariffDays,
				instant(r.GetCreatedAt())}
		},
	}
}

// onCampaignRegistrations keeps who came by which campaign, also after the bot has deleted the customer.
func (s *service) onCampaignRegistrations(ctx context.Context, tx pgx.Tx, b *bedolagav1.CampaignRegistrationBatch) error {
	m, err := plan(ctx, tx, campaignRegistrations(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
