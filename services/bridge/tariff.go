package bridge

import (
	"encoding/json"
	"fmt"
	"strconv"

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
				PeriodPricesKopeks: periodPrices(r), TierLevel: r.int("tier_level"), IsDaily: r.bool("is_daily"), DailyPriceKopeks: r.int("daily_price_kopeks"),
				DisplayOrder: r.int("display_order"), CreatedAt: r.time("created_at"),
			}
		},
		fact: func(m proto.Message) string {
			return fmt.Sprint(m.(*bedolagav1.Tariff).GetCreatedAt().AsTime().UnixMicro())
		},
		events: func(int64, proto.Message) []event { return nil },
	}
}

// periodPrices reads {"30": 19900}: days as text keys, kopeks as numbers; entries of another shape are left out.
func periodPrices(r *record) map[int32]int64 {
	var raw map[string]json.Number
	r.json("period_prices", &raw)
	prices := make(map[int32]int64, len(raw))
	for days, price := range raw {
		d, err := strconv.ParseInt(days, 10, 32)
		if err != nil {
			continue
		}
		if kopeks, err := price.Int64(); err == nil {
			prices[int32(d)] = kopeks
		}
	}
	return prices
}
