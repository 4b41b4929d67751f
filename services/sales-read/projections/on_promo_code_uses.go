package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func promoCodeUses() projection[*bedolagav1.PromoCodeUse, known] {
	return projection[*bedolagav1.PromoCodeUse, known]{
		entity: "promo_code_use", table: "sales.promo_code_uses", lock: "promo_code_uses", columns: []string{"promo_code_id", "customer_id", "used_at"},
		values: func(u *bedolagav1.PromoCodeUse) []any {
			return []any{u.GetPromoCodeId(), u.GetCustomerId(), instant(u.GetUsedAt())}
		},
	}
}

// OnPromoCodeUses keeps who used which code, also of codes and customers that the bot has deleted since.
func (k *Keeper) OnPromoCodeUses(ctx context.Context, tx pgx.Tx, b *bedolagav1.PromoCodeUseBatch) error {
	m, err := plan(ctx, tx, promoCodeUses(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
