package simulator

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

func (s *Shop) factOrder(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		t := &s.tariffs[s.chance.IntN(4)]
		days, price := t.period(s.chance)
		g := guest{created: s.at(), amount: int32(price), period: int16(days), tariff: int8(t.id), status: guestPending, gift: s.chance.IntN(5) == 0,
			method: int8(s.chance.IntN(len(s.guestMethods))), key: 1_000_000_000 + int32(s.chance.IntN(1_000_000_000))}
		if g.gift && s.chance.IntN(2) == 0 {
			user, _, err := s.anyone(ctx, tx)
			if err != nil {
				return nil, err
			}
			g.buyer, g.cabinet = int32(user), true
		}
		if s.l.hasTable("landing_pages") {
			if err := tx.QueryRow(ctx, "SELECT coalesce((SELECT id FROM landing_pages WHERE is_active ORDER BY random() LIMIT 1), 0)").Scan(&g.landing); err != nil {
				return nil, fmt.Errorf("find a landing page: %w", err)
			}
		}
		_, err := insertRow(ctx, tx, s.plan, "guest_purchases", guestFields(s.plan), &g)
		return nil, err
	})
}

// openOrder is an order on its way.
type openOrder struct {
	ID        int64
	Status    string
	Gift      bool
	Tariff    int32
	Days      int32
	Kopeks    int32
	Method    string
	PaymentID string
}

// factAdvanceOrder moves an order on its way: pending, paid, delivered; some fail, some wait for activation, gifts for a taker.
func (s *Shop) factAdvanceOrder(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		rows, err := tx.Query(ctx, `SELECT id, status, is_gift AS gift, coalesce(tariff_id, 1) AS tariff, period_days AS days, amount_kopeks AS kopeks, payment_method AS method, payment_id
			FROM guest_purchases WHERE status IN ('pending', 'paid', 'pending_activation') AND payment_method <> 'balance' ORDER BY id DESC LIMIT 6`)
		if err != nil {
			return nil, fmt.Errorf("find open orders: %w", err)
		}
		open, err := pgx.CollectRows(rows, pgx.RowToStructByName[openOrder])
		if err != nil {
			return nil, fmt.Errorf("read open orders: %w", err)
		}
		if len(open) == 0 {
			return nil, errNobody
		}
		o := pick(s.chance, open)
		now := at(s.at())
		switch n := s.chance.IntN(100); {
		case o.Status == "pending" && n < 12:
			_, err = tx.Exec(ctx, "UPDATE guest_purchases SET status = 'failed' WHERE id = $1", o.ID)
		case o.Status == "pending" && n < 18: // the money came, the amount did not match
			_, err = tx.Exec(ctx, "UPDATE guest_purchases SET status = 'failed', paid_at = $2, retry_count = 3 WHERE id = $1", o.ID, now)
		case o.Status == "pending":
			_, err = tx.Exec(ctx, "UPDATE guest_purchases SET status = 'paid', paid_at = $2 WHERE id = $1", o.ID, now)
		case o.Status == "paid" && !o.Gift && n < 20:
			_, err = tx.Exec(ctx, "UPDATE guest_purchases SET status = 'pending_activation' WHERE id = $1", o.ID)
		default:
			return s.deliver(ctx, tx, o)
		}
		return nil, err
	})
}

// deliver gives the subscription; an order that is no gift enters the ledger only now, under the gateway's own name.
func (s *Shop) deliver(ctx context.Context, tx pgx.Tx, o openOrder) ([]note, error) {
	user, _, err := s.anyone(ctx, tx)
	if err != nil {
		return nil, err
	}
	now := s.at()
	if _, err := tx.Exec(ctx, "UPDATE guest_purchases SET status = 'delivered', delivered_at = $2, user_id = $3 WHERE id = $1", o.ID, at(now), user); err != nil {
		return nil, fmt.Errorf("deliver order %d: %w", o.ID, err)
	}
	_, notes, err := s.extend(ctx, tx, user, int8(o.Tariff), int(o.Days))
	if err != nil || o.Gift {
		return notes, err
	}
	gateway := ""
	for _, m := range s.guestMethods {
		if m.stored == o.Method {
			gateway = m.gateway
		}
	}
	if gateway == "" {
		return nil, errors.New("order with unknown method " + o.Method)
	}
	_, err = tx.Exec(ctx, `INSERT INTO transactions (user_id, type, amount_kopeks, description, payment_method, external_id, is_completed, created_at, completed_at)
		VALUES ($1, 'subscription_payment', $2, 'Покупка через лендинг', $3, $4, true, $5, $5)`, user, -o.Kopeks, gateway, o.PaymentID, at(now))
	if err != nil {
		return nil, fmt.Errorf("book order %d: %w", o.ID, err)
	}
	return notes, nil
}

func (s *Shop) factSpin(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		_, err = insertRow(ctx, tx, s.plan, "wheel_spins", spinFields(s.plan), &spin{at: s.at(), user: int32(user), kopeks: 1790, kind: [...]uint8{spinStars, spinStars, spinDays, spinWallet}[s.chance.IntN(4)],
			prize: uint8(s.chance.IntN(3))})
		return nil, err
	})
}
