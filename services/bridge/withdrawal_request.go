package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// withdrawalRequests reads requests for a payout. Where to pay, the bot's analysis and the comment of its admin are never named here.
func withdrawalRequests() *table {
	return &table{
		entity: "withdrawal_request", name: "withdrawal_requests", batch: &bedolagav1.WithdrawalRequestBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "amount_kopeks", kind: integer, required: true},
			{name: "status", kind: text, required: true}, {name: "created_at", kind: instant, required: true}, {name: "risk_score", kind: integer},
			{name: "processed_by", kind: integer}, {name: "processed_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.WithdrawalRequest{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.WithdrawalRequest{
				Id: r.key(), CustomerId: r.ref("user_id"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), Status: r.text("status"), RiskScore: r.optInt("risk_score"),
				ProcessedById: r.optRef("processed_by"), ProcessedAt: r.time("processed_at"), CreatedAt: r.time("created_at"),
			}
		},
		fact: born,
		events: func(c change) []event {
			w := c.is.(*bedolagav1.WithdrawalRequest)
			if w.GetCreatedAt() == nil {
				return nil
			}
			return []event{{
				id: fmt.Sprintf("bedolaga:withdrawal_request:%d:requested", c.key), subject: fmt.Sprintf("customer/%d", w.GetCustomerId()), at: w.GetCreatedAt().AsTime(),
				data: &eventsv1.WithdrawalRequested{RequestId: c.key, CustomerId: w.GetCustomerId(), AmountKopeks: w.GetAmountKopeks(), RiskScore: w.RiskScore,
					RequestedAt: w.GetCreatedAt()},
			}}
		},
	}
}
