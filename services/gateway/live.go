package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// pace is how often open streams do what they do by the clock.
type pace struct {
	tick      time.Duration // id-only frames
	heartbeat time.Duration
	recheck   time.Duration // of the caller's rights
	watch     time.Duration // of the stream's epoch
	write     time.Duration // a client that takes longer is dropped
}

func usualPace() pace {
	return pace{tick: time.Second, heartbeat: 15 * time.Second, recheck: 30 * time.Second, watch: 2 * time.Second, write: 10 * time.Second}
}

const (
	streamsPerCaller = 16
	streamsInAll     = 512
)

// live is what all open streams share: notices of changed answers, the epoch of EVENTS, and how many streams there are.
type live struct {
	bus     *bus.Bus
	log     *slog.Logger
	pace    pace
	closing chan struct{}
	once    sync.Once

	mu        sync.Mutex
	epoch     time.Time     // when EVENTS was made; zero = not known yet
	moved     chan struct{} // closed when the epoch changes
	listeners map[*listener]struct{}
	count     map[string]int
}

// listener collects notices for one stream without ever making the teller wait.
type listener struct {
	mu      sync.Mutex
	pending map[string]struct{}
	wake    chan struct{}
}

func newLive(b *bus.Bus, log *slog.Logger, p pace) *live {
	return &live{bus: b, log: log, pace: p, closing: make(chan struct{}), moved: make(chan struct{}), listeners: map[*listener]struct{}{}, count: map[string]int{}}
}

func (l *live) close() { l.once.Do(func() { close(l.closing) }) }

// run hands out notices and watches the epoch until ctx ends.
func (l *live) run(ctx context.Context) error {
	sub, err := l.bus.Conn.Subscribe(bus.ChangedPrefix+">", func(m *nats.Msg) { l.tell(strings.TrimPrefix(m.Subject, bus.ChangedPrefix)) })
	if err != nil {
		return fmt.Errorf("listen for changes: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }() // fails only when the connection is gone, and the subscription with it
	ticker := time.NewTicker(l.pace.watch)
	defer ticker.Stop()
	for {
		if err := l.look(ctx); err != nil && ctx.Err() == nil {
			l.log.DebugContext(ctx, "stream of events cannot be read", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

func (l *live) tell(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ear := range l.listeners {
		ear.note(what)
	}
}

func (e *listener) note(what string) {
	e.mu.Lock()
	if len(e.pending) < 256 { // names of entities: there are not that many
		e.pending[what] = struct{}{}
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *listener) take() map[string]struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	taken := e.pending
	e.pending = map[string]struct{}{}
	return taken
}

// bounds of the stream of events.
type bounds struct {
	created     time.Time
	first, last uint64
}

func (l *live) look(ctx context.Context) error {
	at, err := l.bounds(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.epoch.IsZero() && !l.epoch.Equal(at.created) {
		l.log.WarnContext(ctx, "the stream of events was made anew, open pages start over", "created", at.created)
		close(l.moved)
		l.moved = make(chan struct{})
	}
	l.epoch = at.created
	return nil
}

func (l *live) bounds(ctx context.Context) (bounds, error) {
	away := status.Error(codes.Unavailable, "live events cannot be read right now: NATS does not answer; nothing is lost, try again in a moment")
	if !l.bus.Conn.IsConnected() {
		return bounds{}, away
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	stream, err := l.bus.JetStream().Stream(ctx, bus.StreamEvents)
	if err != nil {
		l.log.DebugContext(ctx, "stream of events did not answer", "error", err.Error())
		return bounds{}, away
	}
	info := stream.CachedInfo()
	return bounds{created: info.Created, first: info.State.FirstSeq, last: info.State.LastSeq}, nil
}

// renewed is closed when the stream of events turns out to be another than before.
func (l *live) renewed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.moved
}

// enter registers a stream of a caller; leave must be called when it ends.
func (l *live) enter(caller string) (ear *listener, leave func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count[caller] >= streamsPerCaller || len(l.listeners) >= streamsInAll {
		return nil, nil, tooMany(10*time.Second, "too many live streams are open; close some pages or scripts")
	}
	ear = &listener{pending: map[string]struct{}{}, wake: make(chan struct{}, 1)}
	l.listeners[ear] = struct{}{}
	l.count[caller]++
	return ear, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.listeners, ear)
		if l.count[caller]--; l.count[caller] == 0 {
			delete(l.count, caller)
		}
	}, nil
}
