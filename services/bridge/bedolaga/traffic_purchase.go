package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// trafficPurchases reads traffic packages. The bot deletes them when they expire, and when the tariff is switched.
func trafficPurchases() *Table {
	return &Table{
		Entity: "traffic_purchase", Name: "traffic_purchases", Batch: &bedolagav1.TrafficPurchaseBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "subscription_id", Kind: Integer, Required: true}, {Name: "traffic_gb", Kind: Integer, Required: true},
			{Name: "expires_at", Kind: Instant}, {Name: "created_at", Kind: Instant, Required: true},
		},
		Empty: func() proto.Message { return &bedolagav1.TrafficPurchase{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.TrafficPurchase{Id: r.Key(), SubscriptionId: r.ref("subscription_id"), TrafficGb: r.int("traffic_gb"), ExpiresAt: r.time("expires_at"),
				CreatedAt: r.time("created_at")}
		},
		Fact:   born,
		Events: untold,
	}
}
