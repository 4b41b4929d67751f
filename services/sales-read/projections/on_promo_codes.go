package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

func promoCodes() projection[*bedolagav1.PromoCode, known] {
	return projection[*bedolagav1.PromoCode, known]{
		entity: "promo_code", table: "sales.promo_codes", lock: "promo_codes",
		columns: []string{"code", "type", "balance_bonus_kopeks", "subscription_days", "traffic_gb", "discount_percent", "discount_hours", "max_uses",
			"current_uses", "valid_from", "valid_until", "is_active", "first_purchase_only", "tariff_id", "promo_group_id", "created_at", "search"},
		values: func(p *bedolagav1.PromoCode) []any {
			return []any{text(p.GetCode()), text(p.GetType()), p.GetBalanceBonusKopeks(), p.GetSubscriptionDays(), p.GetTrafficGb(), p.GetDiscountPercent(),
				p.GetDiscountHours(), p.GetMaxUses(), p.GetCurrentUses(), optInstant(p.GetValidFrom()), optInstant(p.GetValidUntil()), p.GetIsActive(),
				p.GetFirstPurchaseOnly(), p.TariffId, p.PromoGroupId, instant(p.GetCreatedAt()), ask.OneLine(p.GetCode())}
		},
	}
}

// OnPromoCodes keeps promo codes.
func (k *Keeper) OnPromoCodes(ctx context.Context, tx pgx.Tx, b *bedolagav1.PromoCodeBatch) error {
	m, err := plan(ctx, tx, promoCodes(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
