package gateway

import (
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

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
		[]column[row]{count("invited", row.GetInvited), count("invited_paid", row.GetInvitedPaid), at("gone_at", row.GetGoneAt), words("our_risk", row.GetOurRisk),
			words("risk_reasons", riskCodes)},
	)
}

// riskCodes are the reasons of a payout's risk by name, the gravest first.
func riskCodes(w *salesv1.Withdrawal) string {
	codes := make([]string, len(w.GetRiskReasons()))
	for i, reason := range w.GetRiskReasons() {
		codes[i] = reason.GetCode()
	}
	return strings.Join(codes, " ")
}

func invitedColumns() []column[*salesv1.ReferralNode] {
	type row = *salesv1.ReferralNode
	return slices.Concat(
		[]column[row]{whole("customer_id", row.GetCustomerId)}, who[row](),
		[]column[row]{id("parent_id", func(r row) *int64 { return r.ParentId }), count("invited", row.GetInvited), count("invited_paid", row.GetInvitedPaid),
			count("branch_size", row.GetBranchSize), count("branch_paid", row.GetBranchPaid), flag("paid", row.GetPaid)},
		money("net", row.GetNetKopeks), money("branch_net", row.GetBranchNetKopeks), money("earned", row.GetEarnedKopeks),
		[]column[row]{at("created_at", func(r row) *timestamppb.Timestamp { return r.GetCustomer().GetCreatedAt() }),
			at("gone_at", func(r row) *timestamppb.Timestamp { return r.GetCustomer().GetGoneAt() })},
	)
}

func graphColumns() []column[*salesv1.ReferralGraphNode] {
	type row = *salesv1.ReferralGraphNode
	return slices.Concat(
		[]column[row]{whole("customer_id", row.GetId), id("parent_id", func(r row) *int64 { return r.ParentId }), count("depth", row.GetDepth),
			words("label", row.GetLabel), flag("paid", row.GetPaid), count("invited", row.GetInvited), count("branch_size", row.GetBranchSize)},
		money("net", row.GetNetKopeks), money("branch_net", row.GetBranchNetKopeks),
		[]column[row]{id("campaign_id", func(r row) *int64 { return r.CampaignId }), flag("gone", row.GetGone), flag("outside", row.GetOutside)},
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
