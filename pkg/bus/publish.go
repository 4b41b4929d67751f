package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/protobuf/proto"
)

// MaxBatch is how large the bytes of one state batch should get; NATS refuses 1 MiB.
const MaxBatch = 512 << 10

// stall is how long a publisher waits for the server to acknowledge what was sent before.
const stall = 10 * time.Second

// Headers of a message, CloudEvents binary mode.
const (
	headerID       = "ce-id"
	headerType     = "ce-type"
	headerSource   = "ce-source"
	headerTime     = "ce-time"
	headerSubject  = "ce-subject"
	headerVerified = "ce-verified"
	headerReplay   = "rd-replay-id"
)

// Event is a domain event ready to be published.
type Event struct {
	// ID from natural keys, never from arrival: the same fact has the same id.
	ID string
	// Type of the contract, for example payment.completed.
	Type string
	// Source, for example remnadesk/bridge.
	Source string
	// Subject is the natural key of what it is about, for example transaction/8123.
	Subject string
	// Time of the fact.
	Time     time.Time
	Verified bool
	// Data is the marshalled message of the type.
	Data []byte
}

// PublishState stores a state batch on its subject.
func (b *Bus) PublishState(ctx context.Context, batch Batch) error {
	msg, err := stateMessage(ctx, batch)
	if err != nil {
		return err
	}
	if _, err := b.js.PublishMsg(ctx, msg); err != nil {
		return fmt.Errorf("publish %s: %w", msg.Subject, err)
	}
	return nil
}

// RawState is a state batch already in protobuf bytes: header in field 1, rows in field 2, like every batch message.
type RawState struct {
	Subject string
	Body    []byte
}

// PublishRaw stores state batches in their order and waits for all of them.
func (b *Bus) PublishRaw(ctx context.Context, batches ...RawState) error {
	messages := make([]*nats.Msg, len(batches))
	for i, batch := range batches {
		messages[i] = &nats.Msg{Subject: batch.Subject, Data: batch.Body, Header: nats.Header{}}
		propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(messages[i].Header))
	}
	return b.publishAll(ctx, messages)
}

// PublishEvents stores events in their order and waits for all of them; a repeat within two minutes is dropped by its id.
func (b *Bus) PublishEvents(ctx context.Context, events ...Event) error {
	messages := make([]*nats.Msg, len(events))
	for i, e := range events {
		if _, known := b.types[e.Type]; !known {
			return fmt.Errorf("publish event %s: type %q is not in the contract", e.ID, e.Type)
		}
		messages[i] = &nats.Msg{Subject: EventPrefix + e.Type, Data: e.Data, Header: eventHeader(ctx, e)}
	}
	return b.publishAll(ctx, messages)
}

// PublishInbound stores a verified webhook body before its sender gets an answer.
func (b *Bus) PublishInbound(ctx context.Context, source string, header nats.Header, body []byte) error {
	if _, err := b.js.PublishMsg(ctx, &nats.Msg{Subject: "inbound." + token(source), Data: body, Header: header}); err != nil {
		return fmt.Errorf("store body of %s: %w", source, err)
	}
	return nil
}

func (b *Bus) publishAll(ctx context.Context, messages []*nats.Msg) error {
	futures := make([]jetstream.PubAckFuture, 0, len(messages))
	for _, msg := range messages {
		future, err := b.js.PublishMsgAsync(msg, jetstream.WithStallWait(stall))
		if err != nil {
			return fmt.Errorf("publish %s: %w", msg.Subject, err)
		}
		futures = append(futures, future)
	}
	for i, future := range futures {
		select {
		case <-future.Ok():
		case err := <-future.Err():
			return fmt.Errorf("publish %s: %w", messages[i].Subject, err)
		case <-ctx.Done():
			return fmt.Errorf("publish %s: %w", messages[i].Subject, ctx.Err())
		}
	}
	return nil
}

func stateMessage(ctx context.Context, batch Batch) (*nats.Msg, error) {
	subject := SubjectOf(batch)
	if subject == "" {
		return nil, fmt.Errorf("publish %T: the message has no (bus.v1.subject) option", batch)
	}
	body, err := proto.Marshal(batch)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", subject, err)
	}
	msg := &nats.Msg{Subject: subject, Data: body, Header: nats.Header{}}
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(msg.Header))
	return msg, nil
}

func eventHeader(ctx context.Context, e Event) nats.Header {
	header := nats.Header{}
	header.Set(jetstream.MsgIDHeader, e.ID)
	header.Set(headerID, e.ID)
	header.Set(headerType, e.Type)
	header.Set(headerSource, e.Source)
	header.Set(headerTime, e.Time.UTC().Format(time.RFC3339Nano))
	if e.Subject != "" {
		header.Set(headerSubject, e.Subject)
	}
	header.Set(headerVerified, fmt.Sprint(e.Verified))
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(header))
	return header
}

// ReadEvent is the reverse of publishing: the event in a message of the EVENTS stream.
func ReadEvent(header nats.Header, subject string, data []byte) Event {
	at, err := time.Parse(time.RFC3339Nano, header.Get(headerTime))
	if err != nil {
		at = time.Time{}
	}
	kind := header.Get(headerType)
	if kind == "" && len(subject) > len(EventPrefix) {
		kind = subject[len(EventPrefix):]
	}
	return Event{ID: header.Get(headerID), Type: kind, Source: header.Get(headerSource), Subject: header.Get(headerSubject),
		Time: at, Verified: header.Get(headerVerified) != "false", Data: data}
}
