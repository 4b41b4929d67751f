package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// customerSubscriptions is how many of their subscriptions a customer is shown with.
const customerSubscriptions = 100

const selectCustomerMoney = `
SELECT coalesce(sum(amount_kopeks) FILTER (WHERE NOT refund), 0)::bigint AS cash_in, coalesce(sum(amount_kopeks) FILTER (WHERE refund), 0)::bigint AS refunds,
	count(*) FILTER (WHERE NOT refund)::integer AS payments, min(booked_at) FILTER (WHERE NOT refund) AS first, max(booked_at) FILTER (WHERE NOT refund) AS last
FROM sales.cash WHERE customer_id = $1`

const countInvited = `SELECT count(*)::integer FROM sales.customers WHERE referred_by_id = $1`

type customerMoney struct {
	CashIn   int64
	Refunds  int64
	Payments int32
	First    *time.Time
	Last     *time.Time
}

// GetCustomer answers one customer with subscriptions, latest transactions, money and referral position; NotFound if the row never arrived.
func (s *service) GetCustomer(ctx context.Context, q *salesv1.GetCustomerRequest) (*salesv1.GetCustomerResponse, error) {
	now := s.now()
	mark, err := s.read.Watermark(ctx, overviewEntities)
	if err != nil {
		return nil, err
	}
	row, err := s.customer(ctx, q.GetId(), now)
	if err != nil {
		return nil, err
	}
	if row == nil {
		return nil, status.Errorf(codes.NotFound, "there is no customer %d; a new one appears within seconds of the registration in the bot", q.GetId())
	}
	answer := &salesv1.GetCustomerResponse{Customer: row.message(), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	if err := s.customerRecords(ctx, q.GetId(), now, answer); err != nil {
		return nil, err
	}
	if answer.Money, err = s.customerMoney(ctx, q.GetId()); err != nil {
		return nil, err
	}
	if row.ReferredByID != nil {
		referrer, err := s.customer(ctx, *row.ReferredByID, now)
		if err != nil {
			return nil, err
		}
		if referrer != nil {
			answer.Referrer = referrer.message()
		}
	}
	if err := s.read.QueryRow(ctx, countInvited, q.GetId()).Scan(&answer.Invited); err != nil {
		return nil, pg.MapError(fmt.Errorf("count invited customers: %w", err))
	}
	return answer, nil
}

// customer is nil for an unknown one.
func (s *service) customer(ctx context.Context, id int64, now time.Time) (*customerRow, error) {
	found, err := s.customerPage(customerOrderOf(""), now)(ctx, ask.One("c.id", id), nil, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (s *service) customerRecords(ctx context.Context, id int64, now time.Time, answer *salesv1.GetCustomerResponse) error {
	subscriptions := ask.NewFilter()
	subscriptions.Add("s.customer_id = @customer", pgx.NamedArgs{"customer": id})
	theirs, err := s.subscriptionPage(subscriptionOrderOf(""))(ctx, subscriptions, nil, customerSubscriptions)
	if err != nil {
		return err
	}
	for _, row := range theirs {
		answer.Subscriptions = append(answer.Subscriptions, row.message(now))
	}
	transactions := ask.NewFilter()
	transactions.Add("t.customer_id = @customer", pgx.NamedArgs{"customer": id})
	paid, err := s.transactionPage(ctx, transactions, nil, latestTransactions)
	if err != nil {
		return err
	}
	for _, row := range paid {
		answer.Transactions = append(answer.Transactions, row.message())
	}
	return nil
}

func (s *service) customerMoney(ctx context.Context, id int64) (*salesv1.CustomerMoney, error) {
	rows, err := s.read.Query(ctx, selectCustomerMoney, id)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("add up a customer's cash: %w", err))
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[customerMoney])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("add up a customer's cash: %w", err))
	}
	return &salesv1.CustomerMoney{CashInKopeks: m.CashIn, CashRefundsKopeks: m.Refunds, NetCashKopeks: m.CashIn - m.Refunds, Payments: m.Payments,
		FirstPaymentAt: ask.Stamp(m.First), LastPaymentAt: ask.Stamp(m.Last)}, nil
}
