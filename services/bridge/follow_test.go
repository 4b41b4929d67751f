package bridge

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func TestFollowsAllLayouts(t *testing.T) {
	t.Parallel()
	for _, version := range simulator.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			schema := "public"
			if version == "3.43.0" {
				schema = "bedolaga"
			}
			r := newRig(t, simulator.Layout{Version: version, Schema: schema})
			_, err := simulator.Fill(t.Context(), r.url, simulator.Size{Customers: 300, Subscriptions: 280, Transactions: 3000, Days: 60, Seed: 7,
				Layout: simulator.Layout{Version: version, Schema: schema}, Now: time.Now()})
			require.NoError(t, err)
			r.start()
			r.following()
			var users, ledger int
			require.NoError(t, r.shop.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM `+schema+`.users), (SELECT count(*) FROM `+schema+`.transactions)`).Scan(&users, &ledger))
			w := r.world()
			require.Len(t, w.rows["customer"], users)
			require.Len(t, w.rows["transaction"], ledger)
			count, _ := r.events()
			require.Empty(t, count, "history rings nobody's phone")
			require.Equal(t, schema, r.status().GetSourceSchema())
			if version == "2.9.6" {
				require.Equal(t, "off", r.entity("guest_purchase").GetState())
				require.Empty(t, r.status().GetProblems(), "a table that this release does not have is no problem")
				r.eventually("what does not exist is complete", func() bool { return r.completeMark("guest_purchase") })
			}
		})
	}
}

func TestNewRowsBecomeEventsOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.deposit(1, 1)
	r.start()
	r.following()
	r.user(2)
	r.deposit(2, 2)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at)
		VALUES (3, 2, 'deposit', 500, NULL, true, now(), now()), (4, 2, 'deposit', 500, 'manual', true, now(), now()),
		(5, 2, 'refund', 700, 'apple_iap', true, now() - interval '2 hours', now()), (6, 2, 'refund', 700, NULL, true, now(), now())`)
	r.told("bedolaga:customer:2:registered")
	r.told("bedolaga:transaction:2:completed")
	r.told("bedolaga:transaction:5:refunded")
	count, verified := r.events()
	require.Len(t, count, 3)
	require.True(t, verified["bedolaga:transaction:2:completed"])
	refund := r.world().transaction(5)
	require.Equal(t, bedolagav1.Direction_DIRECTION_OUT, refund.GetDirection())
	require.EqualValues(t, 700, refund.GetAmountKopeks())
}

func TestUpdatesAndDeletionsAreFound(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	for id := 1; id <= 20; id++ {
		r.deposit(id, 1)
	}
	r.start()
	r.following()
	r.exec(`UPDATE users SET balance_kopeks = 777, username = E'Robert''); DROP TABLE users;-- <script>' WHERE id = 1`)
	r.exec(`DELETE FROM transactions WHERE id IN (3, 20)`)
	r.eventually("update and deletions", func() bool {
		w := r.world()
		c, _ := w.rows["customer"][1].(*bedolagav1.Customer)
		return c.GetBalanceKopeks() == 777 && strings.Contains(c.GetUsername(), "<script>") && w.gone["transaction"][3] && w.gone["transaction"][20] && !w.gone["transaction"][4]
	})
	r.eventually("counts", func() bool { e := r.entity("transaction"); return e.GetRows() == 18 && e.GetGone() == 2 })
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at) VALUES (3, 1, 'brand_new_kind', -5, 'brand_new', true, now(), now())`)
	r.eventually("explicit low id", func() bool { return r.world().transaction(3).GetKind() == "brand_new_kind" })
}

func TestLateCommitWithLowerID(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	late, err := r.shop.Begin(t.Context())
	require.NoError(t, err)
	_, err = late.Exec(t.Context(), insertDeposit, 100, 1)
	require.NoError(t, err)
	for id := 101; id <= 110; id++ {
		r.deposit(id, 1)
	}
	r.told("bedolaga:transaction:110:completed")
	r.eventually("settled id waits for the open transaction", func() bool { return r.entity("transaction").GetRows() == 10 })
	require.NoError(t, late.Commit(t.Context()))
	r.told("bedolaga:transaction:100:completed")
}

func TestLandingOrderIsToldOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	r.exec(`INSERT INTO guest_purchases (id, token, contact_type, contact_value, is_gift, source, period_days, amount_kopeks, currency, payment_method, payment_id, status, created_at, retry_count)
		VALUES (1, 'secret-token', 'email', 'a@b.c', false, 'landing', 30, 29900, 'RUB', 'yookassa_sbp', 'pay-1', 'pending', now(), 0)`)
	r.eventually("order seen", func() bool { return r.world().rows["guest_purchase"][1] != nil })
	r.exec(`UPDATE guest_purchases SET status = 'delivered', paid_at = now(), user_id = 1 WHERE id = 1`)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, external_id, is_completed, created_at, completed_at)
		VALUES (1, 1, 'subscription_payment', -29900, 'yookassa', 'pay-1', true, now(), now()), (2, 1, 'subscription_payment', -100, 'yookassa', 'other', true, now(), now())`)
	r.told("bedolaga:guest_purchase:1:completed")
	r.told("bedolaga:transaction:2:completed")
	count, _ := r.events()
	require.NotContains(t, count, "bedolaga:transaction:1:completed")
}

func TestRestartPublishesNothingTwiceAndMissesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	r.deposit(1, 1)
	r.told("bedolaga:transaction:1:completed")
	r.stop()
	r.deposit(2, 1)
	r.exec(`UPDATE transactions SET description = 'changed while away' WHERE id = 1`)
	r.exec(`UPDATE users SET status = 'blocked' WHERE id = 1`)
	r.start()
	r.told("bedolaga:transaction:2:completed")
	r.eventually("what changed meanwhile", func() bool {
		w := r.world()
		c, _ := w.rows["customer"][1].(*bedolagav1.Customer)
		return w.transaction(1).GetDescription() == "changed while away" && c.GetStatus() == "blocked"
	})
	count, _ := r.events()
	require.Equal(t, 1, count["bedolaga:transaction:1:completed"])
}

func TestLostStreamsAreRebuilt(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.start()
	r.following()
	r.deposit(1, 1)
	r.deposit(2, 1)
	r.told("bedolaga:transaction:2:completed")
	r.exec(`DELETE FROM transactions WHERE id = 2`)
	r.eventually("deletion", func() bool { return r.world().gone["transaction"][2] })
	r.stop()
	r.nats.Stop()
	r.nats.Wipe()
	r.nats.Start()
	r.bus = r.nats.Bus("bridge")
	r.client = bridgev1.NewBridgeClient(rpc.NewConn(r.bus.Conn))
	r.start()
	r.told("bedolaga:transaction:1:completed")
	r.told("bedolaga:transaction:2:completed")
	r.resync(bridgev1.ResyncRequest_MODE_REPUBLISH, "transaction")
	r.eventually("state from the mirror", func() bool {
		w := r.world()
		return w.transaction(1) != nil && w.transaction(2) != nil && w.gone["transaction"][2] && !w.gone["transaction"][1]
	})
}

func TestSettledIDFollowsSnapshots(t *testing.T) {
	t.Parallel()
	var tl tail
	require.EqualValues(t, 0, tl.settle(0, 10, 100, 105), "first sight")
	require.EqualValues(t, 0, tl.settle(0, 12, 100, 110), "10 gets its snapshot one poll late")
	require.EqualValues(t, 0, tl.settle(0, 12, 109, 112), "a transaction from then still runs")
	require.EqualValues(t, 10, tl.settle(0, 12, 110, 113), "10 is settled")
	require.EqualValues(t, 12, tl.settle(10, 12, 112, 113), "12 too")
}

// An import that a stop interrupted goes on where it was.
func TestImportGoesOnAfterAStop(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at)
		SELECT g, 1, 'deposit', 100, 'yookassa', true, now(), now() FROM generate_series(1, 50000) g`)
	r.start()
	r.following()
	r.stop()
	_, err := r.db.Exec(t.Context(), `DELETE FROM bridge.mirror WHERE entity = 'transaction' AND key >= 20480`)
	require.NoError(t, err)
	_, err = r.db.Exec(t.Context(), `DELETE FROM bridge.blocks WHERE entity = 'transaction' AND block >= 20`)
	require.NoError(t, err)
	_, err = r.db.Exec(t.Context(), `UPDATE bridge.entities SET imported = false, import_next = 20480, verified_until = NULL, complete_until = NULL, rows = 20479 WHERE entity = 'transaction'`)
	require.NoError(t, err)
	r.start()
	r.eventually("imported", func() bool {
		e := r.entity("transaction")
		return e.GetState() == "following" && e.GetVerifiedUntil() != nil && e.GetRows() == 50000
	})
}
