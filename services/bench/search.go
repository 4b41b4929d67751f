package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/remnadesk/remnadesk/services/simulator"
)

const searchPause = 20 * time.Millisecond

// measureSearch asks the palette while payments arrive, and looks afterwards whether the aggregates took every one of them.
func measureSearch(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	conn, err := l.connect(ctx, oursDB)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	texts, err := searchTexts(ctx, conn)
	if err != nil {
		return result{}, err
	}
	days, err := latestDays(revenueDays)
	if err != nil {
		return result{}, err
	}
	before, err := cashTold(ctx, s.api, days)
	if err != nil {
		return result{}, err
	}
	var paid int64
	sent := make(chan struct{})
	var took []time.Duration
	var group errgroup.Group
	group.Go(func() error {
		defer close(sent)
		return l.pay(ctx, fmt.Sprintf("search-%d", time.Now().Unix()), func(p simulator.Payment) { paid += p.Kopeks })
	})
	group.Go(func() (err error) {
		took, err = s.searchUntil(ctx, texts, sent)
		return err
	})
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	exact, err := l.exactAfter(ctx, s, conn, days, before+paid)
	if err != nil {
		return result{}, err
	}
	slices.Sort(took)
	p95 := quantile(took, 0.95)
	r := result{measured: "p95 " + short(p95), reference: "—", ratio: "—", reached: exact.equal() && p95 < 150*time.Millisecond && len(took) > 0}
	r.note("%d searches (telegram ids, @usernames and their beginnings, first names, e-mails, numbers, gateways' ids) one after the other, each what is typed in a pause of %s, while %d payments per second arrived: median %s, p99 %s, longest %s.",
		len(took), searchPause, paymentsPerSecond, short(quantile(took, 0.5)), short(quantile(took, 0.99)), short(quantile(took, 1)))
	r.note("Afterwards cash of %d days was asked: %d kopeks, %d expected (%d before, %d arrived). Days counted again from the payments: %d differ in cash, %d in revenue.",
		revenueDays, exact.told, before+paid, before, paid, exact.cashDays, exact.revenueDays)
	return r, nil
}

// searchTexts are what people type, of customers and payments that exist.
func searchTexts(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	const some = `
SELECT unnest(ARRAY[c.telegram_id::text, '@' || c.username, substr(c.username, 1, 5), c.email, c.first_name, c.id::text]) FROM sales.customers c
WHERE c.id IN (SELECT (random() * (SELECT max(id) FROM sales.customers))::bigint FROM generate_series(1, 60))
UNION ALL
SELECT unnest(ARRAY[t.id::text, t.external_id, substr(t.external_id, 1, 8)]) FROM sales.transactions t
WHERE t.id IN (SELECT (random() * (SELECT max(id) FROM sales.transactions))::bigint FROM generate_series(1, 60))`
	rows, err := conn.Query(ctx, `SELECT text FROM (`+some+`) AS s (text) WHERE length(text) >= 2 ORDER BY random()`)
	if err != nil {
		return nil, fmt.Errorf("find texts to search for: %w", err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err == nil && len(texts) == 0 {
		err = errNothing
	}
	if err != nil {
		return nil, fmt.Errorf("find texts to search for: %w", err)
	}
	return texts, nil
}

var errNothing = fmt.Errorf("the shop has none")

func (s *suite) searchUntil(ctx context.Context, texts []string, end <-chan struct{}) ([]time.Duration, error) {
	var took []time.Duration
	for n := 0; ; n++ {
		select {
		case <-end:
			return took, nil
		default:
		}
		path := "/api/v2/sales/search?" + url.Values{"text": {texts[n%len(texts)]}}.Encode()
		d, err := timed(func() error { _, err := s.get(ctx, path); return err })
		if err != nil {
			return nil, err
		}
		took = append(took, d)
		if err := pause(ctx, searchPause); err != nil {
			return nil, err
		}
	}
}

// exactness is what the aggregates say after the load, against a recount.
type exactness struct {
	told, expected        int64
	cashDays, revenueDays int64
}

func (e exactness) equal() bool { return e.told == e.expected && e.cashDays == 0 && e.revenueDays == 0 }

// Days whose stored sums are not those of the payments themselves.
const (
	wrongCashDays = `
SELECT count(*) FROM (SELECT day, sum(cash_in) AS cash_in, sum(refunds) AS refunds FROM sales.cash_days WHERE gateway = '' GROUP BY day) s
FULL JOIN (SELECT (booked_at AT TIME ZONE 'Europe/Moscow')::date AS day, coalesce(sum(amount_kopeks) FILTER (WHERE NOT refund), 0) AS cash_in,
	coalesce(sum(amount_kopeks) FILTER (WHERE refund), 0) AS refunds FROM sales.cash GROUP BY 1) c USING (day)
WHERE s.cash_in IS DISTINCT FROM c.cash_in OR s.refunds IS DISTINCT FROM c.refunds`
	wrongRevenueDays = `
SELECT count(DISTINCT day) FROM (SELECT day, measure, kind, sum(kopeks) AS kopeks, sum(count) AS count FROM sales.revenue_days GROUP BY 1, 2, 3) s
FULL JOIN (SELECT (booked_at AT TIME ZONE 'Europe/Moscow')::date AS day, measure, kind, sum(kopeks) AS kopeks, count(*) AS count FROM sales.revenue GROUP BY 1, 2, 3) r
	USING (day, measure, kind)
WHERE s.kopeks IS DISTINCT FROM r.kopeks OR s.count IS DISTINCT FROM r.count`
)

// exactAfter waits until the cash told is what it must be, or nothing changes any more, and counts all days again.
func (l *lab) exactAfter(ctx context.Context, s *suite, conn *pgx.Conn, days span, expected int64) (exactness, error) {
	e := exactness{expected: expected}
	pool, err := l.pool(ctx, 1)
	if err != nil {
		return e, err
	}
	defer pool.Close()
	deadline := time.Now().Add(patience)
	for e.told != expected && time.Now().Before(deadline) {
		if e.told, err = cashTold(ctx, s.api, days); err != nil {
			return e, err
		}
		if err := pause(ctx, lookEvery); err != nil {
			return e, err
		}
	}
	if err := l.moneyCounted(ctx, pool); err != nil {
		return e, err
	}
	for query, into := range map[string]*int64{wrongCashDays: &e.cashDays, wrongRevenueDays: &e.revenueDays} {
		if err := conn.QueryRow(ctx, query).Scan(into); err != nil {
			return e, fmt.Errorf("count days again: %w", err)
		}
	}
	return e, nil
}
