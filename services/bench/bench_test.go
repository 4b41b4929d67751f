package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTallyCountsExactly(t *testing.T) {
	t.Parallel()
	now := time.Now()
	all := newTally()
	for key := range int64(5) {
		all.send(key, now)
	}
	all.arrive(0, now.Add(time.Millisecond))
	all.arrive(1, now.Add(2*time.Millisecond))
	all.arrive(1, now.Add(9*time.Millisecond)) // a second copy does not change how long the first took
	all.arrive(2, now.Add(-time.Millisecond))  // seen before its writer knew
	all.arrive(9, now)
	b := all.balance()
	require.Equal(t, balance{sent: 5, lost: 2, twice: 1, strange: 1, waits: []time.Duration{0, time.Millisecond, 2 * time.Millisecond}}, b)
	require.False(t, b.exact())
	n, _ := all.missing()
	require.Equal(t, 2, n)
}

func TestQuantile(t *testing.T) {
	t.Parallel()
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = i + 1
	}
	for _, c := range []struct {
		values []int
		q      float64
		want   int
	}{{nil, 0.5, 0}, {[]int{7}, 0.99, 7}, {hundred, 0.5, 50}, {hundred, 0.99, 99}, {hundred, 1, 100}, {hundred, 0, 1}, {[]int{1, 2, 3}, 0.5, 2}} {
		require.Equal(t, c.want, quantile(c.values, c.q), "%v of %d values", c.q, len(c.values))
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	body := "retry: 2000\n\nid: 1-4\n\n: still here\n\nevent: changed\ndata: {\"service\":\"sales-read\"}\n\n" +
		"id: 1-5\nevent: domain\ndata: {\"id\":\"a\",\"type\":\"ticket.created\",\"verified\":false,\"data\":{\"ticket_id\":\"5\"}}\n\n"
	var got []fact
	err := frames(strings.NewReader(body), func(f fact, _ time.Time) error { got = append(got, f); return nil })
	require.Error(t, err, "a stream that ends is an error")
	require.Len(t, got, 1)
	require.Equal(t, "ticket.created", got[0].Type)
	require.JSONEq(t, `{"ticket_id":"5"}`, string(got[0].Data))

	err = frames(strings.NewReader("id: 2-1\nevent: reset\ndata: {}\n\n"), nil)
	require.ErrorIs(t, err, errReset)
}

func TestReportSaysWhatWasMissed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	table(&b, map[string]result{"redis": {measured: "9 sent, 1 lost", reference: "—", ratio: "—", notes: []string{"One was lost."}}})
	require.Contains(t, b.String(), "| 9 sent, 1 lost | — | — | none lost, none twice; p99 < 300 ms | **no** |")
	require.Contains(t, b.String(), "- One was lost.")
	require.NotContains(t, b.String(), "memory")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	o, err := parse([]string{"-size", "small", "-only", "list, stats"})
	require.NoError(t, err)
	require.Equal(t, []string{"list", "stats"}, o.only)
	_, err = parse([]string{"-only", "lits"})
	require.ErrorContains(t, err, `no row "lits"`)
	_, err = parse([]string{"-size", "huge"})
	require.ErrorContains(t, err, `no size "huge"`)
}
