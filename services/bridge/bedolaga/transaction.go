package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// transactions reads the bot's ledger.
func transactions() *Table {
	return &Table{
		Entity: "transaction", Name: "transactions", Batch: &bedolagav1.TransactionBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "type", Kind: Text, Required: true},
			{Name: "amount_kopeks", Kind: Integer, Required: true}, {Name: "payment_method", Kind: Text, Required: true},
			{Name: "is_completed", Kind: Boolean, Required: true}, {Name: "created_at", Kind: Instant, Required: true},
			{Name: "completed_at", Kind: Instant, Required: true}, {Name: "external_id", Kind: Text}, {Name: "description", Kind: Text},
		},
		Empty: func() proto.Message { return &bedolagav1.Transaction{} },
		Row:   ledgerRow,
		Fact: func(m proto.Message) string {
			t := m.(*bedolagav1.Transaction)
			return fmt.Sprint(t.GetCreatedAt().AsTime().UnixMicro(), t.GetAmountKopeks())
		},
		Events: ledgerEvents,
	}
}

func ledgerRow(r *Record) proto.Message {
	t := &bedolagav1.Transaction{
		Id: r.Key(), CustomerId: r.ref("user_id"), Kind: r.text("type"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), PaymentMethod: r.optText("payment_method"),
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
func ledgerEvents(c Change) []Event {
	t, key := c.Is.(*bedolagav1.Transaction), c.Key
	if !t.GetCompleted() || t.Gateway == nil || t.GetBookedAt() == nil || t.GetAmountKopeks() == 0 {
		return nil
	}
	subject := fmt.Sprintf("transaction/%d", key)
	switch t.GetKind() {
	case "deposit", "subscription_payment":
		customer := t.GetCustomerId()
		e := Event{
			ID: fmt.Sprintf("bedolaga:transaction:%d:completed", key), Subject: subject, At: t.GetBookedAt().AsTime(),
			Data: &eventsv1.PaymentCompleted{Source: "transaction", SourceId: key, CustomerId: &customer, Kind: t.GetKind(), AmountKopeks: t.GetAmountKopeks(),
				Gateway: t.GetGateway(), BookedAt: t.GetBookedAt()},
		}
		if t.GetKind() == "subscription_payment" {
			e.UnlessLanding = t.GetExternalId()
		}
		return []Event{e}
	case "refund":
		return []Event{{
			ID: fmt.Sprintf("bedolaga:transaction:%d:refunded", key), Subject: subject, At: t.GetBookedAt().AsTime(),
			Data: &eventsv1.PaymentRefunded{TransactionId: key, CustomerId: t.GetCustomerId(), AmountKopeks: t.GetAmountKopeks(), Gateway: t.GetGateway(), BookedAt: t.GetBookedAt()},
		}}
	}
	return nil
}
