package bus

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	busv1 "github.com/remnadesk/remnadesk/proto/gen/bus/v1"
)

// Batch is a state batch of any entity.
type Batch interface {
	proto.Message
	GetHeader() *bedolagav1.BatchHeader
}

// Meta is what bus knows of the message being handled.
type Meta struct {
	// Handler is the name of the handler within its service, for example state.transaction or payment.completed.
	Handler string
	// ID is the event id (ce-id); empty for state.
	ID string
	// ReplayID is set when a person replays events; empty otherwise.
	ReplayID string
	// Entity of a state batch.
	Entity        string
	Subject       string
	Sequence      uint64
	StreamCreated time.Time
	// Verified is false for an event that only a push told and the source did not show in time.
	Verified bool
	// Retried is set when a person gave a dead letter to its handler again: it is outside the order of its stream.
	Retried bool
	// Time of the fact (ce-time).
	Time time.Time
}

// Position is the last message of a stream that a projection has applied.
type Position struct {
	StreamCreated time.Time
	Sequence      uint64
}

type metaKey struct{}

// WithMeta returns a context as a handler sees it. Tests use it to call a handler directly.
func WithMeta(ctx context.Context, meta Meta) context.Context {
	return context.WithValue(ctx, metaKey{}, meta)
}

// MetaFrom returns what bus knows of the message being handled.
func MetaFrom(ctx context.Context) Meta {
	meta, _ := ctx.Value(metaKey{}).(Meta)
	return meta
}

// SubjectOf returns the subject a message type is published on, by its proto option; "" if it has none.
func SubjectOf(m proto.Message) string {
	subject, _ := proto.GetExtension(m.ProtoReflect().Descriptor().Options(), busv1.E_Subject).(string)
	return subject
}

// EntityOf returns the entity of a state batch type, by its proto option.
func EntityOf(m proto.Message) string {
	entity, _ := proto.GetExtension(m.ProtoReflect().Descriptor().Options(), busv1.E_Entity).(string)
	return entity
}
