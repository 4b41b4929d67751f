package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// A closed month keeps its figures for whoever asks as known when it was closed; today's say what was learned since.
func TestRevenueAsKnownAt(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	february := func(day, hour int) time.Time { return time.Date(2026, 2, day, hour, 0, 0, 0, time.UTC) }
	h.publish(people(10, person(1, 101, "first", february(1, 9)), person(2, 102, "second", february(1, 9)), person(3, 103, "third", february(1, 9))),
		&bedolagav1.TariffBatch{Header: header(10), Rows: []*bedolagav1.Tariff{{Id: 2, Name: "Про", IsActive: true}}},
		ledger(10,
			deposit(1, 1, 50_000, "yookassa", february(10, 10)),
			worded(wallet(2, 1, 30_000, february(10, 11)), "Покупка тарифа «Про» на 30 дней"),
			deposit(3, 2, 20_000, "wata", february(12, 10)),
			deposit(4, 2, 10_000, "wata", february(20, 10))))
	h.classified()
	h.importEnds()
	ask := func(known time.Time, q *salesv1.GetRevenueRequest) *salesv1.GetRevenueResponse {
		q.From, q.To = "2026-02-01", "2026-03-01"
		if !known.IsZero() {
			q.AsKnownAt = known.Format(time.RFC3339)
		}
		return h.revenue(q)
	}
	const before = "in 800/3 payers 2(2) check 266.67 spent 300 new 300/1"
	closed := h.advance(time.Hour)
	require.Equal(t, before, told(ask(closed, &salesv1.GetRevenueRequest{}).GetFigures()), "nothing was learned since")
	require.Equal(t, before, told(ask(time.Time{}, &salesv1.GetRevenueRequest{}).GetFigures()))

	h.advance(time.Hour)
	h.publish(ledger(20, deposit(3, 2, 15_000, "wata", february(12, 10)), deposit(5, 3, 7_000, "yookassa", february(25, 10)), deposit(6, 2, 1_000, "platega", february(5, 10))))
	h.classified()
	const after = "in 830/5 payers 3(3) check 166 spent 300 new 300/1"
	for range 2 { // from the facts, and from sums by day
		require.Equal(t, after, told(ask(time.Time{}, &salesv1.GetRevenueRequest{}).GetFigures()))
		answer := ask(closed, &salesv1.GetRevenueRequest{GroupBy: "gateway", ThenBy: "tariff"})
		require.Equal(t, before, told(answer.GetFigures()))
		require.Equal(t, after, told(answer.GetKnown().GetToday()))
		require.Equal(t, [2]int32{1, 2}, [2]int32{answer.GetKnown().GetCorrected(), answer.GetKnown().GetLearnedLater()})
		require.Equal(t, closed.Unix(), answer.GetKnown().GetAt().GetSeconds())
		require.Nil(t, answer.ArpuKopeks)
		var groups []string
		for _, g := range answer.GetGroups() {
			groups = append(groups, g.GetKey()+": "+told(g.GetFigures()))
		}
		require.Equal(t, []string{"yookassa: in 500/1 payers 1(1) check 500 spent 0", "balance: in 0/0 payers 0(0) spent 300 new 300/1", "wata: in 300/2 payers 1(1) check 150 spent 0"}, groups)
		var firsts []string
		for _, b := range answer.GetBuckets() {
			if b.GetFigures().GetFirstTimePayers() > 0 {
				firsts = append(firsts, b.GetDay())
			}
		}
		require.Equal(t, []string{"2026-02-10", "2026-02-12"}, firsts, "of the second, an earlier payment was not known yet")
		h.settled()
	}
	now := ask(h.now(), &salesv1.GetRevenueRequest{})
	require.Equal(t, after, told(now.GetFigures()), "as known now is what is known now")
	require.Zero(t, now.GetKnown().GetCorrected()+now.GetKnown().GetLearnedLater())

	for name, q := range map[string]*salesv1.GetRevenueRequest{
		"the future":        {AsKnownAt: h.now().Add(time.Minute).Format(time.RFC3339)},
		"before the import": {AsKnownAt: noon.Add(-time.Hour).Format(time.RFC3339)},
		"promo groups":      {AsKnownAt: closed.Format(time.RFC3339), GroupBy: "promo_group"},
		"a campaign":        {AsKnownAt: closed.Format(time.RFC3339), CampaignId: []int64{1}},
		"nonsense":          {AsKnownAt: "then"},
	} {
		_, err := h.money.GetRevenue(h.ctx, q)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
	}
}

func TestNothingIsKnownOfTheTimeBeforeTheImport(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	_, err := h.money.GetRevenue(h.ctx, &salesv1.GetRevenueRequest{AsKnownAt: h.now().Format(time.RFC3339)})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
}
