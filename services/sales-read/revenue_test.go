package salesread

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// requireRevenue holds the revenue of the same period, however grouped, against the cash that was counted for it, and against a naive look for first
// payments.
func requireRevenue(t *testing.T, rt *rapid.T, s *service, w world, stats *salesv1.GetTransactionStatsResponse) {
	span := period.Interval{From: stats.GetFrom().AsTime(), To: stats.GetTo().AsTime()}
	var firsts int32
	for _, at := range w.firstPayments() {
		if span.Contains(at) {
			firsts++
		}
	}
	by := rapid.SampledFrom([]string{"none", "gateway", "tariff", "term", "referrer", "promo_group", "new_returning"}).Draw(rt, "group by")
	bucket := rapid.SampledFrom([]string{"hour", "day", "week"}).Draw(rt, "bucket")
	name := by + " by " + bucket
	answer, err := s.GetRevenue(t.Context(), &salesv1.GetRevenueRequest{From: span.From.Format(time.RFC3339), To: span.To.Format(time.RFC3339), GroupBy: by, Bucket: bucket})
	require.NoError(rt, err)
	requireSameCash(rt, name, stats.GetCash(), answer.GetFigures())
	requireSameCash(rt, name+", before", stats.GetPrevious(), answer.GetPrevious())
	crowd := by != "tariff" && by != "term"
	require.Equal(rt, crowd, answer.GetFigures().Payers != nil, name)
	if crowd {
		require.Equal(rt, firsts, answer.GetFigures().GetFirstTimePayers(), name)
	}
	var sum, grouped, inSteps int64
	for n, b := range answer.GetBuckets() {
		sum += b.GetFigures().GetNetCashKopeks()
		if bucket == "day" {
			requireSameCash(rt, name, stats.GetBuckets()[n].GetCash(), b.GetFigures())
		}
	}
	require.Equal(rt, stats.GetCash().GetNetCashKopeks(), sum, name)
	methods := map[string]*salesv1.Cash{}
	for _, m := range stats.GetMethods() {
		methods[m.GetGateway()] = m.GetCash()
	}
	for _, g := range answer.GetGroups() {
		grouped += g.GetFigures().GetNetCashKopeks()
		inSteps -= g.GetFigures().GetCashInKopeks()
		for _, kopeks := range g.GetCashInKopeks() {
			inSteps += kopeks
		}
		if by == "gateway" {
			requireSameCash(rt, name, methods[g.GetKey()], g.GetFigures())
		}
	}
	require.Zero(rt, inSteps, name)
	if by != "none" {
		require.Equal(rt, sum, grouped, name)
	}
}

func requireSameCash(t require.TestingT, name string, cash *salesv1.Cash, f *salesv1.RevenueFigures) {
	want := []any{cash.GetCashInKopeks(), cash.GetCashRefundsKopeks(), cash.GetNetCashKopeks(), cash.GetPayments(), cash.AverageCheckKopeks, cash.GetPayers()}
	got := []any{f.GetCashInKopeks(), f.GetCashRefundsKopeks(), f.GetNetCashKopeks(), f.GetPayments(), f.AverageCheckKopeks, f.GetPayers()}
	if f.Payers == nil {
		want, got = want[:5], got[:5]
	}
	require.Equal(t, want, got, name)
}

// firstPayments is when each customer first paid.
func (w world) firstPayments() map[int64]time.Time {
	firsts := map[int64]time.Time{}
	var times []time.Time
	for _, t := range w.ledger {
		times = append(times, t.GetBookedAt().AsTime())
	}
	for _, g := range w.orders {
		times = append(times, g.GetPaidAt().AsTime())
	}
	for _, s := range w.spins {
		times = append(times, s.GetCreatedAt().AsTime())
	}
	slices.SortFunc(times, time.Time.Compare)
	for _, at := range times {
		_, _, _, payers := w.count(period.Interval{From: at, To: at.Add(1)})
		for id := range payers {
			if _, known := firsts[id]; !known {
				firsts[id] = at
			}
		}
	}
	return firsts
}

func TestAverage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sum, n, want int64 }{{10, 4, 3}, {9, 4, 2}, {0, 3, 0}, {-10, 4, -2}, {-11, 4, -3}, {-9, 4, -2}, {7, 1, 7}} {
		require.Equal(t, c.want, *average(c.sum, c.n), fmt.Sprint(c))
	}
	require.Nil(t, average(5, 0))
}
