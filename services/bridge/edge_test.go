package bridge

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/services/simulator"
)

func TestLargestPossibleID(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.deposit(5, 1)
	r.deposit(1<<31-1, 1)
	r.start()
	r.following()
	w := r.world()
	require.NotNil(t, w.transaction(1<<31-1))
	require.NotNil(t, w.transaction(5))
	r.exec(`UPDATE transactions SET description = 'changed' WHERE id = 2147483647`)
	r.eventually("change at the end of the key space", func() bool { return r.world().transaction(1<<31-1).GetDescription() == "changed" })
}

// What our own database cannot store is cleaned or a dead letter, and stops nobody else.
func TestPushThatCannotBeStored(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	client := r.redis()
	r.user(1)
	r.start()
	r.following()
	r.eventually("subscribed", func() bool { return r.status().GetRedisState() == "connected" })
	r.publishRedis(client, `{"event":"node.down","data":{"node_id":"a\u0000b"}}`)
	r.publishRedis(client, `{"event":"payment.completed","data":{"transaction_id":1099511627777,"amount_kopeks":5,"payment_method":"yookassa"}}`)
	r.publishRedis(client, `{"specversion":"1.0","id":"1","source":"bot","type":"ticket.created","time":"0000-01-01T00:00:00Z","data":{"ticket_id":18}}`)
	r.publishRedis(client, `{"event":"ticket.created","data":{"ticket_id":17}}`)
	r.told("bedolaga:ticket:17:created")
	r.told("bedolaga:ticket:18:created")
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed")
	r.eventually("node", func() bool {
		count, _ := r.events()
		return slices.ContainsFunc(slices.Collect(maps.Keys(count)), func(id string) bool { return strings.HasPrefix(id, "remnawave:node:ab:down:") })
	})
	r.eventually("dead letter", func() bool { return len(r.deadLetters()) == 1 })
}

// A text larger than a message may be is cut; the row, its table and the others go on.
func TestHugeTextIsCut(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.deposit(1, 1)
	r.exec(`UPDATE transactions SET description = repeat('ы', 2000000) WHERE id = 1`)
	r.start()
	r.following()
	description := r.world().transaction(1).GetDescription()
	require.NotEmpty(t, description)
	require.Empty(t, strings.Trim(description, "ы"), "cut at a whole letter")
	r.deposit(2, 1)
	r.told("bedolaga:transaction:2:completed")
}

// What is published while NATS is away arrives when it is back, and no mark says more than what was sent before it.
func TestNATSAwayDuringChanges(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	committed := map[int64]time.Time{}
	insert := func(id int) {
		r.deposit(id, 1)
		var at time.Time
		require.NoError(t, r.shop.QueryRow(t.Context(), `SELECT clock_timestamp()`).Scan(&at))
		committed[int64(id)] = at
	}
	id := 0
	for round := range 3 {
		for range 20 {
			id++
			insert(id)
		}
		doomed := int64(round + 1) // a row that goes before anybody read it was never there
		r.eventually("the row is known before it goes", func() bool { return r.world().transaction(doomed) != nil })
		r.nats.Stop()
		for range 20 {
			id++
			insert(id)
			r.exec(`SELECT pg_sleep(0.1)`) // spreads the changes over several polls
		}
		r.exec(`UPDATE users SET balance_kopeks = $1 WHERE id = 1`, round+1)
		r.exec(`DELETE FROM transactions WHERE id = $1`, doomed)
		r.nats.Start()
		insert(1000 + round)
	}
	r.eventually("everything arrives", func() bool {
		w := r.world()
		for id := range committed {
			if w.transaction(id) == nil && id > 3 {
				return false
			}
		}
		return w.gone["transaction"][1] && w.gone["transaction"][2] && w.gone["transaction"][3]
	})
	for id := range committed {
		if id > 3 {
			r.told(fmt.Sprintf("bedolaga:transaction:%d:completed", id))
		}
	}
	r.marksAreHonest(committed)
}

// A landing order may be as new as its ledger row, and a push of the row may come before anybody polled.
func TestLandingOrderSeenWithItsPayment(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	client := r.redis()
	r.user(1)
	r.start()
	r.following()
	r.eventually("subscribed", func() bool { return r.status().GetRedisState() == "connected" })
	for id := 1; id <= 10; id++ {
		r.exec(fmt.Sprintf(`WITH paid AS (INSERT INTO guest_purchases (id, token, contact_type, contact_value, is_gift, source, period_days, amount_kopeks, currency, payment_method, payment_id, status, created_at, paid_at, retry_count)
			VALUES (%[1]d, 'secret-%[1]d', 'email', 'a@b.c', false, 'landing', 30, 29900, 'RUB', 'yookassa_sbp', 'pay-%[1]d', 'delivered', now(), now(), 0))
			INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, external_id, is_completed, created_at, completed_at)
			VALUES (%[1]d, 1, 'subscription_payment', -29900, 'yookassa', 'pay-%[1]d', true, now(), now())`, id))
		r.publishRedis(client, fmt.Sprintf(`{"event":"payment.completed","data":{"transaction_id":%d}}`, id))
		r.told(fmt.Sprintf("bedolaga:guest_purchase:%d:completed", id))
	}
	r.eventually("ledger read", func() bool { return r.world().transaction(10) != nil })
	count, _ := r.events()
	for id := 1; id <= 10; id++ {
		require.NotContains(t, count, fmt.Sprintf("bedolaga:transaction:%d:completed", id))
	}
}

// A network that swallows packets ends the session instead of holding it.
func TestSilentNetworkIsNoticed(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	config, err := pgx.ParseConfig(r.url)
	require.NoError(t, err)
	proxy := newMuffler(t, fmt.Sprintf("%s:%d", config.Host, config.Port))
	host, port, err := net.SplitHostPort(proxy.listener.Addr().String())
	require.NoError(t, err)
	r.cfg.SourceURL = strings.Replace(r.url, fmt.Sprintf("%s:%d", config.Host, config.Port), net.JoinHostPort(host, port), 1)
	require.NotEqual(t, r.url, r.cfg.SourceURL)
	r.user(1)
	r.start()
	r.following()
	proxy.silent.Store(true)
	r.deposit(1, 1)
	r.eventually("says so", func() bool {
		s := r.status()
		return s.GetState() == "down" && strings.Contains(s.GetProblems()[0], "bot's database")
	})
	proxy.silent.Store(false)
	r.told("bedolaga:transaction:1:completed")
}

// muffler forwards connections and, while silent, swallows what they say.
type muffler struct {
	listener net.Listener
	silent   atomic.Bool
}

func newMuffler(t *testing.T, target string) *muffler {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	m := &muffler{listener: listener}
	var running sync.WaitGroup
	var mu sync.Mutex
	var open []net.Conn
	running.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", target)
			if err != nil {
				_ = near.Close()
				continue
			}
			mu.Lock()
			open = append(open, near, far)
			mu.Unlock()
			running.Go(func() { m.forward(far, near) })
			running.Go(func() { m.forward(near, far) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for _, conn := range open {
			_ = conn.Close()
		}
		mu.Unlock()
		running.Wait()
	})
	return m
}

func (m *muffler) forward(to, from net.Conn) {
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if m.silent.Load() {
			continue
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}
