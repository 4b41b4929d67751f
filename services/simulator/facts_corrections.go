package simulator

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
)

func (s *Shop) factRefund(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		p := &payment{at: s.at(), user: int32(user), amount: int32(100 * (50 + s.chance.IntN(400))), kind: kRollback, gateway: methodNone}
		switch n := s.chance.IntN(4); {
		case n == 0 && s.l.knowsMethod("apple_iap"):
			p.kind, p.gateway = kAppleRefund, methodApple
		case n == 1:
			p.kind, p.gateway = kTributeRefund, methodTribute
		case n == 2 && s.l.knowsKind("failed_refund"):
			p.kind = kFailedRefund
		}
		return s.write(ctx, tx, p)
	})
}

// factCredit moves a wallet without a sale.
func (s *Shop) factCredit(ctx context.Context) error {
	return s.inTx(ctx, func(tx pgx.Tx) ([]note, error) {
		user, _, err := s.anyone(ctx, tx)
		if err != nil {
			return nil, err
		}
		p := &payment{at: s.at(), user: int32(user), amount: int32(100 * (10 + s.chance.IntN(100))), gateway: methodNone}
		switch p.kind = [...]uint8{kPrize, kManual, kPoll, kDebit}[s.chance.IntN(4)]; p.kind {
		case kManual, kDebit:
			p.gateway = methodManual
		}
		return s.write(ctx, tx, p)
	})
}

// factLateCommit takes an id now and commits one to two seconds later: rows with higher ids become visible before it.
func (s *Shop) factLateCommit(ctx context.Context) error {
	select {
	case s.lateSlots <- struct{}{}:
	default:
		return s.factTopUp(ctx)
	}
	if !s.past.IsZero() {
		<-s.lateSlots
		return s.factTopUp(ctx)
	}
	tx, p, notes, err := s.openLate(ctx)
	if err != nil {
		<-s.lateSlots
		if errors.Is(err, errNobody) {
			return nil
		}
		return err
	}
	chance := rand.New(rand.NewPCG(s.chance.Uint64(), 1))
	s.late.Go(func() {
		defer func() { <-s.lateSlots }()
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
		if !sleep(ctx, time.Second+time.Duration(chance.Int64N(int64(time.Second)))) {
			return
		}
		_, err := tx.Exec(ctx, "UPDATE users SET balance_kopeks = coalesce(balance_kopeks, 0) + $2 WHERE id = $1", p.user, p.amount)
		if err == nil {
			err = tx.Commit(ctx)
		}
		if err != nil {
			if ctx.Err() == nil {
				s.log.WarnContext(ctx, "late commit of the synthetic shop", "error", err)
			}
			return
		}
		s.publish(ctx, chance, notes)
	})
	return nil
}

func (s *Shop) openLate(ctx context.Context) (pgx.Tx, *payment, []note, error) {
	tx, err := s.db.Begin(ctx)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("begin late transaction: %w", err)
	}
	user, _, err := s.anyone(ctx, tx)
	if err == nil {
		p := s.deposit(user, 10000)
		var id int64
		if id, err = insertRow(ctx, tx, s.plan, "transactions", paymentFields(s.plan), p); err == nil {
			return tx, p, s.paymentNote(id, p), nil
		}
	}
	return nil, nil, nil, errors.Join(err, tx.Rollback(context.WithoutCancel(ctx)))
}
