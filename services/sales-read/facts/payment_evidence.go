package facts

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
)

const selectPayments = `
SELECT t.id, t.customer_id, t.kind, t.amount_kopeks, t.payment_method, t.gateway, t.description, t.completed, t.booked_at, t.gone_at IS NOT NULL AS gone,
	g.id AS order_id, g.is_gift AS order_gift, g.tariff_id AS order_tariff, g.period_days AS order_days
FROM sales.transactions t
LEFT JOIN LATERAL (SELECT o.id, o.is_gift, o.tariff_id, o.period_days FROM sales.guest_purchases o
	WHERE t.kind = 'subscription_payment' AND t.gateway IS NOT NULL AND o.payment_id = t.external_id AND o.paid_at IS NOT NULL AND o.gateway IS NOT NULL
	AND o.amount_kopeks > 0 ORDER BY o.id LIMIT 1) g ON true
WHERE t.id = ANY($1)`

// paidRow is a row of the ledger to classify.
type paidRow struct {
	ID            int64
	CustomerID    int64
	Kind          string
	AmountKopeks  int64
	PaymentMethod *string
	Gateway       *string
	Description   *string
	Completed     bool
	BookedAt      time.Time
	Gone          bool
	OrderID       *int64
	OrderGift     *bool
	OrderTariff   *int64
	OrderDays     *int64
}

func (p *paidRow) row() classify.Row {
	return classify.Row{Kind: p.Kind, Method: ask.Value(p.PaymentMethod), Gateway: ask.Value(p.Gateway), AmountKopeks: p.AmountKopeks, Description: ask.Value(p.Description),
		Completed: p.Completed, BookedAt: p.BookedAt}
}

func (p *paidRow) fact() paymentFact {
	customer := p.CustomerID
	return paymentFact{Source: "transaction", ID: p.ID, CustomerID: &customer, Kind: p.Kind, Method: p.PaymentMethod, Gateway: p.Gateway, AmountKopeks: p.AmountKopeks,
		Gone: p.Gone, BookedAt: p.BookedAt}
}

const (
	selectEvents = `
SELECT transaction_id, type, subscription_id, period_days, was_trial_conversion, extended_days, previous_ends_at, new_ends_at FROM sales.subscription_events
WHERE transaction_id = ANY($1) ORDER BY id`
	selectChanges = `
SELECT s.customer_id AS owner, c.subscription_id, c.version, c.changed_at, c.is_trial, c.tariff_id, c.starts_at, c.ends_at, c.gone, c.imported
FROM sales.subscriptions s JOIN sales.subscription_changes c ON c.subscription_id = s.id WHERE s.customer_id = ANY($1) ORDER BY c.subscription_id, c.version`
	selectPackages = `
SELECT s.customer_id AS owner, p.subscription_id, p.created_at FROM sales.subscriptions s JOIN sales.traffic_purchases p ON p.subscription_id = s.id
WHERE s.customer_id = ANY($1) ORDER BY p.id`
	selectNames = `SELECT name, min(tariff_id) FROM sales.tariff_names WHERE name = ANY($1) GROUP BY name HAVING count(*) = 1`
	// Payments so near that a change may belong to either.
	selectRivals = `
SELECT p.id, count(*)::integer AS rivals FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) AS p (id, customer, booked)
JOIN sales.transactions t ON t.customer_id = p.customer AND t.booked_at > p.booked - $4::interval AND t.booked_at < p.booked + $4::interval AND t.id <> p.id
WHERE t.kind = 'subscription_payment' AND t.completed GROUP BY p.id`
	// Payments that took a change near these for their own.
	selectShaken = `
SELECT DISTINCT f.id FROM unnest($1::bigint[], $2::timestamptz[]) AS p (customer, booked)
JOIN sales.payment_facts f ON f.customer_id = p.customer AND f.booked_at > p.booked - $3::interval AND f.booked_at < p.booked + $3::interval
WHERE f.source = 'transaction' AND f.evidence = 'state'`
)

type journalRow struct {
	TransactionID      int64
	Type               string
	SubscriptionID     *int64
	PeriodDays         *int64
	WasTrialConversion *bool
	ExtendedDays       *int64
	PreviousEndsAt     *time.Time
	NewEndsAt          *time.Time
}

type stateRow struct {
	Owner          int64
	SubscriptionID int64
	Version        int64
	ChangedAt      time.Time
	IsTrial        bool
	TariffID       *int64
	StartsAt       *time.Time
	EndsAt         time.Time
	Gone           bool
	Imported       bool
}

func (r stateRow) state() classify.State {
	return classify.State{Trial: r.IsTrial, TariffID: ask.Value(r.TariffID), StartsAt: ask.Value(r.StartsAt), EndsAt: r.EndsAt}
}

type packageRow struct {
	Owner          int64
	SubscriptionID int64
	CreatedAt      time.Time
}

// evidence is what is known around a set of ledger rows.
type evidence struct {
	events   map[int64][]journalRow // by payment
	changes  map[int64][]stateRow   // by customer: subscription after subscription, each from the first state on
	packages map[int64][]packageRow // by customer
	names    map[string]int64
}

// gather reads the evidence for purchases among the rows.
func gather(ctx context.Context, tx pgx.Tx, rows []paidRow, said []classify.Row) (*evidence, error) {
	var ids []int64
	who, names := map[int64]struct{}{}, map[string]struct{}{}
	for i, p := range rows {
		if p.Kind == "subscription_payment" {
			ids = append(ids, p.ID)
			who[p.CustomerID] = struct{}{}
		}
		if name := said[i].TariffName(); name != "" {
			names[name] = struct{}{}
		}
	}
	e := &evidence{events: map[int64][]journalRow{}, changes: map[int64][]stateRow{}, packages: map[int64][]packageRow{}, names: map[string]int64{}}
	if len(ids) > 0 {
		if err := e.load(ctx, tx, ids, slices.Collect(maps.Keys(who))); err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return e, nil
	}
	list, err := tx.Query(ctx, selectNames, slices.Collect(maps.Keys(names)))
	if err != nil {
		return nil, fmt.Errorf("read names of tariffs: %w", err)
	}
	var name string
	var id int64
	if _, err := pgx.ForEachRow(list, []any{&name, &id}, func() error { e.names[name] = id; return nil }); err != nil {
		return nil, fmt.Errorf("read names of tariffs: %w", err)
	}
	return e, nil
}

func (e *evidence) load(ctx context.Context, tx pgx.Tx, payments, customers []int64) error {
	events, err := ask.Structs[journalRow](ctx, tx, "journal", selectEvents, payments)
	if err != nil {
		return err
	}
	for _, row := range events {
		e.events[row.TransactionID] = append(e.events[row.TransactionID], row)
	}
	changes, err := ask.Structs[stateRow](ctx, tx, "changes of subscriptions", selectChanges, customers)
	if err != nil {
		return err
	}
	for _, row := range changes {
		e.changes[row.Owner] = append(e.changes[row.Owner], row)
	}
	packages, err := ask.Structs[packageRow](ctx, tx, "traffic packages", selectPackages, customers)
	if err != nil {
		return err
	}
	for _, row := range packages {
		e.packages[row.Owner] = append(e.packages[row.Owner], row)
	}
	return nil
}

// of is the evidence for one row, rivals aside.
func (e *evidence) of(p *paidRow) classify.Evidence {
	var found classify.Evidence
	if p.OrderID != nil && p.Completed && p.AmountKopeks != 0 {
		found.Delivers = &classify.Order{ID: *p.OrderID, Gift: ask.Value(p.OrderGift), TariffID: ask.Value(p.OrderTariff), PeriodDays: ask.Value(p.OrderDays)}
	}
	found.TariffNamed = func(name string) int64 { return e.names[name] }
	if p.Kind != "subscription_payment" {
		return found
	}
	for _, row := range e.events[p.ID] {
		found.Events = append(found.Events, classify.Event{Type: row.Type, SubscriptionID: ask.Value(row.SubscriptionID), PeriodDays: ask.Value(row.PeriodDays),
			ExtendedDays: ask.Value(row.ExtendedDays), PreviousEndsAt: ask.Value(row.PreviousEndsAt), NewEndsAt: ask.Value(row.NewEndsAt), Conversion: ask.Value(row.WasTrialConversion)})
	}
	from, to := p.BookedAt.Add(-classify.Before), p.BookedAt.Add(classify.After)
	rows := e.changes[p.CustomerID]
	for i, row := range rows {
		first := i == 0 || rows[i-1].SubscriptionID != row.SubscriptionID
		if first && !row.ChangedAt.After(to) {
			found.Subscriptions = append(found.Subscriptions, classify.Subscription{ID: row.SubscriptionID})
		}
		if row.ChangedAt.After(to) {
			continue
		}
		if !row.ChangedAt.After(p.BookedAt.Add(classify.Before)) || first {
			last := &found.Subscriptions[len(found.Subscriptions)-1]
			last.TariffID, last.Later = ask.Value(row.TariffID), row.Imported && row.Version > p.BookedAt.UnixMicro()
		}
		if row.ChangedAt.Before(from) || row.Gone {
			continue
		}
		c := classify.Change{SubscriptionID: row.SubscriptionID, At: row.ChangedAt, Imported: row.Imported, State: row.state()}
		if !first {
			was := rows[i-1].state()
			c.Was = &was
		}
		found.Changes = append(found.Changes, c)
	}
	for _, row := range e.packages[p.CustomerID] {
		if !row.CreatedAt.Before(from) && !row.CreatedAt.After(to) {
			found.Packages = append(found.Packages, row.SubscriptionID)
		}
	}
	return found
}
