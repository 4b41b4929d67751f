package bus_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

const (
	patient = 60 * time.Second // the machine may be busy
	often   = 10 * time.Millisecond
	entity  = "tariff"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { testkit.Main(m) }

// quickBus is a bus of a service whose pauses are short.
func quickBus(s *testkit.NATSServer, service string) *bus.Bus {
	b := s.Bus(service)
	b.Hurry(9 * time.Second)
	return b
}

// run runs the bus until the returned function or the end of the test.
func run(t *testing.T, b *bus.Bus) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

func payment(t *testing.T, id string) bus.Event {
	t.Helper()
	data, err := proto.Marshal(&eventsv1.PaymentCompleted{})
	require.NoError(t, err)
	return bus.Event{ID: id, Type: "payment.completed", Source: "remnadesk/test", Subject: "transaction/1", Time: noon, Verified: true, Data: data}
}

func batch(version int64) *bedolagav1.TariffBatch {
	return &bedolagav1.TariffBatch{Header: &bedolagav1.BatchHeader{Version: version}, Rows: []*bedolagav1.Tariff{{Id: version}}}
}

func receive[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patient):
		require.FailNow(t, "nothing came", what)
		panic("unreachable")
	}
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, patient, often, what)
}

func letters(t *testing.T, b *bus.Bus) []bus.StoredLetter {
	t.Helper()
	var all []bus.StoredLetter
	require.NoError(t, b.DeadLetters(t.Context(), 100, func(l bus.StoredLetter) error { all = append(all, l); return nil }))
	return all
}

// settled waits until nothing of the stream is left for the durable. The server counts what is pending a moment after it has stored it, so the last
// message itself is looked for.
func settled(t *testing.T, b *bus.Bus, stream, durable string) *jetstream.ConsumerInfo {
	t.Helper()
	var info *jetstream.ConsumerInfo
	eventually(t, durable+" is done", func() bool {
		c, err := b.JetStream().Consumer(t.Context(), stream, durable)
		if err != nil {
			return false
		}
		s, err := b.JetStream().Stream(t.Context(), stream)
		if err != nil {
			return false
		}
		last, err := s.GetLastMsgForSubject(t.Context(), c.CachedInfo().Config.FilterSubject)
		if err != nil {
			return false
		}
		info = c.CachedInfo()
		return info.NumPending == 0 && info.NumAckPending == 0 && info.Delivered.Stream >= last.Sequence
	})
	return info
}

// projection is a state handler that keeps what it applied in memory.
type projection struct {
	mu      sync.Mutex
	at      bus.Position
	held    []string
	applied []int64
	refuse  func(version int64) error
	came    chan int64
}

func newProjection() *projection { return &projection{came: make(chan int64, 1000)} }

func (p *projection) Apply(ctx context.Context, b *bedolagav1.TariffBatch) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	version := b.GetHeader().GetVersion()
	if p.refuse != nil {
		if err := p.refuse(version); err != nil {
			return err
		}
	}
	meta := bus.MetaFrom(ctx)
	p.applied = append(p.applied, version)
	if !meta.Retried {
		p.at = bus.Position{StreamCreated: meta.StreamCreated, Sequence: meta.Sequence}
	}
	p.came <- version
	return nil
}

func (p *projection) Abandon(ctx context.Context, reason string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	meta := bus.MetaFrom(ctx)
	p.held = append(p.held, reason)
	p.at = bus.Position{StreamCreated: meta.StreamCreated, Sequence: meta.Sequence}
	return nil
}

func (p *projection) Position(context.Context, string) (bus.Position, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at, nil
}

func (p *projection) holds() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.held...)
}

func (p *projection) versions() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]int64(nil), p.applied...)
}

// asked collects the entities that a bus asks for again.
func asked(b *bus.Bus) <-chan string {
	c := make(chan string, 100)
	b.OnGap(func(_ context.Context, entity string) error { c <- entity; return nil })
	return c
}

func publish(t *testing.T, b *bus.Bus, versions ...int64) {
	t.Helper()
	for _, v := range versions {
		require.NoError(t, b.PublishState(t.Context(), batch(v)))
	}
}

func raw(subject string, header nats.Header, data []byte) *nats.Msg {
	return &nats.Msg{Subject: subject, Header: header, Data: data}
}
