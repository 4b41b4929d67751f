package salesread

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
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

func campaignBatch(version int64, rows ...*bedolagav1.Campaign) *bedolagav1.CampaignBatch {
	return &bedolagav1.CampaignBatch{Header: header(version), Rows: rows}
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
	batches := []bus.Batch{campaignBatch(10, ads(1, "VK", "vk", noon), partner), registrationBatch(10, came(1, 1, 7, noon), came(2, 1, 8, noon)), wiped,
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
	h.publish(campaignBatch(10, ads(1, "VK", "vk", at(-60)), ads(2, "Blog", "blog", at(-50)), ads(3, "Silence_1", "s", at(-40))),
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

func TestSpendIsCorrectedByVersions(t *testing.T) {
	t.Parallel()
	h := adsShop(t)
	client := h.campaignClient()
	once := h.keyed("k-1")
	q := &salesv1.CreateCampaignSpendRequest{Channel: " Posters ", FirstDay: "2026-03-01", AmountKopeks: 10_00, Note: "May"}
	first, err := client.CreateCampaignSpend(once, q)
	require.NoError(t, err)
	again, err := client.CreateCampaignSpend(once, q)
	require.NoError(t, err)
	require.Equal(t, first.GetSpend().GetId(), again.GetSpend().GetId())
	id := first.GetSpend().GetId()
	_, err = client.CreateCampaignSpend(once, &salesv1.CreateCampaignSpendRequest{Channel: "Posters", FirstDay: "2026-03-01", AmountKopeks: 1})
	require.Equal(t, codes.AlreadyExists, status.Code(err))
	_, err = client.CreateCampaignSpend(h.ctx, q)
	require.Equal(t, codes.InvalidArgument, status.Code(err), "without a key a repeated call would enter it twice")
	require.Equal(t, "Posters", first.GetSpend().GetChannel())
	require.Equal(t, "test", first.GetSpend().GetAuthorName())

	changed, err := client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 1, LastDay: proto.String("2026-03-04"), AmountKopeks: proto.Int64(20_00)})
	require.NoError(t, err)
	require.Equal(t, []any{int32(2), "2026-03-01", "2026-03-04", int64(20_00), "May"}, []any{changed.GetSpend().GetVersion(), changed.GetSpend().GetFirstDay(),
		changed.GetSpend().GetLastDay(), changed.GetSpend().GetAmountKopeks(), changed.GetSpend().GetNote()})
	_, err = client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 1, Note: proto.String("late")})
	require.Equal(t, codes.Aborted, status.Code(err))

	for range 2 {
		gone, err := client.DeleteCampaignSpend(h.ctx, &salesv1.DeleteCampaignSpendRequest{Id: id})
		require.NoError(t, err)
		require.Equal(t, int32(3), gone.GetSpend().GetVersion())
	}
	list, err := client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{})
	require.NoError(t, err)
	require.Empty(t, list.GetItems())
	_, err = client.UpdateCampaignSpend(h.ctx, &salesv1.UpdateCampaignSpendRequest{Id: id, Version: 3})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
	_, err = client.RestoreCampaignSpend(h.ctx, &salesv1.RestoreCampaignSpendRequest{Id: id})
	require.NoError(t, err)
	h.spend(&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(2), FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "rub"})
	list, err = client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{PageSize: 1})
	require.NoError(t, err)
	require.Equal(t, "Blog", list.GetItems()[0].GetCampaignName())
	list, err = client.ListCampaignSpend(h.ctx, &salesv1.ListCampaignSpendRequest{PageSize: 1, PageToken: list.GetNextPageToken()})
	require.NoError(t, err)
	require.Equal(t, id, list.GetItems()[0].GetId())
	var versions int
	require.NoError(t, h.db.QueryRow(h.ctx, `SELECT count(*) FROM sales.campaign_spend WHERE id = $1`, id).Scan(&versions))
	require.Equal(t, 4, versions, "nothing is overwritten")

	for name, c := range map[string]struct {
		q    *salesv1.CreateCampaignSpendRequest
		want codes.Code
	}{
		"neither":         {&salesv1.CreateCampaignSpendRequest{FirstDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"both":            {&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(1), Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"dollars":         {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "USD"}, codes.InvalidArgument},
		"no day":          {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-02-30", AmountKopeks: 1}, codes.InvalidArgument},
		"ends before":     {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-02", LastDay: "2026-03-01", AmountKopeks: 1}, codes.InvalidArgument},
		"too long":        {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2001-01-01", LastDay: "2026-01-01", AmountKopeks: 1}, codes.InvalidArgument},
		"nothing spent":   {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01"}, codes.InvalidArgument},
		"unknown to us":   {&salesv1.CreateCampaignSpendRequest{CampaignId: proto.Int64(99), FirstDay: "2026-03-01", AmountKopeks: 1}, codes.NotFound},
		"less than zero":  {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: -5}, codes.InvalidArgument},
		"a long currency": {&salesv1.CreateCampaignSpendRequest{Channel: "x", FirstDay: "2026-03-01", AmountKopeks: 1, Currency: "RUBL"}, codes.InvalidArgument},
	} {
		_, err := client.CreateCampaignSpend(h.keyed(name), c.q)
		require.Equal(t, c.want, status.Code(err), name)
	}
}

func TestNoCampaignQuestionReadsAWholeTable(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	fill(t, db, `
INSERT INTO sales.campaigns SELECT n, 1, NULL, 'C' || n, 'c' || n, 'none', 0, NULL, NULL, NULL, true, NULL, $1::timestamptz, 'c' FROM generate_series(1, 500) n`, noon)
	fill(t, db, `
INSERT INTO sales.campaign_registrations SELECT n, 1, NULL, n % 500 + 1, n, 'none', 0, NULL, NULL, NULL, $1::timestamptz - n * interval '1 minute' FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `
INSERT INTO sales.guest_purchases (id, version, amount_kopeks, gateway, payment_id, paid_at, campaign_slug)
SELECT n, 1, 100, 'yookassa', n::text, $1::timestamptz - n * interval '1 minute', CASE WHEN n % 7 = 0 THEN 'c' || n % 500 END FROM generate_series(1, 60000) n`, noon)
	settle(t, db, "campaigns", "campaign_registrations", "guest_purchases")
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	args := pgx.NamedArgs{"campaigns": []int64{7, 8}, "from": noon.AddDate(0, 0, -30), "to": noon, "now": noon}
	for name, query := range map[string]string{"people": selectCampaignPeople, "cash": selectCampaignCash, "landings": selectCampaignLandings, "ages": selectCampaignAges,
		"trials": selectTrialWindows} {
		require.NotRegexp(t, `Seq Scan on (campaign_registrations|guest_purchases|transactions|subscription)`, testkit.Explain(t, s.read.DB, query, args), name)
	}
}
