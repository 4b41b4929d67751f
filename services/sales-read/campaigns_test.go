package salesread

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func campaignBatch(rows ...*bedolagav1.Campaign) *bedolagav1.CampaignBatch {
	return &bedolagav1.CampaignBatch{Header: header(10), Rows: rows}
}

func registrationBatch(version int64, rows ...*bedolagav1.CampaignRegistration) *bedolagav1.CampaignRegistrationBatch {
	return &bedolagav1.CampaignRegistrationBatch{Header: header(version), Rows: rows}
}

func ads(id int64, name, slug string, created time.Time) *bedolagav1.Campaign {
	return &bedolagav1.Campaign{Id: id, Name: name, StartParameter: slug, BonusType: "balance", BalanceBonusKopeks: 50_00, IsActive: true, CreatedAt: timestamppb.New(created)}
}

// came is a registration that was given 50 roubles.
func came(id, campaign, customer int64, at time.Time) *bedolagav1.CampaignRegistration {
	return &bedolagav1.CampaignRegistration{Id: id, CampaignId: campaign, CustomerId: customer, BonusType: "balance", BalanceBonusKopeks: 50_00, CreatedAt: timestamppb.New(at)}
}

func TestCampaignStateIsKept(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	partner := ads(2, "Блог\x00 Ани", "Anya", noon)
	partner.BonusType, partner.PartnerId, partner.TariffId, partner.TariffDays = "tariff", proto.Int64(7), proto.Int64(3), proto.Int64(30)
	wiped := registrationBatch(11)
	wiped.Header.Gone = []int64{2}
	paid := noon
	landing := order(1, 700, "yookassa", "p-1", &paid)
	landing.CampaignSlug = proto.String("Anya")
	batches := []bus.Batch{campaignBatch(ads(1, "VK", "vk", noon), partner), registrationBatch(10, came(1, 1, 7, noon), came(2, 1, 8, noon)), wiped,
		&bedolagav1.LandingPageBatch{Header: header(10), Rows: []*bedolagav1.LandingPage{{Id: 1, Slug: "start", Title: map[string]string{"ru": "Старт\x00"}, IsActive: true}}},
		orders(10, landing)}
	for range 2 {
		h.publish(batches...)
		var search, slug, title string
		var days int64
		require.NoError(t, h.db.QueryRow(h.ctx, `SELECT search, tariff_days FROM sales.campaigns WHERE id = 2`).Scan(&search, &days))
		require.Equal(t, "\nблог ани\nanya\n", search)
		require.Equal(t, int64(30), days)
		require.NoError(t, h.db.QueryRow(h.ctx, `SELECT campaign_slug FROM sales.guest_purchases WHERE id = 1`).Scan(&slug))
		require.Equal(t, "Anya", slug)
		require.NoError(t, h.db.QueryRow(h.ctx, `SELECT title ->> 'ru' FROM sales.landing_pages WHERE id = 1`).Scan(&title))
		require.Equal(t, "Старт", title)
		var live, gone int
		require.NoError(t, h.db.QueryRow(h.ctx, `SELECT count(*) FILTER (WHERE gone_at IS NULL), count(*) FILTER (WHERE gone_at IS NOT NULL) FROM sales.campaign_registrations`).Scan(&live, &gone))
		require.Equal(t, []int{1, 1}, []int{live, gone})
	}
}

func (h *shop) campaignClient() salesv1.CampaignsClient {
	return salesv1.NewCampaignsClient(rpc.NewConn(h.bridge.Conn))
}

func (h *shop) campaigns(q *salesv1.ListCampaignsRequest) *salesv1.ListCampaignsResponse {
	h.t.Helper()
	answer, err := h.campaignClient().ListCampaigns(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// keyed is a call with an Idempotency-Key.
func (h *shop) keyed(key string) context.Context {
	return metadata.AppendToOutgoingContext(h.ctx, rpc.IdempotencyKey, key)
}

func (h *shop) spend(q *salesv1.CreateCampaignSpendRequest) {
	h.t.Helper()
	_, err := h.campaignClient().CreateCampaignSpend(h.keyed(q.String()), q)
	require.NoError(h.t, err)
}

// adsShop: VK brought 7 (trial, then paid), 8 (paid nothing) and 9, who came again by the blog and counts for VK alone; the blog brought 10 and
// two landing orders, of which one is of a customer who had come by VK.
func adsShop(t *testing.T) *shop {
	t.Helper()
	h := openShop(t, "Europe/Moscow")
	at := func(days int) time.Time { return noon.AddDate(0, 0, days) }
	stranger, known := at(-3), at(-2)
	slug := func(g *bedolagav1.GuestPurchase, customer *int64) *bedolagav1.GuestPurchase {
		g.CampaignSlug, g.BuyerCustomerId = proto.String("blog"), customer
		return g
	}
	h.publish(campaignBatch(ads(1, "VK", "vk", at(-60)), ads(2, "Blog", "blog", at(-50)), ads(3, "Silence_1", "s", at(-40))),
		registrationBatch(10, came(1, 1, 7, at(-40)), came(2, 1, 8, at(-30)), came(3, 1, 9, at(-5)), came(4, 2, 9, at(-4)), came(5, 2, 10, at(-20))),
		people(10, person(7, 700, "seven", at(-40)), person(8, 800, "eight", at(-30))),
		subs(10, sub(1, 7, "active", true, at(-40), at(10)), sub(2, 8, "active", false, at(-30), at(10))),
		ledger(10,
			deposit(1, 7, 9000_00, "yookassa", at(-41)), // before VK brought anybody
			deposit(2, 7, 300_00, "yookassa", at(-35)),  // day 5
			refund(3, 7, 100_00, "tribute", at(-34)),    // day 6
			deposit(4, 9, 50_00, "cryptobot", at(-3)),   // after the second touch: still VK
			wallet(5, 8, 700_00, at(-29)),               // no cash
			deposit(6, 10, 20_00, "yookassa", at(-20))),
		orders(10, slug(order(1, 500_00, "yookassa", "o-1", &stranger), nil), slug(order(2, 70_00, "yookassa", "o-2", &known), proto.Int64(7))))
	return h
}

func TestCampaignsMoney(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	by := func(q *salesv1.ListCampaignsRequest) map[string]*salesv1.CampaignFigures {
		figures := map[string]*salesv1.CampaignFigures{}
		for _, c := range h.campaigns(q).GetItems() {
			figures[c.GetName()] = c.GetFigures()
		}
		return figures
	}
	all := by(&salesv1.ListCampaignsRequest{})
	vk, blog := all["VK"], all["Blog"]
	require.Equal(t, []int32{3, 1, 2, 0}, []int32{vk.GetRegistrations(), vk.GetTrials(), vk.GetPayers(), vk.GetLandingOrders()})
	require.Equal(t, []int64{320_00, 150_00}, []int64{vk.GetNetCashKopeks(), vk.GetBonusKopeks()}, "300 - 100 + 50, and 70 of the order of one who had come before")
	require.Equal(t, []int32{1, 0, 2, 1}, []int32{blog.GetRegistrations(), blog.GetTrials(), blog.GetPayers(), blog.GetLandingOrders()})
	require.Equal(t, []int64{520_00, 500_00, 50_00}, []int64{blog.GetNetCashKopeks(), blog.GetLandingCashKopeks(), blog.GetBonusKopeks()})
	require.Nil(t, vk.SpendKopeks)
	require.Nil(t, vk.CostsKopeks)
	require.Nil(t, vk.Roi, "without spend there is no ROI")
	require.Nil(t, vk.CacKopeks)
	require.Nil(t, vk.PaybackDay)

	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), FirstDay: "2026-02-01", LastDay: "2026-02-10", AmountKopeks: 50_00})
	vk = by(&salesv1.ListCampaignsRequest{})["VK"]
	require.Equal(t, []int64{50_00, 200_00, 100_00}, []int64{vk.GetSpendKopeks(), vk.GetCostsKopeks(), vk.GetCacKopeks()})
	require.InDelta(t, 0.6, vk.GetRoi(), 1e-9)
	require.Equal(t, int32(5), vk.GetPaybackDay())
	totals := h.campaigns(&salesv1.ListCampaignsRequest{}).GetTotals()
	require.Equal(t, []int64{4, 840_00, 200_00}, []int64{int64(totals.GetRegistrations()), totals.GetNetCashKopeks(), totals.GetBonusKopeks()})
	require.Nil(t, totals.Roi, "the blog's spend is not known")
	require.NotNil(t, h.campaigns(&salesv1.ListCampaignsRequest{Text: "vk"}).GetTotals().Roi)
	require.Zero(t, h.campaigns(&salesv1.ListCampaignsRequest{}).GetChannelSpendKopeks())

	// Registrations of 1 to 5 February: customer 7 alone, and half of the spend.
	vk = by(&salesv1.ListCampaignsRequest{From: "2026-02-01", To: "2026-02-06"})["VK"]
	require.Equal(t, []int64{1, 270_00, 25_00}, []int64{int64(vk.GetRegistrations()), vk.GetNetCashKopeks(), vk.GetSpendKopeks()})
	require.Equal(t, int64(25_00), by(&salesv1.ListCampaignsRequest{From: "2026-02-06"})["VK"].GetSpendKopeks())

	got, err := h.campaignClient().GetCampaign(h.ctx, &salesv1.GetCampaignRequest{Id: 1})
	require.NoError(t, err)
	require.Len(t, got.GetDays(), 41)
	sum := func(day int) []int64 {
		d := got.GetDays()[day]
		return []int64{int64(d.GetDay()), d.GetNetCashKopeks(), int64(d.GetRegistrations())}
	}
	require.Equal(t, []int64{0, 0, 3}, sum(0))
	require.Equal(t, []int64{4, 50_00, 3}, sum(4))
	require.Equal(t, []int64{5, 350_00, 2}, sum(5), "customer 9 came five days ago: the sixth day is not over")
	require.Equal(t, []int64{40, 320_00, 0}, sum(40))
	require.False(t, got.GetDays()[4].GetIncomplete())
	require.True(t, got.GetDays()[5].GetIncomplete())
	windows := map[int32][]int32{}
	for _, w := range got.GetTrialWindows() {
		windows[w.GetDays()] = []int32{w.GetTrials(), w.GetPayers()}
		require.True(t, w.GetFew())
	}
	require.Equal(t, map[int32][]int32{3: {1, 0}, 7: {1, 1}, 14: {1, 1}, 30: {1, 1}}, windows)
	require.Equal(t, int64(200_00), got.GetDays()[0].GetCostsKopeks())
	funnel := map[string][]int32{}
	for _, stage := range got.GetFunnel() {
		funnel[stage.GetStage()] = []int32{stage.GetCount(), stage.GetOf()}
		require.True(t, stage.GetFew())
		require.Less(t, stage.GetLower(), stage.GetRate())
	}
	require.Equal(t, map[string][]int32{"trial": {1, 3}, "trial_paid": {1, 1}, "paid": {2, 3}}, funnel)
	_, err = h.campaignClient().GetCampaign(h.ctx, &salesv1.GetCampaignRequest{Id: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestCampaignsByFilterAndOrder(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), FirstDay: "2026-02-01", AmountKopeks: 50_00})
	for name, c := range map[string]struct {
		q    *salesv1.ListCampaignsRequest
		want []string
	}{
		"newest first":     {&salesv1.ListCampaignsRequest{}, []string{"Silence_1", "Blog", "VK"}},
		"oldest first":     {&salesv1.ListCampaignsRequest{Sort: "created_asc"}, []string{"VK", "Blog", "Silence_1"}},
		"by registrations": {&salesv1.ListCampaignsRequest{Sort: "registrations_desc"}, []string{"VK", "Blog", "Silence_1"}},
		"by net cash":      {&salesv1.ListCampaignsRequest{Sort: "net_cash_desc"}, []string{"Blog", "VK", "Silence_1"}},
		"unknown last":     {&salesv1.ListCampaignsRequest{Sort: "roi_desc"}, []string{"VK", "Silence_1", "Blog"}},
		"text":             {&salesv1.ListCampaignsRequest{Text: "e_1"}, []string{"Silence_1"}},
		"taken literally":  {&salesv1.ListCampaignsRequest{Text: "%"}, nil},
		"inactive":         {&salesv1.ListCampaignsRequest{Active: proto.Bool(false)}, nil},
		"bonus":            {&salesv1.ListCampaignsRequest{BonusType: []string{"none", "tariff"}}, nil},
		"partner":          {&salesv1.ListCampaignsRequest{PartnerId: proto.Int64(7)}, nil},
	} {
		require.Equal(t, int32(len(c.want)), h.campaigns(c.q).GetTotal(), name)
		var paged []string
		for q := proto.CloneOf(c.q); ; {
			q.PageSize = 1
			page := h.campaigns(q)
			for _, each := range page.GetItems() {
				paged = append(paged, each.GetName())
			}
			if q.PageToken = page.GetNextPageToken(); q.PageToken == "" {
				break
			}
		}
		require.Equal(t, c.want, paged, name)
	}
	rest := h.campaigns(&salesv1.ListCampaignsRequest{AfterId: proto.Int64(3)}).GetItems()
	require.Equal(t, []int64{2, 1}, []int64{rest[0].GetId(), rest[1].GetId()})
	_, err := h.campaignClient().ListCampaigns(h.ctx, &salesv1.ListCampaignsRequest{AfterId: proto.Int64(77)})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

// Rewards and promo codes cost money as they come, each once: what 9 earned for somebody counts for VK, which 9 came by first, whatever the row says.
func TestCampaignsCostMoreThanAds(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	at := func(days int) time.Time { return noon.AddDate(0, 0, days) }
	discount := bonus(2, "SALE", at(-60))
	discount.Type, discount.BalanceBonusKopeks, discount.DiscountPercent = "discount", 0, 20
	late := earning(4, 50, 9, 7_00, at(-4))
	late.CampaignId = proto.Int64(2)
	h.publish(&bedolagav1.ReferralEarningBatch{Header: header(10), Rows: []*bedolagav1.ReferralEarning{
		earning(1, 50, 7, 0, at(-40)),            // registered, not topped up
		earning(2, 50, 7, 75_00, at(-35)),        // day 5
		earning(3, 50, 7, 40_00, at(-41)),        // before VK brought them
		late, earning(5, 50, 77, 1_00, at(-3))}}, // 77 came by none
		promoBatch(10, bonus(1, "GIFT", at(-60)), discount),
		useBatch(10, used(1, 1, 7, at(-30)), used(2, 1, 7, at(-50)), used(3, 2, 8, at(-2)), used(4, 1, 10, at(-1))))
	figures := func() *salesv1.CampaignFigures {
		return h.campaigns(&salesv1.ListCampaignsRequest{Text: "vk"}).GetItems()[0].GetFigures()
	}
	vk := figures()
	require.Equal(t, []int64{150_00, 82_00, 100_00, 1}, []int64{vk.GetBonusKopeks(), vk.GetCommissionKopeks(), vk.GetPromoKopeks(), int64(vk.GetDiscountUses())})
	require.Nil(t, vk.CostsKopeks, "without spend the costs are not known")

	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), FirstDay: "2026-02-01", AmountKopeks: 100_00})
	h.spend(&salesv1.CreateCampaignSpendRequest{Channel: "Posters", FirstDay: "2026-02-01", LastDay: "2026-02-02", AmountKopeks: 33_01})
	vk = figures()
	require.Equal(t, []int64{100_00, 432_00, 216_00}, []int64{vk.GetSpendKopeks(), vk.GetCostsKopeks(), vk.GetCacKopeks()})
	require.InDelta(t, (320.-432)/432, vk.GetRoi(), 1e-9)
	require.Equal(t, int32(5), vk.GetPaybackDay(), "350 came in by day 5 against 250 and 82; the promo code of day 10 came later")
	totals := h.campaigns(&salesv1.ListCampaignsRequest{}).GetTotals()
	require.Equal(t, []int64{82_00, 200_00}, []int64{totals.GetCommissionKopeks(), totals.GetPromoKopeks()})
	require.Equal(t, int64(33_01), h.campaigns(&salesv1.ListCampaignsRequest{Text: "vk"}).GetChannelSpendKopeks(), "whatever the filter")
	require.Equal(t, int64(16_50), h.campaigns(&salesv1.ListCampaignsRequest{To: "2026-02-02"}).GetChannelSpendKopeks())
	got, err := h.campaignClient().GetCampaign(h.ctx, &salesv1.GetCampaignRequest{Id: 1})
	require.NoError(t, err)
	var costs []int64
	for _, day := range []int{0, 1, 5, 9, 10, 40} {
		costs = append(costs, got.GetDays()[day].GetCostsKopeks())
	}
	require.Equal(t, []int64{250_00, 257_00, 332_00, 332_00, 432_00, 432_00}, costs)
}

// The bot merges accounts by rewriting the customer of rows: people, cash and costs follow, and nobody counts twice.
func TestAMergedCustomerCountsOnce(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	// 10 of the blog becomes 7, who had come by VK long before.
	h.publish(registrationBatch(20, came(5, 2, 7, noon.AddDate(0, 0, -20))), ledger(20, deposit(6, 7, 20_00, "yookassa", noon.AddDate(0, 0, -20))))
	all := map[string][]int64{}
	for _, c := range h.campaigns(&salesv1.ListCampaignsRequest{}).GetItems() {
		f := c.GetFigures()
		all[c.GetName()] = []int64{int64(f.GetRegistrations()), int64(f.GetPayers()), f.GetNetCashKopeks(), f.GetBonusKopeks()}
	}
	require.Equal(t, map[string][]int64{"VK": {3, 2, 340_00, 150_00}, "Blog": {0, 1, 500_00, 0}, "Silence_1": {0, 0, 0, 0}}, all)
}

func TestWhoCameByACampaign(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	h.publish(&bedolagav1.ReferralEarningBatch{Header: header(10), Rows: []*bedolagav1.ReferralEarning{earning(2, 50, 7, 75_00, noon.AddDate(0, 0, -35))}})
	for name, c := range map[string]struct {
		q    *salesv1.ListCampaignRegistrationsRequest
		want []int64
	}{
		"all":    {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 1}, []int64{9, 8, 7}},
		"blog":   {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 2}, []int64{10}},
		"trial":  {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 1, Stage: "trial"}, []int64{7}},
		"paid":   {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 1, Stage: "paid"}, []int64{9, 7}},
		"unpaid": {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 1, Stage: "unpaid"}, []int64{8}},
		"period": {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 1, From: "2026-02-10", To: "2026-03-01"}, []int64{8}},
		"nobody": {&salesv1.ListCampaignRegistrationsRequest{CampaignId: 3}, nil},
	} {
		var got []int64
		for q := proto.CloneOf(c.q); ; {
			q.PageSize = 1
			page, err := h.campaignClient().ListCampaignRegistrations(h.ctx, q)
			require.NoError(t, err)
			require.Equal(t, int32(len(c.want)), page.GetTotal(), name)
			for _, r := range page.GetItems() {
				got = append(got, r.GetCustomerId())
			}
			if q.PageToken = page.GetNextPageToken(); q.PageToken == "" {
				break
			}
		}
		require.Equal(t, c.want, got, name)
	}
	page, err := h.campaignClient().ListCampaignRegistrations(h.ctx, &salesv1.ListCampaignRegistrationsRequest{CampaignId: 1, AfterId: proto.Int64(2)})
	require.NoError(t, err)
	seven := page.GetItems()[0]
	require.Equal(t, []any{true, "seven", int64(270_00), int64(50_00), int64(75_00)}, []any{seven.GetTrial(), seven.GetCustomer().GetUsername(), seven.GetNetCashKopeks(),
		seven.GetBonusKopeks(), seven.GetCommissionKopeks()})
	require.Equal(t, noon.AddDate(0, 0, -35), seven.GetPaidAt().AsTime())
	_, err = h.campaignClient().ListCampaignRegistrations(h.ctx, &salesv1.ListCampaignRegistrationsRequest{CampaignId: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestNoCampaignQuestionReadsAWholeTable(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	fill(t, db, fillCustomers, 60_000, noon)
	fill(t, db, `INSERT INTO sales.first_payments SELECT id, created_at, 'transaction', id, 'yookassa', 100 FROM sales.customers WHERE id % 2 = 0`)
	fill(t, db, `
INSERT INTO sales.campaigns SELECT n, 1, NULL, 'C' || n, 'c' || n, 'none', 0, NULL, NULL, NULL, true, NULL, $1::timestamptz, 'c' FROM generate_series(1, 500) n`, noon)
	fill(t, db, `
INSERT INTO sales.campaign_registrations SELECT n, 1, NULL, n % 500 + 1, n, 'none', 0, NULL, NULL, NULL, $1::timestamptz - n * interval '1 minute' FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `INSERT INTO sales.first_touches SELECT customer_id, campaign_id, created_at, id, 0, 1 FROM sales.campaign_registrations`)
	fill(t, db, `
INSERT INTO sales.guest_purchases (id, version, amount_kopeks, gateway, payment_id, paid_at, campaign_slug)
SELECT n, 1, 100, 'yookassa', n::text, $1::timestamptz - n * interval '1 minute', CASE WHEN n % 7 = 0 THEN 'c' || n % 500 END FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `
INSERT INTO sales.referral_earnings SELECT n, 1, NULL, n % 100, n, 100, 'referral_first_topup', NULL, $1::timestamptz FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `INSERT INTO sales.promo_code_uses SELECT n, 1, NULL, n % 300, n, $1::timestamptz FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `
INSERT INTO sales.subscription_changes (subscription_id, version, changed_at, customer_id, status, is_trial, ends_at, gone, imported)
SELECT n, 1, $1::timestamptz, n, 'active', n % 3 = 0, $1::timestamptz, false, false FROM generate_series(1, 60000) n`, noon)
	settle(t, db, "customers", "first_payments", "campaigns", "campaign_registrations", "first_touches", "guest_purchases", "referral_earnings", "promo_code_uses", "subscription_changes")
	read, asked := heard(t, db)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, ReadDB: read, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	b := &big{service: s, t: t, asked: asked}
	desk := s.campaigns
	b.requireQuestionByIndexes("a campaign", func(ctx context.Context) error {
		return second(desk.GetCampaign(ctx, &salesv1.GetCampaignRequest{Id: 7, From: "2026-02-10", To: "2026-03-10"}))
	})
	for name, q := range pairs(map[string]*salesv1.ListCampaignRegistrationsRequest{
		"nothing": {CampaignId: 7}, "period": {CampaignId: 7, From: "2026-02-10", To: "2026-03-10"}, "paid": {CampaignId: 7, Stage: "paid"}, "trial": {CampaignId: 7, Stage: "trial"},
	}) {
		b.requireListByIndexes("registrations by "+name, q, 1006, func(ctx context.Context) error { return second(desk.ListCampaignRegistrations(ctx, q)) })
	}
}
