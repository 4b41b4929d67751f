package facts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// The name is the tariff's of today; the words of the row may have called it otherwise.
const paymentSelect = `f.source, f.id, f.customer_id, f.kind, f.method, f.gateway, f.amount_kopeks, f.side, f.cash_kopeks, f.consumption_kopeks, f.wallet_kopeks,
	f.bought, f.evidence, f.why, f.conversion, f.tariff_id, f.tariff_by, coalesce(t.name, f.tariff_name) AS tariff_name, f.subscription_id, f.subscription_by,
	f.period_days, f.period_by, f.gone, f.booked_at, f.learned_at, f.known_since`

const (
	selectPayment = `
SELECT ` + paymentSelect + ` FROM sales.payment_facts f LEFT JOIN sales.tariffs t ON t.id = f.tariff_id WHERE f.source = $1 AND f.id = $2`
	// A fact says one thing from known_since on, and what it said before is kept with when that ended.
	selectPaymentThen = `
SELECT ` + paymentSelect + ` FROM (
	SELECT ` + factSelect + `, 'infinity'::timestamptz AS superseded_at FROM sales.payment_facts WHERE source = $1 AND id = $2
	UNION ALL SELECT ` + factSelect + `, superseded_at FROM sales.payment_facts_past WHERE source = $1 AND id = $2) f
LEFT JOIN sales.tariffs t ON t.id = f.tariff_id WHERE f.known_since <= $3 AND f.superseded_at > $3`
	factSelect = `source, id, customer_id, kind, method, gateway, amount_kopeks, side, cash_kopeks, consumption_kopeks, wallet_kopeks, bought, evidence, why,
	conversion, tariff_id, tariff_by, tariff_name, subscription_id, subscription_by, period_days, period_by, gone, booked_at, learned_at, known_since`
)

// GetPayment answers how one payment is classified and why, now or as it was known at an instant.
func (s *Server) GetPayment(ctx context.Context, q *salesv1.GetPaymentRequest) (*salesv1.GetPaymentResponse, error) {
	then, err := s.Read.Border("known_at", q.GetKnownAt())
	if err != nil {
		return nil, err
	}
	query, args := selectPayment, []any{q.GetSource(), q.GetId()}
	if then != nil {
		query, args = selectPaymentThen, append(args, *then)
	}
	rows, err := s.Read.Query(ctx, query, args...)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read a payment: %w", err))
	}
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[paymentFact])
	switch {
	case errors.Is(err, pgx.ErrNoRows) && then != nil:
		return nil, status.Errorf(codes.NotFound, "%s %d was not known at %s", q.GetSource(), q.GetId(), then.Format(time.RFC3339))
	case errors.Is(err, pgx.ErrNoRows):
		return nil, status.Errorf(codes.NotFound, "there is no classified %s %d; a new payment is classified within seconds, during the first import later", q.GetSource(), q.GetId())
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("read a payment: %w", err))
	}
	answer := &salesv1.GetPaymentResponse{Payment: f.message()}
	one := ask.NewFilter()
	one.Add("k.source = @source AND k.payment_id = @payment", pgx.NamedArgs{"source": q.GetSource(), "payment": q.GetId()})
	if then != nil {
		one.Add("k.learned_at <= @then", pgx.NamedArgs{"then": *then})
	}
	corrections, err := s.correctionPage(ctx, one, nil, correctionsOfOne)
	if err != nil {
		return nil, err
	}
	for _, c := range corrections {
		answer.Corrections = append(answer.Corrections, c.message())
	}
	answer.Awaiting, _, err = mark.Waiting(ctx, s.Read.DB)
	return answer, err
}

// correctionsOfOne is how many corrections a payment is shown with.
const correctionsOfOne = 200

func (f paymentFact) message() *salesv1.Payment {
	return &salesv1.Payment{
		Source: f.Source, Id: f.ID, CustomerId: f.CustomerID, Kind: f.Kind, Method: f.Method, Gateway: f.Gateway, AmountKopeks: f.AmountKopeks, BookedAt: ask.Stamp(&f.BookedAt),
		Side: f.Side, CashKopeks: f.CashKopeks, ConsumptionKopeks: f.ConsumptionKopeks, WalletKopeks: f.WalletKopeks, Bought: f.Bought, Evidence: f.Evidence, Why: f.Why,
		Conversion: f.Conversion, TariffId: f.TariffID, TariffName: f.TariffName, TariffBy: f.TariffBy, SubscriptionId: f.SubscriptionID, SubscriptionBy: f.SubscriptionBy,
		PeriodDays: f.PeriodDays, PeriodBy: f.PeriodBy, Gone: f.Gone, LearnedAt: ask.Stamp(&f.LearnedAt), KnownSince: ask.Stamp(&f.KnownSince),
	}
}
