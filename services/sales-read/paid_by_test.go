package salesread

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// requirePaidBy asks a question and wants the payments of customers read off their index, without a row of the ledger.
func (b *big) requirePaidBy(name string, question func(ctx context.Context) error) {
	b.t.Helper()
	b.asked.take()
	require.NoError(b.t, question(b.t.Context()), name)
	plans := ""
	for _, statement := range b.asked.take() {
		plans += testkit.Explain(b.t, b.read.DB, "", statement.SQL, statement.Args...)
	}
	require.Contains(b.t, plans, "Index Only Scan using transactions_paid_by", name)
	require.NotContains(b.t, plans, "Index Scan using transactions_customer on transactions", name)
	require.NotRegexp(b.t, sequential, plans, name)
}

func TestWhoPaidIsReadFromItsIndex(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 50_000, 50_000, 200_000)
	fill(t, s.db, `INSERT INTO sales.campaigns SELECT n, 1, NULL, 'C' || n, 'c' || n, 'none', 0, NULL, NULL, NULL, true, NULL, $1::timestamptz, 'c' FROM generate_series(1, 20) n`, noon)
	fill(t, s.db, fillChanges, noon.UnixMicro())
	fill(t, s.db, `INSERT INTO sales.promo_codes SELECT n, 1, NULL, 'C' || n, 'balance', 100, 0, 0, 0, 0, 1, 1, NULL, NULL, true, false, NULL, NULL, $1::timestamptz, 'c'
FROM generate_series(1, 1000) n`, noon)
	fill(t, s.db, `INSERT INTO sales.promo_code_uses SELECT n, 1, NULL, n % 1000, n, $1::timestamptz - n * interval '10 minutes' FROM generate_series(1, 40000) n`, noon)
	// Other kinds of money, so that their tables are no smaller than an index.
	fill(t, s.db, `INSERT INTO sales.guest_purchases (id, version, customer_id, amount_kopeks, gateway, payment_id, paid_at)
SELECT n, 1, n, 100, 'yookassa', n::text, $1::timestamptz - n * interval '10 minutes' FROM generate_series(1, 20000) n`, noon)
	fill(t, s.db, `INSERT INTO sales.wheel_spins (id, version, customer_id, paid_with_stars, payment_value_kopeks, created_at)
SELECT n, 1, n, true, 100, $1::timestamptz - n * interval '10 minutes' FROM generate_series(1, 20000) n`, noon)
	settle(t, s.db, "campaigns", "promo_codes", "promo_code_uses", "subscription_changes", "guest_purchases", "wheel_spins")
	desk, inviters := s.campaigns, s.referrals
	for name, question := range map[string]func(ctx context.Context) error{
		"a customer": func(ctx context.Context) error {
			return second(s.GetCustomer(ctx, &salesv1.GetCustomerRequest{Id: 4711}))
		},
		"all campaigns": func(ctx context.Context) error {
			return second(desk.ListCampaigns(ctx, &salesv1.ListCampaignsRequest{}))
		},
		"campaigns of a week": func(ctx context.Context) error {
			return second(desk.ListCampaigns(ctx, &salesv1.ListCampaignsRequest{From: "2026-03-09", To: "2026-03-16"}))
		},
		"a campaign": func(ctx context.Context) error {
			return second(desk.GetCampaign(ctx, &salesv1.GetCampaignRequest{Id: 7}))
		},
		"registrations": func(ctx context.Context) error {
			return second(desk.ListCampaignRegistrations(ctx, &salesv1.ListCampaignRegistrationsRequest{CampaignId: 7, Stage: "paid"}))
		},
		"what promo codes brought": func(ctx context.Context) error {
			return second(s.promos.ListPromos(ctx, &salesv1.ListPromosRequest{WithEffect: true}))
		},
		"uses of a promo code": func(ctx context.Context) error {
			return second(s.promos.ListPromoUses(ctx, &salesv1.ListPromoUsesRequest{Id: 7}))
		},
		"a tree of one": func(ctx context.Context) error {
			return second(inviters.GetReferralTree(ctx, &salesv1.GetReferralTreeRequest{CustomerId: 4711}))
		},
	} {
		s.requirePaidBy(name, question)
	}
	// All campaigns together are added up in one pass, one campaign person by person.
	all, err := desk.ListCampaigns(t.Context(), &salesv1.ListCampaignsRequest{})
	require.NoError(t, err)
	require.Len(t, all.GetItems(), 20)
	require.GreaterOrEqual(t, all.GetTotals().GetRegistrations(), int32(20_000))
	require.Positive(t, all.GetTotals().GetNetCashKopeks())
	for _, k := range all.GetItems() {
		one, err := desk.GetCampaign(t.Context(), &salesv1.GetCampaignRequest{Id: k.GetId()})
		require.NoError(t, err)
		require.EqualExportedValues(t, k.GetFigures(), one.GetCampaign().GetFigures())
	}
}
