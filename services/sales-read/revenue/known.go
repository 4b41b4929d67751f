package revenue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// Revenue as it was known at a past moment is read from the facts as they stood then, with what corrections have replaced since. Customers are kept as
// they are today only, so what is split by them cannot be asked of the past.

const (
	// factsThen are the facts of @from to @to as they stood at @known.
	factsThen = `SELECT source, id, customer_id, gateway, method, tariff_id, period_days, bought, cash_kopeks, consumption_kopeks, wallet_kopeks, booked_at
	FROM sales.payment_facts WHERE known_since <= @known AND booked_at >= @from AND booked_at < @to
	UNION ALL
	SELECT source, id, customer_id, gateway, method, tariff_id, period_days, bought, cash_kopeks, consumption_kopeks, wallet_kopeks, booked_at
	FROM sales.payment_facts_past WHERE known_since <= @known AND superseded_at > @known AND booked_at >= @from AND booked_at < @to`
	// revenueThen has the rows of sales.revenue. A first payment is one before which none was known.
	revenueThen = `(WITH facts AS MATERIALIZED (` + factsThen + `)
	SELECT f.booked_at, coalesce(f.gateway, f.method, '') AS gateway, coalesce(f.tariff_id, 0) AS tariff_id, coalesce(f.period_days, 0) AS term,
		m.measure, m.kind, m.kopeks, coalesce(f.customer_id, 0) AS customer_id
	FROM facts f CROSS JOIN LATERAL (VALUES ('cash', '', f.cash_kopeks, f.cash_kopeks > 0), ('refund', '', -f.cash_kopeks, f.cash_kopeks < 0),
		('consumption', f.bought, f.consumption_kopeks, f.consumption_kopeks <> 0),
		(CASE WHEN f.bought = 'manual_credit' THEN 'manual' ELSE 'bonus' END, f.bought, f.wallet_kopeks,
			f.bought IN ('bonus', 'reward', 'manual_credit') AND f.wallet_kopeks <> 0)) m (measure, kind, kopeks, holds)
	WHERE m.holds
	UNION ALL
	SELECT p.booked_at, p.gateway, 0, 0, 'first', '', p.cash_kopeks, p.customer_id
	FROM (SELECT DISTINCT ON (customer_id) customer_id, booked_at, coalesce(gateway, method, '') AS gateway, cash_kopeks FROM facts
		WHERE cash_kopeks > 0 AND customer_id <> 0 ORDER BY customer_id, booked_at, source, id) p
	WHERE NOT EXISTS (SELECT FROM sales.payment_facts e WHERE e.customer_id = p.customer_id AND e.booked_at < @from AND e.cash_kopeks > 0 AND e.known_since <= @known)
	AND NOT EXISTS (SELECT FROM sales.payment_facts_past e WHERE e.customer_id = p.customer_id AND e.booked_at < @from AND e.cash_kopeks > 0
		AND e.known_since <= @known AND e.superseded_at > @known)) r`
	// countChanged counts what is known otherwise today of the payments that were booked in the period.
	countChanged = `
SELECT (SELECT count(*) FROM sales.payment_facts_past WHERE known_since <= $1 AND superseded_at > $1 AND booked_at >= $2 AND booked_at < $3),
	(SELECT count(*) FROM sales.payment_facts WHERE learned_at > $1 AND booked_at >= $2 AND booked_at < $3)`
	selectImportedAt = `SELECT at FROM sales.facts_imported`
)

// knownAt reads as_known_at; nil when it is empty. What nobody can tell any more is refused.
func (s *Server) knownAt(ctx context.Context, q *salesv1.GetRevenueRequest, w revenueAsk, now time.Time) (*time.Time, error) {
	at, err := s.read.Border("as_known_at", q.GetAsKnownAt())
	if err != nil || at == nil {
		return nil, err
	}
	if at.After(now) {
		return nil, rpc.Invalid("as_known_at", "%s has not come yet", at.Format(time.RFC3339))
	}
	columns := append(slices.Clone(w.columns), w.by.column, w.then.column)
	if slices.ContainsFunc(columns, func(c string) bool { return c != "" && !slices.Contains(revenueStores[0].columns, c) }) {
		return nil, rpc.Invalid("as_known_at", "goes with method, tariff and term: promo group, referrer, campaign, new and returning are kept as they are today only")
	}
	var imported time.Time
	err = s.read.QueryRow(ctx, selectImportedAt).Scan(&imported)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, status.Error(codes.FailedPrecondition, "the payments of the first import are still being classified: nothing has been known for long enough to look back at")
	case err != nil:
		return nil, fmt.Errorf("read when the first import was classified: %w", err)
	case at.Before(imported):
		return nil, rpc.Invalid("as_known_at", "nothing was known before the first import was classified, at %s", imported.In(s.mark.Days.Zone).Format(time.RFC3339))
	}
	return at, nil
}

// asKnown turns a reading to what was known at an instant.
func (r *revenueRead) asKnown(at time.Time) {
	r.facts, r.store = revenueFacts{from: revenueThen, within: `true`}, nil
	r.filter = r.filter.Clone()
	r.filter.Args["known"] = at
}

// difference tells how far what was known then and what is known today are apart: today's figures, and how many payments make the difference.
func (s *Server) difference(ctx context.Context, tx pgx.Tx, w revenueAsk, asked period.Interval, buckets []period.Bucket) (*salesv1.RevenueKnown, error) {
	at := *w.known
	w.known = nil
	today := newRevenue(buckets)
	if err := s.readRevenue(ctx, tx, w, today, false); err != nil {
		return nil, err
	}
	known := &salesv1.RevenueKnown{At: timestamppb.New(at), Today: today.total().answer()}
	if err := tx.QueryRow(ctx, countChanged, at, asked.From, asked.To).Scan(&known.Corrected, &known.LearnedLater); err != nil {
		return nil, fmt.Errorf("count what is known otherwise today: %w", err)
	}
	return known, nil
}
