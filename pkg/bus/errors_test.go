package bus_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

func TestErrorDecides(t *testing.T) {
	t.Parallel()
	first := func(n int64, err error) func(int64) error {
		return func(call int64) error {
			if call <= n {
				return err
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		body     []byte
		handle   func(call int64) error
		calls    int64
		reason   string // of the dead letter, "" if none
		attempts int
	}{
		"nil":              {handle: first(0, nil), calls: 1},
		"undecodable":      {body: []byte{0xff}, handle: first(0, nil), calls: 0, reason: "not a events.v1.PaymentCompleted", attempts: 1},
		"invalid":          {handle: first(99, fmt.Errorf("check: %w", status.Error(codes.InvalidArgument, "no such tariff"))), calls: 1, reason: "no such tariff", attempts: 1},
		"unavailable":      {handle: first(12, status.Error(codes.Unavailable, "down")), calls: 13},
		"deadline status":  {handle: first(12, status.Error(codes.DeadlineExceeded, "late")), calls: 13},
		"deadline context": {handle: first(12, fmt.Errorf("ask: %w", context.DeadlineExceeded)), calls: 13},
		"passes in time":   {handle: first(4, errors.New("flaky")), calls: 5},
		"does not pass":    {handle: first(99, errors.New("broken")), calls: 5, reason: "broken", attempts: 5},
		"panics":           {handle: func(int64) error { panic("oh no") }, calls: 5, reason: "handler panicked: oh no", attempts: 5},
		"waits do not count": {handle: func(call int64) error {
			if call%2 == 1 && call < 20 {
				return status.Error(codes.Unavailable, "down")
			}
			return first(8, errors.New("flaky"))(call)
		}, calls: 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := quickBus(testkit.NATS(t), "sales")
			var calls atomic.Int64
			bus.On(b, func(context.Context, *eventsv1.PaymentCompleted) error { return c.handle(calls.Add(1)) })
			run(t, b)
			event := payment(t, "bedolaga:transaction:1:completed")
			if c.body != nil {
				event.Data = c.body
			}
			require.NoError(t, b.PublishEvents(t.Context(), event))

			settled(t, b, bus.StreamEvents, "sales_payment_completed")
			require.Equal(t, c.calls, calls.Load())
			dead := letters(t, b)
			if c.reason == "" {
				require.Empty(t, dead)
				require.NoError(t, b.Check(t.Context()))
				return
			}
			require.Len(t, dead, 1)
			require.Contains(t, dead[0].Reason, c.reason)
			require.Equal(t, c.attempts, dead[0].Attempts)
			require.Equal(t, "sales/payment.completed", dead[0].Service+"/"+dead[0].Handler)
			require.Equal(t, "remnawave.events.payment.completed", dead[0].Subject)
			require.EqualValues(t, 1, dead[0].Sequence)
			require.Equal(t, event.ID, dead[0].ID)
			require.NoError(t, b.Check(t.Context()), "a dead letter is no trouble of the handler")
		})
	}
}

func TestDeadLetterOfLargeBody(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	b, other := quickBus(server, "bridge"), quickBus(server, "notifier")
	var well atomic.Bool
	var calls, others atomic.Int64
	got := make(chan []byte, 1)
	bus.OnInbound(b, "remnawave", func(_ context.Context, body []byte) error {
		calls.Add(1)
		if !well.Load() {
			return status.Error(codes.InvalidArgument, strings.Repeat("no ", 100<<10))
		}
		got <- bytes.Clone(body)
		return nil
	})
	bus.OnInbound(other, "remnawave", func(context.Context, []byte) error { others.Add(1); return nil })
	run(t, b)
	run(t, other)

	body := bytes.Repeat([]byte("0123456789abcdef"), 100<<10/16)
	require.NoError(t, b.PublishInbound(t.Context(), "remnawave", nil, body))
	settled(t, b, bus.StreamInbound, "bridge_inbound_remnawave")
	settled(t, b, bus.StreamInbound, "notifier_inbound_remnawave")
	dead := letters(t, b)
	require.Len(t, dead, 1)
	sum := sha256.Sum256(body)
	require.Equal(t, body[:64<<10], dead[0].Body)
	require.Equal(t, len(body), dead[0].Size)
	require.Equal(t, hex.EncodeToString(sum[:]), dead[0].SHA256)
	require.LessOrEqual(t, len(dead[0].Reason), 8<<10)

	require.ErrorContains(t, b.RetryDead(t.Context(), dead[0].DeadSequence), "no no no")
	require.Len(t, letters(t, b), 1, "a letter refused again stays")
	well.Store(true)
	require.NoError(t, other.RetryDead(t.Context(), dead[0].DeadSequence))
	require.Equal(t, body, receive(t, got, "the whole body"))
	require.Empty(t, letters(t, b))
	require.EqualValues(t, 3, calls.Load())
	require.EqualValues(t, 1, others.Load(), "the retry went to another handler")
}

func TestRetryRefusesAnotherMessage(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "bridge")
	var calls atomic.Int64
	bus.OnInbound(b, "remnawave", func(context.Context, []byte) error {
		calls.Add(1)
		return status.Error(codes.InvalidArgument, "no")
	})
	stop := run(t, b)
	require.NoError(t, b.PublishInbound(t.Context(), "remnawave", nil, bytes.Repeat([]byte("a"), 70<<10)))
	eventually(t, "the letter", func() bool { return len(letters(t, b)) == 1 })
	stop()

	require.NoError(t, b.JetStream().DeleteStream(t.Context(), bus.StreamInbound))
	require.NoError(t, b.EnsureStreams(t.Context()))
	require.NoError(t, b.PublishInbound(t.Context(), "remnawave", nil, bytes.Repeat([]byte("b"), 70<<10)))
	before := calls.Load()
	ctx, cancel := context.WithTimeout(t.Context(), patient)
	defer cancel()
	require.ErrorContains(t, b.RetryDead(ctx, 1), "is not running")
	run(t, b)
	var err error
	eventually(t, "the handler is back", func() bool {
		err = b.RetryDead(ctx, 1)
		return err != nil && !strings.Contains(err.Error(), "is not running")
	})
	require.ErrorContains(t, err, "another message has its number")
	eventually(t, "the new message is handled", func() bool { return calls.Load() == before+1 })
}

func TestRetryKeepsWhatTheHandlerSaw(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	seen := make(chan bus.Meta, 10)
	var well atomic.Bool
	bus.On(b, func(ctx context.Context, _ *eventsv1.PaymentCompleted) error {
		seen <- bus.MetaFrom(ctx)
		if !well.Load() {
			return status.Error(codes.InvalidArgument, "no")
		}
		return nil
	})
	run(t, b)
	header := nats.Header{"ce-id": {"x:1"}, "ce-time": {noon.Format(time.RFC3339)}, "ce-verified": {"false"}, "rd-replay-id": {"again"}}
	_, err := b.JetStream().PublishMsg(t.Context(), raw("remnawave.events.payment.completed", header, nil))
	require.NoError(t, err)
	first := receive(t, seen, "the event")
	require.Equal(t, "x:1", first.ID)
	require.Equal(t, "again", first.ReplayID)
	require.False(t, first.Verified)
	require.False(t, first.Retried)
	require.True(t, noon.Equal(first.Time))
	eventually(t, "the letter", func() bool { return len(letters(t, b)) == 1 })
	well.Store(true)
	require.NoError(t, b.RetryDead(t.Context(), 1))
	second := receive(t, seen, "the retry")
	require.True(t, second.Retried)
	require.True(t, first.Time.Equal(second.Time))
	second.Retried, second.Time = false, first.Time
	require.Equal(t, first, second)
}

func TestBuryAnyName(t *testing.T) {
	t.Parallel()
	b := testkit.NATS(t).Bus("bridge")
	for _, handler := range []string{"redis", "a.*.> b\t\n", "", "жук"} {
		require.NoError(t, b.Bury(t.Context(), bus.DeadLetter{Service: "bridge", Handler: handler, Reason: "unreadable"}, []byte("x")), handler)
	}
	all := letters(t, b)
	require.Len(t, all, 4)
	require.Equal(t, "a.*.> b\t\n", all[1].Handler)
	for in, want := range map[string]string{"a.b": "a_b", "*": "_", "a>b c": "a_b_c", "": "_", "plain-1": "plain-1", "a\r\nb": "a__b"} {
		require.Equal(t, want, bus.Token(in))
	}
}

func TestCheckReportsTroubleAndRecovers(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	b := quickBus(server, "sales")
	var well atomic.Bool
	var mine, others atomic.Int64
	bus.On(b, func(ctx context.Context, _ *eventsv1.PaymentCompleted) error {
		if bus.MetaFrom(ctx).ID == "fine" {
			others.Add(1)
			return nil
		}
		mine.Add(1)
		if !well.Load() {
			return status.Error(codes.Unavailable, "the database is away")
		}
		return nil
	})
	run(t, b)
	require.NoError(t, b.Check(t.Context()))
	require.NoError(t, b.PublishEvents(t.Context(), payment(t, "stuck"), payment(t, "fine")))
	eventually(t, "both were handled", func() bool { return mine.Load() > 3 && others.Load() == 1 })
	require.ErrorContains(t, b.Check(t.Context()), "handler payment.completed of sales: rpc error: code = Unavailable desc = the database is away",
		"one that succeeds does not hide one that waits")
	well.Store(true)
	eventually(t, "it recovers", func() bool { return b.Check(t.Context()) == nil })

	server.Stop()
	eventually(t, "the lost server is told", func() bool { return b.Check(t.Context()) != nil })
	require.ErrorContains(t, b.Check(t.Context()), "REMNADESK_NATS_URL")
	server.Start()
	eventually(t, "it recovers from a lost server", func() bool { return b.Check(t.Context()) == nil })
	require.NoError(t, b.PublishEvents(t.Context(), payment(t, "late")))
	settled(t, b, bus.StreamEvents, "sales_payment_completed")
}
