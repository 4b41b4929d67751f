package reconciliation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// balanceDifference is one identity that did not hold, with its customer.
type balanceDifference struct {
	ID               int64
	Day              time.Time
	CustomerID       int64
	SinceDay         time.Time
	OpeningKopeks    int64
	PostingsKopeks   int64
	ClosingKopeks    int64
	DifferenceKopeks int64
	Wiped            bool
	ask.CustomerColumns
}

func (d balanceDifference) message() *salesv1.BalanceDifference {
	return &salesv1.BalanceDifference{Day: d.Day.Format(time.DateOnly), CustomerId: d.CustomerID, Customer: d.Customer(), SinceDay: d.SinceDay.Format(time.DateOnly),
		OpeningKopeks: d.OpeningKopeks, PostingsKopeks: d.PostingsKopeks, ClosingKopeks: d.ClosingKopeks, DifferenceKopeks: d.DifferenceKopeks, Wiped: d.Wiped}
}

// ListBalanceDifferences lists the customers whose balance the ledger does not explain, newest check first.
func (s *Server) ListBalanceDifferences(ctx context.Context, q *salesv1.ListBalanceDifferencesRequest) (*salesv1.ListBalanceDifferencesResponse, error) {
	f, err := balanceFilter(q)
	if err != nil {
		return nil, err
	}
	hash := ask.FilterHash(q)
	after, err := ask.DecodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	mark, err := s.read.Watermark(ctx, balanceEntities)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListBalanceDifferencesResponse{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	if err := s.latestCheck(ctx, answer); err != nil {
		return nil, err
	}
	size := ask.PageSize(q.GetPageSize())
	query, args := balancePageSQL(f, after, size+1)
	found, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list differences of balances: %w", err))
	}
	rows, err := pgx.CollectRows(found, pgx.RowToStructByName[balanceDifference])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list differences of balances: %w", err))
	}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = ask.EncodeToken(hash, ask.Position{At: rows[size-1].Day, ID: rows[size-1].ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if !ask.Counted(q) {
		return answer, nil
	}
	var total int
	if err := s.read.QueryRow(ctx, balanceTotalSQL(f), f.Args).Scan(&total); err != nil {
		return nil, pg.MapError(fmt.Errorf("count differences of balances: %w", err))
	}
	answer.Total, answer.TotalCapped = int32(min(total, ask.CountTo)), total > ask.CountTo
	return answer, nil
}

func balanceFilter(q *salesv1.ListBalanceDifferencesRequest) (*ask.Filter, error) {
	f := ask.NewFilter()
	for _, border := range []struct{ field, value, clause string }{{"from", q.GetFrom(), "d.day >= @from"}, {"to", q.GetTo(), "d.day < @to"}} {
		if border.value == "" {
			continue
		}
		day, err := calendarDay(border.field, border.value)
		if err != nil {
			return nil, err
		}
		f.Add(border.clause, pgx.NamedArgs{border.field: day})
	}
	if from, ok := f.Args["from"].(time.Time); ok {
		if to, ok := f.Args["to"].(time.Time); ok && !to.After(from) {
			return nil, rpc.Invalid("to", "must be later than from: the days from %s to %s are none", q.GetFrom(), q.GetTo())
		}
	}
	if q.CustomerId != nil {
		f.Add("d.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	switch q.GetDirection() {
	case "more":
		f.Add("d.difference_kopeks > 0", nil)
	case "less":
		f.Add("d.difference_kopeks < 0", nil)
	}
	if q.Wiped != nil {
		f.Add(map[bool]string{true: "d.wiped", false: "NOT d.wiped"}[q.GetWiped()], nil)
	}
	if q.MinKopeks != nil {
		f.Add("abs(d.difference_kopeks) >= @least", pgx.NamedArgs{"least": q.GetMinKopeks()})
	}
	return f, nil
}

const balanceColumns = `d.id, d.day, d.customer_id, d.since_day, d.opening_kopeks, d.postings_kopeks, d.closing_kopeks, d.difference_kopeks, d.wiped`

func balancePageSQL(f *ask.Filter, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	if after != nil {
		page.Add("(d.day, d.id) < (@after_day, @after_id)", pgx.NamedArgs{"after_day": after.At.UTC(), "after_id": after.ID})
	}
	page.Args["limit"] = limit
	return `SELECT ` + balanceColumns + `, ` + ask.CustomerSelect + `
FROM (SELECT ` + balanceColumns + ` FROM sales.balance_differences d` + page.Where() + ` ORDER BY d.day DESC, d.id DESC LIMIT @limit) d
LEFT JOIN sales.customers c ON c.id = d.customer_id ORDER BY d.day DESC, d.id DESC`, page.Args
}

func balanceTotalSQL(f *ask.Filter) string {
	return `SELECT count(*) FROM (SELECT d.id FROM sales.balance_differences d` + f.Where() + ` ORDER BY d.day DESC, d.id DESC LIMIT ` + ask.CountLimit + `) d`
}

const selectLatestCheck = `
SELECT day, checked_at, customers, differences, postponed, balances_kopeks, opening, (SELECT min(day) FROM sales.balance_checks)
FROM sales.balance_checks ORDER BY day DESC LIMIT 1`

func (s *Server) latestCheck(ctx context.Context, answer *salesv1.ListBalanceDifferencesResponse) error {
	var day, at, opened time.Time
	check := &salesv1.BalanceCheck{}
	err := s.read.QueryRow(ctx, selectLatestCheck).Scan(&day, &at, &check.Customers, &check.Differences, &check.Postponed, &check.BalancesKopeks, &check.Opening, &opened)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return pg.MapError(fmt.Errorf("read the latest check of balances: %w", err))
	}
	first := opened.Format(time.DateOnly)
	check.Day, check.CheckedAt = day.Format(time.DateOnly), timestamppb.New(at)
	answer.LastCheck, answer.OpenedOn = check, &first
	return nil
}
