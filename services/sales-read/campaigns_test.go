package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
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
