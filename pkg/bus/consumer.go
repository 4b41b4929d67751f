package bus

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// drain is how long handlers may finish after the service was told to stop.
const drain = 5 * time.Second

// pauses are the times that decide when a message comes again.
type pauses struct {
	// ackWait is how long a killed process holds its message; a living one asks for more time again and again.
	ackWait time.Duration
	// patience is for what passes by itself, attempts for anything else before it becomes a dead letter.
	patience []time.Duration
	attempts []time.Duration
}

func usualPauses() pauses {
	return pauses{
		ackWait:  9 * time.Second,
		patience: []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute},
		attempts: []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute},
	}
}

// consumer is one handler's durable place in a stream.
type consumer struct {
	bus      *Bus
	stream   string
	subject  string
	handler  string
	entity   string // state only
	inFlight int
	handle   func(ctx context.Context, body []byte) error
	position func(ctx context.Context, entity string) (Position, error)
	abandon  func(ctx context.Context, reason string) error

	mu        sync.Mutex
	created   time.Time            // of the stream
	struggles map[uint64]*struggle // messages handed back, by sequence
	trouble   error                // why nothing can be read
}

// Run consumes with all registered handlers until ctx ends; each handler reconnects and restarts by itself.
func (b *Bus) Run(ctx context.Context) error {
	var group errgroup.Group
	for _, c := range b.consumers {
		group.Go(func() error { c.run(ctx); return nil })
		group.Go(func() error { return c.serveRetries(ctx) })
	}
	err := group.Wait()
	<-ctx.Done()
	return err
}

func (c *consumer) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.consume(ctx)
		if ctx.Err() != nil {
			return
		}
		c.setTrouble(err)
		c.bus.log.WarnContext(ctx, "consumer starts again", "handler", c.handler, "error", fmt.Sprint(err))
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (c *consumer) durable() string {
	return strings.NewReplacer(".", "_").Replace(c.bus.service + "_" + c.handler)
}

func (c *consumer) consume(ctx context.Context) error {
	var at Position
	if c.position != nil { // read before the stream's state, so that it cannot be ahead of it
		var err error
		if at, err = c.position(ctx, c.entity); err != nil {
			return fmt.Errorf("read position of %s: %w", c.handler, err)
		}
	}
	stream, err := c.bus.js.Stream(ctx, c.stream)
	if err != nil {
		if errors.Is(err, jetstream.ErrStreamNotFound) { // its folder was lost under a running server
			err = errors.Join(err, c.bus.EnsureStreams(ctx))
		}
		return fmt.Errorf("open stream %s: %w", c.stream, err)
	}
	info := stream.CachedInfo()
	c.follow(info.Created)
	if c.position != nil {
		if err := c.catchUp(ctx, info, at); err != nil {
			return err
		}
	}
	durable, err := c.bus.js.CreateOrUpdateConsumer(ctx, c.stream, jetstream.ConsumerConfig{
		Durable: c.durable(), FilterSubject: c.subject, AckPolicy: jetstream.AckExplicitPolicy, DeliverPolicy: jetstream.DeliverAllPolicy,
		AckWait: c.bus.pauses.ackWait, MaxDeliver: -1, MaxAckPending: c.inFlight,
	})
	if err != nil {
		return fmt.Errorf("make consumer %s: %w", c.durable(), err)
	}
	// One at a time: what waits in our memory behind a slow handler would outlive its AckWait and be handled twice.
	messages, err := durable.Messages(jetstream.PullMaxMessages(1), jetstream.PullHeartbeat(5*time.Second), jetstream.PullExpiry(30*time.Second))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.durable(), err)
	}
	defer messages.Stop()
	c.setTrouble(nil)
	for {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return fmt.Errorf("read %s: %w", c.durable(), err)
		}
		c.take(ctx, msg)
	}
}

// catchUp compares the projection's position with the stream: after a lost stream, a lost end of it or expired messages everything must be
// sent again, because a durable consumer would go on in silence. Marks are held until it was.
func (c *consumer) catchUp(ctx context.Context, info *jetstream.StreamInfo, at Position) error {
	first := max(info.State.FirstSeq, 1)
	fresh := at.Sequence == 0 && at.StreamCreated.IsZero()
	sameStream := at.StreamCreated.Sub(info.Created).Abs() < time.Millisecond && at.Sequence <= info.State.LastSeq
	if !sameStream {
		// The durable belongs to a projection or a stream that is gone.
		if err := c.bus.js.DeleteConsumer(ctx, c.stream, c.durable()); err != nil && !errors.Is(err, jetstream.ErrConsumerNotFound) {
			return fmt.Errorf("reset consumer %s: %w", c.durable(), err)
		}
	}
	whole := sameStream && first <= at.Sequence+1 || fresh && first <= 1
	if whole || c.bus.resend == nil {
		return nil
	}
	if err := c.bus.resend(ctx, c.entity); err != nil {
		return fmt.Errorf("ask for %s again: %w", c.entity, err)
	}
	gap := WithMeta(ctx, Meta{Handler: c.handler, Entity: c.entity, Sequence: first - 1, StreamCreated: info.Created})
	if err := c.abandon(gap, fmt.Sprintf("batches before %d are lost, everything is being sent again", first)); err != nil {
		return fmt.Errorf("hold marks of %s: %w", c.entity, err)
	}
	c.bus.log.InfoContext(ctx, "asked for everything again", "entity", c.entity, "first_sequence", first, "applied_sequence", at.Sequence)
	return nil
}

// take runs the handler and does with the message what its error says.
func (c *consumer) take(ctx context.Context, msg jetstream.Msg) {
	md, err := msg.Metadata()
	if err != nil {
		c.bus.log.ErrorContext(ctx, "message without metadata", "handler", c.handler, "error", err.Error())
		return
	}
	sequence := md.Sequence.Stream
	err = c.attempt(ctx, msg, sequence)
	if ctx.Err() != nil && err != nil {
		return // stopping: it comes again
	}
	outcome := c.decide(ctx, msg, sequence, err)
	c.bus.handled.Add(ctx, 1, metric.WithAttributes(attribute.String("handler", c.handler), attribute.String("outcome", outcome)))
}

// attempt handles one message with its trace, keeping it ours while it takes long. Shutdown lets it finish for a while.
func (c *consumer) attempt(ctx context.Context, msg jetstream.Msg, sequence uint64) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(drain, cancel) })()
	done := make(chan struct{})
	defer close(done)
	go keep(msg, c.bus.pauses.ackWait/3, done)

	work = propagation.TraceContext{}.Extract(work, propagation.HeaderCarrier(msg.Headers()))
	work, span := otel.Tracer("bus").Start(work, c.handler, trace.WithSpanKind(trace.SpanKindConsumer))
	defer span.End()
	event := ReadEvent(msg.Headers(), msg.Subject(), nil)
	work = WithMeta(work, Meta{Handler: c.handler, ID: event.ID, ReplayID: msg.Headers().Get(headerReplay), Entity: c.entity, Subject: msg.Subject(),
		Sequence: sequence, StreamCreated: c.followed(), Verified: event.Verified, Time: event.Time})
	err := c.protected(work, msg.Data())
	if err != nil {
		span.RecordError(err)
	}
	return err
}

// keep asks for more time until done.
func keep(msg jetstream.Msg, every time.Duration, done <-chan struct{}) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			_ = msg.InProgress() // if this is lost the message comes again, which handlers bear
		}
	}
}

func (c *consumer) protected(ctx context.Context, body []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.bus.log.ErrorContext(ctx, "handler panicked", "handler", c.handler, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("handler panicked: %v", p)
		}
	}()
	return c.handle(ctx, body)
}

func (c *consumer) decide(ctx context.Context, msg jetstream.Msg, sequence uint64, err error) string {
	if err == nil {
		c.forget(sequence)
		c.settle(ctx, msg.Ack())
		return "done"
	}
	switch code := status.Code(err); {
	case code == codes.InvalidArgument:
		return c.bury(ctx, msg, sequence, err)
	case code == codes.Unavailable || code == codes.DeadlineExceeded || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		pause := c.wait(sequence, err)
		c.bus.log.WarnContext(ctx, "handler waits", "handler", c.handler, "sequence", sequence, "pause", pause.String(), "error", err.Error())
		c.settle(ctx, msg.NakWithDelay(pause))
		return "waits"
	}
	tries, pause := c.count(sequence, err)
	if tries > len(c.bus.pauses.attempts) {
		return c.bury(ctx, msg, sequence, err)
	}
	c.bus.log.WarnContext(ctx, "handler tries again", "handler", c.handler, "sequence", sequence, "attempt", tries, "error", err.Error())
	c.settle(ctx, msg.NakWithDelay(pause))
	return "retried"
}

// bury stores the dead letter first: only then the message may leave its stream's queue.
func (c *consumer) bury(ctx context.Context, msg jetstream.Msg, sequence uint64, cause error) string {
	keep := context.WithoutCancel(ctx)
	event := ReadEvent(msg.Headers(), msg.Subject(), nil)
	letter := DeadLetter{Service: c.bus.service, Handler: c.handler, Reason: cause.Error(), Attempts: max(c.tries(sequence), 1), Subject: msg.Subject(),
		Stream: c.stream, Sequence: sequence, ID: event.ID, ReplayID: msg.Headers().Get(headerReplay), Unverified: !event.Verified, Time: event.Time, At: time.Now().UTC()}
	if err := c.bus.Bury(keep, letter, msg.Data()); err != nil {
		c.bus.log.ErrorContext(ctx, "dead letter could not be stored, message kept", "handler", c.handler, "sequence", sequence, "error", err.Error())
		c.settle(ctx, msg.NakWithDelay(c.wait(sequence, err)))
		return "waits"
	}
	if c.abandon != nil {
		held := WithMeta(keep, Meta{Handler: c.handler, Entity: c.entity, Sequence: sequence, StreamCreated: c.followed()})
		if err := c.abandon(held, fmt.Sprintf("batch %d could not be applied: %v", sequence, cause)); err != nil {
			c.settle(ctx, msg.NakWithDelay(c.wait(sequence, err)))
			return "waits"
		}
	}
	c.bus.log.ErrorContext(ctx, "dead letter", "handler", c.handler, "sequence", sequence, "subject", msg.Subject(), "reason", cause.Error())
	c.forget(sequence)
	c.settle(ctx, msg.TermWithReason(oneLine(cause.Error())))
	return "dead"
}

// settle logs an answer to JetStream that was lost: the message comes again, which handlers bear.
func (c *consumer) settle(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		c.bus.log.WarnContext(ctx, "answer to JetStream lost", "handler", c.handler, "error", err.Error())
	}
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return s[:min(len(s), 200)]
}
