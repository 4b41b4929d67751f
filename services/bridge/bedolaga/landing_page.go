package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// landingPages reads the public pages that sell without a sign-in.
func landingPages() *Table {
	return &Table{
		Entity: "landing_page", Name: "landing_pages", Batch: &bedolagav1.LandingPageBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "slug", Kind: Text, Required: true}, {Name: "title", Kind: JSON},
			{Name: "is_active", Kind: Boolean}, {Name: "gift_enabled", Kind: Boolean}, {Name: "discount_percent", Kind: Integer},
			{Name: "discount_starts_at", Kind: Instant}, {Name: "discount_ends_at", Kind: Instant}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.LandingPage{} },
		Row: func(r *Record) proto.Message {
			title := map[string]string{}
			r.json("title", &title)
			return &bedolagav1.LandingPage{
				Id: r.Key(), Slug: r.text("slug"), Title: title, IsActive: r.bool("is_active"), GiftEnabled: r.bool("gift_enabled"),
				DiscountPercent: r.optInt("discount_percent"), DiscountStartsAt: r.time("discount_starts_at"), DiscountEndsAt: r.time("discount_ends_at"),
				CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
