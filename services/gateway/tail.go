package gateway

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// tail reads EVENTS in order from a sequence on, as fast as its reader takes, and goes on by itself after NATS was away.
type tail struct {
	messages chan jetstream.Msg
	stop     context.CancelFunc
	done     sync.WaitGroup
}

func openTail(ctx context.Context, js jetstream.JetStream, from uint64, log *slog.Logger) *tail {
	ctx, cancel := context.WithCancel(ctx)
	t := &tail{messages: make(chan jetstream.Msg, 256), stop: cancel}
	t.done.Go(func() {
		for ctx.Err() == nil {
			err := t.read(ctx, js, &from)
			if ctx.Err() != nil {
				return
			}
			log.DebugContext(ctx, "live stream reads again", "from", from, "error", fmt.Sprint(err))
			select {
			case <-ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	})
	return t
}

func (t *tail) close() {
	t.stop()
	t.done.Wait()
}

// read passes messages on until something breaks; from is the next sequence wanted.
func (t *tail) read(ctx context.Context, js jetstream.JetStream, from *uint64) error {
	consumer, err := js.OrderedConsumer(ctx, bus.StreamEvents, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: *from, InactiveThreshold: 30 * time.Second,
	})
	if err != nil {
		return fmt.Errorf("open live reader: %w", err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(512), jetstream.PullHeartbeat(2*time.Second), jetstream.PullExpiry(30*time.Second))
	if err != nil {
		return fmt.Errorf("read live events: %w", err)
	}
	defer messages.Stop()
	for {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("read live events: %w", err)
		}
		md, err := msg.Metadata()
		if err != nil {
			return fmt.Errorf("read position of live event: %w", err)
		}
		if md.Sequence.Stream < *from {
			continue
		}
		select {
		case t.messages <- msg:
			*from = md.Sequence.Stream + 1
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
