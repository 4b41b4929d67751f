package bedolaga

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// campaigns reads advertising campaigns. The bot knows neither what they cost nor who clicked.
func campaigns() *Table {
	return &Table{
		Entity: "campaign", Name: "advertising_campaigns", Batch: &bedolagav1.CampaignBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "name", Kind: Text, Required: true}, {Name: "start_parameter", Kind: Text, Required: true},
			{Name: "bonus_type", Kind: Text, Required: true}, {Name: "balance_bonus_kopeks", Kind: Integer}, {Name: "subscription_duration_days", Kind: Integer},
			{Name: "tariff_id", Kind: Integer}, {Name: "tariff_duration_days", Kind: Integer}, {Name: "is_active", Kind: Boolean},
			{Name: "partner_user_id", Kind: Integer}, {Name: "created_at", Kind: Instant},
		},
		Empty: func() proto.Message { return &bedolagav1.Campaign{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.Campaign{
				Id: r.Key(), Name: r.text("name"), StartParameter: r.text("start_parameter"), BonusType: r.text("bonus_type"),
				BalanceBonusKopeks: r.int("balance_bonus_kopeks"), SubscriptionDays: r.optInt("subscription_duration_days"), TariffId: r.optRef("tariff_id"),
				TariffDays: r.optInt("tariff_duration_days"), IsActive: r.bool("is_active"), PartnerId: r.optRef("partner_user_id"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}

// campaignRegistrations reads who came by which campaign; in practice the first one that touched the customer.
func campaignRegistrations() *Table {
	return &Table{
		Entity: "campaign_registration", Name: "advertising_campaign_registrations", Batch: &bedolagav1.CampaignRegistrationBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "campaign_id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true},
			{Name: "created_at", Kind: Instant, Required: true}, {Name: "bonus_type", Kind: Text}, {Name: "balance_bonus_kopeks", Kind: Integer},
			{Name: "subscription_duration_days", Kind: Integer}, {Name: "tariff_id", Kind: Integer}, {Name: "tariff_duration_days", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.CampaignRegistration{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.CampaignRegistration{
				Id: r.Key(), CampaignId: r.ref("campaign_id"), CustomerId: r.ref("user_id"), BonusType: r.text("bonus_type"),
				BalanceBonusKopeks: r.int("balance_bonus_kopeks"), SubscriptionDays: r.optInt("subscription_duration_days"), TariffId: r.optRef("tariff_id"),
				TariffDays: r.optInt("tariff_duration_days"), CreatedAt: r.time("created_at"),
			}
		},
		Fact:   born,
		Events: untold,
	}
}
