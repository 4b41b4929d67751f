package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// customers reads the bot's table users. Its password, token and VPN secret columns are never named here.
func customers() *table {
	return &table{
		entity: "customer", name: "users", batch: &bedolagav1.CustomerBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "telegram_id", kind: integer, required: true}, {name: "status", kind: text, required: true},
			{name: "created_at", kind: instant, required: true},
			{name: "auth_type", kind: text}, {name: "username", kind: text}, {name: "first_name", kind: text}, {name: "last_name", kind: text},
			{name: "email", kind: text}, {name: "language", kind: text}, {name: "balance_kopeks", kind: integer},
			{name: "has_had_paid_subscription", kind: boolean}, {name: "has_made_first_topup", kind: boolean}, {name: "referred_by_id", kind: integer},
			{name: "referral_code", kind: text}, {name: "partner_status", kind: text}, {name: "promo_group_id", kind: integer},
			{name: "remnawave_id", kind: integer}, {name: "remnawave_uuid", kind: text}, {name: "last_activity", kind: instant, volatile: true},
		},
		empty: func() proto.Message { return &bedolagav1.Customer{} },
		row: func(r *record) proto.Message {
			authType := r.text("auth_type")
			if authType == "" { // before 3.2 everybody came from Telegram
				authType = "telegram"
			}
			return &bedolagav1.Customer{
				Id: r.key(), TelegramId: r.optInt("telegram_id"), AuthType: authType, Username: r.optText("username"), FirstName: r.optText("first_name"),
				LastName: r.optText("last_name"), Email: r.optText("email"), Status: r.text("status"), Language: r.text("language"),
				BalanceKopeks: r.int("balance_kopeks"), HasHadPaidSubscription: r.bool("has_had_paid_subscription"), HasMadeFirstTopup: r.bool("has_made_first_topup"),
				ReferredById: r.optRef("referred_by_id"), ReferralCode: r.optText("referral_code"), PartnerStatus: r.text("partner_status"),
				PromoGroupId: r.optRef("promo_group_id"), RemnawaveId: r.optInt("remnawave_id"), RemnawaveUuid: r.optText("remnawave_uuid"),
				CreatedAt: r.time("created_at"), LastActivityAt: r.time("last_activity"),
			}
		},
		fact: born,
		events: func(c change) []event {
			u := c.is.(*bedolagav1.Customer)
			if u.GetCreatedAt() == nil {
				return nil
			}
			return []event{{
				id: fmt.Sprintf("bedolaga:customer:%d:registered", c.key), subject: fmt.Sprintf("customer/%d", c.key), at: u.GetCreatedAt().AsTime(),
				data: &eventsv1.UserRegistered{CustomerId: c.key, TelegramId: u.TelegramId, Username: u.Username, AuthType: u.GetAuthType(),
					ReferredById: u.ReferredById, RegisteredAt: u.GetCreatedAt()},
			}}
		},
	}
}
