package bus

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// StateHandler applies state batches of one entity; pg.Batch makes one.
type StateHandler[B Batch] interface {
	// Apply writes the batch and its position in one transaction. It may see a batch again.
	Apply(ctx context.Context, batch B) error
	// Abandon is told when a batch went to the dead letters.
	Abandon(ctx context.Context, reason string) error
	// Position is the last batch applied, zero if none.
	Position(ctx context.Context, entity string) (Position, error)
}

// On registers a handler of an event; its type names the subject. Call before Run.
func On[E proto.Message](b *Bus, handle func(ctx context.Context, event E) error) {
	var zero E
	subject := SubjectOf(zero)
	kind := strings.TrimPrefix(subject, EventPrefix)
	b.add(&consumer{
		stream: StreamEvents, subject: subject, handler: kind, inFlight: 256,
		handle: func(ctx context.Context, body []byte) error {
			event, err := decode[E](body)
			if err != nil {
				return err
			}
			return handle(ctx, event)
		},
	})
}

// OnState registers the handler of an entity's state batches; its type names the subject. Batches arrive one at a time and in order.
func OnState[B Batch](b *Bus, handler StateHandler[B]) {
	var zero B
	entity := EntityOf(zero)
	b.add(&consumer{
		stream: StreamState, subject: SubjectOf(zero), handler: "state." + entity, entity: entity, inFlight: 1,
		position: handler.Position, abandon: handler.Abandon,
		handle: func(ctx context.Context, body []byte) error {
			batch, err := decode[B](body)
			if err != nil {
				return err
			}
			if err := handler.Apply(ctx, batch); err != nil {
				return err
			}
			if told(batch) {
				b.Changed(entity)
			}
			return nil
		},
	})
}

// told is false for a batch that only moves the watermarks on: open pages need not ask again each second.
func told(batch Batch) bool {
	header := batch.GetHeader()
	if len(header.GetGone())+len(header.GetMoved()) > 0 || header.GetMark().GetImporting() || header.GetMark().GetProblem() != "" || header.GetMark().GetResent() {
		return true
	}
	rows := batch.ProtoReflect().Descriptor().Fields().ByName("rows")
	return rows != nil && batch.ProtoReflect().Get(rows).List().Len() > 0
}

// OnInbound registers the handler of raw webhook bodies of one source.
func OnInbound(b *Bus, source string, handle func(ctx context.Context, body []byte) error) {
	b.add(&consumer{stream: StreamInbound, subject: "inbound." + token(source), handler: "inbound." + source, inFlight: 256, handle: handle})
}

func (b *Bus) add(c *consumer) {
	if c.subject == "" {
		panic(fmt.Sprintf("bus: handler %q of %s has a message without (bus.v1.subject)", c.handler, b.service))
	}
	c.bus = b
	c.struggles = map[uint64]*struggle{}
	b.consumers = append(b.consumers, c)
}

func decode[M proto.Message](body []byte) (M, error) {
	var zero M
	message := zero.ProtoReflect().Type().New().Interface().(M)
	if err := proto.Unmarshal(body, message); err != nil {
		return zero, status.Errorf(codes.InvalidArgument, "not a %s: %v", message.ProtoReflect().Descriptor().FullName(), err)
	}
	return message, nil
}
