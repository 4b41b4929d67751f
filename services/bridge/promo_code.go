package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// unlimitedUses is what the bot stores for a code without a limit.
const unlimitedUses = 999999

// promoCodes reads the bot's promo codes. For type discount the bot keeps percent and hours in the columns of bonus and days; here they part.
func promoCodes() *table {
	return &table{
		entity: "promo_code", name: "promocodes", batch: &bedolagav1.PromoCodeBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "code", kind: text, required: true}, {name: "type", kind: text, required: true},
			{name: "balance_bonus_kopeks", kind: integer, required: true}, {name: "subscription_days", kind: integer, required: true},
			{name: "max_uses", kind: integer, required: true}, {name: "current_uses", kind: integer}, {name: "valid_from", kind: instant},
			{name: "valid_until", kind: instant}, {name: "is_active", kind: boolean}, {name: "created_at", kind: instant},
			{name: "traffic_gb", kind: integer}, {name: "first_purchase_only", kind: boolean}, {name: "tariff_id", kind: integer},
			{name: "promo_group_id", kind: integer}, {name: "created_by", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.PromoCode{} },
		row: func(r *record) proto.Message {
			p := &bedolagav1.PromoCode{
				Id: r.key(), Code: r.text("code"), Type: r.text("type"), TrafficGb: r.int("traffic_gb"), MaxUses: r.int("max_uses"), CurrentUses: r.int("current_uses"),
				ValidFrom: r.time("valid_from"), ValidUntil: r.time("valid_until"), IsActive: r.bool("is_active"), FirstPurchaseOnly: r.bool("first_purchase_only"),
				TariffId: r.optRef("tariff_id"), PromoGroupId: r.optRef("promo_group_id"), CreatedById: r.optRef("created_by"), CreatedAt: r.time("created_at"),
			}
			if p.GetType() == "discount" {
				p.DiscountPercent, p.DiscountHours = r.int("balance_bonus_kopeks"), r.int("subscription_days")
			} else {
				p.BalanceBonusKopeks, p.SubscriptionDays = r.int("balance_bonus_kopeks"), r.int("subscription_days")
			}
			if p.GetMaxUses() >= unlimitedUses {
				p.MaxUses = 0
			}
			return p
		},
		fact:   born,
		events: untold,
	}
}

// promoCodeUses reads who used a code. The bot deletes the uses of a customer who returns after deletion.
func promoCodeUses() *table {
	return &table{
		entity: "promo_code_use", name: "promocode_uses", batch: &bedolagav1.PromoCodeUseBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "promocode_id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true},
			{name: "used_at", kind: instant, required: true},
		},
		empty: func() proto.Message { return &bedolagav1.PromoCodeUse{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.PromoCodeUse{Id: r.key(), PromoCodeId: r.ref("promocode_id"), CustomerId: r.ref("user_id"), UsedAt: r.time("used_at")}
		},
		fact: func(m proto.Message) string {
			u := m.(*bedolagav1.PromoCodeUse) // a merge of accounts rewrites the customer
			return fmt.Sprint(u.GetUsedAt().AsTime().UnixMicro(), u.GetPromoCodeId())
		},
		events: promoCodeUsed,
	}
}

func promoCodeUsed(c change) []event {
	u := c.is.(*bedolagav1.PromoCodeUse)
	if u.GetUsedAt() == nil {
		return nil
	}
	return []event{{
		id: fmt.Sprintf("bedolaga:promo_code_use:%d:activated", c.key), subject: fmt.Sprintf("promo_code/%d", u.GetPromoCodeId()), at: u.GetUsedAt().AsTime(),
		data: &eventsv1.PromoActivated{UseId: c.key, PromoCodeId: u.GetPromoCodeId(), CustomerId: u.GetCustomerId(), UsedAt: u.GetUsedAt()},
	}}
}
