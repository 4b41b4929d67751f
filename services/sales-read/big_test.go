package salesread

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

// A synthetic shop written straight into the tables: plausible shares of kinds, gateways and states over 400 days before noon.
const (
	fillCustomers = `
INSERT INTO sales.customers (id, version, telegram_id, username, email, status, auth_type, language, balance_kopeks, created_at, search)
SELECT i, 1, 100000000 + i, 'user' || i, 'mail' || i || '@example.org', CASE WHEN i % 500 = 0 THEN 'deleted' WHEN i % 50 = 0 THEN 'blocked' ELSE 'active' END,
	CASE WHEN i % 1000 = 0 THEN 'vk' WHEN i % 20 = 0 THEN 'email' ELSE 'telegram' END, 'ru', i % 100 * 50, $2::timestamptz - (1 - i::float / $1) * interval '400 days',
	E'\n' || (100000000 + i) || E'\n@user' || i || E'\nmail' || i || E'@example.org\n'
FROM generate_series(1, $1::int) i`
	fillPayers        = `INSERT INTO sales.payers SELECT i FROM generate_series(1, $1::int) i WHERE i % 10 < 6`
	fillSubscriptions = `
INSERT INTO sales.subscriptions (id, version, customer_id, status, is_trial, starts_at, ends_at, tariff_id, traffic_limit_gb, traffic_used_gb, device_limit,
	autopay_enabled, created_at, payer)
SELECT i, 1, 1 + (i::bigint * 7919) % $3, CASE WHEN i % 100 < 38 THEN 'active' WHEN i % 100 < 40 THEN 'limited' WHEN i % 100 < 95 THEN 'expired' WHEN i % 1000 < 990 THEN 'disabled'
	ELSE 'pending' END, i % 7 = 0, at, CASE WHEN i % 100 < 40 THEN $2 + (i % 1000 - 20) * interval '1 hour' ELSE at + interval '30 days' END,
	1 + i % 8, 100, 1, 3, false, at, (1 + (i::bigint * 7919) % $3) % 10 < 6
FROM (SELECT i, $2::timestamptz - (1 - i::float / $1) * interval '400 days' AS at FROM generate_series(1, $1::int) i) x`
	fillTransactions = `
INSERT INTO sales.transactions (id, version, customer_id, kind, direction, amount_kopeks, payment_method, gateway, external_id, description, completed, created_at,
	booked_at, cash)
SELECT i, 1, 1 + (i::bigint * 7919) % $3, kind, CASE WHEN kind = 'subscription_payment' THEN 2 ELSE 1 END, 100 * (1 + i::bigint * 31 % 5000), method,
	nullif(nullif(method, 'balance'), 'manual'), 'ext' || i, 'Пополнение баланса ' || i, kind <> 'failed_refund', at, at,
	CASE WHEN method IN ('balance', 'manual') OR method IS NULL THEN 0 WHEN kind = 'refund' THEN 2 ELSE 1 END
FROM (SELECT i, $2::timestamptz - (1 - i::float / $1) * interval '400 days' AS at,
	CASE WHEN i % 10 < 4 THEN 'deposit' WHEN i % 10 < 8 THEN 'subscription_payment' WHEN i % 1000 = 8 THEN 'refund' WHEN i % 5000 = 9 THEN 'failed_refund'
		ELSE 'referral_reward' END AS kind,
	CASE WHEN i % 10 < 4 THEN (ARRAY['yookassa', 'telegram_stars', 'cryptobot', 'platega', 'freekassa', 'wata', 'heleket', 'pal24', 'tribute', 'mulenpay'])[1 + (i / 10) % 10]
		WHEN i % 10 < 8 THEN 'balance' WHEN i % 1000 = 8 THEN 'apple_iap' END AS method
	FROM generate_series(1, $1::int) i) x`
	fillFacts = `
INSERT INTO sales.payment_facts (source, id, customer_id, kind, method, gateway, amount_kopeks, side, cash_kopeks, consumption_kopeks, wallet_kopeks, bought, evidence,
	why, conversion, tariff_id, tariff_by, subscription_by, period_days, period_by, gone, booked_at, learned_at, known_since)
SELECT 'transaction', id, customer_id, kind, payment_method, gateway, amount_kopeks, CASE WHEN cash <> 0 THEN 'cash' WHEN spent THEN 'consumption' ELSE 'wallet' END,
	CASE cash WHEN 1 THEN amount_kopeks WHEN 2 THEN -amount_kopeks ELSE 0 END, CASE WHEN spent THEN amount_kopeks ELSE 0 END, amount_kopeks,
	CASE WHEN spent THEN (ARRAY['new', 'renewal', 'renewal', 'traffic'])[1 + id % 4] WHEN kind = 'referral_reward' THEN 'reward' WHEN kind = 'deposit' THEN 'topup' ELSE 'cash_refund' END,
	'text', '', false, CASE WHEN spent THEN 1 + id % 8 END, 'text', 'none', CASE WHEN spent THEN (ARRAY[30, 90, 180, 365])[1 + id / 8 % 4] END, 'text', false, booked_at, booked_at,
	booked_at
FROM (SELECT *, kind = 'subscription_payment' AS spent FROM sales.transactions) t WHERE completed`
	fillFirsts = `
INSERT INTO sales.first_payments SELECT DISTINCT ON (customer_id) customer_id, booked_at, source, id, gateway, amount_kopeks FROM sales.cash WHERE NOT refund
ORDER BY customer_id, booked_at, source, id`
	// Some were corrected a day later.
	fillCorrected = `INSERT INTO sales.payment_facts_past SELECT f.*, f.known_since + interval '1 day' FROM sales.payment_facts f WHERE f.id % 50 = 0`
	fillTouches   = `INSERT INTO sales.first_touches SELECT id, 1 + id * 7 % 20, created_at, id, 0, 1 FROM sales.customers WHERE id % 10 < 9`
)

// big is a service over a large synthetic shop, and the statements its questions run.
type big struct {
	*service
	t     testing.TB
	asked *statements
}

// bigShop has its days counted.
func bigShop(t testing.TB, customers, subscriptions, transactions int) *big {
	t.Helper()
	db := testkit.Postgres(t, "sales", migrate)
	fill(t, db, fillCustomers, customers, noon)
	fill(t, db, fillPayers, customers)
	fill(t, db, fillSubscriptions, subscriptions, noon, customers)
	fill(t, db, fillTransactions, transactions, noon, customers)
	fill(t, db, fillFacts)
	fill(t, db, fillFirsts)
	fill(t, db, fillTouches)
	fill(t, db, fillCorrected)
	settle(t, db, "customers", "subscriptions", "transactions", "payers", "payment_facts", "payment_facts_past", "first_payments", "first_touches")
	fill(t, db, `INSERT INTO sales.applied (entity, stream_created, sequence) VALUES ('transaction', $1, 1)`, noon)
	fill(t, db, `INSERT INTO sales.facts_imported (at) VALUES ($1)`, noon)
	db, asked := heard(t, db)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	for n := 1; n > 0; {
		n, err = s.revenue.RefreshSome(t.Context())
		require.NoError(t, err)
	}
	for n := 1; n > 0; {
		n, err = s.revenue.RefreshSomePeople(t.Context())
		require.NoError(t, err)
	}
	settle(t, db, "cash_days", "revenue_days", "people_days")
	return &big{service: s, t: t, asked: asked}
}

func fill(t testing.TB, db *pg.DB, query string, args ...any) {
	t.Helper()
	_, err := db.Exec(t.Context(), query, args...)
	require.NoError(t, err, fmt.Sprintf("%.60s", query))
}

// settle gives the planner what it has in a shop that has run for a while: statistics, and pages known to be visible to all. Commits of test
// servers are asynchronous, and VACUUM trusts only those on disk.
func settle(t testing.TB, db *pg.DB, tables ...string) {
	t.Helper()
	fill(t, db, `CHECKPOINT`)
	for _, table := range tables {
		require.Eventually(t, func() bool {
			fill(t, db, `VACUUM (ANALYZE) sales.`+table)
			var visible bool
			query := `SELECT relallvisible >= relpages - 1 FROM pg_class WHERE oid = $1::regclass`
			require.NoError(t, db.QueryRow(t.Context(), query, "sales."+table).Scan(&visible))
			return visible
		}, time.Minute, 100*time.Millisecond, "pages of "+table+" stay invisible")
	}
}
