package salesread

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const transactionColumns = `t.id, t.customer_id, t.kind, t.direction, t.amount_kopeks, t.payment_method, t.gateway, t.external_id, t.description, t.completed,
	t.created_at, t.booked_at, t.gone_at, t.cash`

// What direction and cash are told as, by the number stored.
var (
	directions = []string{"", "in", "out"}
	cashes     = []string{"none", "in", "refund"}
)

// transactionRow is one row of the list, with its customer.
type transactionRow struct {
	ID            int64
	CustomerID    int64
	Kind          string
	Direction     int16
	AmountKopeks  int64
	PaymentMethod *string
	Gateway       *string
	ExternalID    *string
	Description   *string
	Completed     bool
	CreatedAt     *time.Time
	BookedAt      time.Time
	GoneAt        *time.Time
	Cash          int16
	ask.CustomerColumns
}

// ListTransactions lists the ledger, newest booking first.
func (s *service) ListTransactions(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
	f, err := s.transactionFilter(q)
	if err != nil {
		return nil, err
	}
	list := ask.List[transactionRow, *salesv1.Transaction]{Entities: transactionEntities, ID: "t.id", Page: s.transactionPage,
		Place: func(row transactionRow) ask.Position { return ask.Position{At: row.BookedAt, ID: row.ID} },
		Wire:  &ask.Wire{Answer: &salesv1.ListTransactionsResponse{}, SQL: transactionPageSQL, At: "booked_at", ID: "id", Words: map[string][]string{"direction": directions, "cash": cashes}}}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListTransactionsResponse{NextPageToken: page.NextPageToken, CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}
	answer.ProtoReflect().SetUnknown(page.Told)
	if !ask.Counted(q) {
		return answer, nil
	}
	sums, err := s.ledgerTotals(ctx, f, ask.FilterHash(q))
	if err != nil {
		return nil, err
	}
	answer.Total, answer.TotalCapped = int32(min(sums.count, ask.CountTo)), sums.count > ask.CountTo
	if !answer.TotalCapped {
		answer.SumInKopeks, answer.SumOutKopeks, answer.SumCashInKopeks, answer.SumCashRefundsKopeks = &sums.in, &sums.out, &sums.cashIn, &sums.refunds
	}
	return answer, nil
}

func (s *service) transactionFilter(q *salesv1.ListTransactionsRequest) (*ask.Filter, error) {
	from, to, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	if q.AmountMinKopeks != nil && q.AmountMaxKopeks != nil && q.GetAmountMinKopeks() > q.GetAmountMaxKopeks() {
		return nil, rpc.Invalid("amount_max_kopeks", "must not be less than amount_min_kopeks")
	}
	f := ask.NewFilter()
	ask.OneOf(f, "t.kind", "kind", q.GetKind())
	switch q.GetDirection() {
	case "in":
		f.Add("t.direction = 1", nil)
	case "out":
		f.Add("t.direction = 2", nil)
	}
	methodClause(f, q.GetPaymentMethod())
	switch {
	case q.GetGatewayOnly() && slices.Equal(q.GetPaymentMethod(), []string{"none"}):
		f.Add("false", nil) // a gateway is a method
	case q.GetGatewayOnly():
		f.Add("t.gateway IS NOT NULL", nil)
	}
	if q.Completed != nil {
		f.Add(map[bool]string{true: "t.completed", false: "NOT t.completed"}[q.GetCompleted()], nil)
	}
	if q.CustomerId != nil {
		f.Add("t.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	f.Between("t.booked_at", "booked", from, to)
	if q.AmountMinKopeks != nil {
		f.Add("t.amount_kopeks >= @amount_min", pgx.NamedArgs{"amount_min": q.GetAmountMinKopeks()})
	}
	if q.AmountMaxKopeks != nil {
		f.Add("t.amount_kopeks <= @amount_max", pgx.NamedArgs{"amount_max": q.GetAmountMaxKopeks()})
	}
	return f, nil
}

// methodClause reads "none" as rows without a method.
func methodClause(f *ask.Filter, asked []string) {
	named := slices.DeleteFunc(slices.Clone(asked), func(m string) bool { return m == "none" })
	switch {
	case len(named) == len(asked):
		ask.OneOf(f, "t.payment_method", "method", named)
	case len(named) == 0:
		f.Add("t.payment_method IS NULL", nil)
	default:
		f.Add("(t.payment_method IS NULL OR t.payment_method = ANY(@method))", pgx.NamedArgs{"method": named})
	}
}

// transactionPageSQL takes the page by index order first, then looks up the customers of its rows.
func transactionPageSQL(f *ask.Filter, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	if after != nil {
		page.Add("(t.booked_at, t.id) < (@after_at, @after_id)", pgx.NamedArgs{"after_at": after.At, "after_id": after.ID})
	}
	page.Args["limit"] = limit
	return `SELECT ` + transactionColumns + `, ` + ask.CustomerSelect + `
FROM (SELECT ` + transactionColumns + ` FROM sales.transactions t` + page.Where() + ` ORDER BY t.booked_at DESC, t.id DESC LIMIT @limit) t` +
		ask.CustomerOf("t.customer_id") + ` ORDER BY t.booked_at DESC, t.id DESC`, page.Args
}

func (s *service) transactionPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]transactionRow, error) {
	query, args := transactionPageSQL(f, after, limit)
	return ask.Rows[transactionRow](ctx, s.read, "transactions", query, args)
}

// transactionTotalsSQL needs no more than the index holds where one fits the filter.
func transactionTotalsSQL(f *ask.Filter) string {
	return `SELECT count(*), coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 1), 0)::bigint, coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 2), 0)::bigint,
	coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 1), 0)::bigint, coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 2), 0)::bigint
FROM (SELECT t.amount_kopeks, t.direction, t.cash FROM sales.transactions t` + f.Where() + ` ORDER BY t.booked_at DESC, t.id DESC LIMIT ` + ask.CountLimit + `) t`
}

func (row transactionRow) message() *salesv1.Transaction {
	return &salesv1.Transaction{
		Id: row.ID, CustomerId: row.CustomerID, Customer: row.Customer(), Kind: row.Kind, Direction: directions[int(row.Direction)%len(directions)],
		AmountKopeks: row.AmountKopeks, PaymentMethod: row.PaymentMethod, Gateway: row.Gateway, ExternalId: row.ExternalID, Description: row.Description,
		Completed: row.Completed, CreatedAt: ask.Stamp(row.CreatedAt), BookedAt: ask.Stamp(&row.BookedAt), GoneAt: ask.Stamp(row.GoneAt),
		Cash: cashes[int(row.Cash)%len(cashes)],
	}
}
