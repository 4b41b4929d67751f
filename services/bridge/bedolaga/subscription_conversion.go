package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// subscriptionConversions reads trials that became paid, as the bot's classic mode notes them; its tariff mode does not.
func subscriptionConversions() *Table {
	return &Table{
		Entity: "subscription_conversion", Name: "subscription_conversions", Batch: &bedolagav1.SubscriptionConversionBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "converted_at", Kind: Instant, Required: true},
			{Name: "trial_duration_days", Kind: Integer}, {Name: "first_payment_amount_kopeks", Kind: Integer}, {Name: "first_paid_period_days", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.SubscriptionConversion{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.SubscriptionConversion{
				Id: r.Key(), CustomerId: r.ref("user_id"), ConvertedAt: r.time("converted_at"), TrialDays: r.int("trial_duration_days"),
				FirstPaymentKopeks: r.int("first_payment_amount_kopeks"), FirstPaidPeriodDays: r.int("first_paid_period_days"),
			}
		},
		Fact: func(m proto.Message) string {
			return fmt.Sprint(m.(*bedolagav1.SubscriptionConversion).GetConvertedAt().AsTime().UnixMicro())
		},
		Events: untold,
	}
}
