package gateway

import (
	"slices"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func count[R any](name string, of func(R) int32) column[R] {
	return whole(name, func(row R) int64 { return int64(of(row)) })
}

func referrerColumns() []column[*salesv1.Referrer] {
	type row = *salesv1.Referrer
	return slices.Concat(
		[]column[row]{whole("customer_id", row.GetCustomerId)}, who[row](),
		[]column[row]{count("invited", row.GetInvited), count("paid", row.GetPaid)},
		money("money", row.GetMoneyKopeks), money("earned", row.GetEarnedKopeks),
	)
}

func withdrawalColumns() []column[*salesv1.Withdrawal] {
	type row = *salesv1.Withdrawal
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), whole("customer_id", row.GetCustomerId)}, who[row](), money("amount", row.GetAmountKopeks),
		[]column[row]{words("status", row.GetStatus), id("risk_score", func(r row) *int64 { return r.RiskScore }), at("created_at", row.GetCreatedAt),
			at("processed_at", row.GetProcessedAt), at("waiting_since", row.GetWaitingSince)},
		money("earned", row.GetEarnedKopeks), money("paid_out", row.GetPaidOutKopeks),
		[]column[row]{count("invited", row.GetInvited), count("invited_paid", row.GetInvitedPaid), at("gone_at", row.GetGoneAt)},
	)
}

func applicationColumns() []column[*salesv1.PartnerApplication] {
	type row = *salesv1.PartnerApplication
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), whole("customer_id", row.GetCustomerId)}, who[row](),
		[]column[row]{words("company_name", row.GetCompanyName), words("website_url", row.GetWebsiteUrl), words("telegram_channel", row.GetTelegramChannel),
			id("expected_monthly_referrals", func(r row) *int64 { return r.ExpectedMonthlyReferrals }),
			id("desired_commission_percent", func(r row) *int64 { return r.DesiredCommissionPercent }),
			id("approved_commission_percent", func(r row) *int64 { return r.ApprovedCommissionPercent }),
			words("status", row.GetStatus), at("created_at", row.GetCreatedAt), at("processed_at", row.GetProcessedAt), at("waiting_since", row.GetWaitingSince),
			count("invited", row.GetInvited), count("invited_paid", row.GetInvitedPaid), at("gone_at", row.GetGoneAt)},
	)
}
