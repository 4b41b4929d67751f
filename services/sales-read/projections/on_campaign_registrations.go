package projections

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// registrationRow is a registration as far as attribution depends on it.
type registrationRow struct {
	known
	CustomerID int64
}

func campaignRegistrations() projection[*bedolagav1.CampaignRegistration, registrationRow] {
	return projection[*bedolagav1.CampaignRegistration, registrationRow]{
		entity: "campaign_registration", table: "sales.campaign_registrations", lock: "campaign_registrations", before: []string{"customer_id"},
		columns: []string{"campaign_id", "customer_id", "bonus_type", "balance_bonus_kopeks", "subscription_days", "tariff_id", "tariff_days", "created_at"},
		values: func(r *bedolagav1.CampaignRegistration) []any {
			return []any{r.GetCampaignId(), r.GetCustomerId(), text(r.GetBonusType()), r.GetBalanceBonusKopeks(), r.SubscriptionDays, r.TariffId, r.TariffDays,
				instant(r.GetCreatedAt())}
		},
	}
}

const customersOfRegistrations = `SELECT customer_id FROM sales.campaign_registrations WHERE id = ANY($1)`

// OnCampaignRegistrations keeps who came by which campaign, also after the bot has deleted the customer.
func (k *Keeper) OnCampaignRegistrations(ctx context.Context, tx pgx.Tx, b *bedolagav1.CampaignRegistrationBatch) error {
	m, err := plan(ctx, tx, campaignRegistrations(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	customers := map[int64]struct{}{}
	for _, was := range m.was {
		customers[was.CustomerID] = struct{}{}
	}
	for _, row := range m.accepted {
		customers[row.GetCustomerId()] = struct{}{}
	}
	absent, err := ask.Column[int64](ctx, tx, "who came by absent registrations", customersOfRegistrations, m.absent)
	if err != nil {
		return err
	}
	for _, id := range absent {
		customers[id] = struct{}{}
	}
	return k.replaceTouches(ctx, tx, slices.Collect(maps.Keys(customers)))
}
