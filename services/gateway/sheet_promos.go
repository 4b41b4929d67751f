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
		promoEffectColumns(),
	)
}

// promoEffectColumns are empty unless with_effect asks for them.
func promoEffectColumns() []column[*salesv1.Promo] {
	type row = *salesv1.Promo
	effect := func(name string, of func(e *salesv1.PromoEffect) int64) column[row] {
		return id(name, func(r row) *int64 {
			if r.Effect == nil {
				return nil
			}
			n := of(r.GetEffect())
			return &n
		})
	}
	return []column[row]{
		effect("users", func(e *salesv1.PromoEffect) int64 { return int64(e.GetUsers()) }),
		effect("payers_30d", func(e *salesv1.PromoEffect) int64 { return int64(e.GetPayers()) }),
		effect("net_cash_30d_kopeks", (*salesv1.PromoEffect).GetNetCashKopeks),
		id("bonus_kopeks", func(r row) *int64 {
			if !r.GetEffect().GetCostKnown() {
				return nil
			}
			return &r.GetEffect().BonusKopeks
		}),
	}
}

func promoCommandColumns() []column[*salesv1.PromoCommand] {
	type row = *salesv1.PromoCommand
	return []column[row]{whole("id", row.GetId), id("batch_id", func(r row) *int64 { return r.BatchId }), words("kind", row.GetKind), words("code", row.GetCode),
		id("promo_id", func(r row) *int64 { return r.PromoId }), words("state", row.GetState), words("cause", row.GetCause), words("problem", row.GetProblem),
		words("created_by", row.GetCreatedBy), at("created_at", row.GetCreatedAt), at("finished_at", row.GetFinishedAt)}
}
