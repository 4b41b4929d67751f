package salesread

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	require.Zero(t, h.transactions(&salesv1.ListTransactionsRequest{}).GetTotal(), "an empty shop")
	for i := range int64(3) {
		h.publish(ledger(10+i, deposit(i+1, 7, 100, "yookassa", noon)), subs(10+i, sub(i+1, 7, "active", false, noon, noon)))
	}
	token := h.transactions(&salesv1.ListTransactionsRequest{PageSize: 1}).GetNextPageToken()
	list := func(q *salesv1.ListTransactionsRequest) func() error {
		return func() error { _, err := h.sales.ListTransactions(h.ctx, q); return err }
	}
	shown := func(q *salesv1.ListSubscriptionsRequest) func() error {
		return func() error { _, err := h.sales.ListSubscriptions(h.ctx, q); return err }
	}
	stats := func(from, to, bucket string) func() error {
		return func() error {
			_, err := h.sales.GetTransactionStats(h.ctx, &salesv1.GetTransactionStatsRequest{From: from, To: to, Bucket: bucket})
			return err
		}
	}
	for i, c := range []struct {
		field string
		ask   func() error
	}{
		{"page_size", list(&salesv1.ListTransactionsRequest{PageSize: 1001})},
		{"page_token", list(&salesv1.ListTransactionsRequest{PageToken: "nonsense!"})},
		{"page_token", list(&salesv1.ListTransactionsRequest{PageToken: token, Kind: []string{"deposit"}})},
		{"page_token", shown(&salesv1.ListSubscriptionsRequest{PageToken: token})},
		{"kind", list(&salesv1.ListTransactionsRequest{Kind: []string{"bribe"}})},
		{"from", list(&salesv1.ListTransactionsRequest{From: "2026-02-30"})},
		{"to", list(&salesv1.ListTransactionsRequest{From: "2026-02-02", To: "2026-02-02"})},
		{"amount_max_kopeks", list(&salesv1.ListTransactionsRequest{AmountMinKopeks: ptr(int64(2)), AmountMaxKopeks: ptr(int64(1))})},
		{"status", shown(&salesv1.ListSubscriptionsRequest{Status: []string{"paid"}})},
		{"state", shown(&salesv1.ListSubscriptionsRequest{State: []string{"active"}})},
		{"sort", shown(&salesv1.ListSubscriptionsRequest{Sort: "id"})},
		{"created_to", shown(&salesv1.ListSubscriptionsRequest{CreatedFrom: "2026-03-01", CreatedTo: "2026-02-01"})},
		{"ends_from", shown(&salesv1.ListSubscriptionsRequest{EndsFrom: "yesterday"})},
		{"to", stats("2026-03-02", "2026-03-01", "")},
		{"bucket", stats("", "", "year")},
		{"bucket", stats("2020-01-01", "2026-01-01", "day")},
		{"from", stats("1990-01-01", "2026-01-01", "month")},
		{"gateway", func() error {
			_, err := h.sales.GetTransactionStats(h.ctx, &salesv1.GetTransactionStatsRequest{Gateway: []string{"yookassa", ""}})
			return err
		}},
	} {
		err := c.ask()
		require.Equal(t, codes.InvalidArgument, status.Code(err), "case %d: %v", i, err)
		require.Contains(t, status.Convert(err).Message(), c.field, "case %d", i)
	}
	_, err := h.sales.GetSubscription(h.ctx, &salesv1.GetSubscriptionRequest{Id: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestPagesHoldEveryRowOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	var rows []*bedolagav1.Transaction
	var shown []*bedolagav1.Subscription
	for i := range int64(25) { // many of the same instant
		at := noon.Add(-time.Duration(i/5) * time.Hour)
		rows = append(rows, deposit(i+1, 7, 100, "yookassa", at))
		shown = append(shown, sub(i+1, 7, "active", false, at, at.Add(time.Duration(i%3)*time.Hour)))
	}
	h.publish(ledger(10, rows...), subs(10, shown...), people(10, person(7, 1, "x", noon)))
	var seen []int64
	for token := ""; ; {
		page := h.transactions(&salesv1.ListTransactionsRequest{PageSize: 4, PageToken: token})
		require.Equal(t, int32(25), page.GetTotal())
		require.Equal(t, int64(2500), page.GetSumInKopeks())
		for _, item := range page.GetItems() {
			seen = append(seen, item.GetId())
			require.Equal(t, int64(7), item.GetCustomer().GetId())
		}
		if token = page.GetNextPageToken(); token == "" {
			break
		}
	}
	require.Len(t, seen, 25)
	require.Equal(t, []int64{5, 4, 3, 2, 1, 10}, seen[:6])
	for _, sort := range []string{"", "created_asc", "ends_asc", "ends_desc"} {
		ids := map[int64]bool{}
		for token := ""; ; {
			page := h.subscriptions(&salesv1.ListSubscriptionsRequest{PageSize: 7, PageToken: token, Sort: sort})
			for _, item := range page.GetItems() {
				ids[item.GetId()] = true
			}
			if token = page.GetNextPageToken(); token == "" {
				break
			}
		}
		require.Len(t, ids, 25, sort)
	}
	detail, err := h.sales.GetSubscription(h.ctx, &salesv1.GetSubscriptionRequest{Id: 3})
	require.NoError(t, err)
	require.Len(t, detail.GetOtherSubscriptions(), 24)
	require.Len(t, detail.GetTransactions(), 25)
	require.Equal(t, fmt.Sprint(noon), fmt.Sprint(detail.GetSubscription().GetCreatedAt().AsTime()))
}
