package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func referralEarnings() projection[*bedolagav1.ReferralEarning, known] {
	return projection[*bedolagav1.ReferralEarning, known]{
		entity: "referral_earning", table: "sales.referral_earnings", lock: "referral_earnings",
		columns: []string{"earner_id", "referral_id", "amount_kopeks", "reason", "campaign_id", "created_at"},
		values: func(e *bedolagav1.ReferralEarning) []any {
			return []any{e.GetEarnerId(), e.GetReferralId(), e.GetAmountKopeks(), text(e.GetReason()), e.CampaignId, instant(e.GetCreatedAt())}
		},
	}
}

// OnReferralEarnings keeps what referrers earned, also of customers whose history the bot has deleted since.
func (k *Keeper) OnReferralEarnings(ctx context.Context, tx pgx.Tx, b *bedolagav1.ReferralEarningBatch) error {
	m, err := plan(ctx, tx, referralEarnings(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
