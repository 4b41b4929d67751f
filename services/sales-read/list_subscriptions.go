package salesread

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
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
	ask.CustomerColumns
}

func subscriptionOrderOf(asked string) ask.Order {
	switch asked {
	case "created_asc":
		return ask.Order{Column: "s.created_at", ID: "s.id"}
	case "ends_asc":
		return ask.Order{Column: "s.ends_at", ID: "s.id"}
	case "ends_desc":
		return ask.Order{Column: "s.ends_at", ID: "s.id", Desc: true}
	}
	return ask.Order{Column: "s.created_at", ID: "s.id", Desc: true}
}

func (row subscriptionRow) place(o ask.Order) ask.Position {
	if o.Column == "s.ends_at" {
		return ask.Position{At: row.EndsAt, ID: row.ID}
	}
	return ask.Position{At: row.CreatedAt, ID: row.ID}
}

// ListSubscriptions lists subscriptions, newest first unless asked otherwise.
func (s *service) ListSubscriptions(ctx context.Context, q *salesv1.ListSubscriptionsRequest) (*salesv1.ListSubscriptionsResponse, error) {
	now, order := s.now(), subscriptionOrderOf(q.GetSort())
	f, err := s.subscriptionFilter(q, now)
	if err != nil {
		return nil, err
	}
	list := ask.List[subscriptionRow, *salesv1.Subscription]{Entities: subscriptionEntities, ID: "s.id", Page: s.subscriptionPage(order), Place: func(row subscriptionRow) ask.Position { return row.place(order) },
		Tell:  func(row subscriptionRow) *salesv1.Subscription { return row.message(now) },
		Count: func(f *ask.Filter) string { return subscriptionTotalSQL(f, order) }}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListSubscriptionsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func (s *service) subscriptionFilter(q *salesv1.ListSubscriptionsRequest, now time.Time) (*ask.Filter, error) {
	if err := ask.AllKnown("status", q.GetStatus(), statuses); err != nil {
		return nil, err
	}
	createdFrom, createdTo, err := s.read.Span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	endsFrom, endsTo, err := s.read.Span("ends_from", q.GetEndsFrom(), "ends_to", q.GetEndsTo())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	ask.OneOf(f, "s.status", "status", q.GetStatus())
	stateFilter(f, q.GetState(), now)
	if q.Trial != nil {
		f.Add(map[bool]string{true: "s.is_trial", false: "NOT s.is_trial"}[q.GetTrial()], nil)
	}
	ask.OneOf(f, "s.tariff_id", "tariff", q.GetTariffId())
	if q.CustomerId != nil {
		f.Add("s.customer_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	}
	f.Between("s.created_at", "created", createdFrom, createdTo)
	f.Between("s.ends_at", "ends", endsFrom, endsTo)
	s.read.TextFilter(f, "s.customer_id", q.GetText())
	return f, nil
}

func stateFilter(f *ask.Filter, states []string, now time.Time) {
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
	f.Add("("+strings.Join(clauses, " OR ")+")", args)
}

func subscriptionPageSQL(f *ask.Filter, order ask.Order, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	order.After(page, after)
	page.Args["limit"] = limit
	return `SELECT ` + subscriptionColumns + `, t.name AS tariff_name, ` + ask.CustomerSelect + `
FROM (SELECT ` + subscriptionColumns + ` FROM sales.subscriptions s` + page.Where() + order.By() + ` LIMIT @limit) s` +
		ask.CustomerOf("s.customer_id") + ` LEFT JOIN sales.tariffs t ON t.id = s.tariff_id` + order.By(), page.Args
}

// subscriptionPage reads pages in one order.
func (s *service) subscriptionPage(order ask.Order) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]subscriptionRow, error) {
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]subscriptionRow, error) {
		query, args := subscriptionPageSQL(f, order, after, limit)
		return ask.Rows[subscriptionRow](ctx, s.read, "subscriptions", query, args)
	}
}

func subscriptionTotalSQL(f *ask.Filter, order ask.Order) string {
	return `SELECT count(*) FROM (SELECT s.id FROM sales.subscriptions s` + f.Where() + order.By() + ` LIMIT ` + ask.CountLimit + `) s`
}

func (row subscriptionRow) message(now time.Time) *salesv1.Subscription {
	return &salesv1.Subscription{
		Id: row.ID, CustomerId: row.CustomerID, Customer: row.Customer(), Status: row.Status, State: stateOf(row.Status, row.Split, row.EndsAt, now, row.GoneAt != nil),
		IsTrial: row.IsTrial, StartsAt: ask.Stamp(row.StartsAt), EndsAt: ask.Stamp(&row.EndsAt), TariffId: row.TariffID, TariffName: row.TariffName,
		TrafficLimitGb: row.TrafficLimitGB, TrafficUsedGb: row.TrafficUsedGB, DeviceLimit: row.DeviceLimit, AutopayEnabled: row.AutopayEnabled,
		CreatedAt: ask.Stamp(&row.CreatedAt), GoneAt: ask.Stamp(row.GoneAt),
	}
}
