package campaign

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		net, costs int64
		payers     int32
		roi        float64
		cac        int64
		noRoi      bool
		noCac      bool
	}{
		"earned":          {net: 3000, costs: 1000, payers: 3, roi: 2, cac: 333},
		"half up":         {net: 0, costs: 5, payers: 2, roi: -1, cac: 3},
		"lost":            {net: 250, costs: 1000, payers: 1, roi: -0.75, cac: 1000},
		"refunds only":    {net: -500, costs: 500, payers: 1, roi: -2, cac: 500},
		"nobody paid":     {net: 0, costs: 500, roi: -1, noCac: true},
		"costs of 0":      {net: 700, payers: 1, noRoi: true, cac: 0},
		"nothing at all":  {noRoi: true, noCac: true},
		"evenly balanced": {net: 100, costs: 100, payers: 4, roi: 0, cac: 25},
	} {
		roi, known := ROI(c.net, c.costs)
		require.Equal(t, !c.noRoi, known, name)
		require.InDelta(t, c.roi, roi, 1e-9, name)
		cac, known := CAC(c.costs, c.payers)
		require.Equal(t, !c.noCac, known, name)
		require.Equal(t, c.cac, cac, name)
	}
}

func TestPayback(t *testing.T) {
	t.Parallel()
	sums := Cumulate(map[int]int64{0: 100, 2: 300, 3: -50, 9: 1000}, 4)
	require.Equal(t, []int64{100, 100, 400, 350, 350}, sums)
	for costs, want := range map[int64]int{0: 0, 100: 0, 101: 2, 400: 2} {
		day, known := Payback(sums, Costs(costs, nil, 4))
		require.True(t, known)
		require.Equal(t, want, day)
	}
	_, known := Payback(sums, Costs(401, nil, 4))
	require.False(t, known)
	// A commission of the second day moves the day on which 300 are covered, and one of the third forbids it.
	day, known := Payback(sums, Costs(300, map[int]int64{1: 60, 3: 1, 7: 1000}, 4))
	require.Equal(t, []any{2, true}, []any{day, known})
	_, known = Payback(sums, Costs(300, map[int]int64{2: 101}, 4))
	require.False(t, known)
	// Two came today, one yesterday, one long ago.
	require.Equal(t, []int32{2, 1, 1}, Counted(map[int]int32{0: 2, 1: 1, 40: 1}, 2))
}

// Spend of neighbouring periods adds up, whatever the period is cut into.
func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 1e14).Draw(t, "amount")
		days := rapid.IntRange(1, 3660).Draw(t, "days")
		cut := rapid.IntRange(-5, days+5).Draw(t, "cut")
		before, after := Share(amount, days, -10, cut), Share(amount, days, cut, days+10)
		require.Equal(t, amount, before+after)
		require.GreaterOrEqual(t, before, int64(0))
		require.GreaterOrEqual(t, after, int64(0))
	})
}
