package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// subscriptionConversions reads trials that became paid, as the bot's classic mode notes them; its tariff mode does not.
func subscriptionConversions() *table {
	return &table{
		entity: "subscription_conversion", name: "subscription_conversions", batch: &bedolagav1.SubscriptionConversionBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "converted_at", kind: instant, required: true},
			{name: "trial_duration_days", kind: integer}, {name: "first_payment_amount_kopeks", kind: integer}, {name: "first_paid_period_days", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.SubscriptionConversion{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.SubscriptionConversion{
				Id: r.key(), CustomerId: r.ref("user_id"), ConvertedAt: r.time("converted_at"), TrialDays: r.int("trial_duration_days"),
				FirstPaymentKopeks: r.int("first_payment_amount_kopeks"), FirstPaidPeriodDays: r.int("first_paid_period_days"),
			}
		},
		fact: func(m proto.Message) string {
			return fmt.Sprint(m.(*bedolagav1.SubscriptionConversion).GetConvertedAt().AsTime().UnixMicro())
		},
		events: untold,
	}
}
