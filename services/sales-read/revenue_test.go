package salesread

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/period"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
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
	by := rapid.SampledFrom([]string{"none", "gateway", "tariff", "term", "referrer", "promo_group", "new_returning", "campaign"}).Draw(rt, "group by")
	bucket := rapid.SampledFrom([]string{"hour", "day", "week"}).Draw(rt, "bucket")
	name := by + " by " + bucket
	answer, err := s.revenue.GetRevenue(t.Context(), &salesv1.GetRevenueRequest{From: span.From.Format(time.RFC3339), To: span.To.Format(time.RFC3339), GroupBy: by, Bucket: bucket})
	require.NoError(rt, err)
	requireSameCash(rt, name, stats.GetCash(), answer.GetFigures())
	requireSameCash(rt, name+", before", stats.GetPrevious(), answer.GetPrevious())
	require.Equal(rt, firsts, answer.GetFigures().GetFirstTimePayers(), name)
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

func (h *shop) revenue(q *salesv1.GetRevenueRequest) *salesv1.GetRevenueResponse {
	h.t.Helper()
	answer, err := h.money.GetRevenue(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// told is a line of figures in rubles: cash in, refunds, payments, payers (first-time ones), then what spent tells.
func told(f *salesv1.RevenueFigures) string {
	line := cameIn(f)
	if f.Payers != nil {
		line += fmt.Sprintf(" payers %d(%d)", f.GetPayers(), f.GetFirstTimePayers())
	}
	if f.AverageCheckKopeks != nil {
		line += " check " + rubles(f.GetAverageCheckKopeks())
	}
	return line + " " + spent(f)
}

func rubles(kopeks int64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.2f", float64(kopeks)/100), ".00")
}

// cameIn is cash in with its payments, and cash that went back.
func cameIn(f *salesv1.RevenueFigures) string {
	line := fmt.Sprintf("in %s/%d", rubles(f.GetCashInKopeks()), f.GetPayments())
	if f.GetCashRefundsKopeks() != 0 {
		line += " back " + rubles(f.GetCashRefundsKopeks())
	}
	return line
}

// spent is consumption with its kinds, reversals, bonuses, manual credits; what is zero is left out.
func spent(f *salesv1.RevenueFigures) string {
	line := "spent " + rubles(f.GetConsumptionKopeks())
	for _, k := range f.GetKinds() {
		line += fmt.Sprintf(" %s %s/%d", k.GetKind(), rubles(k.GetConsumptionKopeks()), k.GetCount())
	}
	for _, more := range []struct {
		word   string
		kopeks int64
	}{{"reversed", f.GetReversalsKopeks()}, {"bonuses", f.GetBonusesKopeks()}, {"manual", f.GetManualCreditsKopeks()}} {
		if more.kopeks != 0 {
			line += fmt.Sprintf(" %s %s", more.word, rubles(more.kopeks))
		}
	}
	return line
}

// goldenShop is four days of a small shop; every expected number of TestRevenueGolden is computed from this list by hand.
func goldenShop(t *testing.T) *shop {
	h := openShop(t, "Europe/Moscow")
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour-3, minute, 0, 0, time.UTC) }
	without := func(x *bedolagav1.Transaction) *bedolagav1.Transaction {
		x.PaymentMethod, x.Gateway = nil, nil
		return x
	}
	manual := deposit(9, 3, 100_000, "manual", at(15, 10, 0))
	manual.Gateway = nil
	paid := at(15, 23, 59)
	landing := order(1, 60_000, "yookassa", "pay-1", &paid)
	landing.CustomerId, landing.TariffId, landing.PeriodDays, landing.CampaignSlug = proto.Int64(4), proto.Int64(2), 30, proto.String("vk")
	invited := person(2, 102, "second", at(10, 12, 0))
	invited.ReferredById, invited.PromoGroupId = proto.Int64(1), proto.Int64(5)
	h.publish(
		people(10, person(1, 101, "first", at(10, 12, 0)), invited, person(3, 103, "third", at(10, 12, 0)), person(4, 104, "fourth", at(10, 12, 0)),
			person(5, 105, "fifth", at(12, 23, 59)), person(6, 106, "tomorrow", at(17, 0, 0))),
		&bedolagav1.TariffBatch{Header: header(10), Rows: []*bedolagav1.Tariff{{Id: 2, Name: "Про", IsActive: true}}},
		ledger(10,
			deposit(1, 1, 50_000, "yookassa", at(13, 10, 0)),
			worded(wallet(2, 1, 30_000, at(13, 10, 5)), "Покупка тарифа «Про» на 30 дней"),
			without(deposit(3, 2, 10_000, "", at(13, 12, 0))), // a bonus
			worded(direct(4, 2, 40_000, "platega", "x-4", at(14, 0, 30)), "Покупка тарифа «Про» на 90 дней"),
			deposit(5, 1, 20_000, "cryptobot", at(14, 15, 0)),
			worded(wallet(6, 1, 15_000, at(14, 15, 5)), "Докупка трафика 50 ГБ"),
			without(refund(7, 1, 15_000, "", at(15, 9, 0))), // undoes 6
			refund(8, 2, 7_000, "apple_iap", at(15, 12, 0)),
			manual,
			worded(wallet(10, 3, 30_000, at(15, 11, 0)), "Оплата"),
			deposit(11, 4, 9_900, "yookassa", at(16, 1, 30))),
		spins(10, spin(1, 3, 5_000, true, at(15, 12, 0))),
		campaignBatch(ads(1, "Blog", "blog", at(1, 9, 0)), ads(2, "VK", "vk", at(1, 9, 0))),
		registrationBatch(10, came(1, 1, 1, at(14, 12, 0)), came(2, 1, 2, at(12, 12, 0)), came(3, 2, 2, at(13, 12, 0))),
		&bedolagav1.PromoGroupBatch{Header: header(10), Rows: []*bedolagav1.PromoGroup{{Id: 5, Name: "VIP"}}},
		orders(10, landing))
	h.classified()
	return h
}

func TestRevenueGolden(t *testing.T) {
	t.Parallel()
	h := goldenShop(t)
	const span = "2026-03-13..2026-03-17"
	for _, c := range []struct {
		name, span string
		ask        *salesv1.GetRevenueRequest
		// want is the period, then its buckets or groups.
		want []string
	}{
		{"by day", span, &salesv1.GetRevenueRequest{}, []string{
			"in 1849/6 back 70 payers 4(4) check 308.17 spent 1650 new 700/2 landing 600/1 unclassified 300/1 traffic 150/1 wheel_spin 50/1 reversed 150 bonuses 100 manual 1000",
			"13: in 500/1 payers 1(1) check 500 spent 300 new 300/1 bonuses 100",
			"14: in 600/2 payers 2(1) check 300 spent 550 new 400/1 traffic 150/1",
			"15: in 650/2 back 70 payers 2(2) check 325 spent 800 landing 600/1 unclassified 300/1 wheel_spin 50/1 reversed 150 manual 1000",
			"16*: in 99/1 payers 1(0) check 99 spent 0"}},
		{"a month", "2026-03-01..2026-04-01", &salesv1.GetRevenueRequest{Bucket: "month", Gateway: []string{"yookassa", "platega"}}, []string{
			"in 1599/4 payers 3(3) check 399.75 spent 1000 landing 600/1 new 400/1",
			"01*: in 1599/4 payers 3(3) check 399.75 spent 1000 landing 600/1 new 400/1"}},
		{"a week that begins before", "2026-03-15..2026-03-17", &salesv1.GetRevenueRequest{Bucket: "week"}, []string{
			"in 749/3 back 70 payers 2(2) check 249.67 spent 800 landing 600/1 unclassified 300/1 wheel_spin 50/1 reversed 150 manual 1000",
			"15*: in 650/2 back 70 payers 2(2) check 325 spent 800 landing 600/1 unclassified 300/1 wheel_spin 50/1 reversed 150 manual 1000",
			"16*: in 99/1 payers 1(0) check 99 spent 0"}},
		{"two hours", "2026-03-14T00:00:00+03:00..2026-03-14T02:00:00+03:00", &salesv1.GetRevenueRequest{Bucket: "hour"}, []string{
			"in 400/1 payers 1(1) check 400 spent 400 new 400/1", "14: in 400/1 payers 1(1) check 400 spent 400 new 400/1", "14: in 0/0 payers 0(0) spent 0"}},
		{"by gateway", span, &salesv1.GetRevenueRequest{GroupBy: "gateway"}, []string{
			"in 1849/6 back 70 payers 4(4) check 308.17 spent 1650 new 700/2 landing 600/1 unclassified 300/1 traffic 150/1 wheel_spin 50/1 reversed 150 bonuses 100 manual 1000",
			"yookassa: in 1199/3 payers 2(2) check 399.67 spent 600 landing 600/1",
			"platega: in 400/1 payers 1(1) check 400 spent 400 new 400/1",
			"balance: in 0/0 payers 0(0) spent 750 new 300/1 unclassified 300/1 traffic 150/1",
			"cryptobot: in 200/1 payers 1(0) check 200 spent 0",
			"telegram_stars: in 50/1 payers 1(1) check 50 spent 50 wheel_spin 50/1",
			"apple_iap: in 0/0 back 70 payers 0(0) spent 0",
			"manual: in 0/0 payers 0(0) spent 0 manual 1000",
			": in 0/0 payers 0(0) spent -150 reversed 150 bonuses 100"}},
		{"by tariff", span, &salesv1.GetRevenueRequest{GroupBy: "tariff"}, []string{
			"in 1849/6 back 70 payers 4(4) check 308.17 spent 1650 new 700/2 landing 600/1 unclassified 300/1 traffic 150/1 wheel_spin 50/1 reversed 150 bonuses 100 manual 1000",
			"2 Про: in 1000/2 check 500 spent 1300 new 700/2 landing 600/1",
			": in 849/4 back 70 check 212.25 spent 350 unclassified 300/1 traffic 150/1 wheel_spin 50/1 reversed 150 bonuses 100 manual 1000"}},
		{"by term", span, &salesv1.GetRevenueRequest{GroupBy: "term", TariffId: []int64{2}}, []string{
			"in 1000/2 check 500 spent 1300 new 700/2 landing 600/1",
			"30: in 600/1 check 600 spent 900 landing 600/1 new 300/1", "90: in 400/1 check 400 spent 400 new 400/1"}},
		{"new and returning", span, &salesv1.GetRevenueRequest{GroupBy: "new_returning", Gateway: []string{"yookassa", "cryptobot", "platega"}}, []string{
			"in 1799/5 payers 3(3) check 359.80 spent 1000 landing 600/1 new 400/1",
			"new: in 1599/4 payers 3(3) check 399.75 spent 1000 landing 600/1 new 400/1", "returning: in 200/1 payers 1(0) check 200 spent 0"}},
		{"by referrer", span, &salesv1.GetRevenueRequest{GroupBy: "referrer", Gateway: []string{"platega", "cryptobot"}}, []string{
			"in 600/2 payers 2(1) check 300 spent 400 new 400/1",
			"1 first: in 400/1 payers 1(1) check 400 spent 400 new 400/1", ": in 200/1 payers 1(0) check 200 spent 0"}},
		{"of one promo group", span, &salesv1.GetRevenueRequest{PromoGroupId: []int64{5}}, []string{
			"in 400/1 back 70 payers 1(1) check 400 spent 400 new 400/1 bonuses 100",
			"13: in 0/0 payers 0(0) spent 0 bonuses 100", "14: in 400/1 payers 1(1) check 400 spent 400 new 400/1", "15: in 0/0 back 70 payers 0(0) spent 0",
			"16*: in 0/0 payers 0(0) spent 0"}},
		// The first pays before coming by the blog; the second came by it first; the fourth ordered by the slug of VK, and comes back by nothing.
		{"by campaign", span, &salesv1.GetRevenueRequest{GroupBy: "campaign"}, []string{
			"in 1849/6 back 70 payers 4(4) check 308.17 spent 1650 new 700/2 landing 600/1 unclassified 300/1 traffic 150/1 wheel_spin 50/1 reversed 150 bonuses 100 manual 1000",
			": in 649/3 payers 3(2) check 216.33 spent 650 new 300/1 unclassified 300/1 wheel_spin 50/1 manual 1000",
			"2 VK: in 600/1 payers 1(1) check 600 spent 600 landing 600/1",
			"1 Blog: in 600/2 back 70 payers 2(1) check 300 spent 400 new 400/1 traffic 150/1 reversed 150 bonuses 100"}},
		{"by promo group of a campaign", span, &salesv1.GetRevenueRequest{GroupBy: "promo_group", CampaignId: []int64{1}}, []string{
			"in 600/2 back 70 payers 2(1) check 300 spent 400 new 400/1 traffic 150/1 reversed 150 bonuses 100",
			"5 VIP: in 400/1 back 70 payers 1(1) check 400 spent 400 new 400/1 bonuses 100", ": in 200/1 payers 1(0) check 200 spent 0 traffic 150/1 reversed 150"}},
		{"by method, then tariff", "2026-03-13..2026-03-15", &salesv1.GetRevenueRequest{GroupBy: "gateway", ThenBy: "tariff"}, []string{
			"in 1100/3 payers 2(2) check 366.67 spent 850 new 700/2 traffic 150/1 bonuses 100",
			"platega: in 400/1 payers 1(1) check 400 spent 400 new 400/1", "- 2 Про: in 400/1 check 400 spent 400 new 400/1",
			"yookassa: in 500/1 payers 1(1) check 500 spent 0", "- : in 500/1 check 500 spent 0",
			"balance: in 0/0 payers 0(0) spent 450 new 300/1 traffic 150/1", "- 2 Про: in 0/0 spent 300 new 300/1", "- : in 0/0 spent 150 traffic 150/1",
			"cryptobot: in 200/1 payers 1(0) check 200 spent 0", "- : in 200/1 check 200 spent 0",
			": in 0/0 payers 0(0) spent 0 bonuses 100", "- : in 0/0 spent 0 bonuses 100"}},
		{"by campaign, then tariff of one method", "2026-03-13..2026-03-15", &salesv1.GetRevenueRequest{GroupBy: "campaign", ThenBy: "tariff", Gateway: []string{"platega", "yookassa"}}, []string{
			"in 900/2 payers 2(2) check 450 spent 400 new 400/1",
			"1 Blog: in 400/1 payers 1(1) check 400 spent 400 new 400/1", "- 2 Про: in 400/1 check 400 spent 400 new 400/1",
			": in 500/1 payers 1(1) check 500 spent 0", "- : in 500/1 check 500 spent 0"}},
		{"by campaign, then method", "2026-03-13..2026-03-15", &salesv1.GetRevenueRequest{GroupBy: "campaign", ThenBy: "gateway", Customers: "new", CampaignId: []int64{1}}, []string{
			"in 400/1 payers 1(1) check 400 spent 400 new 400/1 bonuses 100",
			"1 Blog: in 400/1 payers 1(1) check 400 spent 400 new 400/1 bonuses 100", "- platega: in 400/1 check 400 spent 400 new 400/1", "- : in 0/0 spent 0 bonuses 100"}},
		{"of those who came back", span, &salesv1.GetRevenueRequest{Customers: "returning", GroupBy: "gateway"}, []string{
			"in 200/1 back 70 payers 1(0) check 200 spent 0 traffic 150/1 reversed 150",
			"cryptobot: in 200/1 payers 1(0) check 200 spent 0", "balance: in 0/0 payers 0(0) spent 150 traffic 150/1", "apple_iap: in 0/0 back 70 payers 0(0) spent 0",
			": in 0/0 payers 0(0) spent -150 reversed 150"}},
		{"nothing", "2026-02-01..2026-02-02", &salesv1.GetRevenueRequest{}, []string{"in 0/0 payers 0(0) spent 0", "01: in 0/0 payers 0(0) spent 0"}},
	} {
		c.ask.From, c.ask.To, _ = strings.Cut(c.span, "..")
		for range 2 { // from the facts, and from sums by day
			answer := h.revenue(c.ask)
			got := []string{told(answer.GetFigures())}
			for _, g := range answer.GetGroups() {
				got = append(got, strings.TrimSpace(g.GetKey()+" "+g.GetName())+": "+told(g.GetFigures()))
				for _, p := range g.GetParts() {
					got = append(got, "- "+strings.TrimSpace(p.GetKey()+" "+p.GetName())+": "+told(p.GetFigures()))
				}
			}
			for _, b := range answer.GetBuckets() {
				mark := map[bool]string{true: "*"}[b.GetIncomplete()]
				if c.ask.GetGroupBy() == "" {
					got = append(got, b.GetDay()[8:]+mark+": "+told(b.GetFigures()))
				}
			}
			require.Equal(t, c.want, got, c.name)
			h.settled()
		}
	}
}

func TestRevenueTellsWhatItIsMadeOf(t *testing.T) {
	t.Parallel()
	h := goldenShop(t)
	answer := h.revenue(&salesv1.GetRevenueRequest{From: "2026-03-15", To: "2026-03-17"})
	require.Equal(t, "in 1100/3 payers 2(2) check 366.67 spent 850 new 700/2 traffic 150/1 bonuses 100", told(answer.GetPrevious()))
	require.Equal(t, int64(13_580), answer.GetArpuKopeks(), "679 rubles, five registered")
	require.Equal(t, int64(33_950), answer.GetFigures().GetArppuKopeks(), "679 rubles, two payers")
	require.Equal(t, int64(22_000), answer.GetPreviousArpuKopeks(), "1,100 rubles, five registered")
	require.Nil(t, h.revenue(&salesv1.GetRevenueRequest{From: "2026-03-15", Gateway: []string{"yookassa"}}).ArpuKopeks)
	require.Equal(t, "Europe/Moscow", answer.GetTimezone())
	require.Contains(t, answer.GetDefinitions(), "consumption")
	for _, bad := range []*salesv1.GetRevenueRequest{{From: "yesterday"}, {From: "2026-03-17", To: "2026-03-16"}, {Bucket: "hour", From: "2026-01-01"}, {GroupBy: "moon"},
		{Bucket: "year"}, {Gateway: []string{""}}, {ThenBy: "tariff"}, {GroupBy: "tariff", ThenBy: "tariff"}} {
		_, err := h.money.GetRevenue(h.ctx, bad)
		require.Equal(t, codes.InvalidArgument, status.Code(err), bad)
	}
}

func TestNoRevenueReadsAWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 50_000, 10, 300_000)
	fill(t, s.db, `
INSERT INTO sales.guest_purchases (id, version, customer_id, amount_kopeks, gateway, payment_id, paid_at, campaign_slug)
SELECT n, 1, n, 100, 'yookassa', n::text, $1::timestamptz - n * interval '10 minutes', CASE WHEN n % 7 = 0 THEN 'c' || n % 500 END FROM generate_series(1, 50000) n`, noon)
	settle(t, s.db, "guest_purchases")
	day := s.days.Of(noon.AddDate(0, 0, -20))
	require.NoError(t, s.db.Tx(t.Context(), func(tx pgx.Tx) error {
		days := mark.Days{}
		s.mark.Touch(days, day.From)
		return s.mark.Money(t.Context(), tx, days)
	}))
	s.requireQuestionByIndexes("a day counted", func(ctx context.Context) error { return second(s.revenue.RefreshSome(ctx)) })
	s.requireQuestionByIndexes("a day counted by people", func(ctx context.Context) error { return second(s.revenue.RefreshSomePeople(ctx)) })
	s.requireQuestionByIndexes("recurring revenue", func(ctx context.Context) error { return second(s.revenue.GetMrr(ctx, &salesv1.GetMrrRequest{})) })
	requireBatch(s, "a slug", s.projections.OnCampaigns, campaignBatch(ads(1, "VK", "c7", noon)))
	for name, q := range map[string]*salesv1.GetRevenueRequest{
		"nothing":   {},
		"gateway":   {GroupBy: "gateway", Gateway: []string{"yookassa"}},
		"tariff":    {GroupBy: "tariff", TariffId: []int64{3}},
		"term":      {GroupBy: "term", Term: []int64{30, 90}},
		"referrer":  {GroupBy: "referrer"},
		"group":     {GroupBy: "promo_group", PromoGroupId: []int64{0}},
		"campaign":  {GroupBy: "campaign", ThenBy: "gateway", CampaignId: []int64{1, 2}},
		"both ways": {GroupBy: "gateway", ThenBy: "tariff"},
		"new":       {GroupBy: "new_returning", Customers: "new"},
		"all":       {GroupBy: "campaign", ThenBy: "tariff", ReferrerId: []int64{3}, Customers: "new"},
	} {
		// An hour is read from the facts, the day before it from its sums.
		q.From, q.To = day.From.AddDate(0, 0, -1).Format(time.RFC3339), day.From.Add(time.Hour).Format(time.RFC3339)
		s.requireQuestionByIndexes("revenue by "+name, func(ctx context.Context) error { return second(s.revenue.GetRevenue(ctx, q)) })
		if q.GetCustomers() == "" && q.GetGroupBy() != "referrer" && q.GetGroupBy() != "campaign" && q.GetGroupBy() != "promo_group" {
			q.From, q.AsKnownAt = day.From.Format(time.RFC3339), noon.Format(time.RFC3339)
			s.requireQuestionByIndexes("revenue as known by "+name, func(ctx context.Context) error { return second(s.revenue.GetRevenue(ctx, q)) })
		}
	}
}
