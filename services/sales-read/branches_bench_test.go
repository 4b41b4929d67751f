package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// fillReferrals has three tenths of the shop invited: a third of those by one partner, the others by somebody who came before, so that trees grow.
const fillReferrals = `
UPDATE sales.customers SET referred_by_id = CASE WHEN id % 30 < 10 AND id % 10 = 3 THEN 7 ELSE 1 + (id * 7919) % greatest(id / 3, 1) END WHERE id > 100 AND id % 10 IN (3, 5, 8)`

// Branches of a shop of a million customers, 300,000 of them invited: counting all, a turn after payments, and what questions take.
func BenchmarkBranches(b *testing.B) {
	db := testkit.Postgres(b, "sales", migrate)
	fill(b, db, fillCustomers, 1_000_000, noon)
	fill(b, db, fillTransactions, 1_000_000, noon, 1_000_000)
	s, err := newService(b.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(b), Now: func() time.Time { return noon }})
	require.NoError(b, err)
	b.Cleanup(s.read.Close)
	fill(b, s.db, fillReferrals)
	fill(b, s.db, `INSERT INTO sales.facts_imported (at) VALUES ($1)`, noon)
	fill(b, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) SELECT array_agg(id), now() FROM sales.customers WHERE referred_by_id IS NOT NULL GROUP BY id / 2048`)
	turns, longest, began := 0, time.Duration(0), time.Now()
	for n := 1; n > 0; turns++ {
		turn := time.Now()
		n, err = s.referrals.CountSomeBranches(b.Context())
		require.NoError(b, err)
		longest = max(longest, time.Since(turn))
	}
	b.Logf("counted all in %s, %d turns, the longest %s", time.Since(began), turns, longest)
	fill(b, s.db, `VACUUM (ANALYZE) sales.customers`)
	fill(b, s.db, `VACUUM (ANALYZE) sales.referral_branches`)
	var members, top int
	require.NoError(b, s.db.QueryRow(b.Context(), `SELECT count(*), max(size) FROM sales.referral_branches`).Scan(&members, &top))
	b.Logf("%d members, the largest branch has %d", members, top)
	b.Run("200 payments", func(b *testing.B) {
		for range b.N {
			fill(b, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) SELECT array_agg(1 + (i * 7919) % 1000000), now() FROM generate_series(1, 200) i`)
			_, err := s.referrals.CountSomeBranches(b.Context())
			require.NoError(b, err)
		}
	})
	r := s.referrals
	for name, q := range map[string]*salesv1.GetReferralTreeRequest{"hub": {CustomerId: 7}, "hub, six levels of 200": {CustomerId: 7, Depth: 6, Children: 200}, "leaf": {CustomerId: 999_993}} {
		b.Run("tree of a "+name, func(b *testing.B) {
			for range b.N {
				_, err := r.GetReferralTree(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
	for name, q := range map[string]*salesv1.GetReferralGraphRequest{"20,000": {}, "20,000 of the hub": {Root: proto.Int64(7)}, "20,000 of a year": {From: "2025-03-01"}, "2,000": {Limit: 2000}} {
		b.Run("graph of "+name, func(b *testing.B) {
			for range b.N {
				fill(b, s.db, `DELETE FROM sales.referral_graphs`)
				_, err := r.GetReferralGraph(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
	b.Run("graph's next page", func(b *testing.B) {
		first, err := r.GetReferralGraph(b.Context(), &salesv1.GetReferralGraphRequest{})
		require.NoError(b, err)
		for b.Loop() {
			_, err := r.GetReferralGraph(b.Context(), &salesv1.GetReferralGraphRequest{PageToken: first.GetNextPageToken()})
			require.NoError(b, err)
		}
	})
	// A chain of ten thousand, each invited by the one before.
	fill(b, s.db, `UPDATE sales.customers SET referred_by_id = id - 10 WHERE id > 800000 AND id <= 900000 AND id % 10 = 6`)
	fill(b, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) SELECT array_agg(id), now() FROM sales.customers WHERE id > 800000 AND id <= 900000 AND id % 10 = 6`)
	_, err = s.referrals.CountSomeBranches(b.Context())
	require.NoError(b, err)
	b.Run("a payment 10,000 below the top", func(b *testing.B) {
		for i := range b.N {
			fill(b, s.db, `UPDATE sales.transactions SET customer_id = 899996 WHERE id = 1 + 2 * $1::bigint`, i)
			fill(b, s.db, `INSERT INTO sales.dirty_branches (customers, marked_at) VALUES ('{899996}', now())`)
			_, err := s.referrals.CountSomeBranches(b.Context())
			require.NoError(b, err)
		}
	})
	b.Run("tree of a customer 10,000 below the top", func(b *testing.B) {
		for b.Loop() {
			_, err := r.GetReferralTree(b.Context(), &salesv1.GetReferralTreeRequest{CustomerId: 899_996})
			require.NoError(b, err)
		}
	})
}
