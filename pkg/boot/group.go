package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

var (
	errEnded      = errors.New("ended without being asked to")
	errNotStarted = errors.New("not started yet")
)

// Group runs services side by side. One that fails is started again after a growing pause while the others go on; health names it until it has run
// steadily. Stopping goes in reverse order of starting.
type Group struct {
	log      *slog.Logger
	health   *Health
	services []*service
	// first and most bound the pause before a restart, steady is how long a service must run to be well again, patience bounds the whole stop.
	first, most, steady, patience time.Duration
}

type service struct {
	name string
	run  func(context.Context) error
	stop context.CancelFunc
	done chan struct{}

	mu    sync.Mutex
	since time.Time
	last  error
}

// NewGroup makes an empty group that reports its services to health.
func NewGroup(log *slog.Logger, health *Health) *Group {
	return &Group{log: log, health: health, first: time.Second, most: 30 * time.Second, steady: 10 * time.Second, patience: 10 * time.Second}
}

// Add names a service before Run. It must return soon after its context ends; returning earlier, nil or not, is a failure. The options are those of its
// health check, named "service <name>".
func (g *Group) Add(name string, run func(context.Context) error, options ...CheckOption) {
	s := &service{name: name, run: run, done: make(chan struct{}), last: errNotStarted}
	g.services = append(g.services, s)
	g.health.Add("service "+name, func(context.Context) error { return s.trouble(g.steady) }, options...)
}

// Run starts the services in the order they were added, keeps them running until ctx ends, then stops them, the last one first.
// It takes at most ten seconds to stop; the error names the services that did not.
func (g *Group) Run(ctx context.Context) error {
	for _, s := range g.services {
		own, stop := context.WithCancel(context.WithoutCancel(ctx))
		s.stop = stop
		s.begin(nil)
		go g.supervise(own, s)
	}
	<-ctx.Done()
	return g.shutdown()
}

func (g *Group) supervise(ctx context.Context, s *service) {
	defer close(s.done)
	for pause := g.first; ; pause = min(2*pause, g.most) {
		started := time.Now()
		err := protect(func() error { return s.run(ctx) })
		if ctx.Err() != nil {
			g.log.DebugContext(ctx, "service stopped", "name", s.name)
			return
		}
		if err == nil {
			err = errEnded
		}
		if time.Since(started) >= g.steady {
			pause = g.first
		}
		s.fail(err)
		wait := pause/2 + rand.N(pause/2+1) // spread, so that services felled by one cause do not return in step
		g.log.ErrorContext(ctx, "service failed, restarting", "name", s.name, "error", err, "pause", wait)
		if !sleep(ctx, wait) {
			return
		}
		s.begin(err)
	}
}

// shutdown gives each service half of the time that is left before it turns to the next, so that one that hangs costs the others little.
func (g *Group) shutdown() error {
	deadline := time.Now().Add(g.patience)
	for i := len(g.services) - 1; i >= 0; i-- {
		s := g.services[i]
		s.stop()
		s.wait(time.Until(deadline) / 2)
	}
	var stuck []string
	for _, s := range g.services {
		if !s.wait(time.Until(deadline)) {
			stuck = append(stuck, s.name)
		}
	}
	if len(stuck) > 0 {
		return fmt.Errorf("did not stop within %s: %s", g.patience, strings.Join(stuck, ", "))
	}
	return nil
}

func (s *service) begin(last error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.last = time.Now(), last
}

func (s *service) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.last = time.Time{}, err
}

// trouble is the last failure while the service is down or has not yet run steadily since.
func (s *service) trouble(steady time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.last == nil || (!s.since.IsZero() && time.Since(s.since) >= steady):
		return nil
	case errors.Is(s.last, errNotStarted):
		return s.last
	case s.since.IsZero():
		return fmt.Errorf("stopped, will be started again: %w", s.last)
	}
	return fmt.Errorf("started again %s ago after: %w", time.Since(s.since).Round(time.Second), s.last)
}

func (s *service) wait(most time.Duration) bool {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	default:
	}
	select {
	case <-s.done:
		return true
	case <-timer.C:
		return false
	}
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// protect turns a panic into an error with its stack.
func protect(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}
