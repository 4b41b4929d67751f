package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// What each product would show for the days $1 <= day < $2, written against the bot's own tables and independent of our code. Gateways are the bot's list.
const (
	gatewaysByHand = `('telegram_stars', 'tribute', 'yookassa', 'cryptobot', 'heleket', 'mulenpay', 'pal24', 'wata', 'platega', 'cloudpayments', 'freekassa', 'kassa_ai',
	'riopay', 'severpay', 'apple_iap', 'paypear', 'rollypay', 'overpay', 'aurapay', 'etoplatezhi', 'antilopay', 'jupiter', 'cispay', 'donut', 'lava')`
	salesPageByHand = `
SELECT (SELECT coalesce(sum(abs(amount_kopeks)), 0) FROM transactions WHERE type IN ('deposit', 'subscription_payment') AND is_completed AND payment_method IN ` + gatewaysByHand + `
		AND created_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND created_at <= ($2::date::timestamp - interval '1 second') AT TIME ZONE 'UTC')
	+ (SELECT coalesce(sum(amount_kopeks), 0) FROM guest_purchases WHERE is_gift AND payment_method IN ` + gatewaysByHand + `
		AND paid_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND paid_at <= ($2::date::timestamp - interval '1 second') AT TIME ZONE 'UTC')`
	reportByHand = `
SELECT coalesce(sum(abs(amount_kopeks)), 0) FROM transactions WHERE type = 'deposit' AND is_completed AND payment_method IN ` + gatewaysByHand + `
	AND coalesce(description, '') NOT ILIKE '%реферал%' AND coalesce(description, '') NOT ILIKE '%referral%'
	AND created_at >= $1::date::timestamp AT TIME ZONE 'Europe/Moscow' AND created_at < $2::date::timestamp AT TIME ZONE 'Europe/Moscow'`
	adminByHand = `
SELECT coalesce(sum(abs(amount_kopeks)), 0) FROM transactions WHERE type = 'deposit' AND is_completed
	AND created_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND created_at < $2::date::timestamp AT TIME ZONE 'UTC'`
	// The pages of campaigns know no days: what their sums grew by in these.
	campaignsByHand = `
SELECT coalesce(sum(abs(t.amount_kopeks)), 0) FROM advertising_campaign_registrations r JOIN transactions t ON t.user_id = r.user_id
WHERE t.type = 'deposit' AND t.is_completed AND t.payment_method IN ` + gatewaysByHand + `
	AND coalesce(t.completed_at, t.created_at) >= $1::date::timestamp AT TIME ZONE 'Europe/Moscow' AND coalesce(t.completed_at, t.created_at) < $2::date::timestamp AT TIME ZONE 'Europe/Moscow'`
	// Our cash in, of one gateway or of all ($3 empty).
	cashInByHand = `
WITH cash AS (
	SELECT abs(t.amount_kopeks) AS kopeks, t.payment_method AS method, coalesce(t.completed_at, t.created_at) AS at FROM transactions t
	WHERE t.is_completed AND t.type IN ('deposit', 'subscription_payment') AND coalesce(t.payment_method, 'manual') NOT IN ('manual', 'balance')
	  AND NOT (t.type = 'subscription_payment' AND EXISTS (SELECT 1 FROM guest_purchases g WHERE g.payment_id = t.external_id AND g.paid_at IS NOT NULL
		AND coalesce(g.payment_method, 'balance') NOT IN ('manual', 'balance')))
	UNION ALL SELECT amount_kopeks, payment_method, paid_at FROM guest_purchases WHERE paid_at IS NOT NULL AND coalesce(payment_method, 'balance') NOT IN ('manual', 'balance')
	UNION ALL SELECT payment_value_kopeks, 'telegram_stars', created_at FROM wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NOT NULL
)
SELECT coalesce(sum(kopeks), 0) FROM cash
WHERE at >= $1::date::timestamp AT TIME ZONE 'Europe/Moscow' AND at < $2::date::timestamp AT TIME ZONE 'Europe/Moscow'
	AND ($3 = '' OR regexp_replace(method, '_(sbp|card|2)$', '') = $3)`
)

// For random days and gateways our cash in and every neighbour's sum are to the kopek what the bot's own tables give, and the causes between them
// add up, also after the bot destroyed a part of its history.
func TestReconciliationEqualsTheBotsOwnTables(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 3000, Subscriptions: 4000, Transactions: 30000, Days: 120, Seed: 23, Now: time.Now()}
	s, truth, conn := openTruthSite(t, size)
	sales, reconciliation := salesv1.NewSalesClient(rpc.NewConn(conn)), salesv1.NewReconciliationClient(rpc.NewConn(conn))
	ctx := rpc.AsService(t.Context(), "test")
	sum := func(query string, args ...any) (kopeks int64) {
		require.NoError(t, s.shop.QueryRow(t.Context(), query, args...).Scan(&kopeks))
		return kopeks
	}
	day := func(back int) string { return truth.Now.AddDate(0, 0, -back).Format(time.DateOnly) }
	all := sum(cashInByHand, day(150), day(-1), "")
	require.Eventually(t, func() bool { // orders and spins arrive on streams of their own
		answer, err := sales.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{From: day(150), To: day(-1)})
		return err == nil && answer.GetCash().GetCashInKopeks() == all
	}, 60*time.Second, 200*time.Millisecond)

	seen := map[string]bool{}
	// ours gives our cash in of the days; the source may no longer tell.
	compare := func(from, to string, ours int64) {
		answer, err := reconciliation.GetReconciliation(ctx, &salesv1.GetReconciliationRequest{From: from, To: to})
		require.NoError(t, err)
		require.Equal(t, ours, answer.GetCashInKopeks(), "cash in of %s..%s", from, to)
		byHand := map[string]int64{"sales_page": sum(salesPageByHand, from, to), "telegram_report": sum(reportByHand, from, to), "remnawave_admin": sum(adminByHand, from, to),
			"campaign_page": sum(campaignsByHand, from, to)}
		require.Len(t, answer.GetNeighbours(), len(byHand))
		for _, n := range answer.GetNeighbours() {
			require.Equal(t, byHand[n.GetNeighbour()], n.GetSumKopeks(), "%s of %s..%s", n.GetNeighbour(), from, to)
			require.Zero(t, n.GetResidualKopeks())
			total := int64(0)
			for _, c := range n.GetCauses() {
				total += c.GetAmountKopeks()
				seen[c.GetCause()] = true
			}
			require.Equal(t, ours-n.GetSumKopeks(), total, "causes of %s of %s..%s", n.GetNeighbour(), from, to)
		}
	}
	random := rand.New(rand.NewPCG(7, 11))
	gateways := []string{"yookassa", "cryptobot", "telegram_stars", "platega", "wata", "pal24", "kassa_ai", "tribute"}
	periods := make([][2]string, 25)
	for i := range periods {
		back := 1 + random.IntN(118)
		periods[i] = [2]string{day(back), day(max(0, back-1-random.IntN(31)))}
		compare(periods[i][0], periods[i][1], sum(cashInByHand, periods[i][0], periods[i][1], ""))
		gateway := gateways[random.IntN(len(gateways))]
		answer, err := sales.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{From: periods[i][0], To: periods[i][1], Gateway: []string{gateway}})
		require.NoError(t, err)
		require.Equal(t, sum(cashInByHand, periods[i][0], periods[i][1], gateway), answer.GetCash().GetCashInKopeks(), "%s of %v", gateway, periods[i])
	}
	for _, cause := range []string{"direct_payments", "landing_orders", "landing_undelivered", "landing_other_day_in", "landing_other_day_out", "gateway_gifts", "stars_spins",
		"sub_options", "manual_credits", "not_registered", "bonus_deposits", "invoice_time_in", "invoice_time_out", "day_border_in", "day_border_out"} {
		require.True(t, seen[cause], "%s is never seen: the shop or the periods are too tame", cause)
	}

	ours := make([]int64, len(periods))
	for i, p := range periods {
		ours[i] = sum(cashInByHand, p[0], p[1], "")
	}
	_, err := s.shop.Exec(t.Context(), `DELETE FROM transactions WHERE id BETWEEN 15000 AND 15060`)
	require.NoError(t, err)
	s.equal()
	for i, p := range periods {
		compare(p[0], p[1], ours[i])
	}
	require.True(t, seen["rows_gone"])
}
