package gateway

import (
	"slices"
	"strconv"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func campaignColumns() []column[*salesv1.Campaign] {
	type row = *salesv1.Campaign
	number := func(name string, of func(f *salesv1.CampaignFigures) int32) column[row] {
		return whole(name, func(r row) int64 { return int64(of(r.GetFigures())) })
	}
	kopeks := func(name string, of func(f *salesv1.CampaignFigures) int64) []column[row] {
		return money(name, func(r row) int64 { return of(r.GetFigures()) })
	}
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), words("name", row.GetName), words("start_parameter", row.GetStartParameter), words("bonus_type", row.GetBonusType),
			flag("is_active", row.GetIsActive), id("partner_id", func(r row) *int64 { return r.PartnerId }),
			number("registrations", (*salesv1.CampaignFigures).GetRegistrations), number("trials", (*salesv1.CampaignFigures).GetTrials),
			number("payers", (*salesv1.CampaignFigures).GetPayers)},
		kopeks("net_cash", (*salesv1.CampaignFigures).GetNetCashKopeks), kopeks("bonus", (*salesv1.CampaignFigures).GetBonusKopeks),
		kopeks("commission", (*salesv1.CampaignFigures).GetCommissionKopeks), kopeks("promo", (*salesv1.CampaignFigures).GetPromoKopeks),
		// Empty where no spend was entered.
		[]column[row]{id("spend_kopeks", func(r row) *int64 { return r.GetFigures().SpendKopeks }), id("costs_kopeks", func(r row) *int64 { return r.GetFigures().CostsKopeks }),
			{"roi", func(r row, style csvStyle) string {
				if r.GetFigures().Roi == nil {
					return ""
				}
				return style.decimal(strconv.FormatFloat(r.GetFigures().GetRoi(), 'f', 4, 64))
			}},
			id("cac_kopeks", func(r row) *int64 { return r.GetFigures().CacKopeks }), at("created_at", row.GetCreatedAt), at("gone_at", row.GetGoneAt)},
	)
}

func registrationColumns() []column[*salesv1.CampaignRegistration] {
	type row = *salesv1.CampaignRegistration
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), at("registered_at", row.GetRegisteredAt), whole("customer_id", row.GetCustomerId)}, who[row](),
		[]column[row]{flag("trial", row.GetTrial), at("paid_at", row.GetPaidAt)},
		money("net_cash", row.GetNetCashKopeks), money("bonus", row.GetBonusKopeks), money("commission", row.GetCommissionKopeks), money("promo", row.GetPromoKopeks),
		[]column[row]{at("gone_at", row.GetGoneAt)},
	)
}

func spendColumns() []column[*salesv1.CampaignSpend] {
	type row = *salesv1.CampaignSpend
	return slices.Concat(
		[]column[row]{whole("id", row.GetId), id("campaign_id", func(r row) *int64 { return r.CampaignId }), words("campaign_name", row.GetCampaignName),
			words("channel", row.GetChannel), words("first_day", row.GetFirstDay), words("last_day", row.GetLastDay)},
		money("amount", row.GetAmountKopeks),
		[]column[row]{words("note", row.GetNote), words("author_name", row.GetAuthorName), at("changed_at", row.GetChangedAt), count("version", row.GetVersion),
			flag("deleted", row.GetDeleted), id("import_id", func(r row) *int64 { return r.ImportId })},
	)
}
