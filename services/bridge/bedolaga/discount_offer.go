package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// discountOffers reads personal offers; the bot refreshes an unclaimed one in place.
func discountOffers() *Table {
	return &Table{
		Entity: "discount_offer", Name: "discount_offers", Batch: &bedolagav1.DiscountOfferBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "notification_type", Kind: Text, Required: true},
			{Name: "discount_percent", Kind: Integer, Required: true}, {Name: "bonus_amount_kopeks", Kind: Integer}, {Name: "effect_type", Kind: Text},
			{Name: "subscription_id", Kind: Integer}, {Name: "is_active", Kind: Boolean}, {Name: "claimed_at", Kind: Instant}, {Name: "expires_at", Kind: Instant},
			{Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.DiscountOffer{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.DiscountOffer{
				Id: r.Key(), CustomerId: r.ref("user_id"), SubscriptionId: r.optRef("subscription_id"), NotificationType: r.text("notification_type"),
				DiscountPercent: r.int("discount_percent"), BonusKopeks: r.int("bonus_amount_kopeks"), EffectType: r.text("effect_type"),
				IsActive: r.bool("is_active"), ClaimedAt: r.time("claimed_at"), ExpiresAt: r.time("expires_at"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
