package mrr

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/period"
)

func moscow(t require.TestingT) *time.Location {
	loc, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	return loc
}

// on is a moment of March 2026 in Moscow; days beyond the 31st go on into April.
func on(t require.TestingT, day, hour int) time.Time {
	return time.Date(2026, 3, day, hour, 0, 0, 0, moscow(t))
}

func days(loc *time.Location) func(time.Time) (from, to time.Time) {
	return func(at time.Time) (time.Time, time.Time) {
		return period.StartOf(period.ByDay, at, loc), period.Next(period.ByDay, at, loc)
	}
}

// One customer's history and, computed by hand, every movement: the day of March 2026, what moved, and the MRR after it.
func TestGolden(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return on(t, day, hour) }
	buy := func(id, subscription int64, day, hour int, kopeks, days int64) Payment {
		return Payment{ID: id, Subscription: subscription, Kind: Period, At: at(day, hour), Kopeks: kopeks, Days: days}
	}
	daily := func(id int64, day, hour int, kopeks int64) Payment {
		return Payment{ID: id, Subscription: 1, Kind: Daily, At: at(day, hour), Kopeks: kopeks}
	}
	change := func(id int64, day, hour int, kopeks int64) Payment {
		return Payment{ID: id, Subscription: 1, Kind: Change, At: at(day, hour), Kopeks: kopeks}
	}
	stop := func(subscription int64, day, hour int) Payment {
		return Payment{Subscription: subscription, Kind: Stop, At: at(day, hour)}
	}
	for _, c := range []struct {
		name     string
		payments []Payment
		want     []string
	}{
		{"nothing", nil, nil},
		{"a month for 300 that ends", []Payment{buy(1, 1, 1, 12, 30_000, 30)}, []string{"1 new +30000 = 30000", "31 churn -30000 = 0"}},
		{"a quarter for 810 is 270 a month", []Payment{buy(1, 1, 1, 12, 81_000, 90)}, []string{"1 new +27000 = 27000", "91 churn -27000 = 0"}},
		{"a week for 100 is 428.57 a month", []Payment{buy(1, 1, 1, 12, 10_000, 7)}, []string{"1 new +42857 = 42857", "8 churn -42857 = 0"}},
		{"half a kopek is rounded up", []Payment{buy(1, 1, 1, 12, 1, 20)}, []string{"1 new +2 = 2", "21 churn -2 = 0"}},
		{"renewed early, the same price", []Payment{buy(1, 1, 1, 12, 30_000, 30), buy(2, 1, 20, 12, 30_000, 30)}, []string{"1 new +30000 = 30000", "61 churn -30000 = 0"}},
		{"renewed early for less counts when it begins", []Payment{buy(1, 1, 1, 12, 30_000, 30), buy(2, 1, 20, 12, 24_000, 30)},
			[]string{"1 new +30000 = 30000", "31 contraction -6000 = 24000", "61 churn -24000 = 0"}},
		{"renewed some hours late", []Payment{buy(1, 1, 1, 12, 30_000, 30), buy(2, 1, 31, 20, 30_000, 30)}, []string{"1 new +30000 = 30000", "61 churn -30000 = 0"}},
		{"renewed a day late", []Payment{buy(1, 1, 1, 12, 30_000, 30), buy(2, 1, 32, 20, 30_000, 30)},
			[]string{"1 new +30000 = 30000", "31 churn -30000 = 0", "32 reactivation +30000 = 30000", "62 churn -30000 = 0"}},
		{"a better plan in the middle", []Payment{buy(1, 1, 1, 12, 30_000, 30), change(2, 16, 12, 15_000)},
			[]string{"1 new +30000 = 30000", "16 expansion +30000 = 60000", "31 churn -60000 = 0"}},
		{"a change for nothing changes nothing", []Payment{buy(1, 1, 1, 12, 30_000, 30), change(2, 16, 12, 0)}, []string{"1 new +30000 = 30000", "31 churn -30000 = 0"}},
		{"a change of nothing is nothing", []Payment{change(1, 16, 12, 15_000)}, nil},
		{"a second subscription and its loss", []Payment{buy(1, 1, 1, 12, 30_000, 30), buy(2, 2, 10, 12, 10_000, 10)},
			[]string{"1 new +30000 = 30000", "10 expansion +30000 = 60000", "20 contraction -30000 = 30000", "31 churn -30000 = 0"}},
		{"a daily tariff charged with drift", []Payment{daily(1, 1, 20, 1_000), daily(2, 2, 21, 1_000), daily(3, 3, 22, 1_000), daily(4, 4, 23, 1_000), daily(5, 6, 0, 1_000)},
			[]string{"1 new +30000 = 30000", "7 churn -30000 = 0"}},
		{"from a daily tariff to a month", []Payment{daily(1, 1, 12, 1_000), buy(2, 1, 2, 12, 24_000, 30)},
			[]string{"1 new +30000 = 30000", "2 contraction -6000 = 24000", "32 churn -24000 = 0"}},
		{"switched off", []Payment{buy(1, 1, 1, 12, 30_000, 30), stop(1, 5, 12)}, []string{"1 new +30000 = 30000", "5 churn -30000 = 0"}},
		{"switched off, and bought again", []Payment{buy(1, 1, 1, 12, 30_000, 30), stop(1, 5, 12), buy(2, 1, 8, 12, 30_000, 30)},
			[]string{"1 new +30000 = 30000", "5 churn -30000 = 0", "8 reactivation +30000 = 30000", "38 churn -30000 = 0"}},
		{"switched off for a week", []Payment{buy(1, 1, 1, 12, 30_000, 30), stop(1, 5, 12), {Subscription: 1, Kind: Resume, At: at(12, 12)}},
			[]string{"1 new +30000 = 30000", "5 churn -30000 = 0", "12 reactivation +30000 = 30000", "31 churn -30000 = 0"}},
		{"switched off, bought again, switched on", []Payment{buy(1, 1, 1, 12, 30_000, 30), stop(1, 5, 12), buy(2, 1, 8, 12, 30_000, 10), {Subscription: 1, Kind: Resume, At: at(9, 12)}},
			[]string{"1 new +30000 = 30000", "5 churn -30000 = 0", "8 reactivation +90000 = 90000", "18 churn -90000 = 0"}},
		{"switched off on the day of purchase", []Payment{buy(1, 1, 1, 12, 30_000, 30), stop(1, 1, 15)}, nil},
		{"at midnight it is the new day", []Payment{buy(1, 1, 2, 0, 30_000, 30)}, []string{"2 new +30000 = 30000", "32 churn -30000 = 0"}},
		{"no money, or no days", []Payment{buy(1, 1, 1, 12, 0, 30), buy(2, 1, 1, 12, 30_000, 0)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range Steps(Terms(c.payments), days(moscow(t))) {
				day := int(s.Day.Sub(on(t, 1, 0))/(24*time.Hour)) + 1
				got = append(got, fmt.Sprintf("%d %s %+d = %d", day, s.Movement, s.Kopeks, s.After))
			}
			require.Equal(t, c.want, got)
		})
	}
}

func drawPayments(t *rapid.T) []Payment {
	kinds := []Kind{Period, Period, Period, Daily, Change, Stop, Resume}
	list := make([]Payment, rapid.IntRange(0, 15).Draw(t, "payments"))
	for i := range list {
		list[i] = Payment{ID: int64(i), Subscription: rapid.Int64Range(1, 3).Draw(t, "subscription"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
			At: on(t, 1, 0).Add(time.Duration(rapid.IntRange(0, 60*24).Draw(t, "hour")) * time.Hour), Kopeks: rapid.Int64Range(0, 100_000).Draw(t, "kopeks"),
			Days: rapid.SampledFrom([]int64{0, 1, 7, 30, 90}).Draw(t, "days")}
	}
	return list
}

// For any history: the movements between any two days lead from the MRR of the one to that of the other, so adjacent periods add up; and only a first
// movement is new, only one to nothing is churn.
func TestStartAndMovementsAreTheEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		terms := Terms(drawPayments(t))
		steps := Steps(terms, days(moscow(t)))
		a, b := rapid.IntRange(-2, 200).Draw(t, "a"), rapid.IntRange(-2, 200).Draw(t, "b")
		from, to := on(t, min(a, b), 0), on(t, max(a, b), 0)
		sum := At(terms, from)
		for _, s := range steps {
			if !s.Day.Before(from) && s.Day.Before(to) {
				sum += s.Kopeks
			}
		}
		require.Equal(t, At(terms, to), sum)
		var mrr int64
		for n, s := range steps {
			require.Equal(t, n == 0, s.Movement == New)
			require.Equal(t, s.After == 0, s.Movement == Churn)
			require.Equal(t, n > 0 && mrr == 0, s.Movement == Reactivation)
			require.Equal(t, s.Kopeks < 0, s.Movement == Churn || s.Movement == Contraction)
			require.NotZero(t, s.Kopeks)
			mrr += s.Kopeks
			require.Equal(t, mrr, s.After)
		}
		require.Zero(t, mrr, "everything ends")
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		payments := drawPayments(t)
		before := slices.Clone(payments)
		require.Equal(t, Terms(payments), Terms(rapid.Permutation(payments).Draw(t, "order")))
		require.Equal(t, before, payments)
	})
}

func TestParts(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return on(t, day, hour) }
	state := func(subscription int64, day int, live, trial bool, ends int) State {
		return State{Subscription: subscription, At: at(day, 12), Live: live, Trial: trial, EndsAt: at(ends, 12)}
	}
	paid := Terms([]Payment{{ID: 1, Subscription: 1, Kind: Period, At: at(4, 12), Kopeks: 100, Days: 10}})
	unknown := Terms([]Payment{{ID: 1, Subscription: -1, Kind: Period, At: at(4, 12), Kopeks: 100, Days: 10}})
	for _, c := range []struct {
		name   string
		states []State
		terms  []Term
		want   []string
	}{
		{"a trial that ends", []State{state(1, 1, true, true, 4)}, nil, []string{"1 trial +1", "4 trial -1"}},
		{"a trial that converts, and days of grace after what was paid", []State{state(1, 1, true, true, 4), state(1, 4, true, false, 17)}, paid,
			[]string{"1 trial +1", "4 paid +1", "4 trial -1", "14 free_active +1", "14 paid -1", "17 free_active -1"}},
		{"the subscription of the payment is not known", []State{state(1, 4, true, false, 14)}, unknown, []string{"4 paid +1", "14 paid -1"}},
		{"another one was paid", []State{state(2, 4, true, false, 14)}, paid, []string{"4 free_active +1", "14 free_active -1"}},
		{"two, one switched off", []State{state(1, 4, true, false, 14), state(2, 4, true, false, 30), state(2, 9, false, false, 30)}, paid,
			[]string{"4 free_active +1", "4 paid +1", "9 free_active -1", "14 paid -1"}},
		{"over before it is a day", []State{{Subscription: 1, At: at(4, 1), Live: true, EndsAt: at(4, 9)}}, nil, nil},
	} {
		var got []string
		for _, p := range PartSteps(c.states, c.terms, days(moscow(t))) {
			got = append(got, fmt.Sprintf("%d %s %+d", int(p.Day.Sub(on(t, 1, 0))/(24*time.Hour))+1, p.Part, p.Count))
		}
		require.Equal(t, c.want, got, c.name)
	}
}
