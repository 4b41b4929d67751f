package simulator

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// tell writes a row of the bot's business log.
func (s *Shop) tell(ctx context.Context, tx pgx.Tx, e logEntry) error {
	_, err := insertRow(ctx, tx, s.plan, "subscription_events", entryFields(func(e *logEntry) logEntry { return *e }), &e)
	return err
}

// usable is a promo code that a customer may use now.
type usable struct {
	ID     int32
	Code   string
	Type   string
	Kopeks int32
	Days   int32
}

// factPromo: a customer uses a code for the first time; codes of type balance credit the wallet, codes of days extend a paid subscription.
func (s *Shop) factPromo(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		now := s.at()
		rows, err := tx.Query(ctx, `SELECT id, code, type, coalesce(balance_bonus_kopeks, 0) AS kopeks, coalesce(subscription_days, 0) AS days FROM promocodes p
			WHERE is_active AND type IN ('balance', 'subscription_days') AND max_uses > 1 AND coalesce(current_uses, 0) < max_uses
			AND coalesce(valid_from, $2) <= $2 AND (valid_until IS NULL OR valid_until > $2)
			AND NOT EXISTS (SELECT 1 FROM promocode_uses WHERE promocode_id = p.id AND user_id = $1) ORDER BY random() LIMIT 1`, user, at(now))
		if err != nil {
			return nil, fmt.Errorf("find a promo code: %w", err)
		}
		code, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[usable])
		if err != nil {
			return nil, nobody(err)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO promocode_uses (promocode_id, user_id, used_at) VALUES ($1, $2, $3)", code.ID, user, at(now)); err != nil {
			return nil, fmt.Errorf("use promo code %d: %w", code.ID, err)
		}
		if _, err := tx.Exec(ctx, "UPDATE promocodes SET current_uses = coalesce(current_uses, 0) + 1, updated_at = $2 WHERE id = $1", code.ID, at(now)); err != nil {
			return nil, fmt.Errorf("count the use of promo code %d: %w", code.ID, err)
		}
		if err := s.tell(ctx, tx, promoEntry(now, int32(user), &promo{code: code.Code, kind: code.Type})); err != nil {
			return nil, err
		}
		if code.Type == "balance" {
			s.saidCode = code.Code
			return s.write(ctx, tx, &payment{at: now, user: int32(user), amount: code.Kopeks, kind: kBonus, gateway: methodNone})
		}
		tag, err := tx.Exec(ctx, `UPDATE subscriptions SET end_date = end_date + make_interval(hours => 24 * $2), updated_at = $3 WHERE id = (SELECT id FROM subscriptions
			WHERE user_id = $1 AND status = 'active' AND NOT is_trial AND end_date > $3 ORDER BY id LIMIT 1)`, user, code.Days, at(now))
		if err == nil && tag.RowsAffected() == 0 {
			return nil, errNobody
		}
		return nil, err
	})
}

// addOn is a subscription that an add-on is bought for.
type addOn struct {
	ID      int32
	User    int32
	Balance int
	Tariff  int8
	Traffic int32
}

// factAddOn buys traffic where it is limited, devices elsewhere and sometimes.
func (s *Shop) factAddOn(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		now := s.at()
		rows, err := tx.Query(ctx, `SELECT s.id, s.user_id AS user, coalesce(u.balance_kopeks, 0) AS balance, coalesce(s.tariff_id, 0) AS tariff, coalesce(s.traffic_limit_gb, 0) AS traffic
			FROM subscriptions s JOIN users u ON u.id = s.user_id WHERE s.id >= floor($1::float8 * (SELECT max(id) FROM subscriptions))
			AND s.status = 'active' AND NOT s.is_trial AND s.end_date > $2 AND u.status = 'active' ORDER BY s.id LIMIT 1`, s.chance.Float64(), at(now))
		if err != nil {
			return nil, fmt.Errorf("find a subscription for an add-on: %w", err)
		}
		x, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[addOn])
		if err != nil {
			return nil, nobody(err)
		}
		p := &payment{at: now, user: x.User, amount: 4900, kind: kTraffic, gateway: s.wallet(), ref: 10, sub: x.ID, tariff: x.Tariff, what: boughtTraffic}
		if x.Traffic == 0 || !s.l.hasTable("traffic_purchases") || s.chance.IntN(4) == 0 {
			p.kind, p.amount, p.ref, p.what = kDevices, 5000, 1, boughtDevices
			_, err = tx.Exec(ctx, "UPDATE subscriptions SET device_limit = device_limit + 1, updated_at = $2 WHERE id = $1", x.ID, at(now))
		} else {
			_, err = tx.Exec(ctx, `UPDATE subscriptions SET traffic_limit_gb = traffic_limit_gb + $3, purchased_traffic_gb = coalesce(purchased_traffic_gb, 0) + $3,
				updated_at = $2 WHERE id = $1`, x.ID, at(now), p.ref)
			if err == nil {
				_, err = insertRow(ctx, tx, s.plan, "traffic_purchases", packageFields(s.plan), &trafficPackage{at: now, sub: x.ID, gb: int16(p.ref)})
			}
		}
		if err != nil {
			return nil, fmt.Errorf("add to subscription %d: %w", x.ID, err)
		}
		var notes []note
		if x.Balance < int(p.amount) {
			if notes, err = s.write(ctx, tx, s.deposit(int64(x.User), int(p.amount)-x.Balance)); err != nil {
				return nil, err
			}
		}
		more, err := s.write(ctx, tx, p)
		return append(notes, more...), err
	})
}
