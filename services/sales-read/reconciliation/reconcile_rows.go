package reconciliation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/reconcile"
)

// reconcileRow is one payment that we or a neighbour may count in the days of a window.
type reconcileRow struct {
	Source         int16
	ID             int64
	CustomerID     int64
	Kind           string
	AmountKopeks   int64
	PaymentMethod  *string
	Gateway        *string
	Description    *string
	GoneAt         *time.Time
	Gift           bool
	BookedAt       time.Time
	CreatedAt      *time.Time
	Repeats        bool
	DeliveryID     *int64
	DeliveryKopeks *int64
	DeliveryMethod *string
	DeliveryGate   *string
	DeliveryGone   *bool
	DeliveryAt     *time.Time
	Registered     int
}

// key orders payments booked in the same instant, over all sources.
func (r reconcileRow) key() int64 { return r.ID*4 + int64(r.Source) }

// payment is the row as the rules see it.
func (r reconcileRow) payment() reconcile.Row {
	p := reconcile.Row{Source: reconcile.Source(r.Source), ID: r.ID, Kind: r.Kind, Amount: r.AmountKopeks, Method: ask.Value(r.PaymentMethod), Gateway: ask.Value(r.Gateway),
		Gone: r.GoneAt != nil, Referral: reconcile.SpeaksOfReferral(ask.Value(r.Description)), Gift: r.Gift, BookedAt: r.BookedAt, CreatedAt: ask.Value(r.CreatedAt), Repeats: r.Repeats, Registered: r.Registered}
	if r.DeliveryID != nil {
		p.Delivery = &reconcile.Delivery{Amount: ask.Value(r.DeliveryKopeks), Method: ask.Value(r.DeliveryMethod), Gateway: ask.Value(r.DeliveryGate), Gone: ask.Value(r.DeliveryGone),
			CreatedAt: ask.Value(r.DeliveryAt)}
	}
	return p
}

// An order that counts is cash by itself; one delivery, the first that still exists, belongs to the oldest landing order of its payment id.
const (
	orderIsCash = `g.paid_at IS NOT NULL AND g.gateway IS NOT NULL AND g.amount_kopeks > 0`
	deliveryOf  = `SELECT d.id, d.amount_kopeks, d.payment_method, d.gateway, d.gone_at, d.created_at FROM sales.transactions d
	WHERE d.kind = 'subscription_payment' AND d.gateway IS NOT NULL AND d.completed AND d.amount_kopeks <> 0 AND d.external_id = `
	deliveryFirst = ` ORDER BY d.gone_at IS NOT NULL, d.id LIMIT 1`
)

const reconcileColumns = `source, id, customer_id, kind, amount_kopeks, payment_method, gateway, description, gone_at, gift, booked_at, created_at, repeats,
	delivery_id, delivery_kopeks, delivery_method, delivery_gate, delivery_gone, delivery_at, registered`

// Deposits of every method, and what was paid for a subscription at a gateway: nobody's cash has anything else of the ledger.
const ledgerPayments = `
SELECT 1::smallint AS source, t.id, t.customer_id, t.kind, t.amount_kopeks, t.payment_method, t.gateway, t.description, t.gone_at, false AS gift, t.booked_at, t.created_at,
	o.landing IS NOT NULL AS repeats, NULL::bigint AS delivery_id, NULL::bigint AS delivery_kopeks, NULL::text AS delivery_method, NULL::text AS delivery_gate,
	NULL::boolean AS delivery_gone, NULL::timestamptz AS delivery_at,
	coalesce((SELECT coalesce(nullif(r.registrations, 0), -1) FROM sales.first_touches r WHERE r.customer_id = t.customer_id), 0) AS registered
FROM sales.transactions t
CROSS JOIN LATERAL (SELECT bool_or(NOT g.is_gift) AS landing FROM sales.guest_purchases g
	WHERE t.kind = 'subscription_payment' AND g.payment_id = t.external_id AND ` + orderIsCash + `) o
WHERE t.completed AND t.amount_kopeks <> 0 AND (t.kind = 'deposit' OR t.kind = 'subscription_payment' AND t.gateway IS NOT NULL)
	AND NOT (coalesce(o.landing, false) AND t.id = (SELECT f.id FROM (` + deliveryOf + `t.external_id` + deliveryFirst + `) f))`

const orderPayments = `
SELECT 2::smallint, g.id, coalesce(g.buyer_customer_id, g.customer_id, 0), '', g.amount_kopeks, g.payment_method, g.gateway, NULL::text, g.gone_at, g.is_gift, g.paid_at, f.created_at,
	false, f.id, f.amount_kopeks, f.payment_method, f.gateway, f.gone_at IS NOT NULL, f.created_at, 0
FROM sales.guest_purchases g
LEFT JOIN LATERAL (` + deliveryOf + `g.payment_id` + deliveryFirst + `) f ON NOT g.is_gift
	AND NOT EXISTS (SELECT FROM sales.guest_purchases e WHERE e.payment_id = g.payment_id AND e.id < g.id AND NOT e.is_gift
		AND e.paid_at IS NOT NULL AND e.gateway IS NOT NULL AND e.amount_kopeks > 0)
WHERE ` + orderIsCash

const spinPayments = `
SELECT 3::smallint, w.id, w.customer_id, '', w.payment_value_kopeks, 'telegram_stars', 'telegram_stars', NULL::text, w.gone_at, false, w.created_at, w.created_at,
	false, NULL::bigint, NULL::bigint, NULL::text, NULL::text, NULL::boolean, NULL::timestamptz, 0
FROM sales.wheel_spins w WHERE w.paid_with_stars AND w.payment_value_kopeks > 0`

// What was booked or paid in the window; what the bot dates into it although we do not; orders paid at another time whose delivery the bot dates into it.
var reconcileParts = []struct{ rows, at, key, window string }{
	{ledgerPayments, "t.booked_at", "t.id * 4 + 1", ` AND t.booked_at >= @lo AND t.booked_at < @hi`},
	{ledgerPayments, "t.booked_at", "t.id * 4 + 1", ` AND t.created_at <> t.booked_at AND t.created_at >= @lo AND t.created_at < @hi AND (t.booked_at < @lo OR t.booked_at >= @hi)`},
	{orderPayments, "g.paid_at", "g.id * 4 + 2", ` AND g.paid_at >= @lo AND g.paid_at < @hi`},
	{orderPayments, "g.paid_at", "g.id * 4 + 2", ` AND (g.paid_at < @lo OR g.paid_at >= @hi) AND NOT g.is_gift AND g.payment_id IN (
	SELECT d.external_id FROM sales.transactions d WHERE d.kind = 'subscription_payment' AND d.gateway IS NOT NULL AND d.external_id IS NOT NULL AND d.cash = 0
		AND d.booked_at >= @lo AND d.booked_at < @hi
	UNION ALL
	SELECT d.external_id FROM sales.transactions d WHERE d.kind = 'subscription_payment' AND d.gateway IS NOT NULL AND d.external_id IS NOT NULL AND d.cash = 0
		AND d.created_at <> d.booked_at AND d.created_at >= @lo AND d.created_at < @hi)`},
	{spinPayments, "w.created_at", "w.id * 4 + 3", ` AND w.created_at >= @lo AND w.created_at < @hi`},
}

// reconcileSQL reads the payments of a window; with a limit, newest first and after a position.
func reconcileSQL(window period.Interval, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	args := pgx.NamedArgs{"lo": window.From, "hi": window.To}
	query := ""
	for i, part := range reconcileParts {
		if i > 0 {
			query += "\nUNION ALL"
		}
		one := part.rows + part.window
		if after != nil {
			one += ` AND ` + part.at + ` <= @after AND (` + part.at + `, ` + part.key + `) < (@after, @after_key)`
		}
		if limit > 0 {
			one += ` ORDER BY ` + part.at + ` DESC, ` + part.key + ` DESC LIMIT @limit`
		}
		query += "\n(" + one + ")"
	}
	if after != nil {
		args["after"], args["after_key"] = after.At, after.ID
	}
	if limit > 0 {
		args["limit"] = limit
		query = `SELECT ` + reconcileColumns + ` FROM (` + query + `) p ORDER BY p.booked_at DESC, p.id * 4 + p.source DESC LIMIT @limit`
	}
	return query, args
}

// reconcilePayments visits the payments of a window and returns how many there were.
func reconcilePayments(ctx context.Context, tx pgx.Tx, window period.Interval, after *ask.Position, limit int, visit func(reconcileRow)) (int, error) {
	query, args := reconcileSQL(window, after, limit)
	rows, err := tx.Query(ctx, query, args)
	if err != nil {
		return 0, fmt.Errorf("read payments to compare: %w", err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var r reconcileRow
		err := rows.Scan(&r.Source, &r.ID, &r.CustomerID, &r.Kind, &r.AmountKopeks, &r.PaymentMethod, &r.Gateway, &r.Description, &r.GoneAt, &r.Gift, &r.BookedAt, &r.CreatedAt,
			&r.Repeats, &r.DeliveryID, &r.DeliveryKopeks, &r.DeliveryMethod, &r.DeliveryGate, &r.DeliveryGone, &r.DeliveryAt, &r.Registered)
		if err != nil {
			return n, fmt.Errorf("read payments to compare: %w", err)
		}
		n++
		visit(r)
	}
	if err := rows.Err(); err != nil {
		return n, fmt.Errorf("read payments to compare: %w", err)
	}
	return n, nil
}
