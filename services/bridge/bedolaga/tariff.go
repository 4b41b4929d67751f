package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// tariffs reads the bot's price list. Prices are the current ones: the bot keeps no history.
func tariffs() *Table {
	return &Table{
		Entity: "tariff", Name: "tariffs", Batch: &bedolagav1.TariffBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "name", Kind: Text, Required: true}, {Name: "is_active", Kind: Boolean},
			{Name: "traffic_limit_gb", Kind: Integer}, {Name: "device_limit", Kind: Integer}, {Name: "period_prices", Kind: JSON},
			{Name: "tier_level", Kind: Integer}, {Name: "is_daily", Kind: Boolean}, {Name: "daily_price_kopeks", Kind: Integer},
			{Name: "display_order", Kind: Integer}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.Tariff{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.Tariff{
				Id: r.Key(), Name: r.text("name"), IsActive: r.bool("is_active"), TrafficLimitGb: r.int("traffic_limit_gb"), DeviceLimit: r.int("device_limit"),
				PeriodPricesKopeks: r.byPeriod("period_prices"), TierLevel: r.int("tier_level"), IsDaily: r.bool("is_daily"), DailyPriceKopeks: r.int("daily_price_kopeks"),
				DisplayOrder: r.int("display_order"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
