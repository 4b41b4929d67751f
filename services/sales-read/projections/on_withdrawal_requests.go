package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func withdrawalRequests() projection[*bedolagav1.WithdrawalRequest, known] {
	return projection[*bedolagav1.WithdrawalRequest, known]{
		entity: "withdrawal_request", table: "sales.withdrawal_requests", lock: "withdrawal_requests",
		columns: []string{"customer_id", "amount_kopeks", "status", "risk_score", "processed_at", "created_at"},
		values: func(w *bedolagav1.WithdrawalRequest) []any {
			return []any{w.GetCustomerId(), w.GetAmountKopeks(), text(w.GetStatus()), w.RiskScore, optInstant(w.GetProcessedAt()), instant(w.GetCreatedAt())}
		},
	}
}

// OnWithdrawalRequests keeps the requests of payouts.
func (k *Keeper) OnWithdrawalRequests(ctx context.Context, tx pgx.Tx, b *bedolagav1.WithdrawalRequestBatch) error {
	m, err := plan(ctx, tx, withdrawalRequests(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
