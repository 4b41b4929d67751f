package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// OFFSET 0 keeps these as one look into an index per customer: turned into a join they may read a whole table for one page.
const (
	hasPaid = `EXISTS (SELECT FROM sales.payers p WHERE p.customer_id = c.id OFFSET 0)`
	hasLive = `EXISTS (SELECT FROM sales.subscriptions s WHERE s.customer_id = c.id AND ` + live + ` OFFSET 0)`
)

const customerShares = `EXISTS (SELECT FROM sales.payers p WHERE p.customer_id = c.id) AS has_paid,
	(SELECT count(*)::integer FROM sales.subscriptions s WHERE s.customer_id = c.id) AS subscriptions,
	(SELECT count(*)::integer FROM sales.subscriptions s WHERE s.customer_id = c.id AND ` + live + `) AS live_subscriptions`

const customerFields = `c.id, c.telegram_id, c.username, c.first_name, c.last_name, c.email, c.status, c.auth_type, c.language, c.balance_kopeks,
	c.created_at, c.gone_at, c.referral_code, c.referred_by_id, c.remnawave_id`

// customerRow is one row of the list, with what the customer has.
type customerRow struct {
	customerColumns
	HasPaid           bool
	Subscriptions     int32
	LiveSubscriptions int32
}

func (row customerRow) message() *salesv1.Customer {
	c := row.customer()
	c.HasPaid, c.Subscriptions, c.LiveSubscriptions = &row.HasPaid, &row.Subscriptions, &row.LiveSubscriptions
	return c
}

// customerOrder is an order of the list; the id decides between equals.
type customerOrder struct {
	column string
	desc   bool
}

func customerOrderOf(asked string) customerOrder {
	switch asked {
	case "created_asc":
		return customerOrder{column: "c.created_at"}
	case "balance_desc":
		return customerOrder{column: "c.balance_kopeks", desc: true}
	}
	return customerOrder{column: "c.created_at", desc: true}
}

func (o customerOrder) byBalance() bool { return o.column == "c.balance_kopeks" }

func (o customerOrder) orderBy() string {
	if o.desc {
		return ` ORDER BY ` + o.column + ` DESC, c.id DESC`
	}
	return ` ORDER BY ` + o.column + `, c.id`
}

// after adds where the page begins. A position by balance holds kopeks in the place of microseconds.
func (o customerOrder) after(f *filter, p *position) {
	if p == nil {
		return
	}
	compare := " > "
	if o.desc {
		compare = " < "
	}
	args := pgx.NamedArgs{"after": p.at, "after_id": p.id}
	if o.byBalance() {
		args["after"] = p.at.UnixMicro()
	}
	f.add(`(`+o.column+`, c.id)`+compare+`(@after, @after_id)`, args)
}

func (o customerOrder) position(row customerRow) position {
	if o.byBalance() {
		return position{at: time.UnixMicro(*row.BalanceKopeks), id: *row.CustomerRow}
	}
	return position{at: *row.Registered, id: *row.CustomerRow}
}

// ListCustomers lists customers, newest first unless asked otherwise.
func (s *service) ListCustomers(ctx context.Context, q *salesv1.ListCustomersRequest) (*salesv1.ListCustomersResponse, error) {
	now := s.now()
	f, err := s.customerFilter(q, now)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	order := customerOrderOf(q.GetSort())
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.customerPage(ctx, one("c.id", id), order, nil, 1, now)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		p := order.position(rows[0])
		return &p, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, customerEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.customerPage(ctx, f, order, after, size+1, now)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListCustomersResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = encodeToken(hash, order.position(rows[size-1]))
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count == nil || q.GetCount() {
		err = s.customerTotal(ctx, f, answer)
	}
	return answer, err
}

func (s *service) customerFilter(q *salesv1.ListCustomersRequest, now time.Time) (*filter, error) {
	from, to, err := s.span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	if q.BalanceMinKopeks != nil && q.BalanceMaxKopeks != nil && q.GetBalanceMinKopeks() > q.GetBalanceMaxKopeks() {
		return nil, rpc.Invalid("balance_max_kopeks", "must not be less than balance_min_kopeks")
	}
	f := newFilter()
	oneOf(f, "c.status", "status", q.GetStatus())
	oneOf(f, "c.auth_type", "auth", q.GetAuthType())
	if q.Paid != nil {
		f.add(map[bool]string{true: hasPaid, false: "NOT " + hasPaid}[q.GetPaid()], nil)
	}
	if q.Live != nil {
		f.add(map[bool]string{true: hasLive, false: "NOT " + hasLive}[q.GetLive()], pgx.NamedArgs{"now": now})
	}
	f.between("c.created_at", "created", from, to)
	if q.BalanceMinKopeks != nil {
		f.add("c.balance_kopeks >= @balance_min", pgx.NamedArgs{"balance_min": q.GetBalanceMinKopeks()})
	}
	if q.BalanceMaxKopeks != nil {
		f.add("c.balance_kopeks <= @balance_max", pgx.NamedArgs{"balance_max": q.GetBalanceMaxKopeks()})
	}
	s.textFilter(f, "c.id", q.GetText())
	return f, nil
}

// customerPageSQL takes the page by index order first, then counts what its customers have.
func customerPageSQL(f *filter, order customerOrder, after *position, limit int, now time.Time) (string, pgx.NamedArgs) {
	page := f.clone()
	order.after(page, after)
	page.args["limit"], page.args["now"] = limit, now
	return `SELECT ` + customerSelect + `, ` + customerShares + `
FROM (SELECT ` + customerFields + ` FROM sales.customers c` + page.where() + order.orderBy() + ` LIMIT @limit) c` + order.orderBy(), page.args
}

func (s *service) customerPage(ctx context.Context, f *filter, order customerOrder, after *position, limit int, now time.Time) ([]customerRow, error) {
	query, args := customerPageSQL(f, order, after, limit, now)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list customers: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[customerRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list customers: %w", err))
	}
	return list, nil
}

func customerTotalSQL(f *filter) string {
	return `SELECT count(*) FROM (SELECT c.id FROM sales.customers c` + f.where() + ` ORDER BY c.created_at DESC, c.id DESC LIMIT ` + countLimit + `) c`
}

func (s *service) customerTotal(ctx context.Context, f *filter, answer *salesv1.ListCustomersResponse) error {
	var total int
	if err := s.read.QueryRow(ctx, customerTotalSQL(f), f.args).Scan(&total); err != nil {
		return pg.MapError(fmt.Errorf("count customers: %w", err))
	}
	answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	return nil
}
