package salesread

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const transactionColumns = `t.id, t.customer_id, t.kind, t.direction, t.amount_kopeks, t.payment_method, t.gateway, t.external_id, t.description, t.completed,
	t.created_at, t.booked_at, t.gone_at, t.cash`

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
	customerColumns
}

// ListTransactions lists the ledger, newest booking first.
func (s *service) ListTransactions(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
	f, err := s.transactionFilter(q)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.transactionPage(ctx, one("t.id", id), nil, 1)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		return &position{at: rows[0].BookedAt, id: id}, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, transactionEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.transactionPage(ctx, f, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListTransactionsResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		last := rows[size-1]
		answer.NextPageToken = encodeToken(hash, position{at: last.BookedAt, id: last.ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count == nil || q.GetCount() {
		sums, err := s.ledgerTotals(ctx, f, hash)
		if err != nil {
			return nil, err
		}
		answer.Total, answer.TotalCapped = int32(min(sums.count, countTo)), sums.count > countTo
		if !answer.TotalCapped {
			answer.SumInKopeks, answer.SumOutKopeks, answer.SumCashInKopeks, answer.SumCashRefundsKopeks = &sums.in, &sums.out, &sums.cashIn, &sums.refunds
		}
	}
	return answer, nil
}

func (s *service) transactionFilter(q *salesv1.ListTransactionsRequest) (*filter, error) {
	from, to, err := s.span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	if q.AmountMinKopeks != nil && q.AmountMaxKopeks != nil && q.GetAmountMinKopeks() > q.GetAmountMaxKopeks() {
		return nil, rpc.Invalid("amount_max_kopeks", "must not be less than amount_min_kopeks")
	}
	f := newFilter()
	oneOf(f, "t.kind", "kind", q.GetKind())
	switch q.GetDirection() {
	case "in":
		f.add("t.direction = 1", nil)
	case "out":
		f.add("t.direction = 2", nil)
	}
	methodClause(f, q.GetPaymentMethod())
	switch {
	case q.GetGatewayOnly() && slices.Equal(q.GetPaymentMethod(), []string{"none"}):
		f.add("false", nil) // a gateway is a method
	case q.GetGatewayOnly():
		f.add("t.gateway IS NOT NULL", nil)
	}
	if q.Completed != nil {
		f.add(map[bool]string{true: "t.completed", false: "NOT t.completed"}[q.GetCompleted()], nil)
	}
	if q.CustomerId != nil {
		f.add("t.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	f.between("t.booked_at", "booked", from, to)
	if q.AmountMinKopeks != nil {
		f.add("t.amount_kopeks >= @amount_min", pgx.NamedArgs{"amount_min": q.GetAmountMinKopeks()})
	}
	if q.AmountMaxKopeks != nil {
		f.add("t.amount_kopeks <= @amount_max", pgx.NamedArgs{"amount_max": q.GetAmountMaxKopeks()})
	}
	return f, nil
}

// methodClause reads "none" as rows without a method.
func methodClause(f *filter, asked []string) {
	named := slices.DeleteFunc(slices.Clone(asked), func(m string) bool { return m == "none" })
	switch {
	case len(named) == len(asked):
		oneOf(f, "t.payment_method", "method", named)
	case len(named) == 0:
		f.add("t.payment_method IS NULL", nil)
	default:
		f.add("(t.payment_method IS NULL OR t.payment_method = ANY(@method))", pgx.NamedArgs{"method": named})
	}
}

// transactionPageSQL takes the page by index order first, then looks up the customers of its rows.
func transactionPageSQL(f *filter, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	if after != nil {
		page.add("(t.booked_at, t.id) < (@after_at, @after_id)", pgx.NamedArgs{"after_at": after.at, "after_id": after.id})
	}
	page.args["limit"] = limit
	return `SELECT ` + transactionColumns + `, ` + customerSelect + `
FROM (SELECT ` + transactionColumns + ` FROM sales.transactions t` + page.where() + ` ORDER BY t.booked_at DESC, t.id DESC LIMIT @limit) t
LEFT JOIN sales.customers c ON c.id = t.customer_id ORDER BY t.booked_at DESC, t.id DESC`, page.args
}

func (s *service) transactionPage(ctx context.Context, f *filter, after *position, limit int) ([]transactionRow, error) {
	query, args := transactionPageSQL(f, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list transactions: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[transactionRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list transactions: %w", err))
	}
	return list, nil
}

// transactionTotalsSQL needs no more than the index holds where one fits the filter.
func transactionTotalsSQL(f *filter) string {
	return `SELECT count(*), coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 1), 0)::bigint, coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 2), 0)::bigint,
	coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 1), 0)::bigint, coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 2), 0)::bigint
FROM (SELECT t.amount_kopeks, t.direction, t.cash FROM sales.transactions t` + f.where() + ` ORDER BY t.booked_at DESC, t.id DESC LIMIT ` + countLimit + `) t`
}

func (row transactionRow) message() *salesv1.Transaction {
	return &salesv1.Transaction{
		Id: row.ID, CustomerId: row.CustomerID, Customer: row.customer(), Kind: row.Kind, Direction: [3]string{"", "in", "out"}[row.Direction%3],
		AmountKopeks: row.AmountKopeks, PaymentMethod: row.PaymentMethod, Gateway: row.Gateway, ExternalId: row.ExternalID, Description: row.Description,
		Completed: row.Completed, CreatedAt: stamp(row.CreatedAt), BookedAt: stamp(&row.BookedAt), GoneAt: stamp(row.GoneAt),
		Cash: [3]string{"none", "in", "refund"}[row.Cash%3],
	}
}

// stamp gives the epoch, which stands for a missing instant, back as missing.
func stamp(t *time.Time) *timestamppb.Timestamp {
	if t == nil || t.UnixMicro() == 0 {
		return nil
	}
	return timestamppb.New(*t)
}
