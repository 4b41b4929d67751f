package bus_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

const stateDurable = "sales_state_tariff"

func TestStateKeepsItsOrderUnderRetry(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	p := newProjection()
	failures := map[int64][]error{2: {errors.New("flaky"), errors.New("flaky")}, 3: {status.Error(codes.Unavailable, "down"), errors.New("flaky")}}
	p.refuse = func(version int64) error {
		left := failures[version]
		if len(left) == 0 {
			return nil
		}
		failures[version] = left[1:]
		return left[0]
	}
	bus.OnState(b, p)
	publish(t, b, 1, 2, 3, 4, 5)
	run(t, b)
	info := settled(t, b, bus.StreamState, stateDurable)
	require.Equal(t, 1, info.Config.MaxAckPending)
	require.Equal(t, []int64{1, 2, 3, 4, 5}, p.versions())
}

func TestLostBatchHoldsTheProjection(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	p := newProjection()
	var well atomic.Bool
	p.refuse = func(version int64) error {
		if version == 2 && !well.Load() {
			return status.Error(codes.InvalidArgument, "a tariff without a name")
		}
		return nil
	}
	bus.OnState(b, p)
	run(t, b)
	publish(t, b, 1, 2, 3)
	settled(t, b, bus.StreamState, stateDurable)
	require.Equal(t, []int64{1, 3}, p.versions())
	require.Len(t, p.holds(), 1)
	require.Contains(t, p.holds()[0], "batch 2 could not be applied: rpc error: code = InvalidArgument desc = a tariff without a name")
	well.Store(true)
	require.NoError(t, b.RetryDead(t.Context(), 1))
	require.Equal(t, []int64{1, 3, 2}, p.versions())
	at, err := p.Position(t.Context(), entity)
	require.NoError(t, err)
	require.EqualValues(t, 3, at.Sequence, "a retry moved the position back")
}

// abandoning refuses its first calls of Abandon.
type abandoning struct {
	*projection
	calls atomic.Int64
}

func (a *abandoning) Abandon(ctx context.Context, reason string) error {
	if a.calls.Add(1) < 3 {
		return status.Error(codes.Unavailable, "the database is away")
	}
	return a.projection.Abandon(ctx, reason)
}

func TestLetterIsStoredOnceWhileItsProjectionIsAway(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	a := &abandoning{projection: newProjection()}
	a.refuse = func(version int64) error {
		if version == 1 {
			return status.Error(codes.InvalidArgument, "no")
		}
		return nil
	}
	bus.OnState(b, a)
	run(t, b)
	publish(t, b, 1, 2)
	settled(t, b, bus.StreamState, stateDurable)
	require.EqualValues(t, 3, a.calls.Load())
	require.Len(t, letters(t, b), 1)
	require.Equal(t, []int64{2}, a.versions())
}

func TestNoGapAtFirstStartAndRestart(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	p := newProjection()
	for _, version := range []int64{1, 2} {
		b := quickBus(server, "sales")
		again := asked(b)
		bus.OnState(b, p)
		publish(t, b, version)
		stop := run(t, b)
		require.Equal(t, version, receive(t, p.came, "the batch"))
		settled(t, b, bus.StreamState, stateDurable)
		stop()
		require.Empty(t, again)
	}
	require.Empty(t, p.holds())
}

func TestGapAsksForEverythingAgain(t *testing.T) {
	t.Parallel()
	// A projection has applied 1, 2, 3 and is stopped; then something is lost, 4 is published, and it starts again.
	for name, c := range map[string]struct {
		lose func(t *testing.T, b *bus.Bus, p *projection)
		want []int64 // applied after the start
		hold bool
		ask  bool
	}{
		"the stream": {lose: func(t *testing.T, b *bus.Bus, _ *projection) {
			require.NoError(t, b.JetStream().DeleteStream(t.Context(), bus.StreamState))
			require.NoError(t, b.EnsureStreams(t.Context()))
		}, want: []int64{4}, ask: true},
		"expired messages": {lose: func(t *testing.T, b *bus.Bus, _ *projection) {
			publish(t, b, 30, 31)
			stream, err := b.JetStream().Stream(t.Context(), bus.StreamState)
			require.NoError(t, err)
			require.NoError(t, stream.Purge(t.Context()))
		}, want: []int64{4}, ask: true},
		"applied messages only": {lose: func(t *testing.T, b *bus.Bus, _ *projection) {
			stream, err := b.JetStream().Stream(t.Context(), bus.StreamState)
			require.NoError(t, err)
			require.NoError(t, stream.Purge(t.Context()))
		}, want: []int64{4}},
		"the projection's database": {lose: func(_ *testing.T, _ *bus.Bus, p *projection) {
			p.at = bus.Position{}
		}, want: []int64{1, 2, 3, 4}},
		"the projection's database after messages expired": {lose: func(t *testing.T, b *bus.Bus, p *projection) {
			p.at = bus.Position{}
			stream, err := b.JetStream().Stream(t.Context(), bus.StreamState)
			require.NoError(t, err)
			require.NoError(t, stream.Purge(t.Context(), jetstream.WithPurgeSequence(3)))
		}, want: []int64{3, 4}, ask: true},
		"the end of the stream": {lose: func(_ *testing.T, _ *bus.Bus, p *projection) {
			p.at.Sequence = 100 // had applied more than the disk of the server kept
		}, want: []int64{1, 2, 3, 4}, ask: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testkit.NATS(t)
			p := newProjection()
			first := quickBus(server, "sales")
			bus.OnState(first, p)
			stop := run(t, first)
			publish(t, first, 1, 2, 3)
			settled(t, first, bus.StreamState, stateDurable)
			stop()
			c.lose(t, first, p)
			p.applied = nil
			publish(t, first, 4)

			b := quickBus(server, "sales")
			again := asked(b)
			bus.OnState(b, p)
			stop = run(t, b)
			for last := int64(0); last != 4; last = receive(t, p.came, "batch 4") {
			}
			require.Equal(t, c.want, p.versions())
			settled(t, b, bus.StreamState, stateDurable)
			stop()
			if !c.ask {
				require.Empty(t, again)
				require.Empty(t, p.holds())
				return
			}
			require.Equal(t, entity, receive(t, again, "the request"))
			require.Empty(t, again)
			require.Len(t, p.holds(), 1, "marks count although batches are missing")

			third := quickBus(server, "sales")
			again = asked(third)
			bus.OnState(third, p)
			run(t, third)
			publish(t, third, 5)
			for last := int64(0); last != 5; last = receive(t, p.came, "batch 5") {
			}
			require.Empty(t, again, "the same gap is told twice")
		})
	}
}

func TestGapWaitsForWhoSendsAgain(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	p := newProjection()
	p.at = bus.Position{StreamCreated: noon, Sequence: 7}
	var calls atomic.Int64
	b.OnGap(func(context.Context, string) error {
		if calls.Add(1) == 1 {
			return status.Error(codes.Unavailable, "the bridge service is not running")
		}
		return nil
	})
	bus.OnState(b, p)
	publish(t, b, 1)
	run(t, b)
	eventually(t, "trouble is told", func() bool { return b.Check(t.Context()) != nil })
	require.EqualValues(t, 1, receive(t, p.came, "the batch"))
	require.EqualValues(t, 2, calls.Load())
	require.NoError(t, b.Check(t.Context()))
}

func TestStreamsLostUnderRunningConsumers(t *testing.T) {
	t.Parallel()
	lose := map[string]func(t *testing.T, server *testkit.NATSServer, b *bus.Bus){
		"deleted": func(t *testing.T, _ *testkit.NATSServer, b *bus.Bus) {
			require.NoError(t, b.JetStream().DeleteStream(t.Context(), bus.StreamState))
		},
		"wiped": func(_ *testing.T, server *testkit.NATSServer, _ *bus.Bus) {
			server.Stop()
			server.Wipe()
			server.Start()
		},
	}
	for name, f := range lose {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := testkit.NATS(t)
			b := quickBus(server, "sales")
			again := asked(b)
			p := newProjection()
			bus.OnState(b, p)
			run(t, b)
			publish(t, b, 1)
			require.EqualValues(t, 1, receive(t, p.came, "the first batch"))
			f(t, server, b)
			require.Equal(t, entity, receive(t, again, "the request for everything"))
			eventually(t, "the stream is there", func() bool { return b.PublishState(t.Context(), batch(2)) == nil })
			require.EqualValues(t, 2, receive(t, p.came, "the batch after the loss"))
			eventually(t, "it recovers", func() bool { return b.Check(t.Context()) == nil })
		})
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	server := testkit.NATS(t)
	b, page := quickBus(server, "sales"), server.Bus("page")
	sub, err := page.Conn.SubscribeSync(bus.ChangedPrefix + "sales.>")
	require.NoError(t, err)
	require.NoError(t, page.Conn.Flush())
	p := newProjection()
	bus.OnState(b, p)
	stop := run(t, b)

	mark := &bedolagav1.TariffBatch{Header: &bedolagav1.BatchHeader{Version: 1, Mark: &bedolagav1.Mark{}}}
	require.NoError(t, b.PublishState(t.Context(), mark))
	require.EqualValues(t, 1, receive(t, p.came, "the mark"))
	require.NoError(t, b.Conn.Flush())
	require.NoError(t, page.Conn.Flush())
	pending, _, err := sub.Pending()
	require.NoError(t, err)
	require.Zero(t, pending, "a pure mark is no news")

	publish(t, b, 2)
	msg, err := sub.NextMsg(patient)
	require.NoError(t, err)
	require.Equal(t, "changed.sales.tariff", msg.Subject)
	for _, m := range []*bedolagav1.BatchHeader{
		{Gone: []int64{1}}, {Moved: []int64{1}}, {Mark: &bedolagav1.Mark{Resent: true}}, {Mark: &bedolagav1.Mark{Problem: "paused"}}, {Mark: &bedolagav1.Mark{Importing: true}},
	} {
		require.NoError(t, b.PublishState(t.Context(), &bedolagav1.TariffBatch{Header: m}))
		_, err := sub.NextMsg(patient)
		require.NoError(t, err, "%v", m)
	}

	stop()
	start := time.Now()
	for range 1000 {
		b.Changed("overview")
	}
	took := time.Since(start)
	b.Close() // what waits is sent now
	msg, err = sub.NextMsg(patient)
	require.NoError(t, err)
	require.Equal(t, "changed.sales.overview", msg.Subject)
	require.NoError(t, page.Conn.Flush())
	pending, _, err = sub.Pending()
	require.NoError(t, err)
	require.LessOrEqual(t, pending, 1+int(took/(250*time.Millisecond)), "1,000 notices were not put together")
}

func TestSlowHandlerIsNotHandledTwice(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "bridge")
	b.Hurry(time.Second)
	var mu sync.Mutex
	seen := map[string]int{}
	bus.OnInbound(b, "slow", func(_ context.Context, body []byte) error {
		mu.Lock()
		seen[string(body)]++
		mu.Unlock()
		wait := 400 * time.Millisecond // together far more than a second
		if string(body) == "0" {
			wait = 2500 * time.Millisecond // alone more than a second
		}
		<-time.After(wait)
		return nil
	})
	for i := range 6 {
		require.NoError(t, b.PublishInbound(t.Context(), "slow", nil, []byte(fmt.Sprint(i))))
	}
	run(t, b)
	settled(t, b, bus.StreamInbound, "bridge_inbound_slow")
	require.Equal(t, map[string]int{"0": 1, "1": 1, "2": 1, "3": 1, "4": 1, "5": 1}, seen)
}

func TestShutdownLetsTheHandlerFinish(t *testing.T) {
	t.Parallel()
	b := quickBus(testkit.NATS(t), "sales")
	entered, leave := make(chan context.Context, 1), make(chan struct{})
	bus.OnInbound(b, "slow", func(ctx context.Context, _ []byte) error {
		entered <- ctx
		<-leave
		return ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	require.NoError(t, b.PublishInbound(t.Context(), "slow", nil, []byte("x")))
	inside := receive(t, entered, "the handler")
	cancel()
	require.NoError(t, inside.Err(), "the handler is cut off at once")
	select {
	case err := <-done:
		require.FailNow(t, "Run did not wait for its handler", "%v", err)
	default:
	}
	close(leave)
	require.NoError(t, receive(t, done, "the end of Run"))
	settled(t, b, bus.StreamInbound, "sales_inbound_slow")
	require.Empty(t, letters(t, b))
}
