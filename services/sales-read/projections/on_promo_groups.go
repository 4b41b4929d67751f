package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func promoGroups() projection[*bedolagav1.PromoGroup, known] {
	return projection[*bedolagav1.PromoGroup, known]{
		entity: "promo_group", table: "sales.promo_groups", lock: "promo_groups", columns: []string{"name", "priority", "is_default"},
		values: func(g *bedolagav1.PromoGroup) []any {
			return []any{text(g.GetName()), g.GetPriority(), g.GetIsDefault()}
		},
	}
}

// OnPromoGroups keeps the groups for their names.
func (k *Keeper) OnPromoGroups(ctx context.Context, tx pgx.Tx, b *bedolagav1.PromoGroupBatch) error {
	m, err := plan(ctx, tx, promoGroups(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
