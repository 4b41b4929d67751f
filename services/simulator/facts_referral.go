package simulator

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// arrival is the campaign by which somebody comes; ID 0: by none.
type arrival struct {
	id      int
	partner int32
	campaign
}

// campaign picks one for every fourth who registers.
func (s *Shop) campaign(ctx context.Context, tx pgx.Tx) (arrival, error) {
	var x arrival
	if s.chance.IntN(4) > 0 {
		return x, nil
	}
	partner := "NULL"
	if _, ok := s.l.has["advertising_campaigns"]["partner_user_id"]; ok {
		partner = "partner_user_id"
	}
	err := tx.QueryRow(ctx, `SELECT id, name, start_parameter, bonus_type, coalesce(balance_bonus_kopeks, 0), coalesce(`+partner+`, 0)
		FROM advertising_campaigns WHERE is_active ORDER BY random() LIMIT 1`).Scan(&x.id, &x.name, &x.slug, &x.bonus, &x.kopeks, &x.partner)
	if errors.Is(err, pgx.ErrNoRows) {
		return x, nil
	}
	if err != nil {
		return x, fmt.Errorf("find a campaign: %w", err)
	}
	return x, nil
}

// welcome writes what follows a registration: the referrer's pending row, the campaign's registration and its bonus.
func (s *Shop) welcome(ctx context.Context, tx pgx.Tx, user int64, c *customer, came arrival) ([]note, error) {
	if c.referrer != 0 {
		e := earning{at: c.registered, earner: c.referrer, referral: int32(user), campaign: uint8(came.id)}
		if _, err := insertRow(ctx, tx, s.plan, "referral_earnings", earningFields(), &e); err != nil {
			return nil, err
		}
	}
	if came.id == 0 {
		return nil, nil
	}
	if _, err := tx.Exec(ctx, `INSERT INTO advertising_campaign_registrations (campaign_id, user_id, bonus_type, balance_bonus_kopeks, subscription_duration_days, created_at)
		SELECT id, $2, bonus_type, balance_bonus_kopeks, subscription_duration_days, $3 FROM advertising_campaigns WHERE id = $1`, came.id, user, at(c.registered)); err != nil {
		return nil, fmt.Errorf("register by campaign %d: %w", came.id, err)
	}
	if err := s.tell(ctx, tx, campaignEntry(c.registered, int32(user), came.id, &came.campaign)); err != nil {
		return nil, err
	}
	if came.kopeks == 0 {
		return nil, nil
	}
	return s.write(ctx, tx, &payment{at: c.registered, user: int32(user), amount: came.kopeks, kind: kCampaign, gateway: methodNone})
}

// payReferrer books the commission of a top-up: the pending row goes, the earning and the reward come.
func (s *Shop) payReferrer(ctx context.Context, tx pgx.Tx, p *payment) error {
	var topped bool
	var percent int32
	e := earning{at: p.at, referral: p.user, reason: earnedCommission}
	err := tx.QueryRow(ctx, `SELECT r.id, coalesce(r.referral_commission_percent, 25), u.has_made_first_topup, coalesce((SELECT campaign_id
		FROM advertising_campaign_registrations c WHERE c.user_id = u.id ORDER BY created_at LIMIT 1), 0)
		FROM users u JOIN users r ON r.id = u.referred_by_id WHERE u.id = $1`, p.user).Scan(&e.earner, &percent, &topped, &e.campaign)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the referrer of user %d: %w", p.user, err)
	}
	e.amount = p.amount / 100 * percent
	if !topped {
		e.reason = earnedFirst
		e.amount += inviterBonus
		if _, err := tx.Exec(ctx, "DELETE FROM referral_earnings WHERE referral_id = $1 AND amount_kopeks = 0", p.user); err != nil {
			return fmt.Errorf("delete the pending earning of user %d: %w", p.user, err)
		}
	}
	if _, err := insertRow(ctx, tx, s.plan, "referral_earnings", earningFields(), &e); err != nil {
		return err
	}
	_, err = s.write(ctx, tx, &payment{at: p.at, user: e.earner, amount: e.amount, kind: kReward, gateway: methodNone})
	return err
}

// factAskPayout: somebody who earned asks for what is in the wallet and was not asked for yet.
func (s *Shop) factAskPayout(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		now := s.at()
		w := withdrawal{at: now, risk: uint8(s.chance.IntN(100))}
		err := tx.QueryRow(ctx, `SELECT id, least(balance_kopeks, earned - taken)::integer FROM (SELECT u.id, u.balance_kopeks,
			(SELECT coalesce(sum(amount_kopeks), 0) FROM referral_earnings e WHERE e.user_id = u.id) AS earned,
			(SELECT coalesce(sum(amount_kopeks), 0) FROM withdrawal_requests w WHERE w.user_id = u.id AND w.status IN ('pending', 'approved', 'completed')) AS taken
			FROM users u WHERE u.status = 'active' AND u.balance_kopeks >= 10000 AND u.id IN (SELECT user_id FROM referral_earnings WHERE amount_kopeks > 0 ORDER BY id DESC LIMIT 200)) x
			WHERE earned - taken >= 10000 ORDER BY random() LIMIT 1`).Scan(&w.user, &w.amount)
		if err != nil {
			return nil, nobody(err)
		}
		_, err = insertRow(ctx, tx, s.plan, "withdrawal_requests", withdrawalFields(), &w)
		return nil, err
	})
}

// factProcessPayout moves a request on: approved with the wallet debited, rejected, taken back; an approved one is transferred.
func (s *Shop) factProcessPayout(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		var id, user, amount int32
		var status string
		var balance int32
		err := tx.QueryRow(ctx, `SELECT w.id, w.user_id, w.amount_kopeks, w.status, coalesce(u.balance_kopeks, 0) FROM withdrawal_requests w JOIN users u ON u.id = w.user_id
			WHERE w.status IN ('pending', 'approved') ORDER BY w.id DESC LIMIT 1 OFFSET $1`, s.chance.IntN(3)).Scan(&id, &user, &amount, &status, &balance)
		if err != nil {
			return nil, nobody(err)
		}
		now := s.at()
		next, by := payApproved, any(int32(1))
		switch n := s.chance.IntN(100); {
		case status == withdrawalStatuses[payApproved]:
			next = payCompleted
		case n < 20 || balance < amount:
			next = payRejected
		case n < 30:
			next, by = payCancelled, nil
		}
		if _, err := tx.Exec(ctx, `UPDATE withdrawal_requests SET status = $2, processed_by = $3, processed_at = $4, updated_at = $4 WHERE id = $1`,
			id, withdrawalStatuses[next], by, at(now)); err != nil {
			return nil, fmt.Errorf("process request %d: %w", id, err)
		}
		if next != payApproved {
			return nil, nil
		}
		return s.write(ctx, tx, &payment{at: now, user: user, amount: amount, kind: kPayout, gateway: methodNone})
	})
}
