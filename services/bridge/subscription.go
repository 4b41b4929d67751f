package bridge

import (
	"fmt"
	"time"

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
		fact:   born,
		events: subscriptionEventsOf,
	}
}

// subscriptionEventsOf tells the row's beginning, and what became of it since we last saw it. What happened between two readings shows as one step.
func subscriptionEventsOf(c change) []event {
	s := c.is.(*bedolagav1.Subscription)
	subject := fmt.Sprintf("subscription/%d", c.key)
	var events []event
	if s.GetCreatedAt() != nil {
		events = append(events, event{
			id: fmt.Sprintf("bedolaga:subscription:%d:created", c.key), subject: subject, at: s.GetCreatedAt().AsTime(),
			data: &eventsv1.SubscriptionCreated{SubscriptionId: c.key, CustomerId: s.GetCustomerId(), IsTrial: s.GetIsTrial(), TariffId: s.TariffId,
				StartsAt: s.GetStartsAt(), EndsAt: s.GetEndsAt()},
		})
	}
	was, known := c.was.(*bedolagav1.Subscription)
	if !known || !endsLater(was, s) || !runs(s, c.seen) {
		return events
	}
	switch {
	case s.GetIsTrial(): // a trial made longer is still a trial
	case was.GetIsTrial():
		events = append(events, event{
			id: fmt.Sprintf("bedolaga:subscription:%d:converted", c.key), subject: subject, at: c.seen,
			data: &eventsv1.SubscriptionConverted{SubscriptionId: c.key, CustomerId: s.GetCustomerId(), TariffId: s.TariffId, EndsAt: s.GetEndsAt()},
		})
	default:
		events = append(events, event{
			id: fmt.Sprintf("bedolaga:subscription:%d:renewed:%s", c.key, endOf(s)), subject: subject, at: c.seen,
			data: &eventsv1.SubscriptionRenewed{SubscriptionId: c.key, CustomerId: s.GetCustomerId(), TariffId: s.TariffId, PreviousEndsAt: was.GetEndsAt(),
				EndsAt: s.GetEndsAt()},
		})
	}
	return events
}

func endsLater(was, is *bedolagav1.Subscription) bool {
	return is.GetEndsAt() != nil && is.GetEndsAt().AsTime().After(was.GetEndsAt().AsTime())
}

// runs tells whether a subscription serves its customer at an instant: by the clock, not by a status that may lag. A trial that a purchase killed
// is disabled and loses its mark as a trial: that is no conversion.
func runs(s *bedolagav1.Subscription, at time.Time) bool {
	switch s.GetStatus() {
	case "active", "trial", "limited":
		return s.GetEndsAt() != nil && s.GetEndsAt().AsTime().After(at)
	}
	return false
}

// endOf is the end in an event's id.
func endOf(s *bedolagav1.Subscription) string {
	return s.GetEndsAt().AsTime().UTC().Format(time.RFC3339)
}
