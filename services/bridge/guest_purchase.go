package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// guestPurchases reads landing orders and gifts. Tokens, passwords, links and the contact of the buyer are never named here.
func guestPurchases() *table {
	return &table{
		entity: "guest_purchase", name: "guest_purchases", batch: &bedolagav1.GuestPurchaseBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "status", kind: text, required: true}, {name: "amount_kopeks", kind: integer, required: true},
			{name: "payment_method", kind: text, required: true}, {name: "paid_at", kind: instant, required: true}, {name: "is_gift", kind: boolean},
			{name: "source", kind: text}, {name: "buyer_user_id", kind: integer}, {name: "user_id", kind: integer}, {name: "tariff_id", kind: integer},
			{name: "period_days", kind: integer}, {name: "currency", kind: text}, {name: "payment_id", kind: text}, {name: "campaign_slug", kind: text},
			{name: "created_at", kind: instant}, {name: "delivered_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.GuestPurchase{} },
		row: func(r *record) proto.Message {
			g := &bedolagav1.GuestPurchase{
				Id: r.key(), Status: r.text("status"), IsGift: r.bool("is_gift"), Source: r.text("source"), BuyerCustomerId: r.optRef("buyer_user_id"),
				CustomerId: r.optRef("user_id"), TariffId: r.optRef("tariff_id"), PeriodDays: r.int("period_days"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")),
				Currency: r.text("currency"), PaymentMethod: r.optText("payment_method"), PaymentId: r.optText("payment_id"), CampaignSlug: r.optText("campaign_slug"),
				CreatedAt: r.time("created_at"), PaidAt: r.time("paid_at"), DeliveredAt: r.time("delivered_at"),
			}
			if gateway, ok := ledger.Gateway(r.text("payment_method")); ok {
				g.Gateway = &gateway
			}
			return g
		},
		fact: func(m proto.Message) string {
			g := m.(*bedolagav1.GuestPurchase)
			return fmt.Sprint(g.GetCreatedAt().AsTime().UnixMicro(), g.GetIsGift())
		},
		events: func(c change) []event {
			g := c.is.(*bedolagav1.GuestPurchase)
			if !landingCounts(g) {
				return nil
			}
			kind := "order"
			if g.GetIsGift() {
				kind = "gift"
			}
			customer := g.BuyerCustomerId
			if customer == nil {
				customer = g.CustomerId
			}
			return []event{{
				id: fmt.Sprintf("bedolaga:guest_purchase:%d:completed", c.key), subject: fmt.Sprintf("guest_purchase/%d", c.key), at: g.GetPaidAt().AsTime(),
				data: &eventsv1.PaymentCompleted{Source: "guest_purchase", SourceId: c.key, CustomerId: customer, Kind: kind, AmountKopeks: g.GetAmountKopeks(),
					Gateway: g.GetGateway(), BookedAt: g.GetPaidAt()},
			}}
		},
	}
}

// landingCounts tells whether an order is cash by itself: paid, by a gateway.
func landingCounts(g *bedolagav1.GuestPurchase) bool {
	return g.GetPaidAt() != nil && g.Gateway != nil && g.GetAmountKopeks() > 0
}
