package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// transactions reads the bot's ledger.
func transactions() *table {
	return &table{
		entity: "transaction", name: "transactions", batch: &bedolagav1.TransactionBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "type", kind: text, required: true},
			{name: "amount_kopeks", kind: integer, required: true}, {name: "payment_method", kind: text, required: true},
			{name: "is_completed", kind: boolean, required: true}, {name: "created_at", kind: instant, required: true},
			{name: "completed_at", kind: instant, required: true}, {name: "external_id", kind: text}, {name: "description", kind: text},
		},
		empty: func() proto.Message { return &bedolagav1.Transaction{} },
		row:   ledgerRow,
		fact: func(m proto.Message) string {
			t := m.(*bedolagav1.Transaction)
			return fmt.Sprint(t.GetCreatedAt().AsTime().UnixMicro(), t.GetAmountKopeks())
		},
		events: ledgerEvents,
	}
}

func ledgerRow(r *record) proto.Message {
	t := &bedolagav1.Transaction{
		Id: r.key(), CustomerId: r.ref("user_id"), Kind: r.text("type"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), PaymentMethod: r.optText("payment_method"),
		ExternalId: r.optText("external_id"), Description: r.optText("description"), Completed: r.bool("is_completed"), CreatedAt: r.time("created_at"),
		CompletedAt: r.time("completed_at"),
	}
	if gateway, ok := ledger.Gateway(r.text("payment_method")); ok {
		t.Gateway = &gateway
	}
	t.Direction = ledger.Direction(t.GetKind(), t.Gateway != nil, r.int("amount_kopeks"))
	t.BookedAt = t.GetCompletedAt()
	if t.BookedAt == nil {
		t.BookedAt = t.GetCreatedAt()
	}
	return t
}

// ledgerEvents tells gateway money: in for deposits and direct payments, out for refunds by a gateway. The ledger row of a landing order is
// told by its order (see landing.go).
func ledgerEvents(c change) []event {
	t, key := c.is.(*bedolagav1.Transaction), c.key
	if !t.GetCompleted() || t.Gateway == nil || t.GetBookedAt() == nil || t.GetAmountKopeks() == 0 {
		return nil
	}
	subject := fmt.Sprintf("transaction/%d", key)
	switch t.GetKind() {
	case "deposit", "subscription_payment":
		customer := t.GetCustomerId()
		e := event{
			id: fmt.Sprintf("bedolaga:transaction:%d:completed", key), subject: subject, at: t.GetBookedAt().AsTime(),
			data: &eventsv1.PaymentCompleted{Source: "transaction", SourceId: key, CustomerId: &customer, Kind: t.GetKind(), AmountKopeks: t.GetAmountKopeks(),
				Gateway: t.GetGateway(), BookedAt: t.GetBookedAt()},
		}
		if t.GetKind() == "subscription_payment" {
			e.unlessLanding = t.GetExternalId()
		}
		return []event{e}
	case "refund":
		return []event{{
			id: fmt.Sprintf("bedolaga:transaction:%d:refunded", key), subject: subject, at: t.GetBookedAt().AsTime(),
			data: &eventsv1.PaymentRefunded{TransactionId: key, CustomerId: t.GetCustomerId(), AmountKopeks: t.GetAmountKopeks(), Gateway: t.GetGateway(), BookedAt: t.GetBookedAt()},
		}}
	}
	return nil
}
