package salesread

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

type found struct {
	Customers, Subscriptions, Transactions, Orders []int64
}

func foundIn(answer *salesv1.FindResponse) found {
	f := found{}
	for _, c := range answer.GetCustomers() {
		f.Customers = append(f.Customers, c.GetId())
	}
	for _, s := range answer.GetSubscriptions() {
		f.Subscriptions = append(f.Subscriptions, s.GetId())
	}
	for _, t := range answer.GetTransactions() {
		f.Transactions = append(f.Transactions, t.GetId())
	}
	for _, o := range answer.GetOrders() {
		f.Orders = append(f.Orders, o.GetId())
	}
	return f
}

func TestFind(t *testing.T) {
	t.Parallel()
	h := smallShop(t)
	six := deposit(6, 2, 700, "yookassa", noon)
	six.ExternalId = ptr("2C8f-00_1")
	near := deposit(7, 2, 700, "yookassa", noon)
	near.ExternalId = ptr("2c8f-00x1")
	h.publish(ledger(20, six, near))
	client := salesv1.NewSearchClient(rpc.NewConn(h.bridge.Conn))
	for name, c := range map[string]struct {
		text string
		want found
	}{
		"telegram id":         {"70011", found{Customers: []int64{1}, Subscriptions: []int64{2, 1}}},
		"username":            {"@Anna_K", found{Customers: []int64{1}, Subscriptions: []int64{2, 1}}},
		"username begun":      {"ann", found{Customers: []int64{1}}},
		"two letters of it":   {"An", found{Customers: []int64{1}}},
		"@username begun":     {"@anna_", found{Customers: []int64{1}}},
		"not its beginning":   {"nna", found{}},
		"@ alone":             {"@", found{}},
		"_ of it is no joker": {"@ann_", found{}},
		"e-mail":              {"C@example.org", found{Customers: []int64{3}, Subscriptions: []int64{4}}},
		"number":              {"#3", found{Subscriptions: []int64{3}, Transactions: []int64{3}}},
		"gateway's id":        {"2C8f-00_1", found{Transactions: []int64{6}}},
		"its case counts":     {"2c8f-00", found{Transactions: []int64{7}}},
		"_ is no joker":       {"2C8f-00_", found{Transactions: []int64{6}}},
		"too short a start":   {"2C8f", found{}},
		"nothing":             {"zzzzzzzz", found{}},
		"percent is no joker": {"%%%%%%%", found{}},
		"hostile":             {"'; DROP TABLE x; --", found{}},
	} {
		answer, err := client.Find(h.ctx, &salesv1.FindRequest{Text: c.text})
		require.NoError(t, err, name)
		require.Equal(t, c.want, foundIn(answer), name)
	}
	orders, err := client.Find(h.ctx, &salesv1.FindRequest{Text: "pay-9"})
	require.NoError(t, err)
	require.Empty(t, orders.GetOrders(), "five characters")

	_, err = client.Find(h.ctx, &salesv1.FindRequest{Text: " \n "})
	require.Equal(t, codes.InvalidArgument, status.Code(err))

	seller := rpc.WithCaller(t.Context(), &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Id: "9", Permissions: []string{"sales:view"}})
	answer, err := client.Find(seller, &salesv1.FindRequest{Text: "70011"})
	require.NoError(t, err)
	require.Empty(t, answer.GetCustomers(), "without customers:view")
	require.Len(t, answer.GetSubscriptions(), 2)
}

// A word would find everybody of that first name; the list of customers does.
func TestFindTakesAWordForAUsername(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	h.publish(people(1, []*bedolagav1.Customer{
		{Id: 1, Username: ptr("ivan"), FirstName: ptr("Pyotr"), CreatedAt: timestamppb.New(noon.AddDate(0, 0, -3))},
		{Id: 2, Username: ptr("Ivan_the_second"), FirstName: ptr("Ivan"), CreatedAt: timestamppb.New(noon)},
		{Id: 3, Username: ptr("pyotr9"), FirstName: ptr("Ivan"), Email: ptr("ivan@example.org"), CreatedAt: timestamppb.New(noon)},
		{Id: 4, FirstName: ptr("Иван"), LastName: ptr("Петров"), ReferralCode: ptr("refIvanovo"), CreatedAt: timestamppb.New(noon)},
	}...))
	client := salesv1.NewSearchClient(rpc.NewConn(h.bridge.Conn))
	for text, want := range map[string][]int64{
		"ivan": {1, 2}, "@IVAN": {1, 2}, "iva": {2, 1}, "ivan_": {2}, "Иван": nil, "Иван Петров": {4}, "refivanovo": {4}, "refivanov": nil, "ivan@": {3}, "pyotr9": {3},
	} {
		answer, err := client.Find(h.ctx, &salesv1.FindRequest{Text: text})
		require.NoError(t, err, text)
		require.Equal(t, want, foundIn(answer).Customers, text)
	}
	one, err := client.Find(h.ctx, &salesv1.FindRequest{Text: "ivan", Limit: 1})
	require.NoError(t, err)
	require.Equal(t, []int64{1}, foundIn(one).Customers, "the whole username comes first")
}

func TestFindOrders(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	one := order(1, 900, "yookassa", "2f1c-landing-1", ptr(noon))
	one.CustomerId = ptr(int64(5))
	h.publish(orders(10, one, order(2, 100, "yookassa", "2f1c-other", nil)))
	answer, err := salesv1.NewSearchClient(rpc.NewConn(h.bridge.Conn)).Find(h.ctx, &salesv1.FindRequest{Text: "2f1c-landing"})
	require.NoError(t, err)
	require.Equal(t, found{Orders: []int64{1}}, foundIn(answer))
	require.EqualValues(t, 5, answer.GetOrders()[0].GetCustomerId())
	require.True(t, noon.Equal(answer.GetOrders()[0].GetPaidAt().AsTime()))
}

func TestGetTransaction(t *testing.T) {
	t.Parallel()
	h := smallShop(t)
	answer, err := h.sales.GetTransaction(h.ctx, &salesv1.GetTransactionRequest{Id: 3})
	require.NoError(t, err)
	require.Equal(t, "refund", answer.GetTransaction().GetCash())
	require.Equal(t, "anna_k", answer.GetTransaction().GetCustomer().GetUsername())
	_, err = h.sales.GetTransaction(h.ctx, &salesv1.GetTransactionRequest{Id: 404})
	require.Equal(t, codes.NotFound, status.Code(err))
}
