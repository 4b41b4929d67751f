package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// withdrawalRequests reads requests for a payout. Where to pay, the bot's analysis and the comment of its admin are never named here.
func withdrawalRequests() *Table {
	return &Table{
		Entity: "withdrawal_request", Name: "withdrawal_requests", Batch: &bedolagav1.WithdrawalRequestBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "amount_kopeks", Kind: Integer, Required: true},
			{Name: "status", Kind: Text, Required: true}, {Name: "created_at", Kind: Instant, Required: true}, {Name: "risk_score", Kind: Integer},
			{Name: "processed_by", Kind: Integer}, {Name: "processed_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.WithdrawalRequest{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.WithdrawalRequest{
				Id: r.Key(), CustomerId: r.ref("user_id"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), Status: r.text("status"), RiskScore: r.optInt("risk_score"),
				ProcessedById: r.optRef("processed_by"), ProcessedAt: r.time("processed_at"), CreatedAt: r.time("created_at"),
			}
		},
		Fact: born,
		Events: func(c Change) []Event {
			w := c.Is.(*bedolagav1.WithdrawalRequest)
			if w.GetCreatedAt() == nil {
				return nil
			}
			return []Event{{
				ID: fmt.Sprintf("bedolaga:withdrawal_request:%d:requested", c.Key), Subject: fmt.Sprintf("customer/%d", w.GetCustomerId()), At: w.GetCreatedAt().AsTime(),
				Data: &eventsv1.WithdrawalRequested{RequestId: c.Key, CustomerId: w.GetCustomerId(), AmountKopeks: w.GetAmountKopeks(), RiskScore: w.RiskScore,
					RequestedAt: w.GetCreatedAt()},
			}}
		},
	}
}
