package projections

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

func transactions() projection[*bedolagav1.Transaction, ledgerRow] {
	return projection[*bedolagav1.Transaction, ledgerRow]{
		entity: "transaction", table: "sales.transactions", lock: "money", before: ledgerColumns,
		columns: []string{"customer_id", "kind", "direction", "amount_kopeks", "payment_method", "gateway", "external_id", "description", "completed",
			"created_at", "booked_at", "cash"},
	}
}

// OnTransactions keeps the ledger and what follows from it: cash and who has paid.
func (k *Keeper) OnTransactions(ctx context.Context, tx pgx.Tx, b *bedolagav1.TransactionBatch) error {
	m, err := plan(ctx, tx, transactions(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	after, err := judge(ctx, tx, m.accepted)
	if err != nil {
		return err
	}
	m.values = func(t *bedolagav1.Transaction) []any {
		row := after[t.GetId()]
		return []any{row.CustomerID, row.Kind, int16(t.GetDirection()), row.AmountKopeks, optText(t.PaymentMethod), row.Gateway, row.ExternalID, optText(t.Description),
			row.Completed, optInstant(t.GetCreatedAt()), row.BookedAt, row.Cash}
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	e := cash.NewEffects(k.mark)
	for id, row := range after {
		if was, have := m.was[id]; have {
			ledgerChanged(e, &was, row)
		} else {
			ledgerChanged(e, nil, row)
		}
	}
	for _, was := range m.removed {
		ledgerChanged(e, &was, nil)
	}
	if err := k.mark.Payments(ctx, tx, "transaction", m.touched(), nil); err != nil {
		return err
	}
	return e.Apply(ctx, tx)
}

// judge decides what each row does to cash, knowing the landing orders that count.
func judge(ctx context.Context, tx pgx.Tx, rows []*bedolagav1.Transaction) (map[int64]*ledgerRow, error) {
	after := make(map[int64]*ledgerRow, len(rows))
	var payments []string
	for _, t := range rows {
		row := &ledgerRow{known: known{ID: t.GetId()}, CustomerID: t.GetCustomerId(), Kind: text(t.GetKind()), AmountKopeks: max(t.GetAmountKopeks(), -t.GetAmountKopeks()),
			Gateway: optText(t.Gateway), ExternalID: optText(t.ExternalId), Completed: t.GetCompleted(), BookedAt: instant(t.GetBookedAt())}
		after[row.ID] = row
		if row.delivers() {
			payments = append(payments, *row.ExternalID)
		}
	}
	counted, err := countedOrders(ctx, tx, payments)
	if err != nil {
		return nil, err
	}
	for _, row := range after {
		row.Cash = cashOf(*row, row.delivers() && counted[*row.ExternalID])
	}
	return after, nil
}

const findOrders = `
SELECT DISTINCT payment_id FROM sales.guest_purchases
WHERE payment_id = ANY($1) AND paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0`

// countedOrders tells which payment ids belong to landing orders that count as cash.
func countedOrders(ctx context.Context, tx pgx.Tx, payments []string) (map[string]bool, error) {
	counted := map[string]bool{}
	if len(payments) == 0 {
		return counted, nil
	}
	rows, err := tx.Query(ctx, findOrders, payments)
	if err != nil {
		return nil, fmt.Errorf("look up landing orders: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look up landing orders: %w", err)
	}
	for _, id := range ids {
		counted[id] = true
	}
	return counted, nil
}
