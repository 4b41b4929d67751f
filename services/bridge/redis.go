package bridge

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/services/bridge/internal/push"
)

// subscriber listens on the Redis channel. Pub/Sub promises nothing, so it is only a hint; completeness comes from reading.
type subscriber struct {
	client  *redis.Client
	channel string
	bus     *bus.Bus
	log     *slog.Logger
	now     func() time.Time
	state   atomic.Value // string
	base    func() int64
	queue   chan<- pushed
}

func (s *subscriber) current() string {
	if state, ok := s.state.Load().(string); ok {
		return state
	}
	return "off"
}

// run subscribes and subscribes again after every loss until ctx ends.
func (s *subscriber) run(ctx context.Context) error {
	for ctx.Err() == nil {
		s.state.Store("reconnecting")
		if err := s.listen(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "redis subscription lost", "error", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(500 * time.Millisecond):
		}
	}
	return nil
}

func (s *subscriber) listen(ctx context.Context) error {
	sub := s.client.Subscribe(ctx, s.channel)
	// Receiving heeds only its own time-out; closing ends it at once.
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })()
	defer sub.Close()
	if _, err := sub.Receive(ctx); err != nil {
		return fmt.Errorf("subscribe to %s: %w", s.channel, err)
	}
	s.state.Store("connected")
	for {
		// A silent connection is asked, so that a vanished server is noticed.
		msg, err := sub.ReceiveTimeout(ctx, 10*time.Second)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() {
				if err := sub.Ping(ctx); err != nil {
					return fmt.Errorf("ping redis: %w", err)
				}
				continue
			}
			return fmt.Errorf("receive: %w", err)
		}
		if m, ok := msg.(*redis.Message); ok {
			s.receive(ctx, []byte(m.Payload))
		}
	}
}

// receive turns a message into a wake-up, or a dead letter with its reason.
func (s *subscriber) receive(ctx context.Context, raw []byte) {
	m, err := push.Parse(raw)
	if err == nil && strings.HasPrefix(m.Source, "remnadesk") {
		return // our own words coming back
	}
	var w pushed
	if err == nil {
		w, err = wake(m, s.base(), s.now())
	}
	if err != nil {
		letter := bus.DeadLetter{Service: "bridge", Handler: "redis", Reason: err.Error(), Attempts: 1, Subject: s.channel, At: s.now().UTC()}
		if err := s.bus.Bury(ctx, letter, raw); err != nil {
			s.log.ErrorContext(ctx, "redis message lost", "error", err.Error())
		}
		return
	}
	select {
	case s.queue <- w:
	case <-ctx.Done():
	}
}
