package reconcile

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/period"
)

func at(t require.TestingT, value string) time.Time {
	v, err := time.Parse(time.RFC3339Nano, value)
	require.NoError(t, err)
	return v
}

func days(t require.TestingT, zone, first, end string) period.Interval {
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	i, err := Between(first, end, loc)
	require.NoError(t, err)
	return i
}

// ledger rows by hand: created is their time, booked ours.
func row(kind string, kopeks int64, method, gateway, created, booked string) func(t require.TestingT) Row {
	return func(t require.TestingT) Row {
		r := Row{Source: Ledger, ID: 1, Kind: kind, Amount: kopeks, Method: method, Gateway: gateway, BookedAt: at(t, booked)}
		if created != "" {
			r.CreatedAt = at(t, created)
		}
		return r
	}
}

func with(make func(t require.TestingT) Row, change func(*Row)) func(t require.TestingT) Row {
	return func(t require.TestingT) Row {
		r := make(t)
		change(&r)
		return r
	}
}

func landing(kopeks int64, method, gateway, paid string, gift bool) func(t require.TestingT) Row {
	return func(t require.TestingT) Row {
		return Row{Source: Order, ID: 1, Amount: kopeks, Method: method, Gateway: gateway, BookedAt: at(t, paid), Gift: gift}
	}
}

func delivered(kopeks int64, method, gateway, created string, gone bool) func(*Row) {
	return func(r *Row) {
		v, _ := time.Parse(time.RFC3339Nano, created)
		r.Delivery = &Delivery{Amount: kopeks, Method: method, Gateway: gateway, Gone: gone, CreatedAt: v}
	}
}

type counted struct {
	ours, theirs int64
	cause        Cause
}

// One day each, computed by hand: ours / the sales page / the Telegram report / remnawave-admin, and the cause of each difference.
func TestWhoCountsWhat(t *testing.T) {
	t.Parallel()
	const noon = "2026-03-10T12:00:00+03:00"
	gone := func(r *Row) { r.Gone = true }
	same := func(kopeks int64) counted { return counted{kopeks, kopeks, None} }
	nobody := counted{}
	for name, c := range map[string]struct {
		zone, day string
		row       func(t require.TestingT) Row
		want      [3]counted
	}{
		"a deposit at noon": {row: row("deposit", 500, "yookassa", "yookassa", noon, noon), want: [3]counted{same(500), same(500), same(500)}},
		"a direct payment": {row: row("subscription_payment", 300, "cryptobot", "cryptobot", noon, noon),
			want: [3]counted{same(300), {300, 0, DirectPayments}, {300, 0, DirectPayments}}},
		"a manual credit": {row: row("deposit", 700, "manual", "", noon, noon), want: [3]counted{nobody, nobody, {0, 700, ManualCredits}}},
		"a bonus":         {row: row("deposit", 90, "", "", noon, noon), want: [3]counted{nobody, nobody, {0, 90, BonusDeposits}}},
		"a deposit from the wallet": {row: row("deposit", 40, "balance", "", noon, noon),
			want: [3]counted{nobody, nobody, {0, 40, WalletDeposits}}},
		"a manual credit that is gone": {row: with(row("deposit", 700, "manual", "", noon, noon), gone), want: [3]counted{nobody, nobody, nobody}},
		"a deposit that is gone": {row: with(row("deposit", 500, "wata", "wata", noon, noon), gone),
			want: [3]counted{{500, 0, RowsGone}, {500, 0, RowsGone}, {500, 0, RowsGone}}},
		"a direct payment that is gone": {row: with(row("subscription_payment", 300, "wata", "wata", noon, noon), gone),
			want: [3]counted{{300, 0, RowsGone}, {300, 0, DirectPayments}, {300, 0, DirectPayments}}},
		"a deposit whose text speaks of a referral": {row: with(row("deposit", 500, "wata", "wata", noon, noon), func(r *Row) { r.Referral = SpeaksOfReferral("Пополнение, РЕФЕРАЛ 12") }),
			want: [3]counted{same(500), {500, 0, ReferralText}, same(500)}},
		"a direct payment whose text speaks of a referral": {row: with(row("subscription_payment", 500, "wata", "wata", noon, noon), func(r *Row) { r.Referral = true }),
			want: [3]counted{same(500), {500, 0, DirectPayments}, {500, 0, DirectPayments}}},
		"a deposit with a sub-option": {row: row("deposit", 500, "platega_2", "platega", noon, noon),
			want: [3]counted{{500, 0, SubOptions}, {500, 0, SubOptions}, same(500)}},
		"invoiced yesterday, paid today": {row: row("deposit", 500, "wata", "wata", "2026-03-09T18:00:00+03:00", noon),
			want: [3]counted{{500, 0, InvoiceTimeIn}, {500, 0, InvoiceTimeIn}, {500, 0, InvoiceTimeIn}}},
		"invoiced today, paid tomorrow": {row: row("deposit", 500, "wata", "wata", noon, "2026-03-11T09:00:00+03:00"),
			want: [3]counted{{0, 500, InvoiceTimeOut}, {0, 500, InvoiceTimeOut}, {0, 500, InvoiceTimeOut}}},
		"01:30 in Moscow is yesterday in UTC": {row: row("deposit", 500, "wata", "wata", "2026-03-10T01:30:00+03:00", "2026-03-10T01:30:00+03:00"),
			want: [3]counted{{500, 0, DayBorderIn}, same(500), {500, 0, DayBorderIn}}},
		"01:30 in Moscow tomorrow is today in UTC": {row: row("deposit", 500, "wata", "wata", "2026-03-11T01:30:00+03:00", "2026-03-11T01:30:00+03:00"),
			want: [3]counted{{0, 500, DayBorderOut}, nobody, {0, 500, DayBorderOut}}},
		"invoiced before the UTC midnight, paid after the Moscow one": {row: row("deposit", 500, "wata", "wata", "2026-03-09T20:30:00Z", "2026-03-09T21:30:00Z"),
			want: [3]counted{{500, 0, DayBorderIn}, {500, 0, InvoiceTimeIn}, {500, 0, DayBorderIn}}},
		"invoiced and paid around the UTC midnight": {row: row("deposit", 500, "wata", "wata", "2026-03-09T23:50:00Z", "2026-03-10T00:10:00Z"),
			want: [3]counted{{500, 0, InvoiceTimeIn}, same(500), {500, 0, InvoiceTimeIn}}},
		"first instant of the Moscow day": {row: row("deposit", 500, "wata", "wata", "2026-03-09T21:00:00Z", "2026-03-09T21:00:00Z"),
			want: [3]counted{{500, 0, DayBorderIn}, same(500), {500, 0, DayBorderIn}}},
		"first instant after the Moscow day": {row: row("deposit", 500, "wata", "wata", "2026-03-10T21:00:00Z", "2026-03-10T21:00:00Z"),
			want: [3]counted{{0, 500, DayBorderOut}, nobody, {0, 500, DayBorderOut}}},
		"the last second, on the dot": {zone: "UTC", row: row("deposit", 500, "wata", "wata", "2026-03-10T23:59:59Z", "2026-03-10T23:59:59Z"),
			want: [3]counted{same(500), {500, 0, DayBorderIn}, same(500)}},
		"within the last second": {zone: "UTC", row: row("deposit", 500, "wata", "wata", "2026-03-10T23:59:59.5Z", "2026-03-10T23:59:59.5Z"),
			want: [3]counted{{500, 0, LastSecond}, {500, 0, DayBorderIn}, same(500)}},
		"no created_at": {row: row("deposit", 500, "wata", "wata", "", noon),
			want: [3]counted{{500, 0, InvoiceTimeIn}, {500, 0, InvoiceTimeIn}, {500, 0, InvoiceTimeIn}}},
		"a gift paid at a gateway": {row: landing(800, "wata", "wata", noon, true),
			want: [3]counted{same(800), {800, 0, GatewayGifts}, {800, 0, GatewayGifts}}},
		"a gift paid by a sub-option": {row: landing(800, "yookassa_sbp", "yookassa", noon, true),
			want: [3]counted{{800, 0, SubOptions}, {800, 0, GatewayGifts}, {800, 0, GatewayGifts}}},
		"a gift that is gone": {row: with(landing(800, "wata", "wata", noon, true), gone),
			want: [3]counted{{800, 0, RowsGone}, {800, 0, GatewayGifts}, {800, 0, GatewayGifts}}},
		"a gift after the UTC midnight before": {row: landing(800, "wata", "wata", "2026-03-10T02:59:59+03:00", true),
			want: [3]counted{{800, 0, DayBorderIn}, {800, 0, GatewayGifts}, {800, 0, GatewayGifts}}},
		"an order nobody delivered": {row: landing(600, "wata", "wata", noon, false),
			want: [3]counted{{600, 0, LandingPending}, {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order delivered the same day": {row: with(landing(600, "yookassa_sbp", "yookassa", noon, false), delivered(600, "yookassa", "yookassa", "2026-03-10T15:00:00+03:00", false)),
			want: [3]counted{same(600), {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order delivered the next day": {row: with(landing(600, "wata", "wata", noon, false), delivered(600, "wata", "wata", "2026-03-11T15:00:00+03:00", false)),
			want: [3]counted{{600, 0, LandingOtherIn}, {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order of the day before, delivered today": {row: with(landing(600, "wata", "wata", "2026-03-09T12:00:00+03:00", false), delivered(600, "wata", "wata", noon, false)),
			want: [3]counted{{0, 600, LandingOtherOut}, nobody, nobody}},
		"an order whose delivery is gone": {row: with(landing(600, "wata", "wata", noon, false), delivered(600, "wata", "wata", noon, true)),
			want: [3]counted{{600, 0, RowsGone}, {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order delivered for less": {row: with(landing(600, "wata", "wata", noon, false), delivered(550, "wata", "wata", noon, false)),
			want: [3]counted{{600, 550, LandingAmount}, {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order whose delivery keeps the sub-option": {row: with(landing(600, "pal24_card", "pal24", noon, false), delivered(600, "pal24_card", "pal24", noon, false)),
			want: [3]counted{{600, 0, SubOptions}, {600, 0, LandingOrders}, {600, 0, LandingOrders}}},
		"an order delivered a second time": {row: with(row("subscription_payment", 600, "wata", "wata", noon, noon), func(r *Row) { r.Repeats = true }),
			want: [3]counted{{0, 600, LandingTwice}, nobody, nobody}},
		"Stars for a spin": {row: func(t require.TestingT) Row {
			return Row{Source: Spin, ID: 1, Amount: 179, Method: "telegram_stars", Gateway: "telegram_stars", BookedAt: at(t, noon), CreatedAt: at(t, noon)}
		}, want: [3]counted{{179, 0, StarsSpins}, {179, 0, StarsSpins}, {179, 0, StarsSpins}}},
		"the last evening of a month": {day: "2026-03-31", row: row("deposit", 500, "wata", "wata", "2026-03-31T23:30:00+03:00", "2026-03-31T23:30:00+03:00"),
			want: [3]counted{same(500), same(500), same(500)}},
		"the first night of a month": {day: "2026-04-01", row: row("deposit", 500, "wata", "wata", "2026-04-01T02:30:00+03:00", "2026-04-01T02:30:00+03:00"),
			want: [3]counted{{500, 0, DayBorderIn}, same(500), {500, 0, DayBorderIn}}},
		"leap day": {day: "2028-02-29", row: row("deposit", 500, "wata", "wata", "2028-02-29T12:00:00Z", "2028-02-29T12:00:00Z"),
			want: [3]counted{same(500), same(500), same(500)}},
		// Berlin turns its clocks on 29 March 2026: the day begins at 23:00 UTC of the day before and ends at 22:00 UTC.
		"Berlin, the night before summer time": {zone: "Europe/Berlin", day: "2026-03-29", row: row("deposit", 500, "wata", "wata", "2026-03-28T23:30:00Z", "2026-03-28T23:30:00Z"),
			want: [3]counted{{500, 0, DayBorderIn}, same(500), {500, 0, DayBorderIn}}},
		"Berlin, the last evening hour that summer time took": {zone: "Europe/Berlin", day: "2026-03-29", row: row("deposit", 500, "wata", "wata", "2026-03-29T22:30:00Z", "2026-03-29T22:30:00Z"),
			want: [3]counted{{0, 500, DayBorderOut}, nobody, {0, 500, DayBorderOut}}},
		"Berlin, the same instant on the next day": {zone: "Europe/Berlin", day: "2026-03-30", row: row("deposit", 500, "wata", "wata", "2026-03-29T22:30:00Z", "2026-03-29T22:30:00Z"),
			want: [3]counted{{500, 0, DayBorderIn}, same(500), {500, 0, DayBorderIn}}},
		"Berlin, the hour winter time gave": {zone: "Europe/Berlin", day: "2026-10-25", row: row("deposit", 500, "wata", "wata", "2026-10-25T22:30:00Z", "2026-10-25T22:30:00Z"),
			want: [3]counted{same(500), {500, 0, DayBorderIn}, same(500)}},
	} {
		zone, day := "Europe/Moscow", "2026-03-10"
		if c.zone != "" {
			zone = c.zone
		}
		if c.day != "" {
			day = c.day
		}
		end := at(t, day+"T00:00:00Z").AddDate(0, 0, 1).Format(time.DateOnly)
		ours := days(t, zone, day, end)
		for i, n := range []Neighbour{SalesPage, TelegramReport, Admin} {
			theirs, err := n.DaysOf(day, end, "Europe/Moscow")
			require.NoError(t, err)
			v := n.Judge(c.row(t), ours, theirs)
			require.Equal(t, c.want[i], counted{v.Ours, v.Theirs, v.Cause}, "%s: %s", name, n)
		}
	}
}

// The campaign page knows the deposits of those who came by a campaign, as they were booked in our days.
func TestWhatCampaignPagesCount(t *testing.T) {
	t.Parallel()
	const noon, before = "2026-03-10T12:00:00+03:00", "2026-03-09T23:50:00+03:00"
	came := func(campaigns int) func(*Row) { return func(r *Row) { r.Registered = campaigns } }
	deposit := row("deposit", 500, "yookassa", "yookassa", before, noon)
	for name, c := range map[string]struct {
		row  func(t require.TestingT) Row
		want counted
	}{
		"of somebody who came by one":           {with(deposit, came(1)), counted{500, 500, None}},
		"of somebody who came by none":          {deposit, counted{500, 0, NotRegistered}},
		"of somebody who came by two":           {with(deposit, came(2)), counted{500, 1000, SeveralCampaigns}},
		"of somebody whom the bot has wiped":    {with(deposit, came(-1)), counted{500, 0, RowsGone}},
		"destroyed since":                       {with(with(deposit, came(1)), func(r *Row) { r.Gone = true }), counted{500, 0, RowsGone}},
		"by a sub-option":                       {with(row("deposit", 500, "yookassa_sbp", "yookassa", noon, noon), came(1)), counted{500, 0, SubOptions}},
		"a direct payment":                      {with(row("subscription_payment", 300, "wata", "wata", noon, noon), came(1)), counted{300, 0, DirectPayments}},
		"a bonus":                               {with(row("deposit", 90, "", "", noon, noon), came(1)), counted{}},
		"a landing order":                       {landing(700, "wata", "wata", noon, false), counted{700, 0, LandingOrders}},
		"a gift":                                {landing(700, "wata", "wata", noon, true), counted{700, 0, GatewayGifts}},
		"a deposit of the day before, invoiced": {with(row("deposit", 500, "wata", "wata", noon, before), came(1)), counted{}},
	} {
		theirs, err := CampaignPage.DaysOf("2026-03-10", "2026-03-11", "Europe/Moscow")
		require.NoError(t, err)
		v := CampaignPage.Judge(c.row(t), days(t, "Europe/Moscow", "2026-03-10", "2026-03-11"), theirs)
		require.Equal(t, c.want, counted{v.Ours, v.Theirs, v.Cause}, name)
	}
}

func TestReferralWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": false, "Пополнение баланса": false, "Реферальный бонус": true, "за РЕФЕРАЛА": true, "Referral bonus": true, "refer": false} {
		require.Equal(t, want, SpeaksOfReferral(text), text)
	}
}

// aRow draws a payment of some days around 10 March, of any shape the tables may hold.
func aRow(rt *rapid.T, id int) Row {
	moment := func(label string) time.Time {
		return time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 9*24*3600*2).Draw(rt, label)) * time.Second / 2)
	}
	methods := [][2]string{{"wata", "wata"}, {"yookassa_sbp", "yookassa"}, {"manual", ""}, {"", ""}, {"balance", ""}}
	m := rapid.SampledFrom(methods).Draw(rt, "method")
	r := Row{Source: Source(rapid.IntRange(1, 3).Draw(rt, "source")), ID: int64(id), Amount: int64(rapid.IntRange(1, 1000).Draw(rt, "amount")), Method: m[0], Gateway: m[1],
		Gone: rapid.IntRange(0, 4).Draw(rt, "gone") == 0, BookedAt: moment("booked")}
	r.CreatedAt = r.BookedAt
	switch r.Source {
	case Ledger:
		r.Kind = rapid.SampledFrom([]string{"deposit", "subscription_payment"}).Draw(rt, "kind")
		if r.Gateway == "" {
			r.Kind = "deposit"
		}
		r.Repeats = r.Kind != "deposit" && rapid.IntRange(0, 3).Draw(rt, "repeats") == 0
		r.Referral = rapid.Bool().Draw(rt, "referral")
		r.Registered = rapid.IntRange(-1, 2).Draw(rt, "registered")
		if rapid.Bool().Draw(rt, "invoiced") {
			r.CreatedAt = moment("created")
		}
	case Order:
		if r.Gateway == "" {
			r.Method, r.Gateway = "wata", "wata"
		}
		if r.Gift = rapid.Bool().Draw(rt, "gift"); !r.Gift && rapid.Bool().Draw(rt, "delivered") {
			r.Delivery = &Delivery{Amount: r.Amount - int64(rapid.IntRange(0, 1).Draw(rt, "less")), Method: r.Method, Gateway: r.Gateway, Gone: r.Gone, CreatedAt: moment("delivery")}
		}
	case Spin:
		r.Method, r.Gateway = "telegram_stars", "telegram_stars"
	}
	return r
}

func sumOf(t require.TestingT, n Neighbour, rows []Row, zone, first, end string) *Sum {
	theirs, err := n.DaysOf(first, end, zone)
	require.NoError(t, err)
	s := &Sum{}
	for _, r := range rows {
		s.Add(n.Judge(r, days(t, zone, first, end), theirs))
	}
	return s
}

// Whatever happened: causes add up to the difference, every differing payment has one, and days add up to the period they make.
func TestDifferencesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rows := make([]Row, rapid.IntRange(0, 30).Draw(rt, "rows"))
		for i := range rows {
			rows[i] = aRow(rt, i)
		}
		zone := rapid.SampledFrom([]string{"Europe/Moscow", "Europe/Berlin", "UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati"}).Draw(rt, "zone")
		for _, n := range Neighbours() {
			whole := sumOf(rt, n, rows, zone, "2026-03-08", "2026-03-12")
			require.Zero(rt, whole.Residual(whole.Ours.Amount))
			var parts int64
			for _, p := range whole.Causes() {
				require.NotEqual(rt, differsUnforeseen, p.Cause)
				require.Positive(rt, p.Payments)
				parts += p.Amount
			}
			require.Equal(rt, whole.Ours.Amount-whole.Theirs.Amount, parts)

			var ours, theirs, lost int64
			for day := 8; day < 12; day++ {
				d := sumOf(rt, n, rows, zone, time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), time.Date(2026, 3, day+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
				ours, theirs = ours+d.Ours.Amount, theirs+d.Theirs.Amount
			}
			for _, r := range rows { // the sales page shows a payment of a day's last second in the longer period only
				s := n.counts(r)
				if n == SalesPage && s.refuse == None && s.at.Day() >= 8 && s.at.Day() < 11 && s.at.Format("15:04:05") == "23:59:59" && s.at.Nanosecond() > 0 {
					lost += s.amount
				}
			}
			require.Equal(rt, whole.Ours.Amount, ours)
			require.Equal(rt, whole.Theirs.Amount, theirs+lost)

			shuffled := rapid.Permutation(rows).Draw(rt, "shuffled")
			require.Equal(rt, whole.Causes(), sumOf(rt, n, shuffled, zone, "2026-03-08", "2026-03-12").Causes())
		}
	})
}

func TestResidualIsShown(t *testing.T) {
	t.Parallel()
	s := &Sum{}
	s.Add(Verdict{Ours: 100, Theirs: 0, Cause: StarsSpins})
	require.Zero(t, s.Residual(100))
	require.EqualValues(t, 7, s.Residual(107), "our number is not the sum of the payments")
}
