package simulator

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// complaints collects what the shop logs as a warning.
type complaints struct {
	mu   sync.Mutex
	text strings.Builder
}

func (c *complaints) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.Write(p)
}

func (c *complaints) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

func (c *complaints) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(c, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func TestLiveInEveryLayout(t *testing.T) {
	t.Parallel()
	for _, l := range allLayouts() {
		t.Run(l.Version, func(t *testing.T) {
			t.Parallel()
			size := small(l)
			size.Now = time.Now()
			url, _ := shop(t, size)
			var said complaints
			s, err := Open(t.Context(), Deps{DatabaseURL: url, Log: said.log(), Config: Config{Speed: 60000, Seed: 3, Layout: l}})
			require.NoError(t, err)
			defer s.Close()
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- s.Live(ctx) }()
			require.Eventually(t, func() bool { return s.Facts() >= 400 }, 30*time.Second, 10*time.Millisecond)
			cancel()
			require.NoError(t, <-done)
			require.Empty(t, said.String())
		})
	}
}

func TestEveryFact(t *testing.T) {
	t.Parallel()
	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	s, err := Open(t.Context(), Deps{DatabaseURL: url, Config: Config{Seed: 3}})
	require.NoError(t, err)
	defer s.Close()
	for _, f := range s.repertoire() {
		for range 30 {
			require.NoError(t, f.play(t.Context()), f.name)
		}
	}
	require.NoError(t, s.Play(t.Context(), 10))
}

// A demo made by an earlier build has none of the tables added since: they come empty, and the shop goes on.
func TestGoesOnWithAShopOfAnEarlierBuild(t *testing.T) {
	t.Parallel()
	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	conn := connect(t, url)
	for i := len(tableOrder) - 1; i >= 0; i-- {
		if name := tableOrder[i]; !slices.Contains([]string{"users", "tariffs", "subscriptions", "transactions", "guest_purchases", "wheel_spins"}, name) {
			_, err := conn.Exec(t.Context(), "DROP TABLE "+name+" CASCADE")
			require.NoError(t, err)
		}
	}
	deps := Deps{DatabaseURL: url, Config: Config{Seed: 3}}
	fresh, err := prepare(t.Context(), Deps{DatabaseURL: url, Now: time.Now, Config: deps.Config})
	require.NoError(t, err)
	require.False(t, fresh)
	s, err := Open(t.Context(), deps)
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Play(t.Context(), 150))
	require.Positive(t, number(t, conn, "SELECT count(*) FROM subscription_events"))
}

// The living shop books what belongs together.
func TestLivingDeedsAgree(t *testing.T) {
	t.Parallel()
	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	conn := connect(t, url)
	s, err := Open(t.Context(), Deps{DatabaseURL: url, Config: Config{Seed: 3}})
	require.NoError(t, err)
	defer s.Close()
	count := func() map[string]int64 {
		out := map[string]int64{}
		for _, name := range []string{"promocode_uses", "referral_earnings", "advertising_campaign_registrations", "withdrawal_requests", "subscription_events", "traffic_purchases"} {
			out[name] = number(t, conn, "SELECT coalesce(max(id), 0) FROM "+name)
		}
		return out
	}
	before := count()
	since := time.Now()
	for _, f := range []func(context.Context) error{s.factRegister, s.factTrial, s.factTopUp, s.factBuyFromWallet, s.factBuyDirectly, s.factPromo, s.factAddOn, s.factAskPayout, s.factProcessPayout, s.factExpire} {
		for range 40 {
			require.NoError(t, f(t.Context()))
		}
	}
	for name, last := range count() {
		require.Greater(t, last, before[name], name)
	}
	none := func(sql string) {
		t.Helper()
		require.Zero(t, number(t, conn, strings.ReplaceAll(sql, "SINCE", "'"+since.UTC().Format(time.RFC3339Nano)+"'")), sql)
	}
	none(`SELECT count(*) FROM promocodes p WHERE current_uses <> (SELECT count(*) FROM promocode_uses WHERE promocode_id = p.id)`)
	none(`SELECT count(*) FROM promocode_uses u JOIN promocodes p ON p.id = u.promocode_id AND p.type = 'balance' WHERE used_at >= SINCE AND NOT EXISTS (SELECT 1 FROM transactions t
		WHERE t.user_id = u.user_id AND t.type = 'deposit' AND t.payment_method IS NULL AND t.amount_kopeks = p.balance_bonus_kopeks AND t.completed_at = u.used_at)`)
	none(`SELECT count(*) FROM referral_earnings e WHERE amount_kopeks > 0 AND created_at >= SINCE AND NOT EXISTS (SELECT 1 FROM transactions t
		WHERE t.user_id = e.user_id AND t.type = 'referral_reward' AND t.amount_kopeks = e.amount_kopeks AND t.completed_at = e.created_at)`)
	none(`SELECT count(*) FROM referral_earnings e JOIN users u ON u.id = e.referral_id WHERE e.amount_kopeks = 0 AND u.has_made_first_topup`)
	none(`SELECT count(*) FROM withdrawal_requests w WHERE processed_at >= SINCE AND status IN ('approved', 'completed') AND NOT EXISTS (SELECT 1 FROM transactions t
		WHERE t.user_id = w.user_id AND t.type = 'withdrawal' AND t.amount_kopeks = -w.amount_kopeks)`)
	none(`SELECT count(*) FROM subscriptions s WHERE purchased_traffic_gb <> (SELECT coalesce(sum(traffic_gb), 0) FROM traffic_purchases WHERE subscription_id = s.id)`)
	none(`SELECT count(*) FROM subscription_events e JOIN transactions t ON t.id = e.transaction_id WHERE e.user_id <> t.user_id OR e.amount_kopeks <> abs(t.amount_kopeks)`)
	none(`SELECT count(*) FROM subscription_events e WHERE event_type = 'renewal' AND occurred_at >= SINCE
		AND (extra->>'new_end_date')::timestamptz <> greatest((extra->>'previous_end_date')::timestamptz, occurred_at) + make_interval(hours => 24 * (extra->>'extended_days')::int)`)
	none(`SELECT count(*) FROM advertising_campaign_registrations r WHERE balance_bonus_kopeks > 0 AND created_at >= SINCE AND NOT EXISTS (SELECT 1 FROM transactions t
		WHERE t.user_id = r.user_id AND t.type = 'deposit' AND t.payment_method IS NULL AND t.amount_kopeks = r.balance_bonus_kopeks)`)
}

func TestLateCommitShowsAfterHigherIDs(t *testing.T) {
	t.Parallel()
	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	s, err := Open(t.Context(), Deps{DatabaseURL: url, Config: Config{Seed: 3}})
	require.NoError(t, err)
	defer s.Close()
	conn := connect(t, url)
	ids := func(above int) (out []int) {
		rows, err := conn.Query(t.Context(), "SELECT id FROM transactions WHERE id > $1 ORDER BY id", above)
		require.NoError(t, err)
		for rows.Next() {
			var id int
			require.NoError(t, rows.Scan(&id))
			out = append(out, id)
		}
		return out
	}
	var last int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT max(id) FROM transactions").Scan(&last))
	require.NoError(t, s.factLateCommit(t.Context()))
	require.NoError(t, s.factTopUp(t.Context()))
	shown := ids(last) // the top-up, and the commission of whoever invited that customer
	require.Equal(t, last+2, shown[0])
	s.late.Wait()
	require.Equal(t, append([]int{last + 1}, shown...), ids(last))
}

func TestPublishesInThreeShapes(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: testkit.Redis(t).Addr()})
	defer func() { _ = client.Close() }()
	sub := client.Subscribe(t.Context(), channel)
	defer func() { _ = sub.Close() }()
	_, err := sub.Receive(t.Context())
	require.NoError(t, err)
	messages := sub.Channel(redis.WithChannelSize(2000))

	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	s, err := Open(t.Context(), Deps{DatabaseURL: url, Redis: client, Config: Config{Seed: 3}})
	require.NoError(t, err)
	defer s.Close()
	require.NoError(t, s.Play(t.Context(), 300))
	s.late.Wait()
	require.NoError(t, client.Publish(t.Context(), channel, "end").Err())

	shapes, seen := map[string]int{}, map[string]int{}
	for m := range messages {
		if m.Payload == "end" {
			break
		}
		var body map[string]any
		require.NoError(t, json.Unmarshal([]byte(m.Payload), &body))
		seen[m.Payload]++
		for _, key := range []string{"specversion", "payload", "event"} {
			if body[key] != nil {
				shapes[key]++
			}
		}
	}
	twice := 0
	for _, n := range seen {
		if n == 2 {
			twice++
		}
	}
	require.Len(t, shapes, 3)
	require.Positive(t, twice)
}

func TestRunCreatesGoesOnAndCatchesUp(t *testing.T) {
	t.Parallel()
	url := testkit.PostgresURL(t)
	var said complaints
	count := func() (n int) {
		require.NoError(t, connect(t, url).QueryRow(t.Context(), "SELECT count(*) FROM transactions").Scan(&n))
		return n
	}
	now := time.Now()
	deps := Deps{DatabaseURL: url, Log: said.log(), Now: func() time.Time { return now }, Config: Config{Customers: 50, Seed: 2}}
	runFor := func(until func() bool) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- Run(ctx, deps) }()
		require.Eventually(t, until, 20*time.Second, 20*time.Millisecond)
		cancel()
		require.NoError(t, <-done)
	}
	var there bool
	runFor(func() bool {
		err := connect(t, url).QueryRow(t.Context(), "SELECT to_regclass('wheel_spins') IS NOT NULL AND EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name = 'remnadesk-simulator' AND datname = current_database())").Scan(&there)
		return err == nil && there
	})
	before := count()
	require.Equal(t, 600, before)
	var last time.Time
	require.NoError(t, connect(t, url).QueryRow(t.Context(), "SELECT max(completed_at) FROM transactions").Scan(&last))

	now = now.Add(3 * time.Hour)
	deps.Config.Speed = 1
	runFor(func() bool { return count() > before+30 })
	var gap int
	require.NoError(t, connect(t, url).QueryRow(t.Context(), "SELECT count(*) FROM transactions WHERE completed_at > $1 AND completed_at < $2", last, now.Add(-time.Second)).Scan(&gap))
	require.Greater(t, gap, 25, "what happened meanwhile is dated then")
	require.Empty(t, said.String())
}

func TestInsertPayments(t *testing.T) {
	t.Parallel()
	for _, l := range allLayouts() {
		t.Run(l.Version, func(t *testing.T) {
			t.Parallel()
			url, _ := shop(t, Size{Customers: 20, Subscriptions: 10, Transactions: 50, Layout: l})
			var got []Payment
			conn := connect(t, url)
			begin := time.Now()
			require.NoError(t, InsertPayments(t.Context(), conn, Load{Count: 50, Rate: 200, Tag: "load", Layout: l}, func(p Payment) { got = append(got, p) }))
			require.Len(t, got, 50)
			require.GreaterOrEqual(t, time.Since(begin), 240*time.Millisecond)
			var n int
			require.NoError(t, conn.QueryRow(t.Context(), "SELECT count(*) FROM "+l.Schema+".transactions WHERE external_id LIKE 'load-%' AND id >= $1", got[0].ID).Scan(&n))
			require.Equal(t, 50, n)
		})
	}
}

func TestImpossibleSizes(t *testing.T) {
	t.Parallel()
	_, err := Fill(t.Context(), "", Size{Customers: 10, Subscriptions: 11, Layout: Layout{Version: "3.0.0"}})
	require.ErrorContains(t, err, "at most 10")
	require.Len(t, (&Config{Speed: -1}).Validate(), 2)
	require.Empty(t, (&Config{Speed: 20, Customers: 3000}).Validate())
}

//nolint:paralleltest // counts goroutines
func TestNothingLeaks(t *testing.T) {
	size := small(Layout{})
	size.Now = time.Now()
	url, _ := shop(t, size)
	before := goleak.IgnoreCurrent()
	s, err := Open(t.Context(), Deps{DatabaseURL: url, Config: Config{Seed: 3}})
	require.NoError(t, err)
	require.NoError(t, s.factLateCommit(t.Context()))
	require.NoError(t, s.Play(t.Context(), 20))
	s.Close()
	goleak.VerifyNone(t, before)
}
