package main

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/metadata"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// campaignByHand counts, in the bot's own tables, who came by each campaign and had a trial, and what promo codes gave them since.
const campaignByHand = `
SELECT k.start_parameter, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM subscriptions s WHERE s.user_id = r.user_id AND s.is_trial)
		OR EXISTS (SELECT 1 FROM subscription_conversions v WHERE v.user_id = r.user_id))::int,
	coalesce(sum((SELECT sum(CASE WHEN p.type = 'discount' THEN 0 ELSE p.balance_bonus_kopeks END) FROM promocode_uses u JOIN promocodes p ON p.id = u.promocode_id
		WHERE u.user_id = r.user_id AND u.used_at >= r.created_at)), 0)::bigint,
	coalesce(sum((SELECT count(*) FROM promocode_uses u JOIN promocodes p ON p.id = u.promocode_id
		WHERE u.user_id = r.user_id AND u.used_at >= r.created_at AND p.type IN ('discount', 'promo_group'))), 0)::int
FROM advertising_campaigns k JOIN advertising_campaign_registrations r ON r.campaign_id = k.id GROUP BY 1`

type byHand struct {
	trials, discounts int32
	promos            int64
}

// Every number of every campaign equals what was planted: people, cash, each part of the costs; and what follows from them once spend is entered.
func TestCampaignsEqualThePlantedTruth(t *testing.T) {
	t.Parallel()
	size := simulator.Size{Customers: 3000, Subscriptions: 4500, Transactions: 36000, Days: 300, Seed: 21, Now: time.Now()}
	s, truth, conn := openTruthSite(t, size)
	client := salesv1.NewCampaignsClient(rpc.NewConn(conn))
	ctx := rpc.AsService(t.Context(), "test")
	hand := map[string]byHand{}
	rows, err := s.shop.Query(t.Context(), campaignByHand)
	require.NoError(t, err)
	var slug string
	var h byHand
	_, err = pgx.ForEachRow(rows, []any{&slug, &h.trials, &h.promos, &h.discounts}, func() error { hand[slug] = h; return nil })
	require.NoError(t, err)

	list := func() map[string]*salesv1.Campaign {
		answer, err := client.ListCampaigns(ctx, &salesv1.ListCampaignsRequest{})
		require.NoError(t, err)
		all := map[string]*salesv1.Campaign{}
		for _, c := range answer.GetItems() {
			all[c.GetStartParameter()] = c
		}
		return all
	}
	// figures in one row, so that all of them arrive at once or the test says which did not.
	figures := func(c *salesv1.Campaign) []int64 {
		f := c.GetFigures()
		return []int64{int64(f.GetRegistrations()), int64(f.GetTrials()), int64(f.GetPayers()), f.GetNetCashKopeks(), int64(f.GetLandingOrders()), f.GetLandingCashKopeks(),
			f.GetBonusKopeks(), f.GetCommissionKopeks(), f.GetPromoKopeks(), int64(f.GetDiscountUses())}
	}
	planted := map[string][]int64{}
	var payers int64
	for slug, c := range truth.Campaigns {
		planted[slug] = []int64{c.Registrations, int64(hand[slug].trials), c.Payers + c.Orders, c.CashIn - c.Refunds + c.OrderCash, c.Orders, c.OrderCash, c.Bonuses, c.Commissions,
			hand[slug].promos, int64(hand[slug].discounts)}
		payers += c.Payers
	}
	require.Positive(t, payers)
	told := func() map[string][]int64 {
		all := map[string][]int64{}
		for slug, c := range list() {
			all[slug] = figures(c)
		}
		return all
	}
	wait(t, func() bool { return equalFigures(planted, told()) })
	require.Equal(t, planted, told())
	s.campaignWithSpend(ctx, client, list()["tgads_broad"])
}

// campaignWithSpend enters spend for a campaign and recounts what follows.
func (s *site) campaignWithSpend(ctx context.Context, client salesv1.CampaignsClient, c *salesv1.Campaign) {
	id := c.GetId()
	_, err := client.CreateCampaignSpend(metadata.AppendToOutgoingContext(ctx, rpc.IdempotencyKey, "truth"),
		&salesv1.CreateCampaignSpendRequest{CampaignId: &id, FirstDay: "2025-01-01", AmountKopeks: 1234567})
	require.NoError(s.t, err)
	got, err := client.GetCampaign(ctx, &salesv1.GetCampaignRequest{Id: id})
	require.NoError(s.t, err)
	f, days := got.GetCampaign().GetFigures(), got.GetDays()
	costs := 1234567 + f.GetBonusKopeks() + f.GetCommissionKopeks() + f.GetPromoKopeks()
	require.Positive(s.t, f.GetCommissionKopeks())
	require.Equal(s.t, costs, f.GetCostsKopeks())
	require.InDelta(s.t, float64(f.GetNetCashKopeks()-costs)/float64(costs), f.GetRoi(), 1e-9)
	require.InDelta(s.t, float64(costs)/float64(f.GetPayers()), float64(f.GetCacKopeks()), 0.5)
	last := days[len(days)-1]
	require.Equal(s.t, []int64{f.GetNetCashKopeks(), costs}, []int64{last.GetNetCashKopeks(), last.GetCostsKopeks()}, "the curve ends where the totals are")
	for _, day := range days {
		if day.GetNetCashKopeks() >= day.GetCostsKopeks() {
			require.Equal(s.t, day.GetDay(), f.GetPaybackDay())
			break
		}
	}
	var net, commissions, promos int64
	people := int32(0)
	for q := (&salesv1.ListCampaignRegistrationsRequest{CampaignId: id, PageSize: 200}); ; {
		page, err := client.ListCampaignRegistrations(ctx, q)
		require.NoError(s.t, err)
		for _, r := range page.GetItems() {
			net, commissions, promos, people = net+r.GetNetCashKopeks(), commissions+r.GetCommissionKopeks(), promos+r.GetPromoKopeks(), people+1
		}
		require.Equal(s.t, f.GetRegistrations(), page.GetTotal())
		if q.PageToken = page.GetNextPageToken(); q.PageToken == "" {
			break
		}
	}
	require.Equal(s.t, []int64{int64(f.GetRegistrations()), f.GetNetCashKopeks() - f.GetLandingCashKopeks(), f.GetCommissionKopeks(), f.GetPromoKopeks()},
		[]int64{int64(people), net, commissions, promos}, "the rows behind a figure add up to it")
}

func equalFigures(a, b map[string][]int64) bool {
	if len(a) != len(b) {
		return false
	}
	for slug, row := range a {
		for i, n := range b[slug] {
			if row[i] != n {
				return false
			}
		}
	}
	return true
}

// wait gives what arrives on many streams a minute; what differs then is told by the comparison after it.
func wait(t *testing.T, done func() bool) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !done() && time.Now().Before(until); {
		select {
		case <-t.Context().Done():
			return
		case <-time.After(300 * time.Millisecond):
		}
	}
}
