package main

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// The numbers that reach the API equal what was planted in the bot's database, to the kopek, for every day and gateway.
func TestNumbersEqualThePlantedTruth(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 4000, Subscriptions: 6000, Transactions: 50000, Days: 400, Seed: 11, Now: time.Now()}
	s, truth := newTruthSite(t, size)
	s.run("bridge", "sales-read")
	s.equal()
	conn, err := nats.Connect(s.nats.URL())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
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

// payersByHand counts different known customers per Moscow day in the bot's own tables.
const payersByHand = `
WITH cash AS (
	SELECT t.user_id AS customer, coalesce(t.completed_at, t.created_at) AS at FROM transactions t
	WHERE t.is_completed AND t.amount_kopeks <> 0 AND t.type IN ('deposit', 'subscription_payment') AND coalesce(t.payment_method, 'manual') NOT IN ('manual', 'balance')
	  AND NOT (t.type = 'subscription_payment' AND EXISTS (SELECT 1 FROM guest_purchases g WHERE g.payment_id = t.external_id AND g.paid_at IS NOT NULL
		AND coalesce(g.payment_method, 'balance') NOT IN ('manual', 'balance')))
	UNION ALL SELECT coalesce(buyer_user_id, user_id), paid_at FROM guest_purchases WHERE paid_at IS NOT NULL AND amount_kopeks <> 0 AND coalesce(payment_method, 'balance') NOT IN ('manual', 'balance')
	UNION ALL SELECT user_id, created_at FROM wheel_spins WHERE payment_type = 'telegram_stars' AND telegram_charge_id IS NOT NULL AND payment_value_kopeks <> 0
)
SELECT to_char(at AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD'), count(DISTINCT customer)::int FROM cash GROUP BY 1`

// liveByHand counts live subscriptions in the bot's own tables, independent of our code.
const liveByHand = `
SELECT count(*), count(*) FILTER (WHERE s.is_trial OR s.status = 'trial'), count(*) FILTER (WHERE NOT s.is_trial AND s.status <> 'trial' AND (
	EXISTS (SELECT 1 FROM transactions t WHERE t.user_id = s.user_id AND t.is_completed AND t.amount_kopeks <> 0 AND t.type IN ('subscription_payment', 'gift_payment'))
	OR EXISTS (SELECT 1 FROM guest_purchases g WHERE g.user_id = s.user_id AND g.paid_at IS NOT NULL)))
FROM subscriptions s WHERE s.status IN ('active', 'trial', 'limited') AND s.end_date > $1`
