package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// partnerApplications reads who wants to become a partner. What they write about themselves at length and the admin's comment stay with the bot.
func partnerApplications() *Table {
	return &Table{
		Entity: "partner_application", Name: "partner_applications", Batch: &bedolagav1.PartnerApplicationBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "status", Kind: Text, Required: true},
			{Name: "company_name", Kind: Text}, {Name: "website_url", Kind: Text}, {Name: "telegram_channel", Kind: Text},
			{Name: "expected_monthly_referrals", Kind: Integer}, {Name: "desired_commission_percent", Kind: Integer},
			{Name: "approved_commission_percent", Kind: Integer}, {Name: "processed_at", Kind: Instant}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.PartnerApplication{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.PartnerApplication{
				Id: r.Key(), CustomerId: r.ref("user_id"), CompanyName: r.optText("company_name"), WebsiteUrl: r.optText("website_url"),
				TelegramChannel: r.optText("telegram_channel"), ExpectedMonthlyReferrals: r.optInt("expected_monthly_referrals"),
				DesiredCommissionPercent: r.optInt("desired_commission_percent"), ApprovedCommissionPercent: r.optInt("approved_commission_percent"),
				Status: r.text("status"), ProcessedAt: r.time("processed_at"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
