package salesread

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// A list may begin after a row that its reader names: a download goes on that way.
func TestListsBeginAfterARow(t *testing.T) {
	t.Parallel()
	h := smallShop(t)
	require.Equal(t, []int64{1}, idsOf(h.customers(&salesv1.ListCustomersRequest{AfterId: ptr(int64(2))})))
	require.Equal(t, []int64{3, 4}, idsOf(h.customers(&salesv1.ListCustomersRequest{AfterId: ptr(int64(2)), Sort: "created_asc"})))
	require.Equal(t, []int64{1, 4, 3}, idsOf(h.customers(&salesv1.ListCustomersRequest{AfterId: ptr(int64(2)), Sort: "balance_desc"})))
	first := h.customers(&salesv1.ListCustomersRequest{AfterId: ptr(int64(4)), PageSize: 1})
	require.Equal(t, []int64{3}, idsOf(first))
	require.Equal(t, []int64{2}, idsOf(h.customers(&salesv1.ListCustomersRequest{PageToken: first.GetNextPageToken(), PageSize: 1})), "its tokens go on as any")

	transactions, err := h.sales.ListTransactions(h.ctx, &salesv1.ListTransactionsRequest{AfterId: ptr(int64(3))})
	require.NoError(t, err)
	require.Len(t, transactions.GetItems(), 2)
	require.EqualValues(t, 3, transactions.GetTotal(), "of the whole list")
	subscriptions, err := h.sales.ListSubscriptions(h.ctx, &salesv1.ListSubscriptionsRequest{AfterId: ptr(int64(2)), Sort: "ends_asc"})
	require.NoError(t, err)
	require.Equal(t, []int64{4, 3, 1}, []int64{subscriptions.GetItems()[0].GetId(), subscriptions.GetItems()[1].GetId(), subscriptions.GetItems()[2].GetId()})

	_, err = h.sales.ListCustomers(h.ctx, &salesv1.ListCustomersRequest{AfterId: ptr(int64(404))})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	require.ErrorContains(t, err, "after_id")
	_, err = h.sales.ListCustomers(h.ctx, &salesv1.ListCustomersRequest{AfterId: ptr(int64(1)), PageToken: first.GetNextPageToken()})
	require.ErrorContains(t, err, "page_token")
}
