package boot

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func newGroup() (*Group, *Health) {
	var h Health
	g := NewGroup(quiet(), &h)
	g.first, g.most, g.steady, g.patience = time.Millisecond, 4*time.Millisecond, time.Hour, 10*time.Second
	return g, &h
}

func TestGroupStopsInReverseOrder(t *testing.T) {
	t.Parallel()
	g, h := newGroup()
	started, stopped := make(chan string, 3), make(chan string, 3)
	for _, name := range []string{"one", "two", "three"} {
		g.Add(name, func(ctx context.Context) error {
			started <- name
			<-ctx.Done()
			stopped <- name
			return ctx.Err()
		})
	}
	require.Equal(t, "not started yet", h.Ready(t.Context()).Checks["service one"].Error)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	for range 3 {
		<-started
	}
	require.True(t, h.Ready(t.Context()).Serving())
	stop()
	require.NoError(t, <-ended)
	require.Equal(t, []string{"three", "two", "one"}, []string{<-stopped, <-stopped, <-stopped})
}

func TestGroupRestartsTheOneThatFailed(t *testing.T) {
	t.Parallel()
	g, h := newGroup()
	ways := []func() error{
		func() error { return errors.New("no database") },
		func() error { panic("nil map") },
		func() error { return nil },
	}
	attempts, back, others := 0, make(chan struct{}), make(chan struct{}, 10)
	g.Add("well", func(ctx context.Context) error { others <- struct{}{}; <-ctx.Done(); return nil })
	g.Add("ill", func(ctx context.Context) error {
		if attempts++; attempts <= len(ways) {
			return ways[attempts-1]()
		}
		close(back)
		<-ctx.Done()
		return nil
	}, NotCritical())
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	<-back
	report := h.Ready(t.Context())
	require.Contains(t, report.Checks["service ill"].Error, "started again 0s ago after: ended without being asked to")
	require.True(t, report.Checks["service well"].OK)
	require.True(t, report.Serving())
	stop()
	require.NoError(t, <-ended)
	require.Len(t, others, 1, "its neighbour ran on")
}

func TestGroupNamesWhoDoesNotStop(t *testing.T) {
	t.Parallel()
	g, _ := newGroup()
	g.patience = 400 * time.Millisecond
	release, started := make(chan struct{}), make(chan struct{})
	g.Add("polite", func(ctx context.Context) error { <-ctx.Done(); return nil })
	g.Add("deaf", func(context.Context) error { close(started); <-release; return nil })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	<-started
	stop()
	require.EqualError(t, <-ended, "did not stop within 400ms: deaf")
	close(release)
}

func TestSteadyServiceIsWellAgain(t *testing.T) {
	t.Parallel()
	s := &service{}
	s.fail(errors.New("gone"))
	require.ErrorContains(t, s.trouble(0), "stopped, will be started again: gone")
	s.begin(errors.New("gone"))
	require.ErrorContains(t, s.trouble(time.Hour), "gone")
	require.NoError(t, s.trouble(0))
}
