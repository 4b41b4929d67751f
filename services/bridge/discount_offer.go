package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// discountOffers reads personal offers; the bot refreshes an unclaimed one in place.
func discountOffers() *table {
	return &table{
		entity: "discount_offer", name: "discount_offers", batch: &bedolagav1.DiscountOfferBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "notification_type", kind: text, required: true},
			{name: "discount_percent", kind: integer, required: true}, {name: "bonus_amount_kopeks", kind: integer}, {name: "effect_type", kind: text},
			{name: "subscription_id", kind: integer}, {name: "is_active", kind: boolean}, {name: "claimed_at", kind: instant}, {name: "expires_at", kind: instant},
			{name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.DiscountOffer{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.DiscountOffer{
				Id: r.key(), CustomerId: r.ref("user_id"), SubscriptionId: r.optRef("subscription_id"), NotificationType: r.text("notification_type"),
				DiscountPercent: r.int("discount_percent"), BonusKopeks: r.int("bonus_amount_kopeks"), EffectType: r.text("effect_type"),
				IsActive: r.bool("is_active"), ClaimedAt: r.time("claimed_at"), ExpiresAt: r.time("expires_at"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
