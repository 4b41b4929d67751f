package bridge

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An hour of new rows that cost all there is leaves the sweep its quarter.
func TestTheSweepKeepsItsQuarter(t *testing.T) {
	t.Parallel()
	b := budget{share: 0.02}
	now, spent := time.Unix(0, 0), time.Duration(0)
	b.begin(now, spent)
	var swept time.Duration
	for range 3600 {
		now, spent = now.Add(time.Second), spent+30*time.Millisecond // more than the whole share, by new rows alone
		b.earn(now, spent, false)
		require.GreaterOrEqual(t, b.credit, -maxDebt)
		for b.forSweep() {
			spent += time.Millisecond
			b.swept(time.Millisecond)
			swept += time.Millisecond
		}
	}
	require.InDelta(t, 18*time.Second, swept, float64(time.Second), "a quarter of 2 % of an hour")
	require.True(t, b.indebted())
	b.earn(now, spent, true)
	require.False(t, b.indebted(), "an import is not paid back")
	require.False(t, b.inCredit())
}
