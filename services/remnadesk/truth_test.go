package main

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// The numbers that reach the API equal what was planted in the bot's database, to the kopek, for every day and gateway.
func TestNumbersEqualThePlantedTruth(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 4000, Subscriptions: 6000, Transactions: 50000, Days: 400, Seed: 11, Now: time.Now()}
	s, truth, conn := openTruthSite(t, size)
	sales := salesv1.NewSalesClient(rpc.NewConn(conn))
	ctx := rpc.AsService(t.Context(), "test")

	moscow, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	from := truth.Now.In(moscow).AddDate(0, 0, -420).Format(time.DateOnly)
	to := truth.Now.In(moscow).AddDate(0, 0, 1).Format(time.DateOnly)
	want := truth.Total("", "")
	require.Eventually(t, func() bool { // orders and spins arrive on streams of their own
		answer, err := sales.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{From: from, To: to})
		return err == nil && answer.GetCash().GetCashInKopeks() == want.CashIn
	}, 60*time.Second, 200*time.Millisecond)

	answer, err := sales.GetTransactionStats(ctx, &salesv1.GetTransactionStatsRequest{From: from, To: to})
	require.NoError(t, err)
	require.Equal(t, want.Refunds, answer.GetCash().GetCashRefundsKopeks())
	require.EqualValues(t, want.Payments, answer.GetCash().GetPayments())
	got := map[simulator.Cell]int64{}
	for _, method := range answer.GetMethods() {
		for i, kopeks := range method.GetCashInKopeks() {
			if kopeks != 0 {
				got[simulator.Cell{Day: answer.GetBuckets()[i].GetDay(), Gateway: method.GetGateway()}] = kopeks
			}
		}
	}
	planted := map[simulator.Cell]int64{}
	for cell, money := range truth.Cells {
		if money.CashIn != 0 {
			planted[cell] = money.CashIn
		}
	}
	require.Equal(t, planted, got)
	rows, err := s.shop.Query(t.Context(), payersByHand)
	require.NoError(t, err)
	payers := map[string]int32{}
	var day string
	var n int32
	_, err = pgx.ForEachRow(rows, []any{&day, &n}, func() error { payers[day] = n; return nil })
	require.NoError(t, err)
	for _, bucket := range answer.GetBuckets() {
		require.Equal(t, payers[bucket.GetDay()], bucket.GetCash().GetPayers(), bucket.GetDay())
	}

	overview, err := sales.GetOverview(ctx, &salesv1.GetOverviewRequest{})
	require.NoError(t, err)
	var live, trial, paid int32
	require.NoError(t, s.shop.QueryRow(t.Context(), liveByHand, overview.GetNow().AsTime()).Scan(&live, &trial, &paid))
	require.Equal(t, trial, overview.GetLiveTrial())
	require.Equal(t, paid, overview.GetLivePaid())
	require.Equal(t, live, overview.GetLiveTrial()+overview.GetLivePaid()+overview.GetLiveFreeActive())
}

// Revenue equals the planted cash too, and the bot's own tables: what was spent and who paid for the first time, day by day.
func TestRevenueEqualsThePlantedTruth(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 2000, Subscriptions: 3000, Transactions: 25000, Days: 300, Seed: 12, Now: time.Now()}
	s, truth, conn := openTruthSite(t, size)
	revenue := salesv1.NewRevenueClient(rpc.NewConn(conn))
	ctx := rpc.AsService(t.Context(), "test")
	moscow, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	ask := &salesv1.GetRevenueRequest{GroupBy: "gateway", From: truth.Now.In(moscow).AddDate(0, 0, -320).Format(time.DateOnly),
		To: truth.Now.In(moscow).AddDate(0, 0, 1).Format(time.DateOnly)}

	spent, firsts := map[string]int64{}, map[string]int64{}
	for query, into := range map[string]map[string]int64{spentByHand: spent, firstsByHand: firsts} {
		rows, err := s.shop.Query(t.Context(), query)
		require.NoError(t, err)
		var day string
		var n int64
		_, err = pgx.ForEachRow(rows, []any{&day, &n}, func() error { into[day] = n; return nil })
		require.NoError(t, err)
	}
	var all int64
	for _, kopeks := range spent {
		all += kopeks
	}
	want := truth.Total("", "")
	var answer *salesv1.GetRevenueResponse
	require.Eventually(t, func() bool { // until everything is classified
		answer, err = revenue.GetRevenue(ctx, ask)
		return err == nil && answer.GetFigures().GetConsumptionKopeks() == all && answer.GetFigures().GetCashInKopeks() == want.CashIn
	}, 90*time.Second, 300*time.Millisecond, "spent %d, cash in %d", all, want.CashIn)
	require.Equal(t, want.Refunds, answer.GetFigures().GetCashRefundsKopeks())
	require.EqualValues(t, want.Payments, answer.GetFigures().GetPayments())
	for _, bucket := range answer.GetBuckets() {
		day := truth.Total(bucket.GetDay(), bucket.GetDay()+"~")
		require.Equal(t, []int64{day.CashIn, day.Refunds, day.Payments, spent[bucket.GetDay()], firsts[bucket.GetDay()]},
			[]int64{bucket.GetFigures().GetCashInKopeks(), bucket.GetFigures().GetCashRefundsKopeks(), int64(bucket.GetFigures().GetPayments()),
				bucket.GetFigures().GetConsumptionKopeks(), int64(bucket.GetFigures().GetFirstTimePayers())}, bucket.GetDay())
	}
	planted := map[simulator.Cell]int64{}
	for _, group := range answer.GetGroups() {
		for i, kopeks := range group.GetCashInKopeks() {
			if kopeks != 0 {
				planted[simulator.Cell{Day: answer.GetBuckets()[i].GetDay(), Gateway: group.GetKey()}] = kopeks
			}
		}
	}
	for cell, money := range truth.Cells {
		require.Equal(t, money.CashIn, planted[cell], cell)
	}
}

// cashByHand are the payments of gateway money in the bot's own tables.
const cashByHand = `
	SELECT t.user_id AS customer, coalesce(t.completed_at, t.created_at) AS at FROM transactions t
	WHERE t.is_completed AND t.amount_kopeks <> 0 AND t.type IN ('deposit', 'subscription_payment') AND coalesce(t.payment_method, 'manual') NOT IN ('manual', 'balance')
	  AND NOT (t.type = 'subscription_payment' AND EXISTS (SELECT 1 FROM guest_purchases g WHERE g.payment_id = t.external_id AND g.paid_at IS NOT NULL
		AND coalesce(g.payment_method, 'balance') NOT IN ('manual', 'balance')))
	UNION ALL SELECT coalesce(buyer_user_id, user_id), paid_at FROM guest_purchases WHERE paid_at IS NOT NULL AND amount_kopeks <> 0 AND coalesce(payment_method, 'balance') NOT IN ('manual', 'balance')
	UNION ALL SELECT user_id, created_at FROM wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NOT NULL AND payment_value_kopeks <> 0`

// firstsByHand counts, per Moscow day, customers who had never paid before.
const firstsByHand = `
SELECT to_char(first AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD'), count(*) FROM (SELECT customer, min(at) AS first FROM (` + cashByHand + `) cash
	WHERE customer IS NOT NULL GROUP BY customer) f GROUP BY 1`

// spentByHand sums, per Moscow day, what was bought less what was undone.
const spentByHand = `
SELECT to_char(at AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD'), sum(kopeks)::bigint FROM (
	SELECT coalesce(t.completed_at, t.created_at) AS at, abs(t.amount_kopeks) AS kopeks FROM transactions t
	WHERE t.is_completed AND t.type IN ('subscription_payment', 'gift_payment') AND NOT (coalesce(t.payment_method, 'balance') NOT IN ('manual', 'balance')
		AND EXISTS (SELECT 1 FROM guest_purchases g WHERE g.payment_id = t.external_id AND g.paid_at IS NOT NULL AND coalesce(g.payment_method, 'balance') NOT IN ('manual', 'balance')))
	UNION ALL SELECT coalesce(completed_at, created_at), -abs(amount_kopeks) FROM transactions WHERE is_completed AND type = 'refund' AND payment_method IS NULL
	UNION ALL SELECT paid_at, amount_kopeks FROM guest_purchases WHERE paid_at IS NOT NULL AND coalesce(payment_method, 'balance') NOT IN ('manual', 'balance')
	UNION ALL SELECT created_at, payment_value_kopeks FROM wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NOT NULL
) spent GROUP BY 1`

// payersByHand counts different known customers per Moscow day in the bot's own tables.
const payersByHand = `SELECT to_char(at AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD'), count(DISTINCT customer)::int FROM (` + cashByHand + `) cash GROUP BY 1`

// liveByHand counts live subscriptions in the bot's own tables, independent of our code.
const liveByHand = `
SELECT count(*), count(*) FILTER (WHERE s.is_trial OR s.status = 'trial'), count(*) FILTER (WHERE NOT s.is_trial AND s.status <> 'trial' AND (
	EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = s.user_id AND t.is_completed AND t.amount_kopeks <> 0 AND t.type IN ('subscription_payment', 'gift_payment'))
	OR EXISTS (SELECT 1 FROM guest_purchases g WHERE g.user_id = s.user_id AND g.paid_at IS NOT NULL)))
FROM subscriptions s WHERE s.status IN ('active', 'trial', 'limited') AND s.end_date > $1`
