package gateway

import (
	"fmt"
	"net"
	"net/http"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

func TestEventsByPermission(t *testing.T) {
	t.Parallel()
	w := start(t)
	owner, analyst := w.script(bootstrap).listen(""), w.script(w.token(roleAnalyst)).listen("")
	first := owner.next("").id
	require.Equal(t, first, analyst.next("").id)
	require.NoError(t, w.bus.PublishEvents(t.Context(), ticket(t, 1), payment(t, 7)))

	require.Equal(t, "bedolaga:ticket:1:created", owner.next("domain").event(t)["id"])
	got := owner.next("domain")
	event := got.event(t)
	require.Equal(t, "1.0", event["specversion"])
	require.Equal(t, "payment.completed", event["type"])
	require.Equal(t, "transaction/7", event["subject"])
	require.Equal(t, true, event["verified"])
	require.Equal(t, map[string]any{"source": "transaction", "source_id": "7", "kind": "deposit", "amount_kopeks": "19900", "gateway": "yookassa"}, event["data"])
	require.Equal(t, got.id, analyst.next("domain").id, "the ticket is passed over in silence")

	require.NoError(t, w.bus.PublishEvents(t.Context(), ticket(t, 2)))
	at := owner.next("domain").id
	require.Equal(t, at, analyst.next("").id, "what is hidden still moves the position")
	analyst.next("heartbeat")
}

func TestEventsResumeWithoutLoss(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	stream := p.listen("")
	stream.next("")
	stream.close() // broken before the first event
	for i := range int64(300) {
		require.NoError(t, w.bus.PublishEvents(t.Context(), payment(t, i)))
	}
	last := stream.last
	for begin := int64(0); begin < 300; begin += 60 {
		again := p.listen(last)
		for i := begin; i < begin+60; i++ {
			require.Equal(t, fmt.Sprintf("bedolaga:transaction:%d:completed", i), again.next("domain").event(t)["id"])
		}
		last = again.last
		again.close()
	}
	byQuery := p.do(http.MethodGet, eventsPath+"?since=1", "")
	require.Equal(t, http.StatusBadRequest, byQuery.code)
	require.Contains(t, byQuery.message(t), "since")
}

func TestEventsReset(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	require.NoError(t, w.bus.PublishEvents(t.Context(), payment(t, 1), payment(t, 2), payment(t, 3)))
	good := p.listen("")
	now := good.next("").id
	epoch, _, _ := strings.Cut(now, "-")
	for _, id := range []string{"1-1", epoch + "-99", "nonsense", epoch + "-", "-", epoch + "-18446744073709551615"} {
		require.Equal(t, now, p.listen(id).next("reset").id, id)
	}
	stream, err := w.bus.JetStream().Stream(t.Context(), bus.StreamEvents)
	require.NoError(t, err)
	require.NoError(t, stream.Purge(t.Context()))
	expired := p.listen(epoch + "-1")
	require.Equal(t, now, expired.next("reset").id)
	require.NoError(t, w.bus.PublishEvents(t.Context(), payment(t, 4)))
	require.Equal(t, "bedolaga:transaction:4:completed", expired.next("domain").event(t)["id"], "it goes on from now")
}

func TestEventsStreamLost(t *testing.T) {
	t.Parallel()
	w := start(t)
	require.NoError(t, w.bus.PublishEvents(t.Context(), payment(t, 1), payment(t, 2)))
	stream := w.script(bootstrap).listen("")
	before := stream.next("").id
	stream.next("heartbeat") // the epoch is known by now or soon
	w.nats.Stop()
	w.nats.Wipe()
	w.nats.Start()
	other := w.nats.Bus("bridge") // makes the streams anew
	reset := stream.next("reset")
	require.NotEqual(t, before, reset.id)
	require.NoError(t, other.PublishEvents(t.Context(), payment(t, 3)))
	require.Equal(t, "bedolaga:transaction:3:completed", stream.next("domain").event(t)["id"])
}

func TestEventsSurviveRestartOfNATS(t *testing.T) {
	t.Parallel()
	w := start(t)
	stream := w.script(bootstrap).listen("")
	stream.next("")
	w.nats.Stop()
	refused := w.script(bootstrap).get(eventsPath)
	require.Equal(t, http.StatusServiceUnavailable, refused.code)
	require.Contains(t, refused.message(t), "NATS")
	w.nats.Start()
	other := w.nats.Bus("bridge")
	require.NoError(t, other.PublishEvents(t.Context(), payment(t, 1)))
	require.Equal(t, "bedolaga:transaction:1:completed", stream.next("domain").event(t)["id"])
}

func TestEventsChanged(t *testing.T) {
	t.Parallel()
	w := start(t)
	stream := w.script(bootstrap).listen("")
	stream.next("")
	w.nats.Bus("sales-read").Changed("transaction")
	f := stream.next("changed")
	require.Empty(t, f.id)
	require.JSONEq(t, `{"service":"sales-read","entity":"transaction"}`, f.data)
}

func TestEventsEndWithTheSession(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	stream := p.listen("")
	stream.next("")
	require.Equal(t, http.StatusOK, p.post("/api/v2/auth/logout", "{}").code)
	stream.ended()

	token := w.token(roleAnalyst)
	other := w.script(token).listen("")
	other.next("")
	_, err := w.db.Exec(t.Context(), `UPDATE access.tokens SET role = 'manager'`) // by another process
	require.NoError(t, err)
	w.clock.advance(time.Minute)
	other.ended()
}

func TestEventsLimit(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	for range streamsPerCaller {
		p.listen("").next("")
	}
	refused := p.get(eventsPath)
	require.Equal(t, http.StatusTooManyRequests, refused.code)
	require.Equal(t, "10", refused.header.Get("Retry-After"))
	require.Equal(t, http.StatusUnauthorized, w.person().get(eventsPath).code)
}

// A thousand events a second for two seconds: none lost, none twice, the slowest of a hundred within the promise.
func TestEventsBurst(t *testing.T) {
	t.Parallel()
	w := start(t)
	stream := w.script(bootstrap).listen("")
	stream.next("")
	const rate, seconds = 1000, 2
	sent := make([]time.Time, rate*seconds)
	ended := make(chan error, 1)
	go func() {
		ticker := time.NewTicker(10 * time.Millisecond)
		defer ticker.Stop()
		for i := 0; i < len(sent); {
			<-ticker.C
			var group []bus.Event
			for range rate / 100 {
				sent[i] = time.Now()
				group = append(group, payment(t, int64(i)))
				i++
			}
			if err := w.bus.PublishEvents(t.Context(), group...); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	got := make([]frame, 0, len(sent))
	for i := range sent {
		f := stream.next("domain")
		require.Contains(t, f.data, fmt.Sprintf("transaction:%d:", i))
		got = append(got, f)
	}
	require.NoError(t, <-ended)
	took := make([]time.Duration, len(got))
	for i, f := range got {
		took[i] = f.at.Sub(sent[i])
	}
	sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
	t.Logf("median %s, 99th percentile %s", took[len(took)/2], took[len(took)*99/100])
	require.Less(t, took[len(took)*99/100], 300*time.Millisecond)
}

// Who does not read is dropped and keeps nobody else waiting.
func TestEventsSlowClient(t *testing.T) {
	t.Parallel()
	w := &world{t: t, nats: testkit.NATS(t), db: database(t), log: &logbook{}, clock: &clock{}, pace: testPace()}
	w.bus, w.pace.write = w.nats.Bus("gateway"), 200*time.Millisecond
	w.run()
	slow, err := net.Dial("tcp", strings.TrimPrefix(w.url, "http://"))
	require.NoError(t, err)
	defer slow.Close()
	_, err = fmt.Fprintf(slow, "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n", eventsPath, bootstrap)
	require.NoError(t, err)
	quick := w.script(bootstrap).listen("")
	quick.next("")
	heard := make(chan struct{})
	const many = 30_000
	go func() {
		defer close(heard)
		for range many {
			quick.next("domain")
		}
	}()
	for i := 0; i < many; i += 500 {
		group := make([]bus.Event, 500)
		for j := range group {
			group[j] = ticket(t, int64(i+j))
			group[j].Subject = strings.Repeat("x", 500)
		}
		require.NoError(t, w.bus.PublishEvents(t.Context(), group...))
	}
	<-heard
	require.Eventually(t, func() bool { return strings.Contains(w.log.String(), `"route":"`+eventsPath+`"`) }, 20*time.Second, 20*time.Millisecond, "still holds the slow one")
}

func FuzzResumeAt(f *testing.F) {
	at := bounds{created: time.Unix(1700000000, 5), first: 10, last: 20}
	for _, id := range []string{"", "1700000000-9", "1700000000-20", "1700000000-21", "1700000000-8", "1-15", "-", "x-y", "1700000000-18446744073709551615"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		sequence, ok := resumeAt(at, id)
		require.GreaterOrEqual(t, sequence, at.first-1)
		require.LessOrEqual(t, sequence, at.last)
		if !ok {
			require.Equal(t, at.last, sequence, "after a reset it goes on from now")
		}
	})
}
