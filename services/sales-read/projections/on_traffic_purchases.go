package projections

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
)

func trafficPurchases() projection[*bedolagav1.TrafficPurchase, known] {
	return projection[*bedolagav1.TrafficPurchase, known]{
		entity: "traffic_purchase", table: "sales.traffic_purchases", lock: "traffic_purchases",
		columns: []string{"subscription_id", "traffic_gb", "expires_at", "created_at"},
		values: func(p *bedolagav1.TrafficPurchase) []any {
			return []any{p.GetSubscriptionId(), p.GetTrafficGb(), optInstant(p.GetExpiresAt()), instant(p.GetCreatedAt())}
		},
	}
}

// OnTrafficPurchases keeps the traffic packages, also those the bot has deleted since, and has the payments around them classified again.
func (k *Keeper) OnTrafficPurchases(ctx context.Context, tx pgx.Tx, b *bedolagav1.TrafficPurchaseBatch) error {
	m, err := plan(ctx, tx, trafficPurchases(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil || len(m.accepted) == 0 {
		return err
	}
	whose := map[int64]struct{}{}
	var since time.Time
	for _, p := range m.accepted {
		whose[p.GetSubscriptionId()] = struct{}{}
		if at := instant(p.GetCreatedAt()); since.IsZero() || at.Before(since) {
			since = at
		}
	}
	since = since.Add(-classify.After)
	return k.mark.Payments(ctx, tx, "subscription", slices.Collect(maps.Keys(whose)), &since)
}
