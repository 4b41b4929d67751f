package projections

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// eventRow is a row of the bot's journal as far as payments depend on it.
type eventRow struct {
	known
	TransactionID *int64
}

func subscriptionEvents() projection[*bedolagav1.SubscriptionEvent, eventRow] {
	return projection[*bedolagav1.SubscriptionEvent, eventRow]{
		entity: "subscription_event", table: "sales.subscription_events", lock: "subscription_events", before: []string{"transaction_id"},
		columns: []string{"type", "customer_id", "subscription_id", "transaction_id", "amount_kopeks", "occurred_at", "period_days", "was_trial_conversion",
			"extended_days", "previous_ends_at", "new_ends_at"},
		values: func(e *bedolagav1.SubscriptionEvent) []any {
			return []any{text(e.GetType()), e.GetCustomerId(), e.SubscriptionId, e.TransactionId, e.AmountKopeks, instant(e.GetOccurredAt()), e.PeriodDays,
				e.WasTrialConversion, e.ExtendedDays, optInstant(e.GetPreviousEndsAt()), optInstant(e.GetNewEndsAt())}
		},
	}
}

// OnSubscriptionEvents keeps the bot's journal, and has the payments it names classified again.
func (k *Keeper) OnSubscriptionEvents(ctx context.Context, tx pgx.Tx, b *bedolagav1.SubscriptionEventBatch) error {
	m, err := plan(ctx, tx, subscriptionEvents(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	payments := map[int64]struct{}{}
	for _, was := range m.was {
		if was.TransactionID != nil {
			payments[*was.TransactionID] = struct{}{}
		}
	}
	for _, e := range m.accepted {
		if e.TransactionId != nil {
			payments[e.GetTransactionId()] = struct{}{}
		}
	}
	return k.mark.Payments(ctx, tx, "transaction", slices.Collect(maps.Keys(payments)), nil)
}
