package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// tariffs reads the bot's price list. Prices are the current ones: the bot keeps no history.
func tariffs() *table {
	return &table{
		entity: "tariff", name: "tariffs", batch: &bedolagav1.TariffBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "name", kind: text, required: true}, {name: "is_active", kind: boolean},
			{name: "traffic_limit_gb", kind: integer}, {name: "device_limit", kind: integer}, {name: "period_prices", kind: jsonText},
			{name: "tier_level", kind: integer}, {name: "is_daily", kind: boolean}, {name: "daily_price_kopeks", kind: integer},
			{name: "display_order", kind: integer}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.Tariff{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.Tariff{
				Id: r.key(), Name: r.text("name"), IsActive: r.bool("is_active"), TrafficLimitGb: r.int("traffic_limit_gb"), DeviceLimit: r.int("device_limit"),
				PeriodPricesKopeks: r.byPeriod("period_prices"), TierLevel: r.int("tier_level"), IsDaily: r.bool("is_daily"), DailyPriceKopeks: r.int("daily_price_kopeks"),
				DisplayOrder: r.int("display_order"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
