package simulator

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// What the truth says of promotions, referrals, campaigns and purchases is what the tables say.
func TestDeedsEqualRecount(t *testing.T) {
	t.Parallel()
	for _, l := range allLayouts() {
		t.Run(l.Version, func(t *testing.T) {
			t.Parallel()
			url, truth := shop(t, small(l))
			conn := connect(t, url)
			_, err := conn.Exec(t.Context(), "SET search_path TO "+l.Schema)
			require.NoError(t, err)

			promos := map[string]PromoTruth{}
			var code string
			var p PromoTruth
			each(t, conn, `SELECT code, count(u.id), coalesce(sum(CASE WHEN type IN ('balance', 'balance_and_days') THEN balance_bonus_kopeks ELSE 0 END) FILTER (WHERE u.id IS NOT NULL), 0)::bigint
				FROM promocodes p LEFT JOIN promocode_uses u ON u.promocode_id = p.id GROUP BY p.id`, []any{&code, &p.Uses, &p.Bonuses}, func() { promos[code] = p })
			require.Equal(t, promos, truth.Promos)
			require.Equal(t, int64(0), number(t, conn, `SELECT count(*) FROM promocodes p WHERE current_uses <> (SELECT count(*) FROM promocode_uses WHERE promocode_id = p.id)`))
			var bonuses int64
			for _, p := range truth.Promos {
				bonuses += p.Bonuses
			}
			require.Positive(t, bonuses)
			require.Equal(t, bonuses, number(t, conn, `SELECT sum(amount_kopeks) FROM transactions t JOIN promocode_uses u ON u.user_id = t.user_id
				AND u.used_at = coalesce(t.completed_at, t.created_at) WHERE type = 'deposit' AND payment_method IS NULL`))

			campaigns := map[string]CampaignTruth{}
			var c CampaignTruth
			each(t, conn, `WITH money AS (SELECT * FROM (`+facts(l)+`) f)
				SELECT c.start_parameter, count(r.id), coalesce(sum(r.balance_bonus_kopeks), 0)::bigint,
				count(r.id) FILTER (WHERE EXISTS (SELECT 1 FROM money WHERE what = 'in' AND payer = 'u' || r.user_id)),
				coalesce(sum((SELECT sum(kopeks) FROM money WHERE what = 'in' AND payer = 'u' || r.user_id)), 0)::bigint,
				coalesce(sum((SELECT sum(abs(amount_kopeks)) FROM transactions WHERE type = 'refund' AND is_completed AND payment_method IS NOT NULL AND user_id = r.user_id)), 0)::bigint
				FROM advertising_campaigns c LEFT JOIN advertising_campaign_registrations r ON r.campaign_id = c.id GROUP BY c.id`,
				[]any{&code, &c.Registrations, &c.Bonuses, &c.Payers, &c.CashIn, &c.Refunds}, func() { campaigns[code] = c })
			column := "campaign_id"
			if l.Version == "2.9.6" || l.Version == "3.0.0" {
				column = "(SELECT campaign_id FROM advertising_campaign_registrations r WHERE r.user_id = e.referral_id)"
			}
			var sum int64
			each(t, conn, `SELECT c.start_parameter, sum(amount_kopeks) FROM referral_earnings e JOIN advertising_campaigns c ON c.id = `+column+` GROUP BY 1`, []any{&code, &sum}, func() {
				c := campaigns[code]
				c.Commissions = sum
				campaigns[code] = c
			})
			if number(t, conn, `SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('guest_purchases') AND attname = 'campaign_slug'`) > 0 {
				each(t, conn, `SELECT campaign_slug, count(*), sum(amount_kopeks)::bigint FROM guest_purchases WHERE campaign_slug IS NOT NULL AND paid_at IS NOT NULL
					AND user_id IS NULL AND buyer_user_id IS NULL GROUP BY 1`, []any{&code, &c.Orders, &c.OrderCash}, func() {
					known := campaigns[code]
					known.Orders, known.OrderCash = c.Orders, c.OrderCash
					campaigns[code] = known
				})
			}
			require.Equal(t, campaigns, truth.Campaigns)

			earned := map[int64]EarnedTruth{}
			var earner int64
			var e EarnedTruth
			each(t, conn, `SELECT user_id, count(*) FILTER (WHERE amount_kopeks > 0), sum(amount_kopeks)::bigint, count(*) FILTER (WHERE amount_kopeks = 0)
				FROM referral_earnings GROUP BY 1`, []any{&earner, &e.Rows, &e.Kopeks, &e.Pending}, func() { earned[earner] = e })
			require.Equal(t, earned, truth.Earned)
			require.Zero(t, number(t, conn, `SELECT count(*) FROM referral_earnings e WHERE amount_kopeks > 0 AND NOT EXISTS (SELECT 1 FROM transactions t
				WHERE t.user_id = e.user_id AND t.type = 'referral_reward' AND t.amount_kopeks = e.amount_kopeks AND coalesce(t.completed_at, t.created_at) = e.created_at)`))

			withdrawals := map[string]Amount{}
			var w Amount
			each(t, conn, "SELECT status, count(*), sum(amount_kopeks)::bigint FROM withdrawal_requests GROUP BY 1", []any{&code, &w.Rows, &w.Kopeks}, func() { withdrawals[code] = w })
			require.Equal(t, withdrawals, truth.Withdrawals)
			require.Equal(t, truth.Withdrawals["approved"].Kopeks+truth.Withdrawals["completed"].Kopeks,
				-number(t, conn, "SELECT coalesce(sum(amount_kopeks), 0) FROM transactions WHERE type = 'withdrawal' AND payment_method IS NULL"))
			require.Zero(t, number(t, conn, `SELECT count(*) FROM withdrawal_requests w WHERE amount_kopeks > (SELECT sum(amount_kopeks) FROM referral_earnings e
				WHERE e.user_id = w.user_id AND e.created_at <= w.created_at)`), "nobody takes what was not earned yet")
			require.Zero(t, number(t, conn, "SELECT count(*) FROM users WHERE balance_kopeks < 0"))

			purchases := map[Purchase]Amount{}
			what := map[int64]string{}
			for id, bought := range truth.Bought() {
				what[id] = bought
			}
			zone := "AT TIME ZONE 'Europe/Moscow'"
			if l.Version == "2.9.6" || l.Version == "3.0.0" {
				zone = "AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow'"
			}
			var id, kopeks int64
			each(t, conn, `SELECT id, (coalesce(completed_at, created_at) `+zone+`)::date::text, abs(amount_kopeks) FROM transactions WHERE type IN ('subscription_payment', 'gift_payment')`,
				[]any{&id, &code, &kopeks}, func() {
					require.NotEmpty(t, what[id])
					a := purchases[Purchase{code, what[id]}]
					purchases[Purchase{code, what[id]}] = Amount{a.Rows + 1, a.Kopeks + kopeks}
					delete(what, id)
				})
			require.Empty(t, what, "nothing else bought anything")
			require.Equal(t, purchases, truth.Purchases)
		})
	}
}

func number(t *testing.T, conn *pgx.Conn, sql string) (n int64) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&n), sql)
	return n
}

func each(t *testing.T, conn *pgx.Conn, sql string, into []any, f func()) {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql)
	require.NoError(t, err)
	_, err = pgx.ForEachRow(rows, into, func() error { f(); return nil })
	require.NoError(t, err)
}

// The business log agrees with the rows it tells of, and leaves out what the bot's flows leave out.
func TestBusinessLog(t *testing.T) {
	t.Parallel()
	url, truth := shop(t, small(Layout{}))
	conn := connect(t, url)
	what := map[int64]string{}
	for id, bought := range truth.Bought() {
		what[id] = bought
	}
	seen := map[string]int{}
	var kind string
	var id, user, payer, kopeks, amount int64
	each(t, conn, `SELECT event_type, transaction_id, e.user_id, t.user_id, e.amount_kopeks, abs(t.amount_kopeks) FROM subscription_events e JOIN transactions t ON t.id = e.transaction_id`,
		[]any{&kind, &id, &user, &payer, &kopeks, &amount}, func() {
			seen[kind+" "+what[id]]++
			require.Equal(t, payer, user)
			require.Equal(t, amount, kopeks)
		})
	require.Positive(t, seen["purchase new"])
	require.Positive(t, seen["renewal renewal"])
	require.Positive(t, seen["balance_topup "])
	require.Len(t, seen, 3, "no add-on, daily charge or landing order")
	require.Zero(t, number(t, conn, `SELECT count(*) FROM subscription_events e JOIN subscriptions s ON s.id = e.subscription_id WHERE s.user_id <> e.user_id`))
	require.Zero(t, number(t, conn, `SELECT count(*) FROM subscription_events e WHERE event_type = 'renewal'
		AND (extra->>'new_end_date')::timestamptz <> greatest((extra->>'previous_end_date')::timestamptz, occurred_at) + make_interval(hours => 24 * (extra->>'extended_days')::int)`))
	require.Positive(t, number(t, conn, `SELECT count(*) FROM subscription_events e JOIN subscriptions s ON s.id = e.subscription_id
		WHERE event_type = 'renewal' AND (extra->>'new_end_date')::timestamptz = s.end_date`))
	require.Zero(t, number(t, conn, `SELECT count(*) FROM subscriptions s WHERE purchased_traffic_gb <> (SELECT coalesce(sum(traffic_gb), 0) FROM traffic_purchases WHERE subscription_id = s.id)`))
	require.Zero(t, number(t, conn, `SELECT count(*) FROM traffic_purchases WHERE expires_at <= '2026-09-01 12:00Z'`), "expired packages are deleted")
}

func TestSecretsAreThereToLeak(t *testing.T) {
	t.Parallel()
	url, _ := shop(t, small(Layout{}))
	conn := connect(t, url)
	require.Greater(t, number(t, conn, "SELECT count(DISTINCT token) FROM coupons WHERE length(token) = 32"), int64(10))
	require.Positive(t, number(t, conn, "SELECT count(*) FROM withdrawal_requests WHERE payment_details LIKE '%secret-details'"))
}

func TestChainsAndLeaders(t *testing.T) {
	t.Parallel()
	url, _ := shop(t, small(Layout{}))
	conn := connect(t, url)
	require.GreaterOrEqual(t, number(t, conn, `WITH RECURSIVE up AS (SELECT id, referred_by_id, 1 AS depth FROM users
		UNION ALL SELECT up.id, u.referred_by_id, depth + 1 FROM up JOIN users u ON u.id = up.referred_by_id) SELECT max(depth) FROM up`), int64(8))
	require.Greater(t, number(t, conn, "SELECT max(n) FROM (SELECT count(*) AS n FROM users WHERE referred_by_id IS NOT NULL GROUP BY referred_by_id) x"), int64(9))
	require.Zero(t, number(t, conn, "SELECT count(*) FROM users a JOIN users b ON b.id = a.referred_by_id WHERE b.created_at > a.created_at"))
}

// Purchases whose tariff is named like an add-on are no add-ons.
func TestAddOnWordsInTariffNames(t *testing.T) {
	t.Parallel()
	names := ""
	for _, x := range tariffs() {
		names += x.name + "\n"
	}
	require.True(t, strings.Contains(names, "трафика") && strings.Contains(names, "устройств"))
	url, truth := shop(t, small(Layout{}))
	conn := connect(t, url)
	what := map[int64]string{}
	for id, bought := range truth.Bought() {
		what[id] = bought
	}
	traps, addOns := 0, map[string]int{}
	var id int64
	each(t, conn, "SELECT id FROM transactions WHERE type = 'subscription_payment' AND description ~* 'трафик|traffic upgrade|устройств'", []any{&id}, func() {
		if what[id] == "traffic" || what[id] == "devices" {
			addOns[what[id]]++
		} else {
			traps++
		}
	})
	require.Positive(t, traps)
	require.Len(t, addOns, 2)
}
