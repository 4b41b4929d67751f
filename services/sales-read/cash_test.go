package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

var march = &salesv1.GetTransactionStatsRequest{From: "2026-03-01", To: "2026-04-01"}

func TestCashOfEverySource(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	paid := noon.Add(-2 * time.Hour)
	h.publish(
		ledger(10, deposit(1, 7, 10_000, "yookassa", noon.Add(-time.Hour)), refund(2, 7, 3_000, "apple_iap", noon), wallet(3, 7, 9_000, noon),
			deposit(4, 8, 0, "yookassa", noon), direct(5, 8, 20_000, "cryptobot", "order-1", noon)),
		orders(10, order(1, 20_000, "cryptobot", "order-1", &paid), order(2, 70_000, "yookassa", "order-2", nil)),
		spins(10, spin(1, 8, 500, true, noon), spin(2, 8, 700, false, noon)),
	)
	check := func() {
		t.Helper()
		stats := h.stats(march)
		require.Equal(t, int64(30_500), stats.GetCash().GetCashInKopeks())
		require.Equal(t, int64(3_000), stats.GetCash().GetCashRefundsKopeks())
		require.Equal(t, int64(27_500), stats.GetCash().GetNetCashKopeks())
		require.Equal(t, int32(3), stats.GetCash().GetPayments())
		require.Equal(t, int32(2), stats.GetCash().GetPayers())
		require.Equal(t, int64(10_167), stats.GetCash().GetAverageCheckKopeks())
		require.Len(t, stats.GetMethods(), 4)
		require.Equal(t, "cryptobot", stats.GetMethods()[0].GetGateway())
		require.Len(t, stats.GetBuckets(), 31)
		require.NotNil(t, stats.GetCompleteUntil())
	}
	check()
	h.settled()
	check()
	list := h.transactions(&salesv1.ListTransactionsRequest{})
	require.Equal(t, int32(5), list.GetTotal())
	byID := map[int64]string{}
	for _, item := range list.GetItems() {
		byID[item.GetId()] = item.GetCash()
	}
	require.Equal(t, map[int64]string{1: "in", 2: "refund", 3: "none", 4: "none", 5: "none"}, byID)
	overview, err := h.sales.GetOverview(h.ctx, &salesv1.GetOverviewRequest{})
	require.NoError(t, err)
	require.Equal(t, int64(30_000), overview.GetToday().GetCashInKopeks(), "the spin and the refund are booked at now, which is not past yet")
	require.Len(t, overview.GetDays(), 30)
}
