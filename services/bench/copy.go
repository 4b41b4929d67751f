package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// copied is one table of the reference: what a plain COPY takes out of the bot's table, and where it puts it.
type copied struct {
	from, read, into, columns string
}

// gatewayOf is the rule for gateway money in SQL, without sub-options: the indexes on it shall hold as much as ours.
const gatewayOf = `CASE WHEN payment_method NOT IN ('', 'manual', 'balance') THEN payment_method END`

// copies lists all imported tables. Values are shaped just enough to fill the same columns and indexes as the projection.
func copies() []copied {
	return []copied{
		{"tariffs", `SELECT id, 1, name, is_active, is_daily, display_order FROM tariffs`,
			"sales.tariffs", "id, version, name, is_active, is_daily, display_order"},
		{"users", `SELECT id, 1, telegram_id, username, first_name, last_name, email, coalesce(status, ''), auth_type, coalesce(language, ''), coalesce(balance_kopeks, 0),
	coalesce(created_at, 'epoch'), E'\n' || coalesce(telegram_id::text, '') || E'\n' || coalesce('@' || lower(username), '') || E'\n' || coalesce(lower(email), '') || E'\n' FROM users`,
			"sales.customers", "id, version, telegram_id, username, first_name, last_name, email, status, auth_type, language, balance_kopeks, created_at, search"},
		{"subscriptions", `SELECT id, 1, user_id, coalesce(status, ''), coalesce(is_trial, false), start_date, end_date, tariff_id, coalesce(traffic_limit_gb, 0),
	coalesce(traffic_used_gb, 0), coalesce(device_limit, 0), coalesce(autopay_enabled, false), coalesce(created_at, 'epoch'), user_id % 2 = 0 FROM subscriptions`,
			"sales.subscriptions", "id, version, customer_id, status, is_trial, starts_at, ends_at, tariff_id, traffic_limit_gb, traffic_used_gb, device_limit, autopay_enabled, created_at, payer"},
		{"guest_purchases", `SELECT id, 1, buyer_user_id, user_id, amount_kopeks, ` + gatewayOf + `, payment_id, paid_at FROM guest_purchases`,
			"sales.guest_purchases", "id, version, buyer_customer_id, customer_id, amount_kopeks, gateway, payment_id, paid_at"},
		{"wheel_spins", `SELECT id, 1, user_id, payment_type = 'telegram_stars', payment_value_kopeks, coalesce(created_at, 'epoch') FROM wheel_spins`,
			"sales.wheel_spins", "id, version, customer_id, paid_with_stars, payment_value_kopeks, created_at"},
		{"transactions", `SELECT id, 1, user_id, type, CASE WHEN amount_kopeks < 0 THEN 2 ELSE 1 END, abs(amount_kopeks), payment_method, ` + gatewayOf + `, external_id, description,
	coalesce(is_completed, false), created_at, coalesce(completed_at, created_at, 'epoch'),
	CASE WHEN is_completed AND type IN ('deposit', 'subscription_payment', 'refund') AND ` + gatewayOf + ` IS NOT NULL THEN 1 ELSE 0 END FROM transactions`,
			"sales.transactions", "id, version, customer_id, kind, direction, amount_kopeks, payment_method, gateway, external_id, description, completed, created_at, booked_at, cash"},
	}
}

// copyShop copies all rows into emptied tables and returns how many and how long it took.
func (l *lab) copyShop(ctx context.Context) (rows int64, took time.Duration, err error) {
	const empty = `TRUNCATE sales.tariffs, sales.customers, sales.subscriptions, sales.guest_purchases, sales.wheel_spins, sales.transactions`
	if err := l.exec(ctx, referenceDB, empty); err != nil {
		return 0, 0, err
	}
	if err := l.exec(ctx, "postgres", "CHECKPOINT"); err != nil {
		return 0, 0, err
	}
	source, err := l.connect(ctx, shopDB)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = source.Close(context.WithoutCancel(ctx)) }()
	target, err := l.connect(ctx, referenceDB)
	if err != nil {
		return 0, 0, err
	}
	defer func() { _ = target.Close(context.WithoutCancel(ctx)) }()
	began := time.Now()
	for _, c := range copies() {
		n, err := copyTable(ctx, source.PgConn(), target.PgConn(), c)
		if err != nil {
			return 0, 0, err
		}
		rows += n
	}
	return rows, time.Since(began), nil
}

func copyTable(ctx context.Context, source, target *pgconn.PgConn, c copied) (int64, error) {
	reader, writer := io.Pipe()
	out := make(chan error, 1)
	go func() {
		_, err := source.CopyTo(ctx, writer, "COPY ("+c.read+") TO STDOUT")
		_ = writer.CloseWithError(err) // nil ends the other side's reading in order
		out <- err
	}()
	tag, err := target.CopyFrom(ctx, reader, "COPY "+c.into+" ("+c.columns+") FROM STDIN")
	_ = reader.CloseWithError(err)
	if sent := <-out; sent != nil {
		return 0, fmt.Errorf("copy %s out: %w", c.from, sent)
	}
	if err != nil {
		return 0, fmt.Errorf("copy into %s: %w", c.into, err)
	}
	return tag.RowsAffected(), nil
}
