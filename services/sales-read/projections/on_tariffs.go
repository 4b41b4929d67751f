package projections

import (
	"context"
	"fmt"

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

// The words of old ledger rows name a tariff as it was called then.
const keepNames = `
INSERT INTO sales.tariff_names (name, tariff_id) SELECT btrim(u.name), u.id FROM unnest($1::bigint[], $2::text[]) AS u (id, name) WHERE btrim(u.name) <> ''
ON CONFLICT DO NOTHING RETURNING tariff_id`

// OnTariffs keeps the tariffs, for names and filters, and every name they have had.
func (k *Keeper) OnTariffs(ctx context.Context, tx pgx.Tx, b *bedolagav1.TariffBatch) error {
	m, err := plan(ctx, tx, tariffs(), b.GetHeader(), b.GetRows())
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	ids, names := make([]int64, 0, len(m.accepted)), make([]string, 0, len(m.accepted))
	for _, t := range m.accepted {
		ids, names = append(ids, t.GetId()), append(names, text(t.GetName()))
	}
	rows, err := tx.Query(ctx, keepNames, ids, names)
	if err != nil {
		return fmt.Errorf("keep names of tariffs: %w", err)
	}
	fresh, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("keep names of tariffs: %w", err)
	}
	return k.mark.Payments(ctx, tx, "tariff", fresh, nil)
}
