package simulator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// write inserts a ledger row as releases of today sign it and moves the wallet with it.
func (s *Shop) write(ctx context.Context, tx pgx.Tx, p *payment) ([]note, error) {
	move := p.amount
	switch p.kind {
	case kPurchase, kRenewal, kDaily, kTrial, kTraffic, kDevices, kSwitch, kDirect, kLanding, kGift:
		if move = 0; p.gateway == methodBalance || p.gateway == methodNone {
			move = -p.amount
		}
		p.amount = -p.amount
	case kAppleRefund, kDebit, kPayout, kTributeRefund:
		move = -p.amount
		if p.kind == kPayout || p.kind == kTributeRefund {
			p.amount = -p.amount
		}
	case kFailedRefund:
		move = 0
	}
	if p.kind == kDeposit && p.lag == 0 && s.chance.IntN(3) > 0 {
		p.lag = int32(5 + s.chance.IntN(600))
	}
	id, err := insertRow(ctx, tx, s.plan, "transactions", paymentFields(s.plan), p)
	if err != nil {
		return nil, err
	}
	if p.what&noted != 0 {
		if err := s.tell(ctx, tx, s.paymentEntry(id, p)); err != nil {
			return nil, err
		}
	}
	if p.kind == kDeposit {
		if err := s.payReferrer(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	if move != 0 {
		if _, err := tx.Exec(ctx, `UPDATE users SET balance_kopeks = greatest(coalesce(balance_kopeks, 0) + $2, 0), updated_at = $3, last_activity = $3,
			has_made_first_topup = has_made_first_topup OR $4 WHERE id = $1`, p.user, move, at(p.at), p.kind == kDeposit); err != nil {
			return nil, fmt.Errorf("move balance of user %d: %w", p.user, err)
		}
	}
	return s.paymentNote(id, p), nil
}

// paymentNote is what the bot would tell about a row: payment.completed is a deposit of any kind or a direct payment.
func (s *Shop) paymentNote(id int64, p *payment) []note {
	switch p.kind {
	case kDeposit, kDirect, kBonus, kPrize, kCampaign:
	default:
		return nil
	}
	kopeks := max(p.amount, -p.amount)
	return []note{{"payment.completed", map[string]any{"transaction_id": id, "user_id": p.user, "type": ledgerKinds()[p.kind].stored, "amount_kopeks": kopeks,
		"amount_rubles": float64(kopeks) / 100, "payment_method": s.method(p), "external_id": s.externalID(int(id)-1, p), "is_completed": true, "description": "Оплата «онлайн» <b>"}}}
}

// wallet is the method of rows paid from the balance; early releases leave it NULL.
func (s *Shop) wallet() int8 {
	if s.l.knowsMethod("balance") {
		return methodBalance
	}
	return methodNone
}

func (s *Shop) deposit(user int64, need int) *payment {
	p := &payment{at: s.at(), user: int32(user), kind: kDeposit, amount: int32(topUp(s.chance, need)), gateway: int8(pickGateway(s.chance, s.gates))}
	if s.chance.IntN(4) == 0 {
		p.what = noted
	}
	return p
}

func (s *Shop) factTopUp(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		return s.write(ctx, tx, s.deposit(user, 10000+s.chance.IntN(50000)))
	})
}

func (s *Shop) factBuyFromWallet(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, balance, err := s.buyer(ctx, tx)
		if err != nil {
			return nil, err
		}
		tariff, days, price, err := s.choice(ctx, tx, user)
		if err != nil {
			return nil, err
		}
		var notes []note
		if balance < price {
			if notes, err = s.write(ctx, tx, s.deposit(user, price-balance)); err != nil {
				return nil, err
			}
		}
		got, more, err := s.extend(ctx, tx, user, tariff, days)
		if err != nil {
			return nil, err
		}
		p := got.payment(s.at(), user, price, days)
		p.kind, p.gateway = kRenewal, s.wallet()
		switch {
		case p.what&boughtMask == boughtNew:
			p.kind = kPurchase
		case days == 1: // a daily charge, which is not in the business log
			p.kind, p.what = kDaily, boughtDaily
		}
		if _, err := s.write(ctx, tx, p); err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, "UPDATE users SET has_had_paid_subscription = true WHERE id = $1", user)
		return append(notes, more...), err
	})
}

func (s *Shop) factBuyDirectly(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.buyer(ctx, tx)
		if err != nil {
			return nil, err
		}
		tariff, days, price, err := s.choice(ctx, tx, user)
		if err != nil {
			return nil, err
		}
		if days == 1 { // days are charged to the wallet
			return nil, errNobody
		}
		got, notes, err := s.extend(ctx, tx, user, tariff, days)
		if err != nil {
			return nil, err
		}
		p := got.payment(s.at(), user, price, days)
		p.kind, p.gateway = kDirect, int8(pickGateway(s.chance, s.gates))
		if gate := s.gates[p.gateway].name; gate == "platega" || gate == "lava" { // recurring charges are not in the business log
			p.what &^= noted
		}
		more, err := s.write(ctx, tx, p)
		return append(notes, more...), err
	})
}

// choice is the tariff that the customer holds, for a day or a period, or another that is sold by period.
func (s *Shop) choice(ctx context.Context, tx pgx.Tx, user int64) (tariff int8, days, price int, err error) {
	t := &s.tariffs[[...]int{0, 1, 1, 2, 2, 3, 5}[s.chance.IntN(7)]]
	var held int
	err = tx.QueryRow(ctx, "SELECT coalesce(tariff_id, 0) FROM subscriptions WHERE id = "+extendable, user).Scan(&held)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, 0, fmt.Errorf("find the tariff of user %d: %w", user, err)
	}
	if held > 0 && held <= len(s.tariffs) {
		t = &s.tariffs[held-1]
	}
	days, price = t.period(s.chance)
	return int8(t.id), days, price, nil
}

// buyer is somebody whose subscription ends about now, or anybody.
func (s *Shop) buyer(ctx context.Context, tx pgx.Tx) (user int64, balance int, err error) {
	if s.chance.IntN(3) > 0 {
		now := s.at()
		err = tx.QueryRow(ctx, `SELECT id, balance FROM (SELECT u.id, coalesce(u.balance_kopeks, 0) AS balance FROM subscriptions s JOIN users u ON u.id = s.user_id
			WHERE s.status IN ('active', 'expired', 'limited') AND s.end_date BETWEEN $1 AND $2 AND u.status = 'active' ORDER BY s.end_date LIMIT 40) x
			ORDER BY random() LIMIT 1`, at(now-2*day), at(now+3*day)).Scan(&user, &balance)
		if !errors.Is(err, pgx.ErrNoRows) {
			return user, balance, err
		}
	}
	return s.anyone(ctx, tx)
}

// extendable picks the row of customer $1 that a purchase goes on with.
const extendable = `(SELECT id FROM subscriptions s WHERE user_id = $1 AND (status IN ('active', 'trial', 'limited', 'expired'))
	AND (s.status <> 'expired' OR NOT EXISTS (SELECT 1 FROM subscriptions o WHERE o.user_id = $1 AND o.id <> s.id AND o.tariff_id = s.tariff_id
		AND o.status IN ('active', 'trial', 'limited')))
	ORDER BY end_date DESC, id LIMIT 1)`

// extended is what a purchase did to a subscription.
type extended struct {
	id     int64
	prev   int64 // its end before; 0 there was none
	trial  bool  // it was a trial
	tariff int8
}

// payment is the ledger row of it, known to the business log.
func (x extended) payment(at, user int64, price, days int) *payment {
	p := &payment{at: at, prev: x.prev, user: int32(user), amount: int32(price), ref: int32(days), sub: int32(x.id), tariff: x.tariff, what: boughtRenewal | noted}
	if x.trial || x.prev == 0 {
		p.what = boughtNew | noted
	}
	if x.trial {
		p.what |= converted
	}
	return p
}

// extend moves the end of the customer's row (a trial becomes paid in place, an expired row comes back), or makes the first row.
func (s *Shop) extend(ctx context.Context, tx pgx.Tx, user int64, tariff int8, days int) (extended, []note, error) {
	now := s.at()
	var x extended
	var end time.Time
	err := tx.QueryRow(ctx, `WITH old AS (SELECT id, end_date, is_trial FROM subscriptions WHERE id = `+extendable+`)
		UPDATE subscriptions s SET start_date = CASE WHEN s.end_date < $2 THEN $2 ELSE start_date END,
		end_date = greatest(s.end_date, $2) + make_interval(hours => 24 * $3), is_trial = false, status = 'active', traffic_used_gb = 0, updated_at = $2
		FROM old WHERE s.id = old.id RETURNING s.id, old.end_date, old.is_trial, coalesce(s.tariff_id, 0)`, user, at(now), days).Scan(&x.id, &end, &x.trial, &x.tariff)
	if err == nil {
		x.prev = end.UnixMicro()
		return x, nil, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return x, nil, fmt.Errorf("extend subscription of user %d: %w", user, err)
	}
	if s.l.old() { // the one row is there, but disabled: an admin enables it
		err := tx.QueryRow(ctx, `UPDATE subscriptions SET status = 'active', is_trial = false, end_date = $2, updated_at = $3 WHERE user_id = $1
			RETURNING id, coalesce(tariff_id, 0)`, user, at(now+int64(days)*day), at(now)).Scan(&x.id, &x.tariff)
		if !errors.Is(err, pgx.ErrNoRows) {
			return x, nil, err
		}
	}
	x.tariff = tariff
	var notes []note
	x.id, notes, err = s.subscribe(ctx, tx, &subscription{created: now, start: now, end: now + int64(days)*day, user: int32(user), tariff: tariff, status: subActive})
	return x, notes, err
}
