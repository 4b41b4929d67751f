package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func (r *rig) redis() *redis.Client {
	server := testkit.Redis(r.t)
	r.cfg.RedisURL = server.URL()
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	r.t.Cleanup(func() { _ = client.Close() })
	return client
}

func (r *rig) publishRedis(client *redis.Client, message string) {
	r.t.Helper()
	require.NoError(r.t, client.Publish(r.t.Context(), r.cfg.RedisChannel, message).Err())
}

func TestRedisAndDatabaseTellOneFactOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	client := r.redis()
	r.user(1)
	r.start()
	r.following()
	r.eventually("subscribed", func() bool { return r.status().GetRedisState() == "connected" })
	r.deposit(1, 1)
	for range 3 {
		r.publishRedis(client, `{"type":"payment.completed","payload":{"transaction_id":1,"user_id":1,"type":"deposit","amount_kopeks":19900,"payment_method":"yookassa","is_completed":true},"timestamp":"2026-08-20 09:00:00+00:00"}`)
	}
	r.publishRedis(client, `{"event":"payment.completed","data":{"transaction_id":999,"user_id":1,"type":"deposit","amount_kopeks":5,"payment_method":"yookassa"}}`)
	r.publishRedis(client, `{"event":"ticket.created","data":{"ticket_id":17,"user_id":1,"title":"Не работает"}}`)
	r.told("bedolaga:transaction:1:completed")
	r.told("bedolaga:transaction:999:completed")
	r.told("bedolaga:ticket:17:created")
	_, verified := r.events()
	require.True(t, verified["bedolaga:transaction:1:completed"])
	require.False(t, verified["bedolaga:transaction:999:completed"], "no row showed it")
}

func TestGarbageOnRedisIsADeadLetter(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	client := r.redis()
	r.start()
	r.following()
	r.eventually("subscribed", func() bool { return r.status().GetRedisState() == "connected" })
	r.publishRedis(client, `{"specversion":"1.0","id":"1","source":"remnadesk/bridge","type":"payment.completed","data":{"transaction_id":5}}`) // our own
	bad := []string{"\x00\xff", `{"type":"*","payload":{}}`, `{"type":">","payload":{}}`, `{"type":"coffee.brewed","payload":{}}`, `{"type":"payment.completed","payl`,
		`{"event":"payment.completed","data":{}}`, `{"event":"x","data":"` + strings.Repeat("y", 2<<20) + `"}`,
		`{"event":"payment.completed","data":` + strings.Repeat(`[`, 100000) + strings.Repeat(`]`, 100000) + `}`}
	for _, message := range bad {
		r.publishRedis(client, message)
	}
	r.eventually("dead letters", func() bool { return len(r.deadLetters()) == len(bad) })
	for _, letter := range r.deadLetters() {
		require.NotEmpty(t, letter.Reason)
		require.LessOrEqual(t, len(letter.Body), 64<<10)
		require.Len(t, letter.SHA256, 64)
	}
	count, _ := r.events()
	require.Empty(t, count)
}

func TestSourceDownAtStartAndBack(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	good := r.cfg.SourceURL
	config, err := pgx.ParseConfig(good)
	require.NoError(t, err)
	r.cfg.SourceURL = fmt.Sprintf("postgres://nobody:hunter2@127.0.0.1:1/%s", config.Database)
	r.start()
	r.eventually("says so", func() bool {
		s := r.status()
		return s.GetState() == "down" && len(s.GetProblems()) > 0 && strings.Contains(s.GetProblems()[0], "cannot be reached")
	})
	raw, err := json.Marshal(r.status().GetProblems())
	require.NoError(t, err)
	require.NotContains(t, string(raw), "hunter2")
	r.stop()
	r.cfg.SourceURL = good
	r.user(1)
	r.start()
	r.following()
	// The connection is cut under it.
	r.exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'remnadesk-bridge'`)
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed")
}

func TestWrongSchemaAndWrongDatabase(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.cfg.SourceSchema = "elsewhere"
	r.start()
	r.eventually("says so", func() bool {
		s := r.status()
		return len(s.GetProblems()) > 0 && strings.Contains(s.GetProblems()[0], "BEDOLAGA_DB_SCHEMA")
	})
}

func TestMissingColumnAndMissingGrant(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.exec(`ALTER TABLE wheel_spins RENAME COLUMN payment_value_kopeks TO other`)
	r.exec(fmt.Sprintf(`DO $$ BEGIN CREATE ROLE r%[1]s LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT USAGE ON SCHEMA public TO r%[1]s;
		GRANT SELECT ON ALL TABLES IN SCHEMA public TO r%[1]s; REVOKE SELECT ON subscriptions FROM r%[1]s; GRANT SELECT (id, user_id) ON subscriptions TO r%[1]s`, "limited"))
	config, err := pgx.ParseConfig(r.url)
	require.NoError(t, err)
	r.cfg.SourceURL = fmt.Sprintf("postgres://rlimited@%s:%d/%s", config.Host, config.Port, config.Database)
	r.user(1)
	r.start()
	r.eventually("two off, the rest follows", func() bool {
		return r.entity("wheel_spin").GetState() == "off" && r.entity("subscription").GetState() == "off" && r.entity("customer").GetState() == "following"
	})
	require.Contains(t, r.entity("wheel_spin").GetProblems()[0], "payment_value_kopeks")
	require.Contains(t, r.entity("subscription").GetProblems()[0], "GRANT SELECT (")
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed")
	r.exec(`GRANT SELECT ON subscriptions TO rlimited`)
	r.eventually("granted", func() bool { return r.entity("subscription").GetState() == "following" })
}

func TestTableLockedByMigration(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	tx, err := r.shop.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `LOCK TABLE subscriptions IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	r.eventually("says locked", func() bool {
		return strings.Contains(strings.Join(r.entity("subscription").GetProblems(), ""), "locked")
	})
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed") // the others go on
	_, err = tx.Exec(t.Context(), `ALTER TABLE subscriptions ADD COLUMN extra text, ALTER COLUMN device_limit TYPE bigint`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	r.eventually("goes on", func() bool {
		e := r.entity("subscription")
		return len(e.GetProblems()) == 0 && e.GetState() == "following"
	})
}

// An ALTER that waits for our lock waits no longer than one short read.
func TestAlterDoesNotWaitForUs(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	for id := 1; id <= 50; id++ {
		r.user(id)
	}
	r.start()
	r.following()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	_, err := r.shop.Exec(ctx, `ALTER TABLE users ALTER COLUMN username TYPE text`)
	require.NoError(t, err)
	r.user(51)
	r.told("bedolaga:customer:51:registered")
}

func TestRestoredBackupWaitsForAPerson(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	for id := 1; id <= 10; id++ {
		r.deposit(id, 1)
	}
	r.start()
	r.following()
	// The backup knew rows 1..5; afterwards ids 6..8 return with other content.
	r.exec(`CREATE TABLE saved AS SELECT * FROM transactions WHERE id <= 5`)
	r.exec(`CREATE TABLE saved_users AS SELECT * FROM users`)
	r.exec(`DO $$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'saved%' LOOP EXECUTE format('DROP TABLE public.%I CASCADE', t); END LOOP;
	END $$`)
	require.NoError(t, simulator.Create(t.Context(), r.url, simulator.Layout{Version: "4.1.0"}))
	r.exec(`INSERT INTO users SELECT * FROM saved_users`)
	r.exec(`INSERT INTO transactions SELECT * FROM saved`)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at) SELECT g, 1, 'deposit', 777, 'yookassa', true, now(), now() FROM generate_series(6, 8) g`)
	r.eventually("paused", func() bool { return r.status().GetState() == "paused" })
	require.Contains(t, strings.Join(r.status().GetProblems(), " "), "--new-incarnation")
	for key, gone := range r.world().gone["transaction"] {
		require.False(t, gone, "nothing is buried without a person: %d", key)
	}
	r.resync(bridgev1.ResyncRequest_MODE_NEW_INCARNATION, "")
	r.eventually("imported under new keys", func() bool { return r.status().GetIncarnation() == 1 && r.status().GetState() == "following" })
	const base = int64(1) << keyBits
	r.eventually("each fact once", func() bool {
		w := r.world()
		live := 0
		for key := range w.rows["transaction"] {
			if !w.gone["transaction"][key] {
				live++
			}
		}
		return live == 8 && w.transaction(base+6).GetAmountKopeks() == 777 && w.transaction(6).GetAmountKopeks() == 19900 && w.gone["transaction"][6] &&
			w.transaction(1) == nil && w.transaction(base+1).GetAmountKopeks() == 19900
	})
}

func TestMassDeletionPausesAndContinues(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at) SELECT g, 1, 'deposit', 100, 'yookassa', true, now(), now() FROM generate_series(1, 3000) g`)
	r.start()
	r.following()
	r.exec(`DELETE FROM transactions WHERE id <= 1000`)
	r.eventually("paused", func() bool { return r.entity("transaction").GetState() == "paused" })
	r.resync(bridgev1.ResyncRequest_MODE_CONTINUE, "transaction")
	r.eventually("accepted", func() bool {
		e := r.entity("transaction")
		return e.GetState() == "following" && e.GetGone() == 1000 && e.GetRows() == 2000
	})
}

func TestOddValues(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.exec(`INSERT INTO tariffs (id, name, display_order, is_active, traffic_limit_gb, device_limit, period_prices, tier_level, is_trial_available, allow_traffic_topup, traffic_topup_enabled,
		max_topup_traffic_gb, is_daily, daily_price_kopeks, custom_days_enabled, price_per_day_kopeks, min_days, max_days, custom_traffic_enabled, traffic_price_per_gb_kopeks, min_traffic_gb, max_traffic_gb)
		VALUES (1, 'zero \u0000', 1, true, 0, 1, '{"30": 19900, "x": 1, "90": "text", "\u0000": 5}', 1, false, false, false, 0, false, 0, false, 0, 0, 0, false, 0, 0, 0)`)
	r.exec(`INSERT INTO subscriptions (id, user_id, status, is_trial, start_date, end_date, connected_squads, created_at, remnawave_short_id, is_daily_paused)
		VALUES (1, 1, 'never_heard_of', false, '-infinity', 'infinity', '["a\u0000b", 5]', '0044-03-15 00:00 BC', 'x', false)`)
	r.start()
	r.following()
	w := r.world()
	require.NotNil(t, w.rows["tariff"][1])
	require.NotNil(t, w.rows["subscription"][1])
}

func TestWrongPasswordIsASentence(t *testing.T) {
	t.Parallel()
	server, err := pgserver.Start(t.Context(), pgserver.Options{Dir: t.TempDir(), Password: "right-one"})
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop(context.Background()) })
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.cfg.SourceURL = strings.Replace(server.URL("postgres"), "right-one", "wrong-one", 1)
	r.start()
	r.eventually("says so", func() bool { return strings.Contains(strings.Join(r.status().GetProblems(), " "), "refuses the login") })
	require.NotContains(t, strings.Join(r.status().GetProblems(), " "), "wrong-one")
}

func TestRedisRestarted(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	server := testkit.Redis(t)
	r.cfg.RedisURL = server.URL()
	r.user(1)
	r.start()
	r.following()
	connected := func() bool { return r.status().GetRedisState() == "connected" }
	r.eventually("subscribed", connected)
	server.Stop()
	r.eventually("notices", func() bool { return r.status().GetRedisState() == "reconnecting" })
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed") // reading goes on
	server.Start()
	r.eventually("subscribed again", connected)
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer client.Close()
	r.publishRedis(client, `{"event":"ticket.created","data":{"ticket_id":5,"user_id":1}}`)
	r.told("bedolaga:ticket:5:created")
}
