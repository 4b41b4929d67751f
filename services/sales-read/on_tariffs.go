package salesread

import (
	"context"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func tariffs() projection[*bedolagav1.Tariff, known] {
	return projection[*bedolagav1.Tariff, known]{
		entity: "tariff", table: "sales.tariffs", lock: "tariffs",
		columns: []string{"name", "is_active", "is_daily", "display_order"},
		values: func(t *bedolagav1.Tariff) []any {
			return []any{text(t.GetName()), t.GetIsActive(), t.GetIsDaily(), t.GetDisplayOrder()}
		},
	}
}

// onTariffs keeps the tariffs, for names and filters.
func (s *service) onTariffs(ctx context.Context, tx pgx.Tx, b *bedolagav1.TariffBatch) error {
	m, err := plan(ctx, tx, tariffs(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	return m.write(ctx)
}
