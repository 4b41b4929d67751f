package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// subscriptions reads the bot's table subscriptions; its URLs and crypto links are VPN secrets and are never named here.
func subscriptions() *table {
	return &table{
		entity: "subscription", name: "subscriptions", batch: &bedolagav1.SubscriptionBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "status", kind: text, required: true},
			{name: "is_trial", kind: boolean, required: true}, {name: "end_date", kind: instant, required: true}, {name: "created_at", kind: instant, required: true},
			{name: "start_date", kind: instant}, {name: "traffic_limit_gb", kind: integer}, {name: "traffic_used_gb", kind: float, volatile: true},
			{name: "purchased_traffic_gb", kind: integer}, {name: "device_limit", kind: integer}, {name: "autopay_enabled", kind: boolean},
			{name: "autopay_period_days", kind: integer}, {name: "tariff_id", kind: integer}, {name: "is_daily_paused", kind: boolean},
			{name: "remnawave_short_uuid", kind: text}, {name: "remnawave_id", kind: integer}, {name: "remnawave_uuid", kind: text},
			{name: "connected_squads", kind: jsonText},
		},
		empty: func() proto.Message { return &bedolagav1.Subscription{} },
		row: func(r *record) proto.Message {
			var squads []string
			r.json("connected_squads", &squads)
			for i := range squads {
				squads[i] = clean([]byte(squads[i]))
			}
			return &bedolagav1.Subscription{
				Id: r.key(), CustomerId: r.ref("user_id"), Status: r.text("status"), IsTrial: r.bool("is_trial"), StartsAt: r.time("start_date"),
				EndsAt: r.time("end_date"), TrafficLimitGb: r.int("traffic_limit_gb"), TrafficUsedGb: r.float("traffic_used_gb"),
				PurchasedTrafficGb: r.int("purchased_traffic_gb"), DeviceLimit: r.int("device_limit"), AutopayEnabled: r.bool("autopay_enabled"),
				AutopayPeriodDays: r.optInt("autopay_period_days"), TariffId: r.optRef("tariff_id"), DailyPaused: r.bool("is_daily_paused"),
				CreatedAt: r.time("created_at"), RemnawaveShortUuid: r.optText("remnawave_short_uuid"), RemnawaveId: r.optInt("remnawave_id"),
				RemnawaveUuid: r.optText("remnawave_uuid"), Squads: squads,
			}
		},
		fact: born,
		events: func(key int64, m proto.Message) []event {
			s := m.(*bedolagav1.Subscription)
			if s.GetCreatedAt() == nil {
				return nil
			}
			return []event{{
				id: fmt.Sprintf("bedolaga:subscription:%d:created", key), subject: fmt.Sprintf("subscription/%d", key), at: s.GetCreatedAt().AsTime(),
				data: &eventsv1.SubscriptionCreated{SubscriptionId: key, CustomerId: s.GetCustomerId(), IsTrial: s.GetIsTrial(), TariffId: s.TariffId,
					StartsAt: s.GetStartsAt(), EndsAt: s.GetEndsAt()},
			}}
		},
	}
}
