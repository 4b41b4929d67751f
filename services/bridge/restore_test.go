package bridge

import (
	"testing"

	"github.com/stretchr/testify/require"

	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func TestRestoredTwiceKeepsEachFactOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	for id := 1; id <= 10; id++ {
		r.deposit(id, 1)
	}
	r.start()
	r.following()
	// The second order comes before the first was carried through.
	tx, err := r.shop.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `LOCK TABLE transactions IN ACCESS EXCLUSIVE MODE`)
	require.NoError(t, err)
	r.resync(bridgev1.ResyncRequest_MODE_NEW_INCARNATION, "")
	r.eventually("first", func() bool { return r.status().GetIncarnation() == 1 })
	r.resync(bridgev1.ResyncRequest_MODE_NEW_INCARNATION, "")
	r.eventually("second", func() bool { return r.status().GetIncarnation() == 2 })
	require.NoError(t, tx.Rollback(t.Context()))
	r.following()
	r.eventually("each fact once", func() bool {
		w := r.world()
		live := 0
		for key := range w.rows["transaction"] {
			if !w.gone["transaction"][key] {
				live++
			}
		}
		return live == 10
	})
}

// After a person said to go on, rows beyond the new end of the table are found gone, however far they were.
func TestContinueReachesTheOldEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	r.exec(`INSERT INTO transactions (id, user_id, type, amount_kopeks, payment_method, is_completed, created_at, completed_at)
		SELECT g, 1, 'deposit', 100, 'yookassa', true, now(), now() FROM (SELECT generate_series(1, 500) UNION ALL SELECT generate_series(5000001, 5000500)) AS s (g)`)
	r.start()
	r.following()
	r.exec(`DELETE FROM transactions WHERE id > 500`)
	r.eventually("paused", func() bool { return r.entity("transaction").GetState() == "paused" })
	r.resync(bridgev1.ResyncRequest_MODE_CONTINUE, "transaction")
	r.eventually("accepted", func() bool {
		e := r.entity("transaction")
		return e.GetState() == "following" && e.GetGone() == 500 && e.GetRows() == 500
	})
}
