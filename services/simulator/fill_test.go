package simulator

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func small(l Layout) Size {
	return Size{Customers: 600, Subscriptions: 600, Transactions: 6000, Seed: 7, Layout: l, Now: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)}
}

func allLayouts() []Layout {
	var out []Layout
	for i, v := range Versions() {
		out = append(out, Layout{v, []string{"public", "bedolaga"}[i%2]})
	}
	return out
}

func shop(t testing.TB, size Size) (string, Truth) {
	t.Helper()
	url := testkit.PostgresURL(t)
	require.NoError(t, Create(context.Background(), url, size.Layout))
	truth, err := Fill(context.Background(), url, size)
	require.NoError(t, err)
	return url, truth
}

func TestTruthEqualsRecount(t *testing.T) {
	t.Parallel()
	for _, l := range allLayouts() {
		t.Run(l.Version, func(t *testing.T) {
			t.Parallel()
			size := small(l)
			url, truth := shop(t, size)
			conn := connect(t, url)
			_, err := conn.Exec(t.Context(), "SET search_path TO "+l.Schema)
			require.NoError(t, err)
			cells, days := recountMoney(t, conn, l)
			require.Equal(t, cells, truth.Cells)
			require.Equal(t, days, truth.DayPayers)
			require.Equal(t, recountLive(t, conn, l, size.Now), truth.Live)
			require.NotZero(t, truth.Live.Paid)
			require.NotZero(t, truth.Live.FreeActive)
			require.NotZero(t, truth.Live.Trial)
			require.Equal(t, size.Subscriptions, truth.Subscriptions)
			require.Equal(t, size.Transactions, truth.Transactions)
			total := truth.Total("", "")
			require.Positive(t, total.Refunds)
			require.Greater(t, total.CashIn, int64(10_000_000))
		})
	}
}

// facts lists the money of design section 5: kind, business day, gateway, kopeks, payer.
func facts(l Layout) string {
	zone := "AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Moscow'"
	if l.Version != "2.9.6" && l.Version != "3.0.0" {
		zone = "AT TIME ZONE 'Europe/Moscow'"
	}
	guests := l.Version == "3.43.0" || l.Version == "4.1.0"
	sql := `SELECT 'in' AS what, (coalesce(completed_at, created_at) ZONE)::date::text AS day, payment_method AS gate, abs(amount_kopeks)::bigint AS kopeks, 'u' || user_id AS payer
		FROM transactions t WHERE is_completed AND type IN ('deposit', 'subscription_payment') AND payment_method NOT IN ('manual', 'balance')`
	if guests {
		sql += ` AND NOT (type = 'subscription_payment' AND EXISTS (SELECT 1 FROM guest_purchases g WHERE g.payment_id = t.external_id AND g.paid_at IS NOT NULL AND g.payment_method <> 'balance'))
		UNION ALL SELECT 'in', (paid_at ZONE)::date::text, regexp_replace(payment_method, '_(sbp|card|2)$', ''), amount_kopeks, coalesce('u' || buyer_user_id, 'u' || user_id, contact_value)
		FROM guest_purchases WHERE paid_at IS NOT NULL AND payment_method <> 'balance'`
	}
	if l.Version != "2.9.6" {
		sql += ` UNION ALL SELECT 'in', (created_at ZONE)::date::text, 'telegram_stars', payment_value_kopeks, 'u' || user_id
		FROM wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NOT NULL`
	}
	sql += ` UNION ALL SELECT 'refund', (coalesce(completed_at, created_at) ZONE)::date::text, payment_method, abs(amount_kopeks), NULL
		FROM transactions WHERE is_completed AND type = 'refund' AND payment_method IS NOT NULL`
	return strings.ReplaceAll(sql, "ZONE", zone)
}

func recountMoney(t *testing.T, conn *pgx.Conn, l Layout) (map[Cell]Money, map[string]int64) {
	t.Helper()
	cells, days := map[Cell]Money{}, map[string]int64{}
	rows, err := conn.Query(t.Context(), `SELECT day, gate, coalesce(sum(kopeks) FILTER (WHERE what = 'in'), 0)::bigint, count(*) FILTER (WHERE what = 'in'),
		count(DISTINCT payer), coalesce(sum(kopeks) FILTER (WHERE what = 'refund'), 0)::bigint FROM (`+facts(l)+`) f GROUP BY 1, 2`)
	require.NoError(t, err)
	var c Cell
	var m Money
	_, err = pgx.ForEachRow(rows, []any{&c.Day, &c.Gateway, &m.CashIn, &m.Payments, &m.Payers, &m.Refunds}, func() error {
		cells[c] = m
		return nil
	})
	require.NoError(t, err)
	rows, err = conn.Query(t.Context(), `SELECT day, count(DISTINCT payer) FROM (`+facts(l)+`) f WHERE what = 'in' GROUP BY 1`)
	require.NoError(t, err)
	var day string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&day, &n}, func() error {
		days[day] = n
		return nil
	})
	require.NoError(t, err)
	return cells, days
}

func recountLive(t *testing.T, conn *pgx.Conn, l Layout, now time.Time) Live {
	t.Helper()
	paid := `EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = s.user_id AND t.is_completed AND t.type IN ('subscription_payment', 'gift_payment') AND t.amount_kopeks <> 0)`
	if l.Version == "3.43.0" || l.Version == "4.1.0" {
		paid += ` OR EXISTS (SELECT 1 FROM guest_purchases g WHERE g.user_id = s.user_id AND g.paid_at IS NOT NULL)`
	}
	var live Live
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE NOT is_trial AND (`+paid+`)), count(*) FILTER (WHERE NOT is_trial AND NOT (`+paid+`)),
		count(*) FILTER (WHERE is_trial) FROM subscriptions s WHERE status IN ('active', 'trial', 'limited') AND end_date > $1`, now).
		Scan(&live.Paid, &live.FreeActive, &live.Trial))
	return live
}

func TestSameSeedSameShop(t *testing.T) {
	t.Parallel()
	l := Layout{"4.1.0", "public"}
	hash := func(size Size) (out []string) {
		url, _ := shop(t, size)
		conn := connect(t, url)
		for _, name := range tableOrder {
			var sum string
			require.NoError(t, conn.QueryRow(t.Context(), "SELECT coalesce(md5(string_agg(x::text, E'\\n' ORDER BY x::text)), 'empty') FROM "+name+" x").Scan(&sum))
			out = append(out, sum)
		}
		return out
	}
	first, other := small(l), small(l)
	other.Seed++
	require.Equal(t, hash(first), hash(first))
	require.NotEqual(t, hash(first), hash(other))
}

func TestTrapsAreThere(t *testing.T) {
	t.Parallel()
	url, _ := shop(t, small(Layout{}))
	conn := connect(t, url)
	for name, where := range map[string]string{
		"trial converted in place": "subscriptions s WHERE NOT is_trial AND EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = s.user_id AND t.completed_at > s.created_at)",
		"several rows":             "(SELECT user_id FROM subscriptions GROUP BY 1 HAVING count(*) > 1) x",
		"unknown status":           "subscriptions WHERE status = 'frozen_by_partner'",
		"lagging status":           "subscriptions WHERE status = 'active' AND end_date < '2026-09-01'",
		"apple refund":             "transactions WHERE type = 'refund' AND payment_method = 'apple_iap' AND amount_kopeks > 0",
		"tribute refund":           "transactions WHERE type = 'refund' AND payment_method = 'tribute' AND amount_kopeks < 0",
		"rollback":                 "transactions WHERE type = 'refund' AND payment_method IS NULL",
		"failed refund":            "transactions WHERE type = 'failed_refund' AND NOT is_completed",
		"positive payment":         "transactions WHERE type = 'subscription_payment' AND amount_kopeks > 0",
		"negative payment":         "transactions WHERE type = 'subscription_payment' AND amount_kopeks < 0",
		"free switch":              "transactions WHERE type = 'subscription_payment' AND amount_kopeks = 0",
		"bonus":                    "transactions WHERE type = 'deposit' AND payment_method IS NULL",
		"manual":                   "transactions WHERE type = 'deposit' AND payment_method = 'manual'",
		"payout":                   "transactions WHERE type = 'withdrawal' AND amount_kopeks < 0",
		"reward":                   "transactions WHERE type = 'referral_reward'",
		"invoice hours before":     "transactions WHERE completed_at - created_at > interval '2 hours'",
		"no completion":            "transactions WHERE is_completed AND completed_at IS NULL",
		"landing row":              "transactions t JOIN guest_purchases g ON g.payment_id = t.external_id AND g.paid_at IS NOT NULL",
		"landing row, no paid_at":  "transactions t JOIN guest_purchases g ON g.payment_id = t.external_id AND g.paid_at IS NULL",
		"landing on another day":   "transactions t JOIN guest_purchases g ON g.payment_id = t.external_id AND g.paid_at::date < t.completed_at::date",
		"waiting order":            "guest_purchases WHERE status = 'pending_activation' AND paid_at IS NOT NULL",
		"failed paid":              "guest_purchases WHERE status = 'failed' AND paid_at IS NOT NULL",
		"failed unpaid":            "guest_purchases WHERE status = 'failed' AND paid_at IS NULL",
		"wallet gift":              "guest_purchases WHERE is_gift AND payment_method = 'balance'",
		"sub-option":               "guest_purchases WHERE payment_method = 'yookassa_sbp'",
		"stars spin":               "wheel_spins WHERE telegram_charge_id IS NOT NULL",
		"wallet spin":              "wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NULL",
		"deleted user":             "users WHERE status = 'deleted'",
		"blocked user":             "users WHERE status = 'blocked'",
		"no telegram":              "users WHERE telegram_id IS NULL",
		"group by code":            "user_promo_groups WHERE assigned_by = 'promocode'",
		"group by spending":        "user_promo_groups WHERE assigned_by = 'auto'",
		"exhausted code":           "promocodes WHERE current_uses = max_uses AND code = '=1+1'",
		"code not valid yet":       "promocodes WHERE valid_from > '2026-09-01 12:00Z'",
		"code switched off":        "promocodes WHERE NOT is_active AND current_uses > 0",
		"discount code":            "promocodes WHERE type = 'discount' AND balance_bonus_kopeks = 20 AND subscription_days = 48 AND current_uses > 0",
		"code of a wheel, used":    "promocodes p JOIN wheel_spins w ON w.generated_promocode_id = p.id WHERE p.max_uses = 1 AND p.current_uses = 1",
		"days by code":             "promocodes WHERE type = 'subscription_days' AND max_uses > 1 AND current_uses > 0",
		"trial by code":            "promocodes WHERE type = 'trial_subscription' AND current_uses > 0",
		"balance and days":         "promocodes WHERE type = 'balance_and_days' AND current_uses > 0",
		"coupon redeemed":          "coupons WHERE status = 'redeemed' AND redeemed_by IS NOT NULL AND redeemed_at IS NOT NULL",
		"coupon revoked":           "coupons c JOIN coupon_batches b ON b.id = c.batch_id AND b.is_revoked WHERE c.status = 'revoked'",
		"offer claimed":            "discount_offers WHERE claimed_at IS NOT NULL",
		"campaign bonus":           "transactions WHERE type = 'deposit' AND payment_method IS NULL AND description LIKE '%кампании%'",
		"partner's campaign":       "users u JOIN advertising_campaign_registrations r ON r.user_id = u.id JOIN advertising_campaigns c ON c.id = r.campaign_id AND c.partner_user_id = u.referred_by_id",
		"inactive campaign":        "advertising_campaigns WHERE NOT is_active",
		"landing order":            "guest_purchases WHERE landing_id IS NOT NULL",
		"campaign of an order":     "guest_purchases WHERE campaign_slug IS NOT NULL",
		"partner approved":         "users u JOIN partner_applications a ON a.user_id = u.id AND a.status = 'approved' WHERE u.partner_status = 'approved'",
		"partner rejected":         "users WHERE partner_status = 'rejected'",
		"partner waiting":          "partner_applications WHERE status = 'pending'",
		"request pending":          "withdrawal_requests WHERE status = 'pending'",
		"request completed":        "withdrawal_requests WHERE status = 'completed'",
		"request rejected":         "withdrawal_requests WHERE status = 'rejected'",
		"paid trial":               "transactions t JOIN subscriptions s ON s.user_id = t.user_id AND t.external_id = 'trial_stars_' || s.id WHERE s.is_trial AND t.payment_method = 'telegram_stars'",
		"paid switch":              "transactions WHERE description LIKE 'Смена тарифа%' AND amount_kopeks <> 0",
		"conversion":               "subscription_conversions",
		"live traffic package":     "traffic_purchases",
		"server":                   "server_squads",
		"referral tree":            "users a JOIN users b ON a.referred_by_id = b.id AND b.referred_by_id IS NOT NULL",
		"hostile text":             "users WHERE first_name LIKE '%<%' OR last_name LIKE '%;--'",
	} {
		var n int
		require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM "+where).Scan(&n), name)
		require.Positive(t, n, name)
	}
}
