package promos

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// HistoryDigit is the last digit (of base 8) of the keys of uses in a customer's history.
const HistoryDigit = 5

// customerUses has a page of uses in its middle.
const (
	customerUses = `SELECT u.id, u.promo_code_id, u.used_at, u.gone_at, ` + useMoney + ` AS net_cash
FROM (SELECT u.id, u.customer_id, u.promo_code_id, u.used_at, u.gone_at FROM sales.promo_code_uses u`
	customerUsesEnd = ` ORDER BY u.used_at DESC, u.id DESC LIMIT @limit) u ORDER BY u.used_at DESC, u.id DESC`
)

type customerUseRow struct {
	ID          int64
	PromoCodeID int64
	UsedAt      time.Time
	GoneAt      *time.Time
	NetCash     int64
	code        *salesv1.Promo
}

// ListCustomerPromoUses lists the codes a customer used, latest first; none for a customer nobody knows.
func (s *Server) ListCustomerPromoUses(ctx context.Context, q *salesv1.ListCustomerPromoUsesRequest) (*salesv1.ListCustomerPromoUsesResponse, error) {
	list := ask.List[customerUseRow, *salesv1.CustomerPromoUse]{Entities: madeOf(true), Page: s.customerUses, Tell: customerUseRow.message,
		Place: func(row customerUseRow) ask.Position { return ask.Position{At: row.UsedAt, ID: row.ID} }}
	page, err := list.Answer(ctx, s.read, q, ask.One("u.customer_id", q.GetCustomerId()))
	if err != nil {
		return nil, err
	}
	return &salesv1.ListCustomerPromoUsesResponse{Items: page.Items, NextPageToken: page.NextPageToken, CompleteUntil: page.CompleteUntil,
		VerifiedUntil: page.VerifiedUntil}, nil
}

func (s *Server) customerUses(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]customerUseRow, error) {
	page := f.Clone()
	page.Args["window"], page.Args["limit"] = window, limit
	if after != nil {
		page.Add("(u.used_at, u.id) < (@after, @after_id)", pgx.NamedArgs{"after": after.At, "after_id": after.ID})
	}
	rows, err := ask.Rows[customerUseRow](ctx, s.read, "a customer's promo codes", customerUses+page.Where()+customerUsesEnd, page.Args)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, s.addCodes(ctx, rows)
}

// addCodes adds to each use the code it was of.
func (s *Server) addCodes(ctx context.Context, rows []customerUseRow) error {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.PromoCodeID
	}
	f := ask.NewFilter()
	f.Add("p.id = ANY(@ids)", pgx.NamedArgs{"ids": ids})
	found, err := s.page(orderOf(""))(ctx, f, nil, len(ids))
	if err != nil {
		return err
	}
	now, codes := s.now(), map[int64]*salesv1.Promo{}
	for _, code := range found {
		codes[code.ID] = code.message(now)
	}
	for i := range rows {
		rows[i].code = codes[rows[i].PromoCodeID]
	}
	return nil
}

func (u customerUseRow) message() *salesv1.CustomerPromoUse {
	return &salesv1.CustomerPromoUse{Id: u.ID, UsedAt: ask.Stamp(&u.UsedAt), Promo: u.code, NetCashKopeks: u.NetCash, GoneAt: ask.Stamp(u.GoneAt)}
}

// History is what a customer used, as entries of their history before a place (nil = the latest).
func (s *Server) History(ctx context.Context, customer int64, after *ask.Position, limit int) ([]*salesv1.HistoryEntry, error) {
	f := ask.One("u.customer_id", customer)
	if after != nil {
		f.Add("u.used_at <= @at AND (u.used_at, u.id * 8 + @digit) < (@at, @key)", pgx.NamedArgs{"at": after.At, "key": after.ID, "digit": HistoryDigit})
	}
	rows, err := s.customerUses(ctx, f, nil, limit)
	if err != nil {
		return nil, err
	}
	entries := make([]*salesv1.HistoryEntry, len(rows))
	for i, row := range rows {
		entries[i] = &salesv1.HistoryEntry{At: ask.Stamp(&row.UsedAt), Key: row.ID*8 + HistoryDigit, PromoUse: row.message()}
	}
	return entries, nil
}
