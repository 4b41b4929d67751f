package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func subscriptionConversions() projection[*bedolagav1.SubscriptionConversion, known] {
	return projection[*bedolagav1.SubscriptionConversion, known]{
		entity: "subscription_conversion", table: "sales.subscription_conversions", lock: "subscription_conversions",
		columns: []string{"customer_id", "converted_at", "trial_days", "first_payment_kopeks", "first_paid_period_days"},
		values: func(c *bedolagav1.SubscriptionConversion) []any {
			return []any{c.GetCustomerId(), instant(c.GetConvertedAt()), c.GetTrialDays(), c.GetFirstPaymentKopeks(), c.GetFirstPaidPeriodDays()}
		},
	}
}

// OnSubscriptionConversions keeps the trials that became paid, as the bot's classic mode noted them.
func (k *Keeper) OnSubscriptionConversions(ctx context.Context, tx pgx.Tx, b *bedolagav1.SubscriptionConversionBatch) error {
	m, err := plan(ctx, tx, subscriptionConversions(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
