package bedolaga

import (
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// subscriptions reads the bot's table subscriptions; its URLs and crypto links are VPN secrets and are never named here.
func subscriptions() *Table {
	return &Table{
		Entity: "subscription", Name: "subscriptions", Batch: &bedolagav1.SubscriptionBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "status", Kind: Text, Required: true},
			{Name: "is_trial", Kind: Boolean, Required: true}, {Name: "end_date", Kind: Instant, Required: true}, {Name: "created_at", Kind: Instant, Required: true},
			{Name: "start_date", Kind: Instant}, {Name: "traffic_limit_gb", Kind: Integer}, {Name: "traffic_used_gb", Kind: Float, Volatile: true},
			{Name: "purchased_traffic_gb", Kind: Integer}, {Name: "device_limit", Kind: Integer}, {Name: "autopay_enabled", Kind: Boolean},
			{Name: "autopay_period_days", Kind: Integer}, {Name: "tariff_id", Kind: Integer}, {Name: "is_daily_paused", Kind: Boolean},
			{Name: "remnawave_short_uuid", Kind: Text}, {Name: "remnawave_id", Kind: Integer}, {Name: "remnawave_uuid", Kind: Text},
			{Name: "connected_squads", Kind: JSON},
		},
		Empty: func() proto.Message { return &bedolagav1.Subscription{} },
		Row: func(r *Record) proto.Message {
			var squads []string
			r.json("connected_squads", &squads)
			for i := range squads {
				squads[i] = Clean([]byte(squads[i]))
			}
			return &bedolagav1.Subscription{
				Id: r.Key(), CustomerId: r.ref("user_id"), Status: r.text("status"), IsTrial: r.bool("is_trial"), StartsAt: r.time("start_date"),
				EndsAt: r.time("end_date"), TrafficLimitGb: r.int("traffic_limit_gb"), TrafficUsedGb: r.float("traffic_used_gb"),
				PurchasedTrafficGb: r.int("purchased_traffic_gb"), DeviceLimit: r.int("device_limit"), AutopayEnabled: r.bool("autopay_enabled"),
				AutopayPeriodDays: r.optInt("autopay_period_days"), TariffId: r.optRef("tariff_id"), DailyPaused: r.bool("is_daily_paused"),
				CreatedAt: r.time("created_at"), RemnawaveShortUuid: r.optText("remnawave_short_uuid"), RemnawaveId: r.optInt("remnawave_id"),
				RemnawaveUuid: r.optText("remnawave_uuid"), Squads: squads,
			}
		},
		Fact:   born,
		Events: subscriptionEventsOf,
	}
}

// subscriptionEventsOf tells the row's beginning, and what became of it since we last saw it. What happened between two readings shows as one step.
func subscriptionEventsOf(c Change) []Event {
	s := c.Is.(*bedolagav1.Subscription)
	subject := fmt.Sprintf("subscription/%d", c.Key)
	var events []Event
	if s.GetCreatedAt() != nil {
		events = append(events, Event{
			ID: fmt.Sprintf("bedolaga:subscription:%d:created", c.Key), Subject: subject, At: s.GetCreatedAt().AsTime(),
			Data: &eventsv1.SubscriptionCreated{SubscriptionId: c.Key, CustomerId: s.GetCustomerId(), IsTrial: s.GetIsTrial(), TariffId: s.TariffId,
				StartsAt: s.GetStartsAt(), EndsAt: s.GetEndsAt()},
		})
	}
	was, known := c.Was.(*bedolagav1.Subscription)
	if !known || !endsLater(was, s) || !Runs(s, c.Seen) {
		return events
	}
	switch {
	case s.GetIsTrial(): // a trial made longer is still a trial
	case was.GetIsTrial():
		events = append(events, Event{
			ID: fmt.Sprintf("bedolaga:subscription:%d:converted", c.Key), Subject: subject, At: c.Seen,
			Data: &eventsv1.SubscriptionConverted{SubscriptionId: c.Key, CustomerId: s.GetCustomerId(), TariffId: s.TariffId, EndsAt: s.GetEndsAt()},
		})
	default:
		events = append(events, Event{
			ID: fmt.Sprintf("bedolaga:subscription:%d:renewed:%s", c.Key, EndOf(s)), Subject: subject, At: c.Seen,
			Data: &eventsv1.SubscriptionRenewed{SubscriptionId: c.Key, CustomerId: s.GetCustomerId(), TariffId: s.TariffId, PreviousEndsAt: was.GetEndsAt(),
				EndsAt: s.GetEndsAt()},
		})
	}
	return events
}

func endsLater(was, is *bedolagav1.Subscription) bool {
	return is.GetEndsAt() != nil && is.GetEndsAt().AsTime().After(was.GetEndsAt().AsTime())
}

// Runs tells whether a subscription serves its customer at an instant: by the clock, not by a status that may lag. A trial that a purchase killed
// is disabled and loses its mark as a trial: that is no conversion.
func Runs(s *bedolagav1.Subscription, at time.Time) bool {
	switch s.GetStatus() {
	case "active", "trial", "limited":
		return s.GetEndsAt() != nil && s.GetEndsAt().AsTime().After(at)
	}
	return false
}

// EndOf is the end in an event's id.
func EndOf(s *bedolagav1.Subscription) string {
	return s.GetEndsAt().AsTime().UTC().Format(time.RFC3339)
}
