package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// guestPurchases reads landing orders and gifts. Tokens, passwords, links and the contact of the buyer are never named here.
func guestPurchases() *Table {
	return &Table{
		Entity: "guest_purchase", Name: "guest_purchases", Batch: &bedolagav1.GuestPurchaseBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "status", Kind: Text, Required: true}, {Name: "amount_kopeks", Kind: Integer, Required: true},
			{Name: "payment_method", Kind: Text, Required: true}, {Name: "paid_at", Kind: Instant, Required: true}, {Name: "is_gift", Kind: Boolean},
			{Name: "source", Kind: Text}, {Name: "buyer_user_id", Kind: Integer}, {Name: "user_id", Kind: Integer}, {Name: "tariff_id", Kind: Integer},
			{Name: "period_days", Kind: Integer}, {Name: "currency", Kind: Text}, {Name: "payment_id", Kind: Text}, {Name: "campaign_slug", Kind: Text},
			{Name: "created_at", Kind: Instant}, {Name: "delivered_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.GuestPurchase{} },
		Row: func(r *Record) proto.Message {
			g := &bedolagav1.GuestPurchase{
				Id: r.Key(), Status: r.text("status"), IsGift: r.bool("is_gift"), Source: r.text("source"), BuyerCustomerId: r.optRef("buyer_user_id"),
				CustomerId: r.optRef("user_id"), TariffId: r.optRef("tariff_id"), PeriodDays: r.int("period_days"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")),
				Currency: r.text("currency"), PaymentMethod: r.optText("payment_method"), PaymentId: r.optText("payment_id"), CampaignSlug: r.optText("campaign_slug"),
				CreatedAt: r.time("created_at"), PaidAt: r.time("paid_at"), DeliveredAt: r.time("delivered_at"),
			}
			if gateway, ok := ledger.Gateway(r.text("payment_method")); ok {
				g.Gateway = &gateway
			}
			return g
		},
		Fact: func(m proto.Message) string {
			g := m.(*bedolagav1.GuestPurchase)
			return fmt.Sprint(g.GetCreatedAt().AsTime().UnixMicro(), g.GetIsGift())
		},
		Events: func(c Change) []Event {
			g := c.Is.(*bedolagav1.GuestPurchase)
			if !LandingCounts(g) {
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
			return []Event{{
				ID: fmt.Sprintf("bedolaga:guest_purchase:%d:completed", c.Key), Subject: fmt.Sprintf("guest_purchase/%d", c.Key), At: g.GetPaidAt().AsTime(),
				Data: &eventsv1.PaymentCompleted{Source: "guest_purchase", SourceId: c.Key, CustomerId: customer, Kind: kind, AmountKopeks: g.GetAmountKopeks(),
					Gateway: g.GetGateway(), BookedAt: g.GetPaidAt()},
			}}
		},
	}
}

// LandingCounts tells whether an order is cash by itself: paid, by a gateway.
func LandingCounts(g *bedolagav1.GuestPurchase) bool {
	return g.GetPaidAt() != nil && g.Gateway != nil && g.GetAmountKopeks() > 0
}
