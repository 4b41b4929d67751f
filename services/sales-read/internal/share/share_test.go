package share_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/services/sales-read/internal/share"
)

// Computed apart, by the formula of the score interval.
func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		count, of       int
		rate, low, high float64
		ok              bool
	}{
		{0, 0, 0, 0, 0, false},
		{29, 29, 0, 0, 0, false},
		{31, 30, 0, 0, 0, false},
		{-1, 30, 0, 0, 0, false},
		{0, 30, 0, 0, 0.11351, true},
		{30, 30, 1, 0.88649, 1, true},
		{50, 100, 0.5, 0.40383, 0.59617, true},
		{10, 100, 0.1, 0.05523, 0.17437, true},
	} {
		rate, low, high, ok := share.Wilson(c.count, c.of)
		require.Equal(t, c.ok, ok, "%d of %d", c.count, c.of)
		require.InDeltaSlice(t, []float64{c.rate, c.low, c.high}, []float64{rate, low, high}, 0.00001, "%d of %d", c.count, c.of)
	}
}

func TestWilsonHoldsTheRate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.IntRange(share.Enough, 1_000_000).Draw(t, "of")
		count := rapid.IntRange(0, of).Draw(t, "count")
		rate, low, high, ok := share.Wilson(count, of)
		const rounding = 1e-12
		if !ok || low < 0 || high > 1 || low > rate+rounding || high < rate-rounding {
			t.Fatalf("%d of %d: %v in %v to %v", count, of, rate, low, high)
		}
	})
}

func TestIntervalOfFew(t *testing.T) {
	t.Parallel()
	lower, upper := share.Interval(10, 100)
	require.InDelta(t, 0.0552, lower, 1e-4)
	require.InDelta(t, 0.1744, upper, 1e-4)
	lower, upper = share.Interval(0, 10)
	require.Zero(t, lower)
	require.InDelta(t, 0.2775, upper, 1e-4)
}

func TestIntervalsHoldTheirRate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1e6).Draw(t, "n")
		k := rapid.IntRange(0, n).Draw(t, "k")
		lower, upper := share.Interval(k, n)
		rate := float64(k) / float64(n)
		require.LessOrEqual(t, lower, rate+1e-12)
		require.GreaterOrEqual(t, upper, rate-1e-12)
	})
}
