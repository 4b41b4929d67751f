package simulator

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// errNobody means that no row fits the fact at this moment.
var errNobody = errors.New("nobody fits")

// fact is something that happens in a shop, with its share.
type fact struct {
	name   string
	weight int
	play   func(context.Context) error
}

// repertoire lists everything the living shop does.
func (s *Shop) repertoire() []fact {
	all := []fact{
		{"register", 14, s.factRegister},
		{"start trial", 9, s.factTrial},
		{"top up", 20, s.factTopUp},
		{"buy from wallet", 16, s.factBuyFromWallet},
		{"buy directly", 6, s.factBuyDirectly},
		{"refund", 2, s.factRefund},
		{"reward", 5, s.factReward},
		{"expire", 8, s.factExpire},
		{"switch tariff", 2, s.factSwitch},
		{"wipe returning user", 1, s.factWipe},
		{"block", 1, s.factBlock},
		{"commit late", 3, s.factLateCommit},
	}
	if s.l.hasTable("guest_purchases") {
		all = append(all, fact{"order as guest", 3, s.factOrder}, fact{"advance order", 6, s.factAdvanceOrder})
	}
	if s.l.hasTable("wheel_spins") {
		all = append(all, fact{"spin wheel", 3, s.factSpin})
	}
	return all
}

// anyone picks an active customer.
func (s *Shop) anyone(ctx context.Context, tx pgx.Tx) (id int64, balance int, err error) {
	err = tx.QueryRow(ctx, `SELECT id, coalesce(balance_kopeks, 0) FROM users
		WHERE id >= floor($1::float8 * (SELECT max(id) FROM users)) AND status = 'active' ORDER BY id LIMIT 1`, s.chance.Float64()).Scan(&id, &balance)
	return id, balance, nobody(err)
}

func nobody(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return errNobody
	}
	return err
}

func (s *Shop) factRegister(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		now := s.at()
		c := customer{registered: now, seen: now}
		if !s.l.old() && s.chance.IntN(12) == 0 {
			c.auth = uint8(1 + s.chance.IntN(len(authTypes)-1))
		}
		if s.chance.IntN(4) == 0 {
			if id, _, err := s.anyone(ctx, tx); err == nil {
				c.referrer = int32(id)
			} else if !errors.Is(err, errNobody) {
				return nil, err
			}
		}
		id, err := insertRow(ctx, tx, s.plan, "users", userFields(s.plan), &c)
		if err != nil {
			return nil, err
		}
		body := map[string]any{"user_id": id, "telegram_id": nil, "username": nil, "first_name": "Новый", "last_name": nil, "referral_code": referralCode(int(id)), "referred_by_id": nil}
		if c.auth == 0 {
			body["telegram_id"] = telegramID(int(id))
		}
		return []note{{"user.registered", body}}, nil
	})
}

func (s *Shop) factTrial(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		var user int32
		err := tx.QueryRow(ctx, `SELECT id FROM (SELECT u.id FROM users u WHERE u.status = 'active'
			AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.user_id = u.id) ORDER BY u.id DESC LIMIT 20) x ORDER BY random() LIMIT 1`).Scan(&user)
		if err != nil {
			return nil, nobody(err)
		}
		now := s.at()
		return s.subscribe(ctx, tx, &subscription{created: now, start: now, end: now + 3*day, user: user, tariff: 2, status: subActive, trial: true})
	})
}

func (s *Shop) subscribe(ctx context.Context, tx pgx.Tx, sub *subscription) ([]note, error) {
	id, err := insertRow(ctx, tx, s.plan, "subscriptions", subscriptionFields(s.plan), sub)
	return []note{{"subscription.created", map[string]any{"subscription_id": id, "user_id": sub.user, "is_trial": sub.trial, "status": subStatuses[sub.status]}}}, err
}

// factExpire is the bot's monitor: it comes late and marks a few rows at a time.
func (s *Shop) factExpire(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		now := s.at()
		_, err := tx.Exec(ctx, `UPDATE subscriptions SET status = 'expired', updated_at = $1 WHERE id IN
			(SELECT id FROM subscriptions WHERE status IN ('active', 'trial', 'limited') AND end_date < $2 ORDER BY end_date LIMIT 5)`, at(now), at(now-10*minute))
		return nil, err
	})
}

func (s *Shop) factSwitch(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		now := s.at()
		tag, err := tx.Exec(ctx, `UPDATE subscriptions SET tariff_id = $2, updated_at = $3 WHERE id = (SELECT id FROM subscriptions
			WHERE user_id = $1 AND status = 'active' AND is_trial = false ORDER BY id LIMIT 1)
			AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE user_id = $1 AND tariff_id = $2)`, user, 2+s.chance.IntN(3), at(now))
		if err != nil || tag.RowsAffected() == 0 {
			return nil, err
		}
		return s.write(ctx, tx, &payment{at: now, user: int32(user), kind: kSwitch, gateway: s.wallet()})
	})
}

// factWipe: a deleted user presses /start again, and the bot destroys the history.
func (s *Shop) factWipe(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		var user int64
		err := tx.QueryRow(ctx, "SELECT id FROM users WHERE status = 'deleted' ORDER BY random() LIMIT 1").Scan(&user)
		if errors.Is(err, pgx.ErrNoRows) {
			if user, _, err = s.anyone(ctx, tx); err == nil {
				_, err = tx.Exec(ctx, "UPDATE users SET status = 'deleted', updated_at = $2 WHERE id = $1", user, at(s.at()))
			}
			return nil, err
		}
		if err != nil {
			return nil, err
		}
		for _, sql := range []string{"DELETE FROM subscriptions WHERE user_id = $1", "DELETE FROM transactions WHERE user_id = $1"} {
			if _, err := tx.Exec(ctx, sql, user); err != nil {
				return nil, fmt.Errorf("wipe user %d: %w", user, err)
			}
		}
		_, err = tx.Exec(ctx, `UPDATE users SET status = 'active', balance_kopeks = 0, has_had_paid_subscription = false, referred_by_id = NULL,
			referral_code = 'rew' || id, updated_at = $2, last_activity = $2 WHERE id = $1`, user, at(s.at()))
		return nil, err
	})
}

func (s *Shop) factBlock(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		from, to := "active", "blocked"
		if s.chance.IntN(2) == 0 {
			from, to = to, from
		}
		_, err := tx.Exec(ctx, `UPDATE users SET status = $2, updated_at = $3 WHERE id = (SELECT id FROM users
			WHERE status = $1 AND id >= floor($4::float8 * (SELECT max(id) FROM users)) ORDER BY id LIMIT 1)`, from, to, at(s.at()), s.chance.Float64())
		return nil, err
	})
}
