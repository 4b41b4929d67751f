package promos

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const useMoney = `(SELECT coalesce(sum(CASE WHEN m.refund THEN -m.amount_kopeks ELSE m.amount_kopeks END), 0)::bigint FROM sales.cash m
	WHERE m.customer_id = u.customer_id AND m.booked_at >= u.used_at AND m.booked_at < u.used_at + @window)`

// useRow is one use of a code with its user.
type useRow struct {
	ID         int64
	CustomerID int64
	UsedAt     time.Time
	GoneAt     *time.Time
	NetCash    int64
	ask.CustomerColumns
}

func usesSQL(f *ask.Filter, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	page.Args["window"], page.Args["limit"] = window, limit
	if after != nil {
		page.Add("(u.used_at, u.id) < (@after, @after_id)", pgx.NamedArgs{"after": after.At, "after_id": after.ID})
	}
	return `SELECT u.id, u.customer_id, u.used_at, u.gone_at, ` + useMoney + ` AS net_cash, ` + ask.CustomerSelect + `
FROM (SELECT u.id, u.customer_id, u.used_at, u.gone_at FROM sales.promo_code_uses u` + page.Where() + ` ORDER BY u.used_at DESC, u.id DESC LIMIT @limit) u
LEFT JOIN sales.customers c ON c.id = u.customer_id ORDER BY u.used_at DESC, u.id DESC`, page.Args
}

// ListPromoUses lists who used a code, latest first; NotFound if the code never arrived.
func (s *Server) ListPromoUses(ctx context.Context, q *salesv1.ListPromoUsesRequest) (*salesv1.ListPromoUsesResponse, error) {
	if _, err := s.promo(ctx, q.GetId()); err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Add("u.promo_code_id = @code", pgx.NamedArgs{"code": q.GetId()})
	list := ask.List[useRow, *salesv1.PromoUse]{Entities: madeOf(true), Page: s.uses, Tell: useRow.message,
		Place: func(row useRow) ask.Position { return ask.Position{At: row.UsedAt, ID: row.ID} }}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListPromoUsesResponse{Items: page.Items, NextPageToken: page.NextPageToken, CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func (s *Server) uses(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]useRow, error) {
	query, args := usesSQL(f, after, limit)
	return ask.Rows[useRow](ctx, s.read, "uses of a promo code", query, args)
}

func (u useRow) message() *salesv1.PromoUse {
	return &salesv1.PromoUse{Id: u.ID, CustomerId: u.CustomerID, Customer: u.Customer(), UsedAt: ask.Stamp(&u.UsedAt), NetCashKopeks: u.NetCash, GoneAt: ask.Stamp(u.GoneAt)}
}
