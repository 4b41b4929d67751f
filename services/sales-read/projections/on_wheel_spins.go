package projections

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// spinRow is a wheel spin as far as money depends on it.
type spinRow struct {
	known
	CustomerID         int64
	PaidWithStars      bool
	PaymentValueKopeks int64
	CreatedAt          time.Time
}

// fact is the Stars really charged for the spin: money that no ledger row shows.
func (w spinRow) fact() *cash.Fact {
	if !w.PaidWithStars || w.PaymentValueKopeks <= 0 {
		return nil
	}
	return &cash.Fact{At: w.CreatedAt, Gateway: "telegram_stars", Amount: w.PaymentValueKopeks, Customer: w.CustomerID}
}

func spinOf(w *bedolagav1.WheelSpin) spinRow {
	return spinRow{known: known{ID: w.GetId()}, CustomerID: w.GetCustomerId(), PaidWithStars: w.GetPaidWithStars(),
		PaymentValueKopeks: max(w.GetPaymentValueKopeks(), -w.GetPaymentValueKopeks()), CreatedAt: instant(w.GetCreatedAt())}
}

func wheelSpins() projection[*bedolagav1.WheelSpin, spinRow] {
	columns := []string{"customer_id", "paid_with_stars", "payment_value_kopeks", "created_at"}
	return projection[*bedolagav1.WheelSpin, spinRow]{
		entity: "wheel_spin", table: "sales.wheel_spins", lock: "money", before: columns, columns: columns,
		values: func(w *bedolagav1.WheelSpin) []any {
			s := spinOf(w)
			return []any{s.CustomerID, s.PaidWithStars, s.PaymentValueKopeks, s.CreatedAt}
		},
	}
}

// OnWheelSpins keeps the spins of the fortune wheel, for the Stars paid for them.
func (k *Keeper) OnWheelSpins(ctx context.Context, tx pgx.Tx, b *bedolagav1.WheelSpinBatch) error {
	m, err := plan(ctx, tx, wheelSpins(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	e := cash.NewEffects(k.mark)
	for _, w := range m.accepted {
		e.Replace(m.was[w.GetId()].fact(), spinOf(w).fact())
	}
	for _, was := range m.removed {
		e.Replace(was.fact(), nil)
	}
	if err := k.mark.Payments(ctx, tx, "wheel_spin", m.touched(), nil); err != nil {
		return err
	}
	return e.Apply(ctx, tx)
}
