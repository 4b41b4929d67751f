package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// trafficPurchases reads traffic packages. The bot deletes them when they expire, and when the tariff is switched.
func trafficPurchases() *table {
	return &table{
		entity: "traffic_purchase", name: "traffic_purchases", batch: &bedolagav1.TrafficPurchaseBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "subscription_id", kind: integer, required: true}, {name: "traffic_gb", kind: integer, required: true},
			{name: "expires_at", kind: instant}, {name: "created_at", kind: instant, required: true},
		},
		empty: func() proto.Message { return &bedolagav1.TrafficPurchase{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.TrafficPurchase{Id: r.key(), SubscriptionId: r.ref("subscription_id"), TrafficGb: r.int("traffic_gb"), ExpiresAt: r.time("expires_at"),
				CreatedAt: r.time("created_at")}
		},
		fact:   born,
		events: untold,
	}
}
