package salesread

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
	"github.com/remnadesk/remnadesk/services/sales-read/projections"
)

type touch struct {
	CustomerID     int64
	CampaignID     int64
	At             time.Time
	RegistrationID int64
	BonusKopeks    int64
	Registrations  int32
}

const (
	selectTouches  = `SELECT customer_id, campaign_id, at, registration_id, bonus_kopeks, registrations FROM sales.first_touches ORDER BY customer_id`
	recountTouches = `
SELECT r.customer_id, r.campaign_id, r.created_at AS at, r.id AS registration_id, r.balance_bonus_kopeks AS bonus_kopeks,
	(SELECT count(*) FROM sales.campaign_registrations l WHERE l.customer_id = r.customer_id AND l.gone_at IS NULL)::integer AS registrations
FROM sales.campaign_registrations r
WHERE NOT EXISTS (SELECT FROM sales.campaign_registrations e WHERE e.customer_id = r.customer_id AND (e.created_at, e.id) < (r.created_at, r.id)) ORDER BY 1`
)

// drawRegistrations are batches of a few rows each: rows that change customer and time, rows the bot destroys, keys that other rows take over.
func drawRegistrations(rt *rapid.T) []*bedolagav1.CampaignRegistrationBatch {
	var batches []*bedolagav1.CampaignRegistrationBatch
	id := rapid.Int64Range(1, 6)
	for version := int64(1); version <= int64(rapid.IntRange(1, 10).Draw(rt, "versions")); version++ {
		b := registrationBatch(version * 10)
		switch rapid.IntRange(0, 5).Draw(rt, "what") {
		case 0:
			b.Header.Gone = []int64{id.Draw(rt, "gone")}
		case 1:
			b.Header.Moved = []int64{id.Draw(rt, "moved")}
		default:
			b.Rows = append(b.Rows, came(id.Draw(rt, "id"), rapid.Int64Range(1, 3).Draw(rt, "campaign"), rapid.Int64Range(1, 3).Draw(rt, "customer"),
				noon.AddDate(0, 0, -rapid.IntRange(0, 3).Draw(rt, "day"))))
			b.Rows[0].BalanceBonusKopeks = rapid.Int64Range(0, 2).Draw(rt, "bonus")
			if rapid.IntRange(0, 3).Draw(rt, "whole") == 0 {
				b.Header.Whole = &bedolagav1.KeyRange{From: 1, To: 7}
			}
		}
		batches = append(batches, b)
	}
	return batches
}

func TestFirstTouchesEqualARecountInAnyOrder(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	read := func(rt *rapid.T, query string) []touch {
		rows, err := db.Query(t.Context(), query)
		require.NoError(rt, err)
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[touch])
		require.NoError(rt, err)
		return list
	}
	rapid.Check(t, func(rt *rapid.T) {
		batches := drawRegistrations(rt)
		twice := append(append([]*bedolagav1.CampaignRegistrationBatch{}, batches...), batches[:rapid.IntRange(0, len(batches)).Draw(rt, "again")]...)
		_, err := db.Exec(t.Context(), `TRUNCATE sales.campaign_registrations, sales.first_touches, sales.tombstones`)
		require.NoError(rt, err)
		for n, b := range rapid.Permutation(twice).Draw(rt, "order") {
			ctx := bus.WithMeta(t.Context(), bus.Meta{Entity: "campaign_registration", Sequence: uint64(n + 1), StreamCreated: noon})
			require.NoError(rt, pg.Batch(db, s.projections.OnCampaignRegistrations).Apply(ctx, b))
			require.Equal(rt, read(rt, recountTouches), read(rt, selectTouches))
		}
	})
}

// The days of a payment are counted again only when its customer's first campaign is another one.
func TestAnotherFirstTouchMarksDays(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	h.publish(ledger(1, deposit(1, 7, 100, "yookassa", noon.AddDate(0, 0, -1))), registrationBatch(10, came(2, 1, 7, noon.AddDate(0, 0, -3))))
	marks := func(b *bedolagav1.CampaignRegistrationBatch) bool {
		t.Helper()
		tx, err := h.db.Begin(h.ctx)
		require.NoError(t, err)
		defer func() { require.NoError(t, tx.Rollback(h.ctx)) }()
		_, err = tx.Exec(h.ctx, `DELETE FROM sales.dirty_people_days`)
		require.NoError(t, err)
		keeper := projections.New(mark.Marker{Days: calendar.New(time.UTC, noon), Now: h.now})
		require.NoError(t, keeper.OnCampaignRegistrations(h.ctx, tx, b))
		var marked bool
		require.NoError(t, tx.QueryRow(h.ctx, `SELECT EXISTS (SELECT FROM sales.dirty_people_days)`).Scan(&marked))
		return marked
	}
	require.False(t, marks(registrationBatch(20, came(3, 2, 7, noon.AddDate(0, 0, -2)))), "a later one")
	require.True(t, marks(registrationBatch(20, came(1, 2, 7, noon.AddDate(0, 0, -4)))), "an earlier one")
	gone := registrationBatch(20)
	gone.Header.Gone = []int64{2}
	require.False(t, marks(gone), "one the bot destroyed still counts")
	moved := registrationBatch(20)
	moved.Header.Moved = []int64{2}
	require.True(t, marks(moved))
}
