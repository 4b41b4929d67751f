package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// customers reads the bot's table users. Its password, token and VPN secret columns are never named here.
func customers() *Table {
	return &Table{
		Entity: "customer", Name: "users", Batch: &bedolagav1.CustomerBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "telegram_id", Kind: Integer, Required: true}, {Name: "status", Kind: Text, Required: true},
			{Name: "created_at", Kind: Instant, Required: true},
			{Name: "auth_type", Kind: Text}, {Name: "username", Kind: Text}, {Name: "first_name", Kind: Text}, {Name: "last_name", Kind: Text},
			{Name: "email", Kind: Text}, {Name: "language", Kind: Text}, {Name: "balance_kopeks", Kind: Integer},
			{Name: "has_had_paid_subscription", Kind: Boolean}, {Name: "has_made_first_topup", Kind: Boolean}, {Name: "referred_by_id", Kind: Integer},
			{Name: "referral_code", Kind: Text}, {Name: "partner_status", Kind: Text}, {Name: "promo_group_id", Kind: Integer},
			{Name: "remnawave_id", Kind: Integer}, {Name: "remnawave_uuid", Kind: Text}, {Name: "last_activity", Kind: Instant, Volatile: true},
		},
		Empty: func() proto.Message { return &bedolagav1.Customer{} },
		Row: func(r *Record) proto.Message {
			authType := r.text("auth_type")
			if authType == "" { // before 3.2 everybody came from Telegram
				authType = "telegram"
			}
			return &bedolagav1.Customer{
				Id: r.Key(), TelegramId: r.optInt("telegram_id"), AuthType: authType, Username: r.optText("username"), FirstName: r.optText("first_name"),
				LastName: r.optText("last_name"), Email: r.optText("email"), Status: r.text("status"), Language: r.text("language"),
				BalanceKopeks: r.int("balance_kopeks"), HasHadPaidSubscription: r.bool("has_had_paid_subscription"), HasMadeFirstTopup: r.bool("has_made_first_topup"),
				ReferredById: r.optRef("referred_by_id"), ReferralCode: r.optText("referral_code"), PartnerStatus: r.text("partner_status"),
				PromoGroupId: r.optRef("promo_group_id"), RemnawaveId: r.optInt("remnawave_id"), RemnawaveUuid: r.optText("remnawave_uuid"),
				CreatedAt: r.time("created_at"), LastActivityAt: r.time("last_activity"),
			}
		},
		Fact: born,
		Events: func(c Change) []Event {
			u := c.Is.(*bedolagav1.Customer)
			if u.GetCreatedAt() == nil {
				return nil
			}
			return []Event{{
				ID: fmt.Sprintf("bedolaga:customer:%d:registered", c.Key), Subject: fmt.Sprintf("customer/%d", c.Key), At: u.GetCreatedAt().AsTime(),
				Data: &eventsv1.UserRegistered{CustomerId: c.Key, TelegramId: u.TelegramId, Username: u.Username, AuthType: u.GetAuthType(),
					ReferredById: u.ReferredById, RegisteredAt: u.GetCreatedAt()},
			}}
		},
	}
}
