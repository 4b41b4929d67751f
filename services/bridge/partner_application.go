package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// partnerApplications reads who wants to become a partner. What they write about themselves at length and the admin's comment stay with the bot.
func partnerApplications() *table {
	return &table{
		entity: "partner_application", name: "partner_applications", batch: &bedolagav1.PartnerApplicationBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "status", kind: text, required: true},
			{name: "company_name", kind: text}, {name: "website_url", kind: text}, {name: "telegram_channel", kind: text},
			{name: "expected_monthly_referrals", kind: integer}, {name: "desired_commission_percent", kind: integer},
			{name: "approved_commission_percent", kind: integer}, {name: "processed_at", kind: instant}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.PartnerApplication{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.PartnerApplication{
				Id: r.key(), CustomerId: r.ref("user_id"), CompanyName: r.optText("company_name"), WebsiteUrl: r.optText("website_url"),
				TelegramChannel: r.optText("telegram_channel"), ExpectedMonthlyReferrals: r.optInt("expected_monthly_referrals"),
				DesiredCommissionPercent: r.optInt("desired_commission_percent"), ApprovedCommissionPercent: r.optInt("approved_commission_percent"),
				Status: r.text("status"), ProcessedAt: r.time("processed_at"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
