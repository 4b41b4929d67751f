package salesread

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const subscriptionColumns = `s.id, s.customer_id, s.status, s.split, s.is_trial, s.starts_at, s.ends_at, s.tariff_id, s.traffic_limit_gb, s.traffic_used_gb,
	s.device_limit, s.autopay_enabled, s.created_at, s.gone_at`

// subscriptionRow is one row of the list, with its customer and the tariff's name.
type subscriptionRow struct {
	ID             int64
	CustomerID     int64
	Status         string
	Split          string
	IsTrial        bool
	StartsAt       *time.Time
	EndsAt         time.Time
	TariffID       *int64
	TrafficLimitGB int64   `db:"traffic_limit_gb"`
	TrafficUsedGB  float64 `db:"traffic_used_gb"`
	DeviceLimit    int64
	AutopayEnabled bool
	CreatedAt      time.Time
	GoneAt         *time.Time
	TariffName     *string
	customerColumns
}

// sorting is one of the orders a list may be asked in.
type sorting struct {
	column string
	desc   bool
}

func sortingOf(asked string) sorting {
	switch asked {
	case "created_asc":
		return sorting{column: "s.created_at"}
	case "ends_asc":
		return sorting{column: "s.ends_at"}
	case "ends_desc":
		return sorting{column: "s.ends_at", desc: true}
	}
	return sorting{column: "s.created_at", desc: true}
}

func (o sorting) orderBy() string {
	if o.desc {
		return ` ORDER BY ` + o.column + ` DESC, s.id DESC`
	}
	return ` ORDER BY ` + o.column + `, s.id`
}

func (o sorting) after() string {
	if o.desc {
		return `(` + o.column + `, s.id) < (@after_at, @after_id)`
	}
	return `(` + o.column + `, s.id) > (@after_at, @after_id)`
}

func (o sorting) position(row subscriptionRow) position {
	if o.column == "s.ends_at" {
		return position{at: row.EndsAt, id: row.ID}
	}
	return position{at: row.CreatedAt, id: row.ID}
}

// ListSubscriptions lists subscriptions, newest first unless asked otherwise.
func (s *service) ListSubscriptions(ctx context.Context, q *salesv1.ListSubscriptionsRequest) (*salesv1.ListSubscriptionsResponse, error) {
	now := s.now()
	f, err := s.subscriptionFilter(q, now)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	order := sortingOf(q.GetSort())
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.subscriptionPage(ctx, one("s.id", id), order, nil, 1)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		p := order.position(rows[0])
		return &p, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, subscriptionEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.subscriptionPage(ctx, f, order, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListSubscriptionsResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = encodeToken(hash, order.position(rows[size-1]))
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message(now))
	}
	if q.Count == nil || q.GetCount() {
		err = s.subscriptionTotal(ctx, f, order, answer)
	}
	return answer, err
}

func (s *service) subscriptionFilter(q *salesv1.ListSubscriptionsRequest, now time.Time) (*filter, error) {
	if err := allKnown("status", q.GetStatus(), statuses); err != nil {
		return nil, err
	}
	createdFrom, createdTo, err := s.span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	endsFrom, endsTo, err := s.span("ends_from", q.GetEndsFrom(), "ends_to", q.GetEndsTo())
	if err != nil {
		return nil, err
	}
	f := newFilter()
	oneOf(f, "s.status", "status", q.GetStatus())
	stateFilter(f, q.GetState(), now)
	if q.Trial != nil {
		f.add(map[bool]string{true: "s.is_trial", false: "NOT s.is_trial"}[q.GetTrial()], nil)
	}
	oneOf(f, "s.tariff_id", "tariff", q.GetTariffId())
	if q.CustomerId != nil {
		f.add("s.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	f.between("s.created_at", "created", createdFrom, createdTo)
	f.between("s.ends_at", "ends", endsFrom, endsTo)
	s.textFilter(f, "s.customer_id", q.GetText())
	return f, nil
}

func stateFilter(f *filter, states []string, now time.Time) {
	if len(states) == 0 {
		return
	}
	clauses := make([]string, len(states))
	for i, state := range states {
		clauses[i] = stateClause(state)
	}
	args := pgx.NamedArgs{}
	if strings.Contains(strings.Join(clauses, ""), "@now") {
		args["now"] = now
	}
	f.add("("+strings.Join(clauses, " OR ")+")", args)
}

func subscriptionPageSQL(f *filter, order sorting, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	if after != nil {
		page.add(order.after(), pgx.NamedArgs{"after_at": after.at, "after_id": after.id})
	}
	page.args["limit"] = limit
	return `SELECT ` + subscriptionColumns + `, t.name AS tariff_name, ` + customerSelect + `
FROM (SELECT ` + subscriptionColumns + ` FROM sales.subscriptions s` + page.where() + order.orderBy() + ` LIMIT @limit) s
LEFT JOIN sales.customers c ON c.id = s.customer_id LEFT JOIN sales.tariffs t ON t.id = s.tariff_id` + order.orderBy(), page.args
}

func (s *service) subscriptionPage(ctx context.Context, f *filter, order sorting, after *position, limit int) ([]subscriptionRow, error) {
	query, args := subscriptionPageSQL(f, order, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list subscriptions: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[subscriptionRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list subscriptions: %w", err))
	}
	return list, nil
}

func subscriptionTotalSQL(f *filter, order sorting) string {
	return `SELECT count(*) FROM (SELECT s.id FROM sales.subscriptions s` + f.where() + order.orderBy() + ` LIMIT ` + countLimit + `) s`
}

func (s *service) subscriptionTotal(ctx context.Context, f *filter, order sorting, answer *salesv1.ListSubscriptionsResponse) error {
	var total int
	if err := s.read.QueryRow(ctx, subscriptionTotalSQL(f, order), f.args).Scan(&total); err != nil {
		return pg.MapError(fmt.Errorf("count subscriptions: %w", err))
	}
	answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	return nil
}

func (row subscriptionRow) message(now time.Time) *salesv1.Subscription {
	return &salesv1.Subscription{
		Id: row.ID, CustomerId: row.CustomerID, Customer: row.customer(), Status: row.Status, State: stateOf(row.Status, row.Split, row.EndsAt, now, row.GoneAt != nil),
		IsTrial: row.IsTrial, StartsAt: stamp(row.StartsAt), EndsAt: stamp(&row.EndsAt), TariffId: row.TariffID, TariffName: row.TariffName,
		TrafficLimitGb: row.TrafficLimitGB, TrafficUsedGb: row.TrafficUsedGB, DeviceLimit: row.DeviceLimit, AutopayEnabled: row.AutopayEnabled,
		CreatedAt: stamp(&row.CreatedAt), GoneAt: stamp(row.GoneAt),
	}
}
