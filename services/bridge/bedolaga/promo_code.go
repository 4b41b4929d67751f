package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// unlimitedUses is what the bot stores for a code without a limit.
const unlimitedUses = 999999

// promoCodes reads the bot's promo codes. For type discount the bot keeps percent and hours in the columns of bonus and days; here they part.
func promoCodes() *Table {
	return &Table{
		Entity: "promo_code", Name: "promocodes", Batch: &bedolagav1.PromoCodeBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "code", Kind: Text, Required: true}, {Name: "type", Kind: Text, Required: true},
			{Name: "balance_bonus_kopeks", Kind: Integer, Required: true}, {Name: "subscription_days", Kind: Integer, Required: true},
			{Name: "max_uses", Kind: Integer, Required: true}, {Name: "current_uses", Kind: Integer}, {Name: "valid_from", Kind: Instant},
			{Name: "valid_until", Kind: Instant}, {Name: "is_active", Kind: Boolean}, {Name: "created_at", Kind: Instant},
			{Name: "traffic_gb", Kind: Integer}, {Name: "first_purchase_only", Kind: Boolean}, {Name: "tariff_id", Kind: Integer},
			{Name: "promo_group_id", Kind: Integer}, {Name: "created_by", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.PromoCode{} },
		Row: func(r *Record) proto.Message {
			p := &bedolagav1.PromoCode{
				Id: r.Key(), Code: r.text("code"), Type: r.text("type"), TrafficGb: r.int("traffic_gb"), MaxUses: r.int("max_uses"), CurrentUses: r.int("current_uses"),
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
		Fact:   born,
		Events: untold,
	}
}

// promoCodeUses reads who used a code. The bot deletes the uses of a customer who returns after deletion.
func promoCodeUses() *Table {
	return &Table{
		Entity: "promo_code_use", Name: "promocode_uses", Batch: &bedolagav1.PromoCodeUseBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "promocode_id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true},
			{Name: "used_at", Kind: Instant, Required: true},
		},
		Empty: func() proto.Message { return &bedolagav1.PromoCodeUse{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.PromoCodeUse{Id: r.Key(), PromoCodeId: r.ref("promocode_id"), CustomerId: r.ref("user_id"), UsedAt: r.time("used_at")}
		},
		Fact: func(m proto.Message) string {
			u := m.(*bedolagav1.PromoCodeUse) // a merge of accounts rewrites the customer
			return fmt.Sprint(u.GetUsedAt().AsTime().UnixMicro(), u.GetPromoCodeId())
		},
		Events: promoCodeUsed,
	}
}

func promoCodeUsed(c Change) []Event {
	u := c.Is.(*bedolagav1.PromoCodeUse)
	if u.GetUsedAt() == nil {
		return nil
	}
	return []Event{{
		ID: fmt.Sprintf("bedolaga:promo_code_use:%d:activated", c.Key), Subject: fmt.Sprintf("promo_code/%d", u.GetPromoCodeId()), At: u.GetUsedAt().AsTime(),
		Data: &eventsv1.PromoActivated{UseId: c.Key, PromoCodeId: u.GetPromoCodeId(), CustomerId: u.GetCustomerId(), UsedAt: u.GetUsedAt()},
	}}
}
