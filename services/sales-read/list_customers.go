package salesread

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// OFFSET 0 keeps these as one look into an index per customer: turned into a join they may read a whole table for one page.
const (
	hasPaid = `EXISTS (SELECT FROM sales.payers p WHERE p.customer_id = c.id OFFSET 0)`
	hasLive = `EXISTS (SELECT FROM sales.subscriptions s WHERE s.customer_id = c.id AND ` + live + ` OFFSET 0)`
)

const customerShares = `EXISTS (SELECT FROM sales.payers p WHERE p.customer_id = c.id) AS has_paid,
	(SELECT count(*)::integer FROM sales.subscriptions s WHERE s.customer_id = c.id) AS subscriptions,
	(SELECT count(*)::integer FROM sales.subscriptions s WHERE s.customer_id = c.id AND ` + live + `) AS live_subscriptions`

// customerRow is one row of the list, with what the customer has.
type customerRow struct {
	ask.CustomerColumns
	HasPaid           bool
	Subscriptions     int32
	LiveSubscriptions int32
}

func (row customerRow) message() *salesv1.Customer {
	c := row.Customer()
	c.HasPaid, c.Subscriptions, c.LiveSubscriptions = &row.HasPaid, &row.Subscriptions, &row.LiveSubscriptions
	return c
}

func customerOrderOf(asked string) ask.Order {
	switch asked {
	case "created_asc":
		return ask.Order{Column: "c.created_at", ID: "c.id"}
	case "balance_desc":
		return ask.Order{Column: "c.balance_kopeks", ID: "c.id", Desc: true, Number: true}
	}
	return ask.Order{Column: "c.created_at", ID: "c.id", Desc: true}
}

func (row customerRow) place(o ask.Order) ask.Position {
	if o.Number {
		return ask.Numbered(*row.BalanceKopeks, *row.CustomerRow)
	}
	return ask.Position{At: *row.Registered, ID: *row.CustomerRow}
}

// ListCustomers lists customers, newest first unless asked otherwise.
func (s *service) ListCustomers(ctx context.Context, q *salesv1.ListCustomersRequest) (*salesv1.ListCustomersResponse, error) {
	now, order := s.now(), customerOrderOf(q.GetSort())
	f, err := s.customerFilter(q, now)
	if err != nil {
		return nil, err
	}
	list := ask.List[customerRow, *salesv1.Customer]{Entities: customerEntities, ID: "c.id", Page: s.customerPage(order, now), Place: func(row customerRow) ask.Position { return row.place(order) }, Tell: customerRow.message,
		Count: customerTotalSQL}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListCustomersResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func (s *service) customerFilter(q *salesv1.ListCustomersRequest, now time.Time) (*ask.Filter, error) {
	from, to, err := s.read.Span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	if q.BalanceMinKopeks != nil && q.BalanceMaxKopeks != nil && q.GetBalanceMinKopeks() > q.GetBalanceMaxKopeks() {
		return nil, rpc.Invalid("balance_max_kopeks", "must not be less than balance_min_kopeks")
	}
	f := ask.NewFilter()
	ask.OneOf(f, "c.status", "status", q.GetStatus())
	ask.OneOf(f, "c.auth_type", "auth", q.GetAuthType())
	if q.Paid != nil {
		f.Add(map[bool]string{true: hasPaid, false: "NOT " + hasPaid}[q.GetPaid()], nil)
	}
	if q.Live != nil {
		f.Add(map[bool]string{true: hasLive, false: "NOT " + hasLive}[q.GetLive()], pgx.NamedArgs{"now": now})
	}
	f.Between("c.created_at", "created", from, to)
	if q.BalanceMinKopeks != nil {
		f.Add("c.balance_kopeks >= @balance_min", pgx.NamedArgs{"balance_min": q.GetBalanceMinKopeks()})
	}
	if q.BalanceMaxKopeks != nil {
		f.Add("c.balance_kopeks <= @balance_max", pgx.NamedArgs{"balance_max": q.GetBalanceMaxKopeks()})
	}
	s.read.TextFilter(f, "c.id", q.GetText())
	return f, nil
}

// customerPageSQL takes the page by index order first, then counts what its customers have.
func customerPageSQL(f *ask.Filter, order ask.Order, after *ask.Position, limit int, now time.Time) (string, pgx.NamedArgs) {
	page := f.Clone()
	order.After(page, after)
	page.Args["limit"], page.Args["now"] = limit, now
	return `SELECT ` + ask.CustomerSelect + `, ` + customerShares + `
FROM (SELECT ` + ask.CustomerFields + ` FROM sales.customers c` + page.Where() + order.By() + ` LIMIT @limit) c` + order.By(), page.Args
}

// customerPage reads pages in one order, as of now.
func (s *service) customerPage(order ask.Order, now time.Time) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]customerRow, error) {
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]customerRow, error) {
		query, args := customerPageSQL(f, order, after, limit, now)
		return ask.Rows[customerRow](ctx, s.read, "customers", query, args)
	}
}

func customerTotalSQL(f *ask.Filter) string {
	return `SELECT count(*) FROM (SELECT c.id FROM sales.customers c` + f.Where() + ` ORDER BY c.created_at DESC, c.id DESC LIMIT ` + ask.CountLimit + `) c`
}
