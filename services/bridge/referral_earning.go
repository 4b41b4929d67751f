package bridge

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
)

// referralEarnings reads what referrers earned. A row of amount 0 says that somebody registered; the bot deletes it at the first top-up.
func referralEarnings() *table {
	return &table{
		entity: "referral_earning", name: "referral_earnings", batch: &bedolagav1.ReferralEarningBatch{},
		columns: []column{
			{name: "id", kind: integer, required: true}, {name: "user_id", kind: integer, required: true}, {name: "referral_id", kind: integer, required: true},
			{name: "amount_kopeks", kind: integer, required: true}, {name: "reason", kind: text, required: true}, {name: "created_at", kind: instant, required: true},
			{name: "referral_transaction_id", kind: integer}, {name: "campaign_id", kind: integer},
		},
		empty: func() proto.Message { return &bedolagav1.ReferralEarning{} },
		row: func(r *record) proto.Message {
			return &bedolagav1.ReferralEarning{
				Id: r.key(), EarnerId: r.ref("user_id"), ReferralId: r.ref("referral_id"), AmountKopeks: ledger.Abs(r.int("amount_kopeks")), Reason: r.text("reason"),
				TransactionId: r.optRef("referral_transaction_id"), CampaignId: r.optRef("campaign_id"), CreatedAt: r.time("created_at"),
			}
		},
		fact: born,
		events: func(c change) []event {
			e := c.is.(*bedolagav1.ReferralEarning)
			if e.GetAmountKopeks() == 0 || e.GetCreatedAt() == nil {
				return nil
			}
			return []event{{
				id: fmt.Sprintf("bedolaga:referral_earning:%d:rewarded", c.key), subject: fmt.Sprintf("customer/%d", e.GetEarnerId()), at: e.GetCreatedAt().AsTime(),
				data: &eventsv1.ReferralRewarded{EarningId: c.key, EarnerId: e.GetEarnerId(), ReferralId: e.GetReferralId(), AmountKopeks: e.GetAmountKopeks(),
					Reason: e.GetReason(), RewardedAt: e.GetCreatedAt()},
			}}
		},
	}
}
