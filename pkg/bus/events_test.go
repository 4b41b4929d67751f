package bus_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

func TestEventIsStoredOncePerID(t *testing.T) {
	t.Parallel()
	b := testkit.NATS(t).Bus("bridge")
	require.NoError(t, b.PublishEvents(t.Context(), payment(t, "a"), payment(t, "b")))
	require.NoError(t, b.PublishEvents(t.Context(), payment(t, "b"), payment(t, "a"), payment(t, "c")))
	stream, err := b.JetStream().Stream(t.Context(), bus.StreamEvents)
	require.NoError(t, err)
	require.EqualValues(t, 3, stream.CachedInfo().State.Msgs)
	for sequence, id := range []string{"a", "b", "c"} {
		msg, err := stream.GetMsg(t.Context(), uint64(sequence+1))
		require.NoError(t, err)
		got, want := bus.ReadEvent(msg.Header, msg.Subject, msg.Data), payment(t, id)
		require.True(t, want.Time.Equal(got.Time))
		got.Time, want.Data = want.Time, got.Data
		require.Equal(t, want, got)
	}
}

func TestEventOutsideTheContractIsRefused(t *testing.T) {
	t.Parallel()
	b := testkit.NATS(t).Bus("bridge")
	for _, kind := range []string{"payment.imagined", "", ">", "payment.*"} {
		event := payment(t, "x")
		event.Type = kind
		require.ErrorContains(t, b.PublishEvents(t.Context(), payment(t, "fine"), event), "is not in the contract")
	}
	stream, err := b.JetStream().Stream(t.Context(), bus.StreamEvents)
	require.NoError(t, err)
	require.Zero(t, stream.CachedInfo().State.Msgs, "half of a refused call was stored")
}

func TestContract(t *testing.T) {
	t.Parallel()
	types := bus.EventTypes()
	require.NotEmpty(t, types)
	for _, kind := range types {
		require.NotEmpty(t, kind.VisibleWith, kind.Type)
		require.Equal(t, kind.Subject(), bus.SubjectOf(kind.New()))
		found, ok := bus.FindEventType(kind.Type)
		require.True(t, ok)
		require.Equal(t, kind, found)
	}
	_, ok := bus.FindEventType("payment.imagined")
	require.False(t, ok)
}

func TestTraceReachesTheHandler(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	seen := make(chan trace.SpanContext, 2)
	bus.On(b, func(ctx context.Context, _ *eventsv1.PaymentCompleted) error {
		seen <- trace.SpanContextFromContext(ctx)
		return nil
	})
	run(t, b)
	id := trace.TraceID{1, 2, 3}
	ctx := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{4}, TraceFlags: trace.FlagsSampled}))
	require.NoError(t, b.PublishEvents(ctx, payment(t, "a")))
	require.Equal(t, id, receive(t, seen, "the event").TraceID())
}
