package projections

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// campaignSlugRow is a campaign as far as landing orders depend on it.
type campaignSlugRow struct {
	known
	StartParameter string
}

func campaignState() projection[*bedolagav1.Campaign, campaignSlugRow] {
	return projection[*bedolagav1.Campaign, campaignSlugRow]{
		entity: "campaign", table: "sales.campaigns", lock: "campaigns", before: []string{"start_parameter"},
		columns: []string{"name", "start_parameter", "bonus_type", "balance_bonus_kopeks", "subscription_days", "tariff_id", "tariff_days", "is_active",
			"partner_id", "created_at", "search"},
		values: func(c *bedolagav1.Campaign) []any {
			return []any{text(c.GetName()), text(c.GetStartParameter()), text(c.GetBonusType()), c.GetBalanceBonusKopeks(), c.SubscriptionDays, c.TariffId,
				c.TariffDays, c.GetIsActive(), c.PartnerId, instant(c.GetCreatedAt()), campaignSearch(c)}
		},
	}
}

func campaignSearch(c *bedolagav1.Campaign) string {
	var b strings.Builder
	for _, word := range []string{c.GetName(), c.GetStartParameter()} {
		b.WriteString("\n" + ask.OneLine(text(word)))
	}
	return b.String() + "\n"
}

// OnCampaigns keeps advertising campaigns.
func (k *Keeper) OnCampaigns(ctx context.Context, tx pgx.Tx, b *bedolagav1.CampaignBatch) error {
	m, err := plan(ctx, tx, campaignState(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	slugs := map[string]struct{}{}
	for _, row := range m.accepted {
		was, have := m.was[row.GetId()]
		if have && was.StartParameter == text(row.GetStartParameter()) {
			continue
		}
		slugs[text(row.GetStartParameter())] = struct{}{}
		if have {
			slugs[was.StartParameter] = struct{}{}
		}
	}
	for _, was := range m.removed {
		slugs[was.StartParameter] = struct{}{}
	}
	return k.mark.Landings(ctx, tx, slices.Collect(maps.Keys(slugs)))
}
