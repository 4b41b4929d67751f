package bridge

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// rig is a bridge running against a bot's database of the given layout.
type rig struct {
	t      *testing.T
	nats   *testkit.NATSServer
	bus    *bus.Bus
	db     *pg.DB
	shop   *pgxpool.Pool
	url    string
	cfg    Config
	client bridgev1.BridgeClient
	stop   func()
}

func newRig(t *testing.T, layout simulator.Layout) *rig {
	t.Helper()
	url := testkit.PostgresURL(t)
	require.NoError(t, simulator.Create(t.Context(), url, layout))
	shop, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(shop.Close)
	server := testkit.NATS(t)
	r := &rig{t: t, nats: server, bus: server.Bus("bridge"), db: testkit.Postgres(t, Schema, Migrate), shop: shop, url: url,
		cfg: Config{SourceURL: url, RedisChannel: "remnawave:events", SourceBudget: 50}}
	r.client = bridgev1.NewBridgeClient(rpc.NewConn(r.bus.Conn))
	return r
}

// start runs the bridge as the binary does; it may be stopped and started again.
func (r *rig) start() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Add(1)
	go func() {
		defer running.Done()
		if err := Run(ctx, Deps{Config: r.cfg, DB: r.db, Bus: r.bus, Log: testkit.Log(r.t), Now: time.Now}); err != nil {
			r.t.Errorf("bridge ended: %v", err)
		}
	}()
	var once sync.Once
	r.stop = func() { once.Do(func() { cancel(); running.Wait() }) }
	r.t.Cleanup(r.stop)
}

func (r *rig) exec(sql string, args ...any) {
	r.t.Helper()
	_, err := r.shop.Exec(r.t.Context(), sql, args...)
	require.NoError(r.t, err, sql)
}

func (r *rig) user(id int) {
	r.t.Helper()
	r.exec(`INSERT INTO users (id, telegram_id, auth_type, username, status, language, balance_kopeks, has_had_paid_subscription, created_at, email_verified,
		auto_promo_group_assigned, auto_promo_group_threshold_kopeks, promo_offer_discount_percent, has_made_first_topup, restriction_topup, restriction_subscription, partner_status)
		VALUES ($1::int, $1::int + 1000, 'telegram', 'user' || $1::int, 'active', 'ru', 0, false, now(), false, false, 0, 0, false, false, false, 'none')`, id)
}

const insertDeposit = `INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at, external_id)
	VALUES ($1::int, $2::int, 'deposit', 19900, 'yookassa', true, now(), now(), 'ext-' || $1::int)`

func (r *rig) deposit(id, user int) { r.t.Helper(); r.exec(insertDeposit, id, user) }

func (r *rig) status() *bridgev1.GetStatusResponse {
	answer, err := r.client.GetStatus(rpc.AsService(r.t.Context(), "test"), &bridgev1.GetStatusRequest{})
	if err != nil {
		return &bridgev1.GetStatusResponse{State: err.Error()}
	}
	return answer
}

func (r *rig) entity(name string) *bridgev1.EntityStatus {
	for _, e := range r.status().GetEntities() {
		if e.GetEntity() == name {
			return e
		}
	}
	return &bridgev1.EntityStatus{}
}

// following waits until every entity that is not off has been imported and verified.
func (r *rig) following() {
	r.t.Helper()
	require.Eventually(r.t, func() bool {
		answer := r.status()
		if answer.GetState() != "following" {
			return false
		}
		for _, e := range answer.GetEntities() {
			if e.GetState() != "off" && e.GetVerifiedUntil() == nil {
				return false
			}
		}
		return len(answer.GetEntities()) == len(bedolaga.Tables())
	}, 30*time.Second, 50*time.Millisecond, "bridge does not follow")
}

// world is what a projection that applied the whole STATE stream holds.
type world struct {
	rows map[string]map[int64]proto.Message
	gone map[string]map[int64]bool
}

func (r *rig) world() world {
	w := world{rows: map[string]map[int64]proto.Message{}, gone: map[string]map[int64]bool{}}
	stream, err := r.bus.JetStream().Stream(r.t.Context(), bus.StreamState)
	require.NoError(r.t, err)
	state := stream.CachedInfo().State
	versions := map[string]map[int64]int64{}
	for seq := state.FirstSeq; seq <= state.LastSeq && state.LastSeq > 0; seq++ {
		raw, err := stream.GetMsg(r.t.Context(), seq)
		if err != nil {
			continue
		}
		for _, t := range bedolaga.Tables() {
			if bus.SubjectOf(t.Batch) != raw.Subject {
				continue
			}
			batch := t.Batch.ProtoReflect().New().Interface().(bus.Batch)
			require.NoError(r.t, proto.Unmarshal(raw.Data, batch))
			w.apply(t.Entity, batch, versions)
		}
	}
	return w
}

func (w world) apply(entity string, batch bus.Batch, versions map[string]map[int64]int64) {
	if w.rows[entity] == nil {
		w.rows[entity], w.gone[entity], versions[entity] = map[int64]proto.Message{}, map[int64]bool{}, map[int64]int64{}
	}
	header := batch.GetHeader()
	list := batch.ProtoReflect().Get(batch.ProtoReflect().Descriptor().Fields().ByName("rows")).List()
	for i := range list.Len() {
		m := list.Get(i).Message()
		key := m.Get(m.Descriptor().Fields().ByName("id")).Int()
		if header.GetVersion() >= versions[entity][key] {
			w.rows[entity][key], versions[entity][key] = m.Interface(), header.GetVersion()
			w.gone[entity][key] = false
		}
	}
	for _, key := range header.GetGone() {
		w.gone[entity][key] = true
	}
	for _, key := range header.GetMoved() {
		delete(w.rows[entity], key)
		delete(w.gone[entity], key)
	}
}

func (w world) transaction(id int64) *bedolagav1.Transaction {
	t, _ := w.rows["transaction"][id].(*bedolagav1.Transaction)
	return t
}

// events returns the ids in the EVENTS stream with how often each is there, and whether it was verified.
func (r *rig) events() (count map[string]int, verified map[string]bool) {
	count, verified = map[string]int{}, map[string]bool{}
	stream, err := r.bus.JetStream().Stream(r.t.Context(), bus.StreamEvents)
	require.NoError(r.t, err)
	state := stream.CachedInfo().State
	for seq := state.FirstSeq; seq <= state.LastSeq && state.LastSeq > 0; seq++ {
		raw, err := stream.GetMsg(r.t.Context(), seq)
		require.NoError(r.t, err)
		e := bus.ReadEvent(raw.Header, raw.Subject, raw.Data)
		count[e.ID]++
		verified[e.ID] = e.Verified
	}
	return count, verified
}

func (r *rig) eventually(what string, cond func() bool) {
	r.t.Helper()
	require.Eventually(r.t, cond, 60*time.Second, 40*time.Millisecond, what)
}

func (r *rig) told(id string) {
	r.t.Helper()
	r.eventually("event "+id, func() bool { count, _ := r.events(); return count[id] == 1 })
}

func (r *rig) resync(mode bridgev1.ResyncRequest_Mode, entity string) {
	r.t.Helper()
	_, err := r.client.Resync(rpc.AsService(r.t.Context(), "test"), &bridgev1.ResyncRequest{Mode: mode, Entity: entity})
	require.NoError(r.t, err)
}

func (r *rig) deadLetters() []bus.StoredLetter {
	var letters []bus.StoredLetter
	require.NoError(r.t, r.bus.DeadLetters(r.t.Context(), 100, func(l bus.StoredLetter) error { letters = append(letters, l); return nil }))
	return letters
}

// completeMark tells whether the last mark of the entity says until when it is complete.
func (r *rig) completeMark(entity string) bool {
	stream, err := r.bus.JetStream().Stream(r.t.Context(), bus.StreamState)
	require.NoError(r.t, err)
	for _, t := range bedolaga.Tables() {
		if t.Entity != entity {
			continue
		}
		raw, err := stream.GetLastMsgForSubject(r.t.Context(), bus.SubjectOf(t.Batch))
		if err != nil {
			return false
		}
		batch := t.Batch.ProtoReflect().New().Interface().(bus.Batch)
		require.NoError(r.t, proto.Unmarshal(raw.Data, batch))
		return batch.GetHeader().GetMark().GetCompleteUntil() != nil
	}
	return false
}

// marksAreHonest walks the stream: a mark must not claim a time before which rows were committed that nothing before it had sent.
func (r *rig) marksAreHonest(committed map[int64]time.Time) {
	r.t.Helper()
	stream, err := r.bus.JetStream().Stream(r.t.Context(), bus.StreamState)
	require.NoError(r.t, err)
	state := stream.CachedInfo().State
	sent, marks := map[int64]bool{}, 0
	for seq := state.FirstSeq; seq <= state.LastSeq; seq++ {
		raw, err := stream.GetMsg(r.t.Context(), seq)
		require.NoError(r.t, err)
		batch := &bedolagav1.TransactionBatch{}
		if raw.Subject != bus.SubjectOf(batch) {
			continue
		}
		require.NoError(r.t, proto.Unmarshal(raw.Data, batch))
		for _, row := range batch.GetRows() {
			sent[row.GetId()] = true
		}
		mark := batch.GetHeader().GetMark()
		if mark.GetCompleteUntil() == nil {
			continue
		}
		marks++
		for id, at := range committed {
			require.True(r.t, sent[id] || !at.Before(mark.GetCompleteUntil().AsTime()), "mark %s at %d came before row %d of %s", mark.GetCompleteUntil().AsTime(), seq, id, at)
		}
	}
	require.Positive(r.t, marks)
}
