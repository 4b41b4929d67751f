package bedolaga

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// referralEarnings reads what referrers earned. A row of amount 0 says that somebody registered; the bot deletes it at the first top-up.
func referralEarnings() *Table {
	return &Table{
		Entity: "referral_earning", Name: "referral_earnings", Batch: &bedolagav1.ReferralEarningBatch{},
		Columns: []Column{
			{Name: "id", Kind: Integer, Required: true}, {Name: "user_id", Kind: Integer, Required: true}, {Name: "referral_id", Kind: Integer, Required: true},
			{Name: "amount_kopeks", Kind: Integer, Required: true}, {Name: "reason", Kind: Text, Required: true}, {Name: "created_at", Kind: Instant, Required: true},
			{Name: "referral_transaction_id", Kind: Integer}, {Name: "campaign_id", Kind: Integer},
		},
		Empty: func() proto.Message { return &bedolagav1.ReferralEarning{} },
		Row: func(r *Record) proto.Message {
			return &bedolagav1.ReferralEarning{
				Id: r.Key(), EarnerId: r.ref("user_id"), ReferralId: r.ref("referral_id"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), Reason: r.text("reason"),
				TransactionId: r.optRef("referral_transaction_id"), CampaignId: r.optRef("campaign_id"), CreatedAt: r.time("created_at"),
			}
		},
		Fact: born,
		Events: func(c Change) []Event {
			e := c.Is.(*bedolagav1.ReferralEarning)
			if e.GetAmountKopeks() == 0 || e.GetCreatedAt() == nil {
				return nil
			}
			return []Event{{
				ID: fmt.Sprintf("bedolaga:referral_earning:%d:rewarded", c.Key), Subject: fmt.Sprintf("customer/%d", e.GetEarnerId()), At: e.GetCreatedAt().AsTime(),
				Data: &eventsv1.ReferralRewarded{EarningId: c.Key, EarnerId: e.GetEarnerId(), ReferralId: e.GetReferralId(), AmountKopeks: e.GetAmountKopeks(),
					Reason: e.GetReason(), RewardedAt: e.GetCreatedAt()},
			}}
		},
	}
}
