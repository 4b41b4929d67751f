package main

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/services/simulator"
)

// What is said to have been bought is what was planted, payment by payment; where the evidence does not say, it is unclassified, never wrong.
// Promo codes and their uses arrive exactly as well.
func TestDeedsEqualThePlantedTruth(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 1500, Subscriptions: 2200, Transactions: 20000, Days: 400, Seed: 12, Now: time.Now()}
	s, truth := newTruthSite(t, size)
	s.run("bridge", "sales-read")
	s.equal()
	ours, err := pgxpool.New(t.Context(), s.ours.URL("remnadesk"))
	require.NoError(t, err)
	defer ours.Close()
	uses := func() map[string]int64 {
		return countBy(t, ours, `SELECT code, count(*) FROM sales.promo_codes c JOIN sales.promo_code_uses u ON u.promo_code_id = c.id
			WHERE u.gone_at IS NULL GROUP BY 1`)
	}
	planted := map[string]int64{}
	for code, promo := range truth.Promos {
		if promo.Uses > 0 {
			planted[code] = promo.Uses
		}
	}
	require.Eventually(t, func() bool { return maps.Equal(planted, uses()) }, 60*time.Second, 300*time.Millisecond)
	require.Equal(t, int64(len(truth.Promos)), countBy(t, ours, "SELECT 'all', count(*) FROM sales.promo_codes WHERE gone_at IS NULL")["all"])

	require.Eventually(t, func() bool {
		return len(countBy(t, ours, "SELECT 'imported', count(*) FROM sales.facts_imported HAVING count(*) > 0")) == 1
	}, 90*time.Second, 300*time.Millisecond)
	bought := map[int64]string{}
	for id, what := range truth.Bought() {
		bought[id] = what
	}
	right, unsure := map[string]int{}, map[string]int{}
	rows, err := ours.Query(t.Context(), "SELECT id, bought, evidence, why FROM sales.payment_facts WHERE source = 'transaction' AND kind IN ('subscription_payment', 'gift_payment')")
	require.NoError(t, err)
	var id int64
	var said, evidence, why string
	_, err = pgx.ForEachRow(rows, []any{&id, &said, &evidence, &why}, func() error {
		switch {
		case said == bought[id]:
			right[said]++
		case said == "unclassified":
			unsure[bought[id]]++
		default:
			t.Errorf("payment %d bought %s, said is %s by %s (%s)", id, bought[id], said, evidence, why)
		}
		delete(bought, id)
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, bought, "every payment has its fact")
	require.ElementsMatch(t, []string{"new", "renewal", "plan_change", "traffic", "devices", "gift", "trial", "daily", "landing"}, slices.Collect(maps.Keys(right)))
	count := func(m map[string]int) (n int) {
		for _, x := range m {
			n += x
		}
		return n
	}
	require.Less(t, 10*count(unsure), count(right), "the shop's log and words tell nearly all")
}

func countBy(t *testing.T, db *pgxpool.Pool, sql string) map[string]int64 {
	t.Helper()
	rows, err := db.Query(t.Context(), sql)
	require.NoError(t, err)
	out := map[string]int64{}
	var key string
	var n int64
	_, err = pgx.ForEachRow(rows, []any{&key, &n}, func() error { out[key] = n; return nil })
	require.NoError(t, err)
	return out
}
