package facts

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

const (
	classifyAtOnce = 8192
	classifyLock   = `SELECT pg_try_advisory_xact_lock(hashtextextended('sales.classify', 2))`
	// settleTime is how long after a payment is first known its evidence may come late without that being a correction.
	settleTime = 15 * time.Minute
)

// Classify classifies what waits in the queue until ctx ends. One process at a time does it.
func (s *Server) Classify(ctx context.Context, b *bus.Bus) error {
	return turn.Drain(ctx, s.Log, "classification of payments", 0, func(ctx context.Context) (int, error) {
		n, err := s.ClassifySome(ctx)
		if n > 0 && err == nil {
			b.Changed("payment_fact")
		}
		return n, err
	})
}

// ClassifySome classifies the oldest of the queue in one transaction and returns how many payments it looked at. The first import is classified
// when all of it has been read: before that much evidence is still to come, and every part of it would have the same payments looked at again.
func (s *Server) ClassifySome(ctx context.Context) (n int, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if mine, err := turn.Mine(ctx, tx, classifyLock); err != nil || !mine {
			return err
		}
		imported, ready, err := s.firstImport(ctx, tx)
		if err != nil || !ready {
			return err
		}
		work, err := takePayments(ctx, tx, classifyAtOnce)
		if err != nil {
			return err
		}
		n = len(work)
		e, recount := cash.NewEffects(s.Mark), map[int64]struct{}{}
		order := slices.SortedFunc(maps.Keys(work), func(a, b paymentKey) int { return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.id, b.id)) })
		for some := range slices.Chunk(order, classifyAtOnce) {
			part := make(taken, len(some))
			for _, key := range some {
				part[key] = work[key]
			}
			if err := s.classifyThese(ctx, tx, part, imported, &changed{e, recount}); err != nil {
				return err
			}
		}
		if err := s.Mark.Mrr(ctx, tx, recount); err != nil {
			return err
		}
		return e.Apply(ctx, tx)
	})
	return n, err
}

// classifyThese brings the facts of the payments up to what is known now, and notes the days whose revenue that changes.
func (s *Server) classifyThese(ctx context.Context, tx pgx.Tx, work taken, imported *time.Time, c *changed) error {
	fresh, err := judgeLedger(ctx, tx, work)
	if err != nil {
		return err
	}
	others, err := judgeOthers(ctx, tx, work)
	if err != nil {
		return err
	}
	return bookFacts(ctx, tx, work, append(fresh, others...), imported, c)
}

// judgeLedger classifies rows of the ledger, and those whose evidence a payment so near puts in doubt.
func judgeLedger(ctx context.Context, tx pgx.Tx, work taken) ([]paymentFact, error) {
	rows, err := ask.Structs[paidRow](ctx, tx, "payments to classify", selectPayments, work.ids("transaction"))
	if err != nil {
		return nil, err
	}
	shaken, err := shakenBy(ctx, tx, rows, work)
	if err != nil {
		return nil, err
	}
	if len(shaken) > 0 {
		more, err := ask.Structs[paidRow](ctx, tx, "payments to classify", selectPayments, shaken)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	said := make([]classify.Row, len(rows))
	for i := range rows {
		said[i] = rows[i].row()
	}
	found, err := gather(ctx, tx, rows, said)
	if err != nil {
		return nil, err
	}
	return judgeRows(ctx, tx, rows, said, found)
}

// shakenBy finds payments that took a change near one of rows for their own, and adds them to the work.
func shakenBy(ctx context.Context, tx pgx.Tx, rows []paidRow, work taken) ([]int64, error) {
	var customers []int64
	var booked []time.Time
	var first, last time.Time
	for _, p := range rows {
		if p.Kind == "subscription_payment" && p.Completed {
			customers, booked = append(customers, p.CustomerID), append(booked, p.BookedAt)
			m := work[paymentKey{"transaction", p.ID}]
			if first.IsZero() || m.first.Before(first) {
				first = m.first
			}
			if m.last.After(last) {
				last = m.last
			}
		}
	}
	if len(customers) == 0 {
		return nil, nil
	}
	ids, err := ask.Column[int64](ctx, tx, "payments near these", selectShaken, customers, booked, classify.Before+classify.After)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { _, have := work[paymentKey{"transaction", id}]; return have })
	for _, id := range ids {
		work.add(paymentKey{"transaction", id}, first, last)
	}
	return ids, nil
}

type rivalRow struct {
	ID     int64
	Rivals int32
}

func judgeRows(ctx context.Context, tx pgx.Tx, rows []paidRow, said []classify.Row, found *evidence) ([]paymentFact, error) {
	around := make([]classify.Evidence, len(rows))
	var ids, customers []int64
	var booked []time.Time
	for i := range rows {
		p := &rows[i]
		around[i] = found.of(p)
		if len(around[i].Changes)+len(around[i].Packages) > 0 {
			ids, customers, booked = append(ids, p.ID), append(customers, p.CustomerID), append(booked, p.BookedAt)
		}
	}
	rivals := map[int64]int{}
	if len(ids) > 0 {
		list, err := ask.Structs[rivalRow](ctx, tx, "payments near these", selectRivals, ids, customers, booked, classify.Before+classify.After)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			rivals[r.ID] = int(r.Rivals)
		}
	}
	facts := make([]paymentFact, len(rows))
	for i := range rows {
		around[i].Rivals = rivals[rows[i].ID]
		facts[i] = rows[i].fact()
		facts[i].judged(classify.Ledger(said[i], around[i]))
	}
	return facts, nil
}

const (
	selectOrders = `
SELECT id, coalesce(buyer_customer_id, customer_id) AS customer_id, amount_kopeks, gateway, paid_at, is_gift, tariff_id, period_days, gone_at IS NOT NULL AS gone, created_at
FROM sales.guest_purchases WHERE id = ANY($1)`
	selectSpins = `SELECT id, customer_id, paid_with_stars, payment_value_kopeks, created_at, gone_at IS NOT NULL AS gone FROM sales.wheel_spins WHERE id = ANY($1)`
)

type soldRow struct {
	ID           int64
	CustomerID   *int64
	AmountKopeks int64
	Gateway      *string
	PaidAt       *time.Time
	IsGift       bool
	TariffID     *int64
	PeriodDays   int64
	Gone         bool
	CreatedAt    *time.Time
}

type spunRow struct {
	ID                 int64
	CustomerID         int64
	PaidWithStars      bool
	PaymentValueKopeks int64
	CreatedAt          time.Time
	Gone               bool
}

// judgeOthers classifies landing orders, gifts and spins.
func judgeOthers(ctx context.Context, tx pgx.Tx, work taken) ([]paymentFact, error) {
	var facts []paymentFact
	if ids := work.ids("guest_purchase"); len(ids) > 0 {
		sold, err := ask.Structs[soldRow](ctx, tx, "orders to classify", selectOrders, ids)
		if err != nil {
			return nil, err
		}
		for _, o := range sold {
			f := paymentFact{Source: "guest_purchase", ID: o.ID, CustomerID: o.CustomerID, Kind: "guest_purchase", Method: o.Gateway, Gateway: o.Gateway,
				AmountKopeks: o.AmountKopeks, Gone: o.Gone, BookedAt: ask.Value(cmp.Or(o.PaidAt, o.CreatedAt))}
			f.judged(classify.Guest(classify.Order{ID: o.ID, Gift: o.IsGift, TariffID: ask.Value(o.TariffID), PeriodDays: o.PeriodDays}, o.Gateway != nil, o.PaidAt != nil, o.AmountKopeks))
			facts = append(facts, f)
		}
	}
	if ids := work.ids("wheel_spin"); len(ids) > 0 {
		spun, err := ask.Structs[spunRow](ctx, tx, "spins to classify", selectSpins, ids)
		if err != nil {
			return nil, err
		}
		for _, w := range spun {
			stars := "telegram_stars"
			f := paymentFact{Source: "wheel_spin", ID: w.ID, CustomerID: &w.CustomerID, Kind: "wheel_spin", Method: &stars, Gateway: &stars, AmountKopeks: w.PaymentValueKopeks,
				Gone: w.Gone, BookedAt: w.CreatedAt}
			f.judged(classify.Spin(w.PaidWithStars, w.PaymentValueKopeks))
			facts = append(facts, f)
		}
	}
	return facts, nil
}
