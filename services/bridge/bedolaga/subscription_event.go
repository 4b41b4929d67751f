package bedolaga

import (
	"fmt"
	"math"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// subscriptionEvents reads the bot's business log: the best link from a payment to a subscription, written by some of its flows only.
func subscriptionEvents() *Table {
	return &Table{
		Entity: "subscription_event", Name: "subscription_events", Batch: &bedolagav1.SubscriptionEventBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "event_type", Kind: Text, Required: true}, {Name: "user_id", Kind: Integer, Required: true},
			{Name: "occurred_at", Kind: Instant, Required: true}, {Name: "subscription_id", Kind: Integer}, {Name: "transaction_id", Kind: Integer},
			{Name: "amount_kopeks", Kind: Integer}, {Name: "extra", Kind: JSON},
		},
		Empty: func() proto.Message { return &bedolagav1.SubscriptionEvent{} },
		Row: func(r *Record) proto.Message {
			e := &bedolagav1.SubscriptionEvent{
				Id: r.Key(), Type: r.text("event_type"), CustomerId: r.ref("user_id"), SubscriptionId: r.optRef("subscription_id"),
				TransactionId: r.optRef("transaction_id"), AmountKopeks: r.optInt("amount_kopeks"), OccurredAt: r.time("occurred_at"),
			}
			var extra eventExtra
			r.json("extra", &extra)
			e.PeriodDays, e.WasTrialConversion, e.ExtendedDays = wholeNumber(extra.PeriodDays), extra.WasTrialConversion, wholeNumber(extra.ExtendedDays)
			e.PreviousEndsAt, e.NewEndsAt = isoTime(extra.PreviousEndDate), isoTime(extra.NewEndDate)
			return e
		},
		Fact: func(m proto.Message) string {
			e := m.(*bedolagav1.SubscriptionEvent)
			return fmt.Sprint(e.GetOccurredAt().AsTime().UnixMicro(), e.GetType())
		},
		Events: untold,
	}
}

// eventExtra is what we read of the log's JSON: purchases tell the term, renewals the ends before and after.
type eventExtra struct {
	PeriodDays         any    `json:"period_days"`
	WasTrialConversion *bool  `json:"was_trial_conversion"`
	ExtendedDays       any    `json:"extended_days"`
	PreviousEndDate    string `json:"previous_end_date"`
	NewEndDate         string `json:"new_end_date"`
}

// wholeNumber reads a JSON number; anything else is absent.
func wholeNumber(value any) *int64 {
	number, ok := value.(float64)
	if !ok || number != math.Trunc(number) || math.Abs(number) > 1<<53 {
		return nil
	}
	whole := int64(number)
	return &whole
}

// isoTime reads the bot's instants in JSON: ISO 8601 with T or a space; without an offset they are UTC. Anything else is absent.
func isoTime(text string) *timestamppb.Timestamp {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999"} {
		if at, err := time.Parse(layout, text); err == nil {
			if at, ok := Sane(at); ok {
				return timestamppb.New(at)
			}
		}
	}
	return nil
}
