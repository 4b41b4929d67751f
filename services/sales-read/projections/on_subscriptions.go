package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// subscriptionState is a subscription as far as its history tells it.
type subscriptionState struct {
	known
	CustomerID int64
	Status     string
	IsTrial    bool
	StartsAt   *time.Time
	EndsAt     time.Time
	TariffID   *int64
	CreatedAt  time.Time
}

func subscriptionOf(s *bedolagav1.Subscription) subscriptionState {
	return subscriptionState{known: known{ID: s.GetId()}, CustomerID: s.GetCustomerId(), Status: text(s.GetStatus()), IsTrial: s.GetIsTrial(),
		StartsAt: optInstant(s.GetStartsAt()), EndsAt: instant(s.GetEndsAt()), TariffID: s.TariffId, CreatedAt: instant(s.GetCreatedAt())}
}

func subscriptions(payer map[int64]bool) projection[*bedolagav1.Subscription, subscriptionState] {
	history := []string{"customer_id", "status", "is_trial", "starts_at", "ends_at", "tariff_id", "created_at"}
	return projection[*bedolagav1.Subscription, subscriptionState]{
		entity: "subscription", table: "sales.subscriptions", lock: "money", before: history,
		columns: []string{"customer_id", "status", "is_trial", "starts_at", "ends_at", "tariff_id", "traffic_limit_gb", "traffic_used_gb", "device_limit",
			"autopay_enabled", "created_at", "payer"},
		values: func(s *bedolagav1.Subscription) []any {
			return []any{s.GetCustomerId(), text(s.GetStatus()), s.GetIsTrial(), optInstant(s.GetStartsAt()), instant(s.GetEndsAt()), s.TariffId,
				s.GetTrafficLimitGb(), s.GetTrafficUsedGb(), s.GetDeviceLimit(), s.GetAutopayEnabled(), instant(s.GetCreatedAt()), payer[s.GetCustomerId()]}
		},
	}
}

// OnSubscriptions keeps the subscriptions, each with whether its customer has paid, and how they changed.
func (k *Keeper) OnSubscriptions(ctx context.Context, tx pgx.Tx, b *bedolagav1.SubscriptionBatch) error {
	payer := map[int64]bool{}
	m, err := plan(ctx, tx, subscriptions(payer), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	who := make([]int64, 0, len(m.accepted))
	for _, row := range m.accepted {
		who = append(who, row.GetCustomerId())
	}
	if len(who) > 0 {
		paid, err := cash.PayersAmong(ctx, tx, who)
		if err != nil {
			return err
		}
		m.values = subscriptions(paid).values
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	return k.keepChanges(ctx, tx, m)
}
