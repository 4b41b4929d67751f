package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// promoGroups reads the groups that give customers percentage discounts.
func promoGroups() *table {
	return &table{
		entity: "promo_group", name: "promo_groups", batch: &bedolagav1.PromoGroupBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "name", kind: text, required: true}, {name: "priority", kind: integer},
			{name: "server_discount_percent", kind: integer}, {name: "traffic_discount_percent", kind: integer}, {name: "device_discount_percent", kind: integer},
			{name: "period_discounts", kind: jsonText}, {name: "auto_assign_total_spent_kopeks", kind: integer}, {name: "is_default", kind: boolean},
			{name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.PromoGroup{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.PromoGroup{
				Id: r.key(), Name: r.text("name"), Priority: r.int("priority"), ServerDiscountPercent: r.int("server_discount_percent"),
				TrafficDiscountPercent: r.int("traffic_discount_percent"), DeviceDiscountPercent: r.int("device_discount_percent"),
				PeriodDiscountsPercent: r.byPeriod("period_discounts"), AutoAssignFromKopeks: r.optInt("auto_assign_total_spent_kopeks"),
				IsDefault: r.bool("is_default"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
