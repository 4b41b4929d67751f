package salesread

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

func promoBatch(version int64, rows ...*bedolagav1.PromoCode) *bedolagav1.PromoCodeBatch {
	return &bedolagav1.PromoCodeBatch{Header: header(version), Rows: rows}
}

func useBatch(version int64, rows ...*bedolagav1.PromoCodeUse) *bedolagav1.PromoCodeUseBatch {
	return &bedolagav1.PromoCodeUseBatch{Header: header(version), Rows: rows}
}

// bonus is a code that credits 100 roubles, usable three times.
func bonus(id int64, code string, created time.Time) *bedolagav1.PromoCode {
	return &bedolagav1.PromoCode{Id: id, Code: code, Type: "balance", BalanceBonusKopeks: 100_00, MaxUses: 3, IsActive: true, ValidFrom: timestamppb.New(created),
		CreatedAt: timestamppb.New(created)}
}

func used(id, code, customer int64, at time.Time) *bedolagav1.PromoCodeUse {
	return &bedolagav1.PromoCodeUse{Id: id, PromoCodeId: code, CustomerId: customer, UsedAt: timestamppb.New(at)}
}

func (h *shop) promoClient() salesv1.PromosClient {
	return salesv1.NewPromosClient(rpc.NewConn(h.bridge.Conn))
}

// promoShop has one code in every state, made on consecutive days.
func promoShop(t *testing.T) *shop {
	t.Helper()
	h := openShop(t, "Europe/Moscow")
	at := func(days int) *timestamppb.Timestamp { return timestamppb.New(noon.AddDate(0, 0, days)) }
	made := func(id int64, code string, change func(p *bedolagav1.PromoCode)) *bedolagav1.PromoCode {
		p := bonus(id, code, noon.AddDate(0, 0, int(id)-20))
		change(p)
		return p
	}
	gone := promoBatch(11)
	gone.Header.Gone = []int64{6}
	h.publish(
		&bedolagav1.PromoGroupBatch{Header: header(10), Rows: []*bedolagav1.PromoGroup{{Id: 9, Name: "VIP"}}},
		promoBatch(10,
			made(1, "ALIVE", func(p *bedolagav1.PromoCode) { p.CurrentUses, p.PromoGroupId = 2, proto.Int64(9) }),
			made(2, "OFF", func(p *bedolagav1.PromoCode) { p.IsActive, p.ValidUntil = false, at(-1) }),
			made(3, "PAST", func(p *bedolagav1.PromoCode) { p.ValidUntil, p.CurrentUses = at(0), 3 }),
			made(4, "FULL", func(p *bedolagav1.PromoCode) { p.CurrentUses, p.ValidFrom = 3, at(1) }),
			made(5, "SOON", func(p *bedolagav1.PromoCode) { p.ValidFrom, p.MaxUses, p.CurrentUses = at(1), 0, 50 }),
			made(6, "LOST_100%", func(p *bedolagav1.PromoCode) {}),
			made(7, "SALE", func(p *bedolagav1.PromoCode) {
				p.Type, p.BalanceBonusKopeks, p.DiscountPercent, p.DiscountHours, p.MaxUses = "discount", 0, 20, 48, 0
			})),
		gone)
	return h
}

func TestPromosByFilter(t *testing.T) {
	t.Parallel()
	h := promoShop(t)
	for name, c := range map[string]struct {
		q    *salesv1.ListPromosRequest
		want []string
	}{
		"all, newest first": {&salesv1.ListPromosRequest{}, []string{"SALE", "LOST_100%", "SOON", "FULL", "PAST", "OFF", "ALIVE"}},
		"oldest first":      {&salesv1.ListPromosRequest{Sort: "created_asc"}, []string{"ALIVE", "OFF", "PAST", "FULL", "SOON", "LOST_100%", "SALE"}},
		"by uses":           {&salesv1.ListPromosRequest{Sort: "uses_desc"}, []string{"SOON", "FULL", "PAST", "ALIVE", "SALE", "LOST_100%", "OFF"}},
		"active":            {&salesv1.ListPromosRequest{State: []string{"active"}}, []string{"SALE", "ALIVE"}},
		"inactive":          {&salesv1.ListPromosRequest{State: []string{"inactive"}}, []string{"OFF"}},
		"expired":           {&salesv1.ListPromosRequest{State: []string{"expired"}}, []string{"PAST"}},
		"exhausted":         {&salesv1.ListPromosRequest{State: []string{"exhausted"}}, []string{"FULL"}},
		"scheduled":         {&salesv1.ListPromosRequest{State: []string{"scheduled"}}, []string{"SOON"}},
		"gone":              {&salesv1.ListPromosRequest{State: []string{"gone"}}, []string{"LOST_100%"}},
		"two states":        {&salesv1.ListPromosRequest{State: []string{"gone", "active"}}, []string{"SALE", "LOST_100%", "ALIVE"}},
		"type":              {&salesv1.ListPromosRequest{Type: []string{"discount"}}, []string{"SALE"}},
		"part of the code":  {&salesv1.ListPromosRequest{Text: "ale"}, []string{"SALE"}},
		"its beginning":     {&salesv1.ListPromosRequest{Text: "s"}, []string{"SALE", "SOON"}},
		"taken literally":   {&salesv1.ListPromosRequest{Text: "t_100%"}, []string{"LOST_100%"}},
		"nothing like it":   {&salesv1.ListPromosRequest{Text: "%%%"}, []string{}},
		"created":           {&salesv1.ListPromosRequest{CreatedFrom: "2026-02-26", CreatedTo: "2026-02-28"}, []string{"PAST", "OFF"}},
	} {
		answer, err := h.promoClient().ListPromos(h.ctx, c.q)
		require.NoError(t, err, name)
		require.Equal(t, int32(len(c.want)), answer.GetTotal(), name)
		got := []string{}
		for _, p := range answer.GetItems() {
			got = append(got, p.GetCode())
			if len(c.q.GetState()) > 0 {
				require.Contains(t, c.q.GetState(), p.GetState(), "the filter and the badge agree")
			}
		}
		require.Equal(t, c.want, got, name)

		small := proto.CloneOf(c.q)
		small.PageSize = 2
		paged := []string{}
		for {
			page, err := h.promoClient().ListPromos(h.ctx, small)
			require.NoError(t, err, name)
			for _, p := range page.GetItems() {
				paged = append(paged, p.GetCode())
			}
			if small.PageToken = page.GetNextPageToken(); small.PageToken == "" {
				break
			}
		}
		require.Equal(t, c.want, paged, name)
	}
	answer, err := h.promoClient().ListPromos(h.ctx, &salesv1.ListPromosRequest{Text: "alive"})
	require.NoError(t, err)
	require.Equal(t, "VIP", answer.GetItems()[0].GetPromoGroupName())
	_, err = h.promoClient().ListPromos(h.ctx, &salesv1.ListPromosRequest{State: []string{"lively"}})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestAPromoCodesMoney(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := func(days int) time.Time { return noon.AddDate(0, 0, days) }
	sale := bonus(2, "SALE", at(-60))
	sale.Type, sale.BalanceBonusKopeks, sale.DiscountPercent = "discount", 0, 20
	wiped := useBatch(21)
	wiped.Header.Gone = []int64{3}
	batches := []bus.Batch{promoBatch(20, bonus(1, "HUNDRED", at(-60)), sale),
		useBatch(20, used(1, 1, 7, at(-50)), used(2, 1, 8, at(-5)), used(3, 1, 9, at(-50)), used(4, 2, 7, at(-50))), wiped,
		people(20, person(7, 700, "seven", at(-90)), person(8, 800, "eight", at(-90))),
		ledger(20,
			deposit(1, 7, 1000, "yookassa", at(-51)),                  // before the use
			deposit(2, 7, 200, "yookassa", at(-50)),                   // at the same instant
			deposit(3, 7, 30, "cryptobot", at(-20).Add(-time.Second)), // the last second
			deposit(4, 7, 5000, "yookassa", at(-20)),                  // over
			refund(5, 7, 50, "tribute", at(-30)),                      // taken back within
			direct(6, 8, 400, "platega", "x", at(-4)),                 // the first payment of a life
			wallet(7, 9, 999, at(-49)),                                // no cash
			deposit(8, 10, 777, "yookassa", at(-49)))}                 // somebody else
	for range 2 {
		h.publish(batches...)
		answer, err := h.promoClient().GetPromo(h.ctx, &salesv1.GetPromoRequest{Id: 1})
		require.NoError(t, err)
		e := answer.GetEffect()
		require.Equal(t, []int32{3, 3, 2, 1, 1}, []int32{e.GetUses(), e.GetUsers(), e.GetPayers(), e.GetFirstTimePayers(), e.GetOpenUsers()})
		require.Equal(t, []int64{630, 50, 580, 300_00}, []int64{e.GetCashInKopeks(), e.GetCashRefundsKopeks(), e.GetNetCashKopeks(), e.GetBonusKopeks()})
		require.True(t, e.GetCostKnown())
		require.NotNil(t, answer.GetDefinitions())
	}
	discount, err := h.promoClient().GetPromo(h.ctx, &salesv1.GetPromoRequest{Id: 2})
	require.NoError(t, err)
	require.False(t, discount.GetEffect().GetCostKnown())
	require.Zero(t, discount.GetEffect().GetBonusKopeks())

	uses, err := h.promoClient().ListPromoUses(h.ctx, &salesv1.ListPromoUsesRequest{Id: 1, PageSize: 2})
	require.NoError(t, err)
	require.Equal(t, []int64{2, 3}, []int64{uses.GetItems()[0].GetId(), uses.GetItems()[1].GetId()})
	require.Equal(t, int64(400), uses.GetItems()[0].GetNetCashKopeks())
	require.Equal(t, "eight", uses.GetItems()[0].GetCustomer().GetUsername())
	require.NotNil(t, uses.GetItems()[1].GetGoneAt())
	require.Nil(t, uses.GetItems()[1].GetCustomer())
	uses, err = h.promoClient().ListPromoUses(h.ctx, &salesv1.ListPromoUsesRequest{Id: 1, PageSize: 2, PageToken: uses.GetNextPageToken()})
	require.NoError(t, err)
	require.Len(t, uses.GetItems(), 1)
	require.Equal(t, int64(180), uses.GetItems()[0].GetNetCashKopeks())
	of := func(customer int64, token string) *salesv1.ListCustomerPromoUsesResponse {
		answer, err := h.promoClient().ListCustomerPromoUses(h.ctx, &salesv1.ListCustomerPromoUsesRequest{CustomerId: customer, PageSize: 1, PageToken: token})
		require.NoError(t, err)
		return answer
	}
	first := of(7, "")
	next := of(7, first.GetNextPageToken())
	require.ElementsMatch(t, []string{"HUNDRED", "SALE"}, []string{first.GetItems()[0].GetPromo().GetCode(), next.GetItems()[0].GetPromo().GetCode()})
	require.Equal(t, int64(180), first.GetItems()[0].GetNetCashKopeks())
	require.Empty(t, next.GetNextPageToken())
	require.Empty(t, of(99, "").GetItems())
	effects, err := h.promoClient().ListPromos(h.ctx, &salesv1.ListPromosRequest{WithEffect: true, Sort: "created_asc"})
	require.NoError(t, err)
	require.Equal(t, []int32{3, 1}, []int32{effects.GetItems()[0].GetEffect().GetUsers(), effects.GetItems()[1].GetEffect().GetUsers()})
	require.Equal(t, int64(580), effects.GetItems()[0].GetEffect().GetNetCashKopeks())

	for _, err := range []error{second(h.promoClient().GetPromo(h.ctx, &salesv1.GetPromoRequest{Id: 99})), second(h.promoClient().ListPromoUses(h.ctx, &salesv1.ListPromoUsesRequest{Id: 99}))} {
		require.Equal(t, codes.NotFound, status.Code(err))
	}
}

func TestPromoCommandsAreMovedByWhoMayAskForThem(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow") // without a bridge: nothing that is asked for is heard of again
	as := func(key string, permissions ...string) context.Context {
		caller := &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Id: key, Name: "Анна", Permissions: permissions}
		return metadata.AppendToOutgoingContext(rpc.WithCaller(t.Context(), caller), rpc.IdempotencyKey, key)
	}
	c := h.promoClient()
	made, err := c.CreatePromo(as("a", "promos:create"), &salesv1.CreatePromoRequest{Code: "ONE", Type: "balance", BalanceBonusKopeks: 1})
	require.NoError(t, err)
	for permissions, want := range map[string]codes.Code{"promos:edit": codes.PermissionDenied, "promos:create": codes.PermissionDenied, "promos:edit promos:create": codes.OK} {
		_, err = c.CancelPromoCommand(as("b", strings.Fields(permissions)...), &salesv1.CancelPromoCommandRequest{Id: made.GetId()})
		require.Equal(t, want, status.Code(err), permissions)
	}
	_, err = c.RetryPromoCommand(as("b", "promos:edit"), &salesv1.RetryPromoCommandRequest{Id: made.GetId()})
	require.Equal(t, codes.PermissionDenied, status.Code(err))
	again, err := c.RetryPromoCommand(as("b", "promos:edit", "promos:create"), &salesv1.RetryPromoCommandRequest{Id: made.GetId()})
	require.NoError(t, err)
	require.Equal(t, []string{"sending", "Анна"}, []string{again.GetState(), again.GetMovedBy()})
	_, err = c.CreatePromo(as("c", "promos:create"), &salesv1.CreatePromoRequest{Code: "one", Type: "balance", BalanceBonusKopeks: 1})
	require.Equal(t, codes.Aborted, status.Code(err), "one at a time per code")

	many := &salesv1.CreatePromoBatchRequest{Prefix: "x-", Count: 300, Length: 6, Type: "discount", DiscountPercent: 10}
	batch, err := c.CreatePromoBatch(as("d", "promos:create"), many)
	require.NoError(t, err)
	stopped, err := c.CancelPromoBatch(as("d", "promos:create"), &salesv1.CancelPromoBatchRequest{Id: batch.GetId()})
	require.NoError(t, err)
	require.Equal(t, int32(300), stopped.GetCancelled()+stopped.GetUnclear())
	for name, q := range map[string]*salesv1.CreatePromoBatchRequest{
		"count": {Count: 1001, Length: 8, Type: "balance", BalanceBonusKopeks: 1}, "length": {Count: 2, Length: 3, Type: "balance", BalanceBonusKopeks: 1},
		"type": {Count: 1, Length: 8, Type: "promo_group"}, "prefix": {Count: 1, Length: 8, Prefix: "a b", Type: "balance", BalanceBonusKopeks: 1},
		"balance_bonus_kopeks": {Count: 1, Length: 8, Type: "balance"},
	} {
		_, err := c.CreatePromoBatch(as("e"+name, "promos:create"), q)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
		require.ErrorContains(t, err, name)
	}
	_, err = c.GetPromoBatch(as("", "promos:view"), &salesv1.GetPromoBatchRequest{Id: 99})
	require.Equal(t, codes.NotFound, status.Code(err))
}

func second[A any](_ A, err error) error { return err }

func TestNoPromoQuestionReadsAWholeTable(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	fill(t, db, `
INSERT INTO sales.promo_codes SELECT n, 1, NULL, 'C' || n, CASE WHEN n % 50 = 0 THEN 'discount' ELSE 'balance' END, 100, 0, 0, 0, 0, 1, n % 2, NULL, NULL, n % 3 <> 0, false,
	NULL, NULL, $1::timestamptz - n * interval '1 minute', 'c' || n FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `
INSERT INTO sales.promo_code_uses SELECT n, 1, NULL, n % 3000, n, $1::timestamptz - n * interval '1 minute' FROM generate_series(1, 60000) n`, noon)
	fill(t, db, `
INSERT INTO sales.promo_commands (caller, idempotency_key, request_hash, kind, code, batch_id, request, state, created_by, created_at)
SELECT 'c', n, '', 'create', 'C' || n, CASE WHEN n % 2 = 0 THEN n / 1000 END, '', CASE WHEN n % 100 = 0 THEN 'refused' ELSE 'applied' END, '', $1 FROM generate_series(1, 40000) n`, noon)
	settle(t, db, "promo_codes", "promo_code_uses", "promo_commands")
	read, asked := heard(t, db)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, ReadDB: read, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	indexed := func(name string, question func() error) {
		asked.take()
		require.NoError(t, question(), name)
		list := asked.take()
		require.NotEmpty(t, list, name)
		for _, statement := range list {
			plan := testkit.Explain(t, s.read.DB, "", statement.SQL, statement.Args...)
			require.NotRegexp(t, `Seq Scan on promo_co`, plan, name)
		}
	}
	for name, q := range pairs(map[string]*salesv1.ListPromosRequest{
		"nothing": {}, "state": {State: []string{"active"}}, "rare state": {State: []string{"gone"}}, "type": {Type: []string{"discount"}}, "text": {Text: "c4711"},
		"created": {CreatedFrom: "2026-03-01", CreatedTo: "2026-03-03"}, "by uses": {Sort: "uses_desc"}, "batch": {BatchId: proto.Int64(7)}, "effect": {WithEffect: true},
	}) {
		for _, after := range []*int64{nil, proto.Int64(30_000)} {
			q.AfterId = after
			indexed(name, func() error { return second(s.promos.ListPromos(t.Context(), q)) })
		}
	}
	for name, question := range map[string]func() error{
		"code": func() error { return second(s.promos.GetPromo(t.Context(), &salesv1.GetPromoRequest{Id: 7})) },
		"uses": func() error { return second(s.promos.ListPromoUses(t.Context(), &salesv1.ListPromoUsesRequest{Id: 7})) },
		"customer's uses": func() error {
			return second(s.promos.ListCustomerPromoUses(t.Context(), &salesv1.ListCustomerPromoUsesRequest{CustomerId: 4711}))
		},
		"history": func() error { return second(s.promos.History(t.Context(), 4711, &ask.Position{At: noon, ID: 9}, 51)) },
		"batches": func() error {
			return second(s.promos.ListPromoBatches(t.Context(), &salesv1.ListPromoBatchesRequest{}))
		},
	} {
		indexed(name, question)
	}
	for name, q := range pairs(map[string]*salesv1.ListPromoCommandsRequest{
		"nothing": {}, "state": {State: []string{"refused"}}, "states": {State: []string{"refused", "unclear"}}, "batch": {BatchId: proto.Int64(7)}, "after": {AfterId: proto.Int64(20_001)},
	}) {
		indexed("commands by "+name, func() error { return second(s.promos.ListPromoCommands(t.Context(), q)) })
	}
}
