package salesread

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func (h *shop) reconciliation() salesv1.ReconciliationClient {
	return salesv1.NewReconciliationClient(rpc.NewConn(h.bridge.Conn))
}

func (h *shop) compare(q *salesv1.GetReconciliationRequest) *salesv1.GetReconciliationResponse {
	h.t.Helper()
	answer, err := h.reconciliation().GetReconciliation(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

// causesOf is what makes the difference to a neighbour, checked to add up.
func causesOf(t *testing.T, answer *salesv1.GetReconciliationResponse, neighbour string) (int64, map[string][2]int64) {
	t.Helper()
	for _, n := range answer.GetNeighbours() {
		if n.GetNeighbour() != neighbour {
			continue
		}
		causes, sum := map[string][2]int64{}, n.GetResidualKopeks()
		for _, c := range n.GetCauses() {
			causes[c.GetCause()] = [2]int64{c.GetAmountKopeks(), int64(c.GetPayments())}
			sum += c.GetAmountKopeks()
		}
		require.Equal(t, n.GetDifferenceKopeks(), sum)
		require.Equal(t, answer.GetCashInKopeks()-n.GetSumKopeks(), n.GetDifferenceKopeks())
		require.Zero(t, n.GetResidualKopeks())
		return n.GetSumKopeks(), causes
	}
	require.Fail(t, "no such neighbour", neighbour)
	return 0, nil
}

func gift(id, kopeks int64, method, gateway, paymentID string, paid time.Time) *bedolagav1.GuestPurchase {
	g := order(id, kopeks, gateway, paymentID, &paid)
	g.PaymentMethod, g.IsGift = &method, true
	return g
}

// A day of 15 March in Moscow with one of everything.
func everythingShop(t *testing.T) *shop {
	t.Helper()
	h := openShop(t, "Europe/Moscow")
	day := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, "2026-03-"+text+":00+03:00")
		require.NoError(t, err)
		return at
	}
	invoiced := func(row *bedolagav1.Transaction, at time.Time) *bedolagav1.Transaction {
		row.CreatedAt = timestamppb.New(at)
		return row
	}
	manual, bonus := wallet(20, 1, 700, day("15T12:00")), wallet(21, 1, 90, day("15T12:00"))
	manual.Kind, manual.Direction, manual.PaymentMethod = "deposit", bedolagav1.Direction_DIRECTION_IN, ptr("manual")
	bonus.Kind, bonus.Direction, bonus.PaymentMethod = "deposit", bedolagav1.Direction_DIRECTION_IN, nil
	referral := deposit(5, 2, 5000, "wata", day("15T14:00"))
	referral.Description = ptr("Пополнение за реферала")
	open := deposit(6, 2, 1, "wata", day("15T14:00"))
	open.Completed = false
	h.publish(people(10, person(1, 70011, "anna_k", noon), person(2, 70022, "boris", noon)),
		ledger(10,
			deposit(1, 1, 100, "wata", day("15T12:00")),
			deposit(2, 1, 200, "wata", day("15T01:30")),                                // yesterday in UTC
			invoiced(deposit(3, 2, 300, "yookassa", day("15T10:00")), day("14T09:00")), // invoiced the day before
			invoiced(deposit(4, 2, 400, "yookassa", day("16T05:00")), day("15T22:00")), // paid the day after
			referral, open,
			direct(7, 1, 6000, "cryptobot", "c-7", day("15T15:00")),
			deposit(8, 1, 70_000, "wata", day("15T16:00")), // gone soon
			manual, bonus, wallet(22, 1, 1, day("15T12:00")),
			refund(23, 1, 30, "tribute", day("15T12:00")),
			direct(30, 1, 800_000, "wata", "o-1", day("15T18:00")),    // delivers order 1 the same day
			direct(31, 1, 9_000_000, "wata", "o-2", day("16T18:00")),  // delivers order 2 the next day
			direct(32, 1, 11, "wata", "o-0", day("15T18:00")),         // delivers order 0 of the day before
			direct(33, 1, 800_000, "platega", "o-1", day("15T19:00")), // order 1 once more
		),
		orders(10, order(1, 800_000, "wata", "o-1", ptr(day("15T17:00"))), order(2, 9_000_000, "wata", "o-2", ptr(day("15T17:00"))),
			order(3, 11, "wata", "o-0", ptr(day("14T10:00"))), order(4, 13, "wata", "o-4", ptr(day("15T17:00"))), order(5, 1, "wata", "o-5", nil),
			gift(6, 17, "pal24", "pal24", "o-6", day("15T17:00")), gift(7, 19, "yookassa_sbp", "yookassa", "o-7", day("15T17:00"))),
		spins(10, spin(1, 1, 23, true, day("15T17:00")), spin(2, 1, 1, false, day("15T17:00"))))
	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 20, Gone: []int64{8}}}, campaignBatch(), registrationBatch(10))
	return h
}

func TestOneDayBesideTheNeighbours(t *testing.T) {
	t.Parallel()
	h := everythingShop(t)
	answer := h.compare(&salesv1.GetReconciliationRequest{Date: "2026-03-15"})
	require.EqualValues(t, 100+200+300+5000+6000+70_000+800_000+9_000_000+13+17+19+23, answer.GetCashInKopeks())
	require.EqualValues(t, 30, answer.GetCashRefundsKopeks())
	require.Equal(t, answer.GetCashInKopeks()-30, answer.GetNetCashKopeks())
	require.Equal(t, h.compare(&salesv1.GetReconciliationRequest{}).GetFirstDay(), "2026-03-15", "without a day it is yesterday")
	require.NotNil(t, answer.GetCompleteUntil())

	sum, causes := causesOf(t, answer, "sales_page")
	require.EqualValues(t, 100+5000+6000+400+800_000+800_000+11+17, sum)
	require.Equal(t, map[string][2]int64{
		"day_border_in": {200, 1}, "invoice_time_in": {300, 1}, "invoice_time_out": {-400, 1}, "rows_gone": {70_000, 1}, "landing_other_day_in": {9_000_000, 1},
		"landing_other_day_out": {-11, 1}, "landing_twice": {-800_000, 1}, "landing_undelivered": {13, 1}, "sub_options": {19, 1}, "stars_spins": {23, 1},
	}, causes)
	sum, causes = causesOf(t, answer, "telegram_report")
	require.EqualValues(t, 100+200+400, sum)
	require.Equal(t, map[string][2]int64{
		"invoice_time_in": {300, 1}, "invoice_time_out": {-400, 1}, "referral_text": {5000, 1}, "direct_payments": {6000, 1}, "rows_gone": {70_000, 1},
		"landing_orders": {9_800_013, 3}, "gateway_gifts": {36, 2}, "stars_spins": {23, 1},
	}, causes)
	sum, causes = causesOf(t, answer, "remnawave_admin")
	require.EqualValues(t, 100+5000+400+700+90, sum)
	require.Equal(t, map[string][2]int64{
		"day_border_in": {200, 1}, "invoice_time_in": {300, 1}, "invoice_time_out": {-400, 1}, "direct_payments": {6000, 1}, "rows_gone": {70_000, 1},
		"landing_orders": {9_800_013, 3}, "gateway_gifts": {36, 2}, "stars_spins": {23, 1}, "manual_credits": {-700, 1}, "bonus_deposits": {-90, 1},
	}, causes)
}

// Each cause lists exactly the payments it counts, however long the pages are.
func TestRowsBehindACause(t *testing.T) {
	t.Parallel()
	h := everythingShop(t)
	answer := h.compare(&salesv1.GetReconciliationRequest{From: "2026-03-14", To: "2026-03-17"})
	for _, n := range answer.GetNeighbours() {
		all := int64(0)
		for _, c := range n.GetCauses() {
			for _, size := range []int32{1, 200} {
				sum, rows, token := int64(0), int32(0), ""
				for {
					page, err := h.reconciliation().ListReconciliationRows(h.ctx, &salesv1.ListReconciliationRowsRequest{From: "2026-03-14", To: "2026-03-17",
						Neighbour: n.GetNeighbour(), Cause: []string{c.GetCause()}, PageSize: size, PageToken: token})
					require.NoError(t, err)
					require.Equal(t, c.GetPayments(), page.GetTotal())
					for _, row := range page.GetItems() {
						require.Equal(t, c.GetCause(), row.GetCause())
						require.Equal(t, row.GetOursKopeks()-row.GetTheirsKopeks(), row.GetDifferenceKopeks())
						sum, rows = sum+row.GetDifferenceKopeks(), rows+1
					}
					if token = page.GetNextPageToken(); token == "" {
						break
					}
				}
				require.Equal(t, [2]int64{c.GetAmountKopeks(), int64(c.GetPayments())}, [2]int64{sum, int64(rows)}, "%s %s by %d", n.GetNeighbour(), c.GetCause(), size)
			}
			all += c.GetAmountKopeks()
		}
		require.Equal(t, n.GetDifferenceKopeks(), all)
	}
	page, err := h.reconciliation().ListReconciliationRows(h.ctx, &salesv1.ListReconciliationRowsRequest{Date: "2026-03-15", Neighbour: "sales_page", Cause: []string{"rows_gone"}})
	require.NoError(t, err)
	require.Equal(t, "anna_k", page.GetItems()[0].GetCustomer().GetUsername())
	require.NotNil(t, page.GetItems()[0].GetGoneAt())
	require.Equal(t, "transaction", page.GetItems()[0].GetSource())

	for field, q := range map[string]*salesv1.ListReconciliationRowsRequest{
		"neighbour": {Neighbour: "somebody"}, "cause": {Neighbour: "sales_page", Cause: []string{"magic"}}, "date": {Neighbour: "sales_page", Date: "15.03.2026"},
		"to": {Neighbour: "sales_page", From: "2026-03-01", To: "2026-04-02"}, "from": {Neighbour: "sales_page", To: "2026-03-01"}, "page_token": {Neighbour: "sales_page", PageToken: "x"},
	} {
		_, err := h.reconciliation().ListReconciliationRows(h.ctx, q)
		require.Equal(t, codes.InvalidArgument, status.Code(err), field)
		require.Contains(t, status.Convert(err).Message(), field)
	}
	for field, q := range map[string]*salesv1.GetReconciliationRequest{
		"date": {Date: "2026-03-15", From: "2026-03-15", To: "2026-03-16"}, "to": {From: "2026-03-16", To: "2026-03-16"}, "from": {From: "0001-01-01", To: "0001-01-02"},
	} {
		_, err := h.reconciliation().GetReconciliation(h.ctx, q)
		require.Equal(t, codes.InvalidArgument, status.Code(err), field)
		require.Contains(t, status.Convert(err).Message(), field)
	}
}

func TestReconciliationReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	s := bigShop(t, 20_000, 20_000, 300_000)
	fill(t, s.db, `
INSERT INTO sales.guest_purchases (id, version, customer_id, amount_kopeks, gateway, payment_id, paid_at, is_gift, payment_method)
SELECT i, 1, i, 100, 'wata', 'order' || i, $1::timestamptz - i * interval '30 minutes', i % 9 = 0, 'wata' FROM generate_series(1, 20000) i`, noon)
	settle(t, s.db, "guest_purchases")
	s.requireQuestionByIndexes("reconciliation", func(ctx context.Context) error {
		return second(s.reconciliation.GetReconciliation(ctx, &salesv1.GetReconciliationRequest{Date: "2026-03-10"}))
	})
	rows := &salesv1.ListReconciliationRowsRequest{Neighbour: "sales_page", Date: "2026-03-10", PageSize: 10}
	s.requireQuestionByIndexes("rows of a cause", func(ctx context.Context) error {
		answer, err := s.reconciliation.ListReconciliationRows(ctx, rows)
		rows.PageToken = answer.GetNextPageToken()
		return err
	})
	require.NotEmpty(t, rows.GetPageToken())
	s.requireQuestionByIndexes("rows after a row", func(ctx context.Context) error { return second(s.reconciliation.ListReconciliationRows(ctx, rows)) })
}
