package salesread

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func (h *shop) customers(q *salesv1.ListCustomersRequest) *salesv1.ListCustomersResponse {
	h.t.Helper()
	answer, err := h.sales.ListCustomers(h.ctx, q)
	require.NoError(h.t, err)
	return answer
}

func idsOf(list *salesv1.ListCustomersResponse) []int64 {
	ids := []int64{}
	for _, c := range list.GetItems() {
		ids = append(ids, c.GetId())
	}
	return ids
}

// smallShop has four customers: 1 pays and lives, 2 is on trial and was invited by 1, 3 is blocked and came by e-mail, 4 has nothing.
func smallShop(t *testing.T) *shop {
	t.Helper()
	h := openShop(t, "Europe/Moscow")
	at := func(days int) time.Time { return noon.AddDate(0, 0, days) }
	one, two, three, four := person(1, 70011, "anna_k", at(-9)), person(2, 70022, "boris", at(-8)), person(3, 0, "", at(-7)), person(4, 70044, "dan", at(-6))
	one.FirstName, one.LastName, one.ReferralCode, one.RemnawaveId, one.BalanceKopeks = ptr("Анна"), ptr("Ким"), ptr("refQWE1"), ptr(int64(556677)), 300
	two.ReferredById, two.BalanceKopeks = ptr(int64(1)), 300
	three.TelegramId, three.Username, three.Email, three.AuthType, three.Status, three.BalanceKopeks = nil, nil, ptr("c@example.org"), "email", "blocked", -50
	order := order(1, 900, "yookassa", "pay-9", ptr(at(-2)))
	order.BuyerCustomerId = ptr(int64(1))
	h.publish(people(10, one, two, three, four),
		subs(10, sub(1, 1, "active", false, at(-9), at(20)), sub(2, 1, "expired", false, at(-5), at(-1)), sub(3, 2, "trial", true, at(-8), at(1)), sub(4, 3, "active", false, at(-7), at(-1))),
		ledger(10, deposit(1, 1, 500, "yookassa", at(-3)), wallet(2, 1, 400, at(-3)), refund(3, 1, 100, "tribute", at(-1))),
		orders(10, order), spins(10, spin(1, 1, 70, true, at(-4))))
	return h
}

func TestCustomersByFilter(t *testing.T) {
	t.Parallel()
	h := smallShop(t)
	for name, c := range map[string]struct {
		q    *salesv1.ListCustomersRequest
		want []int64
	}{
		"all, newest first": {&salesv1.ListCustomersRequest{}, []int64{4, 3, 2, 1}},
		"oldest first":      {&salesv1.ListCustomersRequest{Sort: "created_asc"}, []int64{1, 2, 3, 4}},
		"by balance":        {&salesv1.ListCustomersRequest{Sort: "balance_desc"}, []int64{2, 1, 4, 3}},
		"telegram id":       {&salesv1.ListCustomersRequest{Text: "70022"}, []int64{2}},
		"username":          {&salesv1.ListCustomersRequest{Text: "@Anna_K"}, []int64{1}},
		"e-mail":            {&salesv1.ListCustomersRequest{Text: "C@EXAMPLE"}, []int64{3}},
		"name":              {&salesv1.ListCustomersRequest{Text: "анна ким"}, []int64{1}},
		"referral code":     {&salesv1.ListCustomersRequest{Text: "refqwe1"}, []int64{1}},
		"panel id":          {&salesv1.ListCustomersRequest{Text: "556677"}, []int64{1}},
		"nothing like it":   {&salesv1.ListCustomersRequest{Text: "zzzz"}, []int64{}},
		"status":            {&salesv1.ListCustomersRequest{Status: []string{"blocked", "deleted"}}, []int64{3}},
		"auth type":         {&salesv1.ListCustomersRequest{AuthType: []string{"telegram"}}, []int64{4, 2, 1}},
		"has paid":          {&salesv1.ListCustomersRequest{Paid: ptr(true)}, []int64{1}},
		"has not paid":      {&salesv1.ListCustomersRequest{Paid: ptr(false)}, []int64{4, 3, 2}},
		"live":              {&salesv1.ListCustomersRequest{Live: ptr(true)}, []int64{2, 1}},
		"not live":          {&salesv1.ListCustomersRequest{Live: ptr(false)}, []int64{4, 3}},
		"created":           {&salesv1.ListCustomersRequest{CreatedFrom: "2026-03-08", CreatedTo: "2026-03-10"}, []int64{3, 2}},
		"balance":           {&salesv1.ListCustomersRequest{BalanceMinKopeks: ptr(int64(-50)), BalanceMaxKopeks: ptr(int64(0))}, []int64{4, 3}},
		"live and not paid": {&salesv1.ListCustomersRequest{Live: ptr(true), Paid: ptr(false)}, []int64{2}},
	} {
		list := h.customers(c.q)
		require.Equal(t, c.want, idsOf(list), name)
		require.Equal(t, int32(len(c.want)), list.GetTotal(), name)
		require.NotNil(t, list.GetCompleteUntil(), name)
		paged := []int64{}
		for token := ""; ; {
			q := c.q
			q.PageSize, q.PageToken = 1, token
			page := h.customers(q)
			paged = append(paged, idsOf(page)...)
			if token = page.GetNextPageToken(); token == "" {
				break
			}
		}
		require.Equal(t, c.want, paged, "%s, page by page", name)
	}
	first := h.customers(&salesv1.ListCustomersRequest{Sort: "created_asc"}).GetItems()[0]
	require.Equal(t, [3]any{true, int32(2), int32(1)}, [3]any{first.GetHasPaid(), first.GetSubscriptions(), first.GetLiveSubscriptions()})
	h.clock.Store(noon.AddDate(0, 0, 2).UnixMicro())
	require.Equal(t, []int64{1}, idsOf(h.customers(&salesv1.ListCustomersRequest{Live: ptr(true)})), "by the clock")
	for field, q := range map[string]*salesv1.ListCustomersRequest{
		"status": {Status: []string{"gone"}}, "auth_type": {AuthType: []string{"fax"}}, "sort": {Sort: "name"}, "created_to": {CreatedFrom: "2026-03-02", CreatedTo: "2026-03-02"},
		"balance_max_kopeks": {BalanceMinKopeks: ptr(int64(2)), BalanceMaxKopeks: ptr(int64(1))}, "page_token": {PageToken: "x"}, "page_size": {PageSize: 1001},
	} {
		_, err := h.sales.ListCustomers(h.ctx, q)
		require.Equal(t, codes.InvalidArgument, status.Code(err), field)
		require.Contains(t, status.Convert(err).Message(), field)
	}
}

func TestOneCustomer(t *testing.T) {
	t.Parallel()
	h := smallShop(t)
	one, err := h.sales.GetCustomer(h.ctx, &salesv1.GetCustomerRequest{Id: 1})
	require.NoError(t, err)
	require.Equal(t, "refQWE1", one.GetCustomer().GetReferralCode())
	require.Equal(t, int64(556677), one.GetCustomer().GetRemnawaveId())
	require.Len(t, one.GetSubscriptions(), 2)
	require.Len(t, one.GetTransactions(), 3)
	require.Equal(t, int32(1), one.GetInvited())
	require.Nil(t, one.GetReferrer())
	money := one.GetMoney()
	require.Equal(t, [4]int64{1470, 100, 1370, 3}, [4]int64{money.GetCashInKopeks(), money.GetCashRefundsKopeks(), money.GetNetCashKopeks(), int64(money.GetPayments())},
		"a top-up, a landing order and a spin; what was paid from the balance is no cash")
	require.Equal(t, noon.AddDate(0, 0, -4), money.GetFirstPaymentAt().AsTime())
	require.Equal(t, noon.AddDate(0, 0, -2), money.GetLastPaymentAt().AsTime())
	require.NotNil(t, one.GetCompleteUntil())

	two, err := h.sales.GetCustomer(h.ctx, &salesv1.GetCustomerRequest{Id: 2})
	require.NoError(t, err)
	require.Equal(t, "Анна", two.GetReferrer().GetFirstName())
	require.Equal(t, int64(1), two.GetCustomer().GetReferredById())
	require.Nil(t, two.GetMoney().GetFirstPaymentAt())
	_, err = h.sales.GetCustomer(h.ctx, &salesv1.GetCustomerRequest{Id: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

// resender counts what it is asked to send again.
type resender struct {
	bridgev1.UnimplementedBridgeServer
	asked chan string
}

func (r *resender) Republish(_ context.Context, q *bridgev1.RepublishRequest) (*bridgev1.RepublishResponse, error) {
	r.asked <- q.GetEntity()
	return &bridgev1.RepublishResponse{}, nil
}

// A shop from before the customers' new columns: its rows are filled by reading the stream again, or by a bridge that sends everything.
func TestNewColumnsAreFilledAfterTheMigration(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		t.Run(map[bool]string{false: "from the stream", true: "by the bridge"}[lost], func(t *testing.T) {
			t.Parallel()
			h := &shop{t: t, nats: testkit.NATS(t), marked: noon.Add(-time.Hour)}
			h.ctx = rpc.AsService(t.Context(), "test")
			h.clock.Store(noon.UnixMicro())
			h.bridge = h.nats.Bus("bridge")
			h.sales = salesv1.NewSalesClient(rpc.NewConn(h.bridge.Conn))
			var err error
			h.db, err = pg.Open(t.Context(), testkit.PostgresURL(t), "sales", 16)
			require.NoError(t, err)
			t.Cleanup(h.db.Close)
			before, err := migrations.ReadFile("migrations/0001_sales.sql")
			require.NoError(t, err)
			require.NoError(t, pg.Migrate(h.ctx, h.db, fstest.MapFS{"0001_sales.sql": {Data: before}}))

			require.NoError(t, h.bridge.EnsureStreams(h.ctx))
			known := person(1, 101, "anna", noon)
			known.ReferralCode = ptr("refQWE1")
			require.NoError(t, h.bridge.PublishState(h.ctx, people(10, known)))
			js, err := jetstream.New(h.bridge.Conn)
			require.NoError(t, err)
			state, err := js.Stream(h.ctx, bus.StreamState)
			require.NoError(t, err)
			info := state.CachedInfo()
			fill(t, h.db, `INSERT INTO sales.customers (id, version, status, auth_type, language, balance_kopeks, created_at, search)
				VALUES (1, 10, 'active', 'telegram', 'ru', 0, $1, '')`, noon)
			fill(t, h.db, `INSERT INTO sales.applied (entity, stream_created, sequence, complete_until, importing) VALUES ('customer', $1, $2, $3, false)`, info.Created, int64(info.State.LastSeq), noon)
			bridge := &resender{asked: make(chan string, 100)}
			if lost {
				require.NoError(t, state.Purge(h.ctx))
			}
			server := rpc.NewServer(h.bridge.Conn, "bridge", "test", testkit.Log(t))
			bridgev1.RegisterBridgeServer(server, bridge)
			go func() { _ = server.Run(t.Context()) }()
			h.start("Europe/Moscow")
			if lost {
				for entity := range bridge.asked {
					if entity == "customer" {
						break
					}
				}
				require.Empty(t, h.customers(&salesv1.ListCustomersRequest{Text: "refqwe1"}).GetItems())
				require.Nil(t, h.customers(&salesv1.ListCustomersRequest{}).GetCompleteUntil(), "nothing is promised before everything came")
				require.NoError(t, h.bridge.PublishState(h.ctx, &bedolagav1.CustomerBatch{Header: header(20), Rows: []*bedolagav1.Customer{known}}))
			}
			h.eventually(func() bool {
				return len(h.customers(&salesv1.ListCustomersRequest{Text: "refqwe1"}).GetItems()) == 1
			}, "the new columns stay empty")
		})
	}
}
