package salesread

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
	customerColumns
}

func (d balanceDifference) message() *salesv1.BalanceDifference {
	return &salesv1.BalanceDifference{Day: d.Day.Format(time.DateOnly), CustomerId: d.CustomerID, Customer: d.customer(), SinceDay: d.SinceDay.Format(time.DateOnly),
		OpeningKopeks: d.OpeningKopeks, PostingsKopeks: d.PostingsKopeks, ClosingKopeks: d.ClosingKopeks, DifferenceKopeks: d.DifferenceKopeks, Wiped: d.Wiped}
}

// ListBalanceDifferences lists the customers whose balance the ledger does not explain, newest check first.
func (s *service) ListBalanceDifferences(ctx context.Context, q *salesv1.ListBalanceDifferencesRequest) (*salesv1.ListBalanceDifferencesResponse, error) {
	f, err := balanceFilter(q)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	after, err := decodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, balanceEntities)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListBalanceDifferencesResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if err := s.latestCheck(ctx, answer); err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
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
		answer.NextPageToken = encodeToken(hash, position{at: rows[size-1].Day, id: rows[size-1].ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count != nil && !q.GetCount() {
		return answer, nil
	}
	var total int
	if err := s.read.QueryRow(ctx, balanceTotalSQL(f), f.args).Scan(&total); err != nil {
		return nil, pg.MapError(fmt.Errorf("count differences of balances: %w", err))
	}
	answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	return answer, nil
}

func balanceFilter(q *salesv1.ListBalanceDifferencesRequest) (*filter, error) {
	f := newFilter()
	for _, border := range []struct{ field, value, clause string }{{"from", q.GetFrom(), "d.day >= @from"}, {"to", q.GetTo(), "d.day < @to"}} {
		if border.value == "" {
			continue
		}
		day, err := calendarDay(border.field, border.value)
		if err != nil {
			return nil, err
		}
		f.add(border.clause, pgx.NamedArgs{border.field: day})
	}
	if from, ok := f.args["from"].(time.Time); ok {
		if to, ok := f.args["to"].(time.Time); ok && !to.After(from) {
			return nil, rpc.Invalid("to", "must be later than from: the days from %s to %s are none", q.GetFrom(), q.GetTo())
		}
	}
	if q.CustomerId != nil {
		f.add("d.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	switch q.GetDirection() {
	case "more":
		f.add("d.difference_kopeks > 0", nil)
	case "less":
		f.add("d.difference_kopeks < 0", nil)
	}
	if q.Wiped != nil {
		f.add(map[bool]string{true: "d.wiped", false: "NOT d.wiped"}[q.GetWiped()], nil)
	}
	if q.MinKopeks != nil {
		f.add("abs(d.difference_kopeks) >= @least", pgx.NamedArgs{"least": q.GetMinKopeks()})
	}
	return f, nil
}

const balanceColumns = `d.id, d.day, d.customer_id, d.since_day, d.opening_kopeks, d.postings_kopeks, d.closing_kopeks, d.difference_kopeks, d.wiped`

func balancePageSQL(f *filter, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	if after != nil {
		page.add("(d.day, d.id) < (@after_day, @after_id)", pgx.NamedArgs{"after_day": after.at.UTC(), "after_id": after.id})
	}
	page.args["limit"] = limit
	return `SELECT ` + balanceColumns + `, ` + customerSelect + `
FROM (SELECT ` + balanceColumns + ` FROM sales.balance_differences d` + page.where() + ` ORDER BY d.day DESC, d.id DESC LIMIT @limit) d
LEFT JOIN sales.customers c ON c.id = d.customer_id ORDER BY d.day DESC, d.id DESC`, page.args
}

func balanceTotalSQL(f *filter) string {
	return `SELECT count(*) FROM (SELECT d.id FROM sales.balance_differences d` + f.where() + ` ORDER BY d.day DESC, d.id DESC LIMIT ` + countLimit + `) d`
}

const selectLatestCheck = `
SELECT day, checked_at, customers, differences, postponed, balances_kopeks, opening, (SELECT min(day) FROM sales.balance_checks)
FROM sales.balance_checks ORDER BY day DESC LIMIT 1`

func (s *service) latestCheck(ctx context.Context, answer *salesv1.ListBalanceDifferencesResponse) error {
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
