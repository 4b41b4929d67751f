package bridge

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/services/simulator"
)

func (r *rig) subscription(id int, status string, trial bool, ends time.Time) {
	r.t.Helper()
	r.exec(`INSERT INTO subscriptions (id, user_id, status, is_trial, start_date, end_date, connected_squads, created_at, remnawave_short_id, is_daily_paused)
		VALUES ($1::int, 1, $2, $3, now() - interval '40 days', $4, '[]', now() - interval '40 days', 'short' || $1::int, false)`, id, status, trial, ends)
}

func TestSubscriptionsRenewConvertAndExpire(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	now := time.Now().UTC().Truncate(time.Second)
	in := func(d time.Duration) time.Time { return now.Add(d) }
	day := 24 * time.Hour
	r.subscription(1, "active", false, in(day))        // renewed
	r.subscription(2, "expired", false, in(-3*day))    // revived
	r.subscription(3, "active", true, in(day))         // converted
	r.subscription(4, "active", true, in(day))         // killed by a purchase
	r.subscription(5, "active", true, in(day))         // made longer
	r.subscription(6, "active", false, in(-time.Hour)) // ended before we came: the bot's status lags
	r.start()
	r.following()

	soon := time.Now().UTC().Add(4 * time.Second).Truncate(time.Second)
	r.exec(`UPDATE subscriptions SET end_date = $1 WHERE id = 1`, in(31*day))
	r.exec(`UPDATE subscriptions SET end_date = $1, status = 'active' WHERE id = 2`, in(30*day))
	r.exec(`UPDATE subscriptions SET end_date = $1, is_trial = false WHERE id = 3`, in(31*day))
	r.exec(`UPDATE subscriptions SET is_trial = false, status = 'disabled' WHERE id = 4`)
	r.exec(`UPDATE subscriptions SET end_date = $1 WHERE id = 5`, in(4*day))
	r.subscription(7, "active", false, soon)
	r.subscription(8, "active", true, soon)
	r.subscription(9, "active", false, soon)  // prolonged at the last moment, before anybody read it
	r.subscription(10, "active", false, soon) // switched off by an admin
	id := func(n int, what string) string { return fmt.Sprintf("bedolaga:subscription:%d:%s", n, what) }
	r.told(id(1, "renewed:"+in(31*day).Format(time.RFC3339)))
	r.told(id(2, "renewed:"+in(30*day).Format(time.RFC3339)))
	r.told(id(3, "converted"))
	r.eventually("the new ones are known", func() bool { return r.world().rows["subscription"][10] != nil })
	r.exec(`UPDATE subscriptions SET end_date = $1 WHERE id = 9`, in(60*day))
	r.exec(`UPDATE subscriptions SET status = 'disabled' WHERE id = 10`)
	r.told(id(7, "expired:"+soon.Format(time.RFC3339)))
	r.told(id(8, "expired:"+soon.Format(time.RFC3339)))
	r.exec(`UPDATE subscriptions SET status = 'expired' WHERE id IN (7, 8)`) // the bot's monitor comes late
	r.eventually("the late status is read", func() bool {
		row, _ := r.world().rows["subscription"][8].(interface{ GetStatus() string })
		return row.GetStatus() == "expired"
	})

	count, _ := r.events()
	want := map[string]int{id(1, "renewed:"+in(31*day).Format(time.RFC3339)): 1, id(2, "renewed:"+in(30*day).Format(time.RFC3339)): 1, id(3, "converted"): 1,
		id(7, "expired:"+soon.Format(time.RFC3339)): 1, id(8, "expired:"+soon.Format(time.RFC3339)): 1, id(9, "renewed:"+in(60*day).Format(time.RFC3339)): 1}
	require.Equal(t, want, count)
}

// A mirror that was kept before the ends were is looked through once.
func TestEndsAreLearntFromTheMirror(t *testing.T) {
	t.Parallel()
	r := newRig(t, simulator.Layout{Version: "4.1.0"})
	r.user(1)
	soon := time.Now().UTC().Add(6 * time.Second).Truncate(time.Second)
	r.subscription(1, "active", false, soon)
	r.subscription(2, "active", false, soon.Add(-time.Hour))
	r.start()
	r.following()
	r.stop()
	_, err := r.db.Exec(t.Context(), `DELETE FROM bridge.ends`)
	require.NoError(t, err)
	_, err = r.db.Exec(t.Context(), `UPDATE bridge.source SET ends_known = false`)
	require.NoError(t, err)
	r.start()
	r.told("bedolaga:subscription:1:expired:" + soon.Format(time.RFC3339))
	count, _ := r.events()
	require.Len(t, count, 1)
}
