package gateway

import (
	"slices"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func promoColumns() []column[*salesv1.Promo] {
	type row = *salesv1.Promo
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), words("code", row.GetCode), words("type", row.GetType), words("state", row.GetState)},
		money("balance_bonus", row.GetBalanceBonusKopeks),
		[]column[row]{whole("subscription_days", row.GetSubscriptionDays), whole("traffic_gb", row.GetTrafficGb), whole("discount_percent", row.GetDiscountPercent),
			whole("discount_hours", row.GetDiscountHours), whole("max_uses", row.GetMaxUses), whole("current_uses", row.GetCurrentUses),
			at("valid_from", row.GetValidFrom), at("valid_until", row.GetValidUntil), flag("is_active", row.GetIsActive),
			flag("first_purchase_only", row.GetFirstPurchaseOnly), id("tariff_id", func(r row) *int64 { return r.TariffId }),
			words("tariff_name", row.GetTariffName), id("promo_group_id", func(r row) *int64 { return r.PromoGroupId }),
			words("promo_group_name", row.GetPromoGroupName), at("created_at", row.GetCreatedAt), at("gone_at", row.GetGoneAt)},
	)
}
