package bridge

import (
	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// campaigns reads advertising campaigns. The bot knows neither what they cost nor who clicked.
func campaigns() *table {
	return &table{
		entity: "campaign", name: "advertising_campaigns", batch: &bedolagav1.CampaignBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "name", kind: text, required: true}, {name: "start_parameter", kind: text, required: true},
			{name: "bonus_type", kind: text, required: true}, {name: "balance_bonus_kopeks", kind: integer}, {name: "subscription_duration_days", kind: integer},
			{name: "tariff_id", kind: integer}, {name: "tariff_duration_days", kind: integer}, {name: "is_active", kind: boolean},
			{name: "partner_user_id", kind: integer}, {name: "created_at", kind: instant},
		},
		empty: func() proto.Message { return &bedolagav1.Campaign{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.Campaign{
				Id: r.key(), Name: r.text("name"), StartParameter: r.text("start_parameter"), BonusType: r.text("bonus_type"),
				BalanceBonusKopeks: r.int("balance_bonus_kopeks"), SubscriptionDays: r.optInt("subscription_duration_days"), TariffId: r.optRef("tariff_id"),
				TariffDays: r.optInt("tariff_duration_days"), IsActive: r.bool("is_active"), PartnerId: r.optRef("partner_user_id"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}

// campaignRegistrations reads who came by which campaign; in practice the first one that touched the customer.
func campaignRegistrations() *table {
	return &table{
		entity: "campaign_registration", name: "advertising_campaign_registrations", batch: &bedolagav1.CampaignRegistrationBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "campaign_id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true},
			{name: "created_at", kind: instant, required: true}, {name: "bonus_type", kind: text}, {name: "balance_bonus_kopeks", kind: integer},
			{name: "subscription_duration_days", kind: integer}, {name: "tariff_id", kind: integer}, {name: "tariff_duration_days", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.CampaignRegistration{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.CampaignRegistration{
				Id: r.key(), CampaignId: r.ref("campaign_id"), CustomerId: r.ref("user_id"), BonusType: r.text("bonus_type"),
				BalanceBonusKopeks: r.int("balance_bonus_kopeks"), SubscriptionDays: r.optInt("subscription_duration_days"), TariffId: r.optRef("tariff_id"),
				TariffDays: r.optInt("tariff_duration_days"), CreatedAt: r.time("created_at"),
			}
		},
		fact:   born,
		events: untold,
	}
}
