package salesread

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// noon is the tests' now: a Monday in Moscow.
var noon = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

// shop is the service running as the binary runs it, with a bridge's bus beside it and a client.
type shop struct {
	t      *testing.T
	ctx    context.Context
	db     *pg.DB
	nats   *testkit.NATSServer
	bridge *bus.Bus
	sales  salesv1.SalesClient
	money  salesv1.RevenueClient
	clock  atomic.Int64
	// marked moves on with each mark, so that the shop knows when everything before it was applied.
	marked time.Time
}

func openShop(t *testing.T, zone string) *shop {
	t.Helper()
	h := newShop(t)
	h.start(zone)
	return h
}

// newShop is a shop whose service has not started.
func newShop(t *testing.T) *shop {
	t.Helper()
	h := &shop{t: t, nats: testkit.NATS(t), db: testkit.Postgres(t, "sales", migrate), marked: noon.Add(-time.Hour)}
	h.ctx = rpc.AsService(t.Context(), "test")
	h.clock.Store(noon.UnixMicro())
	h.bridge = h.nats.Bus("bridge")
	h.sales = salesv1.NewSalesClient(rpc.NewConn(h.bridge.Conn))
	h.money = salesv1.NewRevenueClient(rpc.NewConn(h.bridge.Conn))
	return h
}

// start runs the service until the returned stop, or the end of the test.
func (h *shop) start(zone string) (stop func()) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan error, 1)
	deps := Deps{Config: Config{Timezone: zone}, DB: h.db, Bus: h.nats.Bus(name), Log: testkit.Log(h.t), Now: h.now, Version: "test"}
	go func() { done <- Run(ctx, deps) }()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			require.NoError(h.t, <-done)
		}
	}
	h.t.Cleanup(stop)
	h.eventually(func() bool {
		_, err := h.sales.ListTariffs(h.ctx, &salesv1.ListTariffsRequest{})
		return err == nil
	}, "the service did not start")
	return stop
}

func (h *shop) now() time.Time { return time.UnixMicro(h.clock.Load()).UTC() }

func (h *shop) eventually(condition func() bool, message string) {
	h.t.Helper()
	require.Eventually(h.t, condition, 20*time.Second, 5*time.Millisecond, message)
}

// publish sends batches in order and waits until all of them are applied.
func (h *shop) publish(batches ...bus.Batch) {
	h.t.Helper()
	last := map[string]bus.Batch{}
	for _, b := range batches {
		require.NoError(h.t, h.bridge.PublishState(h.ctx, b))
		last[bus.EntityOf(b)] = b
	}
	h.marked = h.marked.Add(time.Second)
	mark := &bedolagav1.BatchHeader{Mark: &bedolagav1.Mark{CompleteUntil: timestamppb.New(h.marked), VerifiedUntil: timestamppb.New(h.marked)}}
	for entity, b := range last {
		empty := b.ProtoReflect().New().Interface().(bus.Batch)
		empty.ProtoReflect().Set(empty.ProtoReflect().Descriptor().Fields().ByName("header"), protoValue(mark))
		require.NoError(h.t, h.bridge.PublishState(h.ctx, empty))
		h.eventually(func() bool {
			applied, err := pg.ReadApplied(h.ctx, h.db, entity)
			require.NoError(h.t, err)
			return applied[entity].CompleteUntil != nil && applied[entity].CompleteUntil.Equal(h.marked)
		}, "the batches of "+entity+" were not applied")
	}
}

func (h *shop) stats(q *salesv1.GetTransactionStatsRequest) *salesv1.GetTransactionStatsResponse {
	h.t.Helper()
	answer, err := h.sales.GetTransactionStats(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

func (h *shop) transactions(q *salesv1.ListTransactionsRequest) *salesv1.ListTransactionsResponse {
	h.t.Helper()
	answer, err := h.sales.ListTransactions(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

func (h *shop) subscriptions(q *salesv1.ListSubscriptionsRequest) *salesv1.ListSubscriptionsResponse {
	h.t.Helper()
	answer, err := h.sales.ListSubscriptions(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// settled waits for the refresher to have counted every dirty day.
func (h *shop) settled() {
	h.t.Helper()
	h.eventually(func() bool {
		var dirty int
		require.NoError(h.t, h.db.QueryRow(h.ctx, `SELECT (SELECT count(*) FROM sales.dirty_days) + (SELECT count(*) FROM sales.dirty_people_days)`).Scan(&dirty))
		return dirty == 0
	}, "dirty days stay")
}
