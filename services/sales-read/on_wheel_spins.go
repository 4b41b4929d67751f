package salesread

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
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
func (w spinRow) fact() *fact {
	if !w.PaidWithStars || w.PaymentValueKopeks <= 0 {
		return nil
	}
	return &fact{at: w.CreatedAt, gateway: "telegram_stars", amount: w.PaymentValueKopeks, customer: w.CustomerID}
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

// onWheelSpins keeps the spins of the fortune wheel, for the Stars paid for them.
func (s *service) onWheelSpins(ctx context.Context, tx pgx.Tx, b *bedolagav1.WheelSpinBatch) error {
	m, err := plan(ctx, tx, wheelSpins(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	e := s.newEffects()
	for _, w := range m.accepted {
		e.cash(m.was[w.GetId()].fact(), spinOf(w).fact())
	}
	for _, was := range m.removed {
		e.cash(was.fact(), nil)
	}
	if err := s.markPayments(ctx, tx, "wheel_spin", m.touched(), nil); err != nil {
		return err
	}
	return e.apply(ctx, tx)
}
