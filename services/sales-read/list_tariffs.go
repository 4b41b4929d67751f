package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// The bound keeps the answer below the reply limit; no shop has that many tariffs.
const selectTariffs = `SELECT id, name, is_active, is_daily, gone_at FROM sales.tariffs ORDER BY gone_at IS NOT NULL, display_order, id LIMIT 2000`

type tariffRow struct {
	ID       int64
	Name     string
	IsActive bool
	IsDaily  bool
	GoneAt   *time.Time
}

// ListTariffs answers all tariffs in the shop's order, those gone at the source last.
func (s *service) ListTariffs(ctx context.Context, _ *salesv1.ListTariffsRequest) (*salesv1.ListTariffsResponse, error) {
	mark, err := s.read.Watermark(ctx, []string{"tariff"})
	if err != nil {
		return nil, err
	}
	rows, err := s.read.Query(ctx, selectTariffs)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list tariffs: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[tariffRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list tariffs: %w", err))
	}
	answer := &salesv1.ListTariffsResponse{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	for _, t := range list {
		answer.Items = append(answer.Items, &salesv1.Tariff{Id: t.ID, Name: t.Name, IsActive: t.IsActive, IsDaily: t.IsDaily, GoneAt: ask.Stamp(t.GoneAt)})
	}
	return answer, nil
}
