package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// promoGroups reads the groups that give customers percentage discounts.
func promoGroups() *Table {
	return &Table{
		Entity: "promo_group", Name: "promo_groups", Batch: &bedolagav1.PromoGroupBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "name", Kind: Text, Required: true}, {Name: "priority", Kind: Integer},
			{Name: "server_discount_percent", Kind: Integer}, {Name: "traffic_discount_percent", Kind: Integer}, {Name: "device_discount_percent", Kind: Integer},
			{Name: "period_discounts", Kind: JSON}, {Name: "auto_assign_total_spent_kopeks", Kind: Integer}, {Name: "is_default", Kind: Boolean},
			{Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.PromoGroup{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.PromoGroup{
				Id: r.Key(), Name: r.text("name"), Priority: r.int("priority"), ServerDiscountPercent: r.int("server_discount_percent"),
				TrafficDiscountPercent: r.int("traffic_discount_percent"), DeviceDiscountPercent: r.int("device_discount_percent"),
				PeriodDiscountsPercent: r.byPeriod("period_discounts"), AutoAssignFromKopeks: r.optInt("auto_assign_total_spent_kopeks"),
				IsDefault: r.bool("is_default"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
