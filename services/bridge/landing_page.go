package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// landingPages reads the public pages that sell without a sign-in.
func landingPages() *table {
	return &table{
		entity: "landing_page", name: "landing_pages", batch: &bedolagav1.LandingPageBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "slug", kind: text, required: true}, {name: "title", kind: jsonText},
			{name: "is_active", kind: boolean}, {name: "gift_enabled", kind: boolean}, {name: "discount_percent", kind: integer},
			{name: "discount_starts_at", kind: instant}, {name: "discount_ends_at", kind: instant}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.LandingPage{} },
		row: func(r *record) proto.Message {
			title := map[string]string{}
			r.json("title", &title)
			return &bedolagav1.LandingPage{
				Id: r.key(), Slug: r.text("slug"), Title: title, IsActive: r.bool("is_active"), GiftEnabled: r.bool("gift_enabled"),
				DiscountPercent: r.optInt("discount_percent"), DiscountStartsAt: r.time("discount_starts_at"), DiscountEndsAt: r.time("discount_ends_at"),
				CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
