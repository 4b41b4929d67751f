package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

const (
	listWorkers = 8
	listRounds  = 5
	listRound   = 4 * time.Second
)

// question is one list: its parameters over HTTP and the same as a WHERE. The n-th asking begins n milliseconds later, so that no answer can be
// remembered from another one.
type question struct {
	name   string
	filter [2]string // parameter and value
	where  string
	from   time.Time
}

// questions have two filters each: one with more rows than totals count, one with few.
func (l *lab) questions() []question {
	end := l.shop.Now.UTC().Truncate(time.Second)
	month, day := end.AddDate(0, 0, -60), end.AddDate(0, 0, -1)
	return []question{
		{"many rows: one method since 60 days", [2]string{"payment_method", "yookassa"}, "t.payment_method = @value AND t.booked_at >= @from", month},
		{"few rows: one kind of the last day", [2]string{"kind", "deposit"}, "t.kind = @value AND t.booked_at >= @from", day},
	}
}

func (q question) begin(n int64) time.Time { return q.from.Add(time.Duration(n) * time.Millisecond) }

func (q question) path(n int64) string {
	query := url.Values{"page_size": {"50"}, q.filter[0]: {q.filter[1]}, "from": {q.begin(n).Format(time.RFC3339Nano)}}
	return "/api/v2/sales/transactions?" + query.Encode()
}

// The statements of the list: the page by index order with its customers, and the capped totals.
const (
	pageColumns = `t.id, t.customer_id, t.kind, t.direction, t.amount_kopeks, t.payment_method, t.gateway, t.external_id, t.description, t.completed,
	t.created_at, t.booked_at, t.gone_at, t.cash`
	pageSQL = `SELECT ` + pageColumns + `, c.id AS c_id, c.telegram_id, c.username, c.first_name, c.last_name, c.email, c.status, c.auth_type, c.language,
	c.balance_kopeks, c.created_at AS registered, c.gone_at AS c_gone_at
FROM (SELECT ` + pageColumns + ` FROM sales.transactions t WHERE %s ORDER BY t.booked_at DESC, t.id DESC LIMIT 51) t
LEFT JOIN sales.customers c ON c.id = t.customer_id ORDER BY t.booked_at DESC, t.id DESC`
	totalsSQL = `SELECT count(*), coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 1), 0)::bigint,
	coalesce(sum(t.amount_kopeks) FILTER (WHERE t.direction = 2), 0)::bigint, coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 1), 0)::bigint,
	coalesce(sum(t.amount_kopeks) FILTER (WHERE t.cash = 2), 0)::bigint
FROM (SELECT t.amount_kopeks, t.direction, t.cash FROM sales.transactions t WHERE %s ORDER BY t.booked_at DESC, t.id DESC LIMIT 10001) t`
)

type pageRow struct {
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
	CustomerRow   *int64 `db:"c_id"`
	TelegramID    *int64
	Username      *string
	FirstName     *string
	LastName      *string
	Email         *string
	Status        *string
	AuthType      *string
	Language      *string
	BalanceKopeks *int64
	Registered    *time.Time
	CustomerGone  *time.Time `db:"c_gone_at"`
}

// raw asks by pgx alone, in the mode sales-read asks in: planned for the values.
func (q question) raw(ctx context.Context, pool *pgxpool.Pool, n int64) (page []pageRow, total int64, err error) {
	args := pgx.NamedArgs{"value": q.filter[1], "from": q.begin(n)}
	rows, err := pool.Query(ctx, fmt.Sprintf(pageSQL, q.where), pgx.QueryExecModeCacheDescribe, args)
	if err != nil {
		return nil, 0, fmt.Errorf("read page: %w", err)
	}
	if page, err = pgx.CollectRows(rows, pgx.RowToStructByName[pageRow]); err != nil {
		return nil, 0, fmt.Errorf("read page: %w", err)
	}
	var sums [4]int64
	if err := pool.QueryRow(ctx, fmt.Sprintf(totalsSQL, q.where), pgx.QueryExecModeCacheDescribe, args).Scan(&total, &sums[0], &sums[1], &sums[2], &sums[3]); err != nil {
		return nil, 0, fmt.Errorf("count: %w", err)
	}
	return page, total, nil
}

func measureList(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	pool, err := l.pool(ctx, listWorkers)
	if err != nil {
		return result{}, err
	}
	defer pool.Close()
	r := result{reached: true}
	var measured, reference, ratios []string
	for _, q := range l.questions() {
		if err := q.check(ctx, s.api, pool); err != nil {
			return r, err
		}
		var asked atomic.Int64
		http, raw, err := race(ctx, func(ctx context.Context) error { _, err := s.get(ctx, q.path(asked.Add(1))); return err },
			func(ctx context.Context) error { _, _, err := q.raw(ctx, pool, asked.Add(1)); return err })
		if err != nil {
			return r, err
		}
		ratio := quantile(http, 0.5) / quantile(raw, 0.5)
		measured, reference = append(measured, fmt.Sprintf("%.0f", quantile(http, 0.5))), append(reference, fmt.Sprintf("%.0f", quantile(raw, 0.5)))
		ratios = append(ratios, fmt.Sprintf("%.2f", ratio))
		r.reached = r.reached && ratio >= 0.25
		r.note("%s: %.0f requests/s through HTTP (rounds %.0f), %.0f by raw pgx (rounds %.0f).", q.name, quantile(http, 0.5), http, quantile(raw, 0.5), raw)
	}
	r.measured, r.reference = strings.Join(measured, " and ")+" requests/s", strings.Join(reference, " and ")+" requests/s"
	r.ratio = strings.Join(ratios, " and ")
	r.note("%d at once, medians of %d alternating rounds of %s. Raw pgx runs the page and the totals, checked to give the same ids and total. No two requests have the same filter, so that no answer is a remembered one. HTTP adds token check, permission, gRPC over NATS, watermarks and JSON.",
		listWorkers, listRounds, listRound)
	return r, nil
}

// check fails unless both ways answer the same.
func (q question) check(ctx context.Context, a *api, pool *pgxpool.Pool) error {
	var answer struct {
		Items []struct {
			ID int64 `json:"id,string"`
		}
		Total       int64
		TotalCapped bool `json:"total_capped"`
	}
	if err := a.read(ctx, q.path(0), &answer); err != nil {
		return err
	}
	page, total, err := q.raw(ctx, pool, 0)
	if err != nil {
		return err
	}
	same := len(answer.Items) == 50 && len(page) == 51 && answer.Total == min(total, 10_000) && answer.TotalCapped == (total > 10_000)
	for i := range answer.Items {
		same = same && answer.Items[i].ID == page[i].ID
	}
	if !same {
		return fmt.Errorf("HTTP and SQL do not answer the same list (%s): %d of total %d against %d of %d", q.name, len(answer.Items), answer.Total, len(page), total)
	}
	return nil
}

// race takes both in turns and returns the sorted requests per second of their rounds.
func race(ctx context.Context, one, other func(ctx context.Context) error) (ones, others []float64, err error) {
	for range listRounds {
		a, err := throughput(ctx, one)
		if err != nil {
			return nil, nil, err
		}
		b, err := throughput(ctx, other)
		if err != nil {
			return nil, nil, err
		}
		ones, others = append(ones, a), append(others, b)
	}
	slices.Sort(ones)
	slices.Sort(others)
	return ones, others, nil
}

// throughput does f by all workers for one round and returns how often per second.
func throughput(ctx context.Context, f func(ctx context.Context) error) (float64, error) {
	var group errgroup.Group
	began := time.Now()
	counts := make([]int, listWorkers)
	for w := range counts {
		group.Go(func() error {
			for time.Since(began) < listRound {
				if err := f(ctx); err != nil {
					return err
				}
				counts[w]++
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	return float64(all) / time.Since(began).Seconds(), nil
}
