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
		{"credit", 2, s.factCredit},
		{"use promo code", 5, s.factPromo},
		{"ask for payout", 1, s.factAskPayout},
		{"process payout", 1, s.factProcessPayout},
		{"buy add-on", 4, s.factAddOn},
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
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM promo_groups WHERE is_default").Scan(&c.group); err != nil {
			return nil, fmt.Errorf("find the default promo group: %w", err)
		}
		came, err := s.campaign(ctx, tx)
		if err != nil {
			return nil, err
		}
		if c.referrer = came.partner; c.referrer == 0 && s.chance.IntN(4) == 0 {
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
		notes, err := s.welcome(ctx, tx, id, &c, came)
		if err != nil {
			return nil, err
		}
		body := map[string]any{"user_id": id, "telegram_id": nil, "username": nil, "first_name": "Новый", "last_name": nil, "referral_code": referralCode(int(id)), "referred_by_id": nil}
		if c.auth == 0 {
			body["telegram_id"] = telegramID(int(id))
		}
		return append([]note{{"user.registered", body}}, notes...), nil
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
		id, notes, err := s.subscribe(ctx, tx, &subscription{created: now, start: now, end: now + 3*day, user: user, tariff: 2, status: subActive, trial: true})
		if err != nil {
			return nil, err
		}
		return notes, s.tell(ctx, tx, trialEntry(now, user, int32(id)))
	})
}

func (s *Shop) subscribe(ctx context.Context, tx pgx.Tx, sub *subscription) (int64, []note, error) {
	id, err := insertRow(ctx, tx, s.plan, "subscriptions", subscriptionFields(s.plan), sub)
	return id, []note{{"subscription.created", map[string]any{"subscription_id": id, "user_id": sub.user, "is_trial": sub.trial, "status": subStatuses[sub.status]}}}, err
}

// factExpire is the bot's monitor: it comes late, marks a few rows at a time and deletes traffic packages that are over.
func (s *Shop) factExpire(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		now := s.at()
		if s.l.hasTable("traffic_purchases") {
			if _, err := tx.Exec(ctx, `WITH gone AS (DELETE FROM traffic_purchases WHERE expires_at < $1 RETURNING subscription_id, traffic_gb)
				UPDATE subscriptions s SET traffic_limit_gb = traffic_limit_gb - gb, purchased_traffic_gb = purchased_traffic_gb - gb, updated_at = $1
				FROM (SELECT subscription_id, sum(traffic_gb) AS gb FROM gone GROUP BY 1) g WHERE s.id = g.subscription_id`, at(now)); err != nil {
				return nil, fmt.Errorf("expire traffic packages: %w", err)
			}
		}
		_, err := tx.Exec(ctx, `UPDATE subscriptions SET status = 'expired', updated_at = $1 WHERE id IN
			(SELECT id FROM subscriptions WHERE status IN ('active', 'trial', 'limited') AND end_date < $2 ORDER BY end_date LIMIT 5)`, at(now), at(now-10*minute))
		return nil, err
	})
}

func (s *Shop) factSwitch(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, balance, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		now, tariff := s.at(), 2+s.chance.IntN(3)
		var id int32
		err = tx.QueryRow(ctx, `UPDATE subscriptions SET tariff_id = $2, updated_at = $3 WHERE id = (SELECT id FROM subscriptions
			WHERE user_id = $1 AND status = 'active' AND is_trial = false ORDER BY id LIMIT 1)
			AND NOT EXISTS (SELECT 1 FROM subscriptions WHERE user_id = $1 AND tariff_id = $2) RETURNING id`, user, tariff, at(now)).Scan(&id)
		if err != nil {
			return nil, nobody(err)
		}
		p := &payment{at: now, user: int32(user), kind: kSwitch, gateway: s.wallet(), sub: id, tariff: int8(tariff), what: boughtPlanChange}
		if price := 100 * (30 + s.chance.IntN(120)); s.chance.IntN(2) == 0 && balance >= price { // the difference for what is left of the term
			p.amount = int32(price)
		}
		return s.write(ctx, tx, p)
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
		for _, sql := range []string{"DELETE FROM referral_earnings WHERE user_id = $1 OR referral_id = $1", "DELETE FROM promocode_uses WHERE user_id = $1",
			"DELETE FROM subscriptions WHERE user_id = $1", "DELETE FROM transactions WHERE user_id = $1"} {
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
