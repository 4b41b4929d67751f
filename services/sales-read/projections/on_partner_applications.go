package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func partnerApplications() projection[*bedolagav1.PartnerApplication, known] {
	return projection[*bedolagav1.PartnerApplication, known]{
		entity: "partner_application", table: "sales.partner_applications", lock: "partner_applications",
		columns: []string{"customer_id", "company_name", "website_url", "telegram_channel", "expected_monthly_referrals", "desired_commission_percent",
			"approved_commission_percent", "status", "processed_at", "created_at"},
		values: func(a *bedolagav1.PartnerApplication) []any {
			return []any{a.GetCustomerId(), optText(a.CompanyName), optText(a.WebsiteUrl), optText(a.TelegramChannel), a.ExpectedMonthlyReferrals,
				a.DesiredCommissionPercent, a.ApprovedCommissionPercent, text(a.GetStatus()), optInstant(a.GetProcessedAt()), instant(a.GetCreatedAt())}
		},
	}
}

// OnPartnerApplications keeps who asked to be a partner, and what became of it.
func (k *Keeper) OnPartnerApplications(ctx context.Context, tx pgx.Tx, b *bedolagav1.PartnerApplicationBatch) error {
	m, err := plan(ctx, tx, partnerApplications(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
