package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const useMoney = `(SELECT coalesce(sum(CASE WHEN m.refund THEN -m.amount_kopeks ELSE m.amount_kopeks END), 0)::bigint FROM sales.cash m
	WHERE m.customer_id = u.customer_id AND m.booked_at >= u.used_at AND m.booked_at < u.used_at + @window)`

// promoUseRow is one use of a code with its user.
type promoUseRow struct {
	ID         int64
	CustomerID int64
	UsedAt     time.Time
	GoneAt     *time.Time
	NetCash    int64
	customerColumns
}

func promoUsesSQL(code int64, after *position, limit int) (string, pgx.NamedArgs) {
	f := newFilter()
	f.add("u.promo_code_id = @code", pgx.NamedArgs{"code": code, "window": promoWindow, "limit": limit})
	if after != nil {
		f.add("(u.used_at, u.id) < (@after, @after_id)", pgx.NamedArgs{"after": after.at, "after_id": after.id})
	}
	return `SELECT u.id, u.customer_id, u.used_at, u.gone_at, ` + useMoney + ` AS net_cash, ` + customerSelect + `
FROM (SELECT u.id, u.customer_id, u.used_at, u.gone_at FROM sales.promo_code_uses u` + f.where() + ` ORDER BY u.used_at DESC, u.id DESC LIMIT @limit) u
LEFT JOIN sales.customers c ON c.id = u.customer_id ORDER BY u.used_at DESC, u.id DESC`, f.args
}

// ListPromoUses lists who used a code, latest first; NotFound if the code never arrived.
func (s *service) ListPromoUses(ctx context.Context, q *salesv1.ListPromoUsesRequest) (*salesv1.ListPromoUsesResponse, error) {
	hash := filterHash(q)
	after, err := decodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, promoEffectEntities)
	if err != nil {
		return nil, err
	}
	if _, err := s.promo(ctx, q.GetId()); err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	query, args := promoUsesSQL(q.GetId(), after, size+1)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list uses of a promo code: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[promoUseRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list uses of a promo code: %w", err))
	}
	answer := &salesv1.ListPromoUsesResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(list) > size {
		list = list[:size]
		answer.NextPageToken = encodeToken(hash, position{at: list[size-1].UsedAt, id: list[size-1].ID})
	}
	for _, u := range list {
		answer.Items = append(answer.Items, &salesv1.PromoUse{Id: u.ID, CustomerId: u.CustomerID, Customer: u.customer(), UsedAt: stamp(&u.UsedAt), NetCashKopeks: u.NetCash,
			GoneAt: stamp(u.GoneAt)})
	}
	return answer, nil
}
