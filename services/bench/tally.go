package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// tally counts exactly what was sent and what arrived, by key.
type tally struct {
	mu      sync.Mutex
	sent    map[int64]time.Time
	arrived map[int64][]time.Time
	last    time.Time
}

func newTally() *tally {
	return &tally{sent: map[int64]time.Time{}, arrived: map[int64][]time.Time{}, last: time.Now()}
}

func (t *tally) send(key int64, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sent[key] = at
}

// arrive may come before send: a commit is seen before its writer knows.
func (t *tally) arrive(key int64, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.arrived[key] = append(t.arrived[key], at)
	t.last = time.Now()
}

func (t *tally) seen(key int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.arrived[key]) > 0
}

func (t *tally) missing() (n int, quiet time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key := range t.sent {
		if len(t.arrived[key]) == 0 {
			n++
		}
	}
	return n, time.Since(t.last)
}

// settle waits until everything has arrived, or nothing more came for patience, and then a little longer for second copies.
func (t *tally) settle(ctx context.Context, patience time.Duration) error {
	for {
		if n, quiet := t.missing(); n == 0 || quiet > patience {
			break
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	return pause(ctx, 3*time.Second)
}

// balance is the outcome of a tally.
type balance struct {
	sent, lost, twice, strange int
	waits                      []time.Duration // of the first arrival of each, sorted
}

func (t *tally) balance() balance {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := balance{sent: len(t.sent)}
	for key, at := range t.sent {
		times := t.arrived[key]
		switch {
		case len(times) == 0:
			b.lost++
			continue
		case len(times) > 1:
			b.twice++
		}
		b.waits = append(b.waits, max(0, times[0].Sub(at)))
	}
	for key := range t.arrived {
		if _, known := t.sent[key]; !known {
			b.strange++
		}
	}
	slices.Sort(b.waits)
	return b
}

func (b balance) exact() bool { return b.lost == 0 && b.twice == 0 && b.strange == 0 }

func (b balance) String() string {
	return fmt.Sprintf("%d sent, %d lost, %d twice; median %s, p99 %s, longest %s", b.sent, b.lost, b.twice, short(quantile(b.waits, 0.5)), short(quantile(b.waits, 0.99)), short(quantile(b.waits, 1)))
}

// quantile of sorted values: the smallest that at least the share q of them do not exceed; 0 of none.
func quantile[T any](sorted []T, q float64) T {
	var zero T
	if len(sorted) == 0 {
		return zero
	}
	rank := int(q*float64(len(sorted)) + 0.999999)
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}
