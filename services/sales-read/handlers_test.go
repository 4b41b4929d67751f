package salesread

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const unfriendly = `'); DROP TABLE sales.customers; -- <script>alert("x")</script> %_\ "` + "\x00\n€ю"

func unfriendlyBatches() []bus.Batch {
	u, at := unfriendly, timestamppb.New(noon.Add(-time.Hour))
	telegram := int64(99)
	return []bus.Batch{
		&bedolagav1.CustomerBatch{Header: header(5), Rows: []*bedolagav1.Customer{{Id: 1, TelegramId: &telegram, AuthType: u, Username: &u, FirstName: &u, LastName: &u, Email: &u,
			Status: u, Language: u, CreatedAt: at, ReferralCode: &u, PartnerStatus: u, RemnawaveUuid: &u}}},
		&bedolagav1.TariffBatch{Header: header(5), Rows: []*bedolagav1.Tariff{{Id: 1, Name: u, IsActive: true, CreatedAt: at}}},
		&bedolagav1.SubscriptionBatch{Header: header(5), Rows: []*bedolagav1.Subscription{{Id: 1, CustomerId: 1, Status: u, EndsAt: at, TariffId: proto.Int64(1),
			CreatedAt: at, RemnawaveShortUuid: &u, Squads: []string{u}}}},
		&bedolagav1.TransactionBatch{Header: header(5), Rows: []*bedolagav1.Transaction{{Id: 1, CustomerId: 1, Kind: u, AmountKopeks: 5, PaymentMethod: &u, Gateway: &u,
			ExternalId: &u, Description: &u, Completed: true, BookedAt: at}, deposit(2, 1, 700, u, noon.Add(-time.Hour))}},
		&bedolagav1.GuestPurchaseBatch{Header: header(5), Rows: []*bedolagav1.GuestPurchase{{Id: 1, Status: u, Source: u, AmountKopeks: 900, Currency: u, PaymentMethod: &u,
			Gateway: &u, PaymentId: &u, CampaignSlug: &u, PaidAt: at}}},
		&bedolagav1.WheelSpinBatch{Header: header(5), Rows: []*bedolagav1.WheelSpin{{Id: 1, CustomerId: 1, PaymentType: u, PaidWithStars: true, PaymentValueKopeks: 100, PrizeType: u, CreatedAt: at}}},
		&bedolagav1.SubscriptionEventBatch{Header: header(5), Rows: []*bedolagav1.SubscriptionEvent{{Id: 1, Type: u, CustomerId: 1, TransactionId: proto.Int64(2), OccurredAt: at}}},
		&bedolagav1.SubscriptionConversionBatch{Header: header(5), Rows: []*bedolagav1.SubscriptionConversion{{Id: 1, CustomerId: 1, ConvertedAt: at, TrialDays: 3}}},
		&bedolagav1.TrafficPurchaseBatch{Header: header(5), Rows: []*bedolagav1.TrafficPurchase{{Id: 1, SubscriptionId: 1, TrafficGb: 5, CreatedAt: at}}},
		&bedolagav1.ReferralEarningBatch{Header: header(5), Rows: []*bedolagav1.ReferralEarning{{Id: 1, EarnerId: 1, ReferralId: 2, AmountKopeks: 5, Reason: u, CreatedAt: at}}},
		&bedolagav1.WithdrawalRequestBatch{Header: header(5), Rows: []*bedolagav1.WithdrawalRequest{{Id: 1, CustomerId: 1, AmountKopeks: 5, Status: u, CreatedAt: at}}},
		&bedolagav1.PartnerApplicationBatch{Header: header(5), Rows: []*bedolagav1.PartnerApplication{{Id: 1, CustomerId: 1, CompanyName: &u, WebsiteUrl: &u, TelegramChannel: &u,
			Status: u, CreatedAt: at}}},
	}
}

func TestUnfriendlyTextAndRepeatedBatches(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	clean := `'); DROP TABLE sales.customers; -- <script>alert("x")</script> %_\ "` + "\n€ю"
	for range 2 { // the second time nothing may change
		h.publish(unfriendlyBatches()...)
		list := h.subscriptions(&salesv1.ListSubscriptionsRequest{})
		require.Len(t, list.GetItems(), 1)
		item := list.GetItems()[0]
		require.Equal(t, clean, item.GetState(), "an unknown status passes through")
		require.Equal(t, clean, item.GetTariffName())
		require.Equal(t, clean, item.GetCustomer().GetUsername())
		require.Equal(t, clean, item.GetCustomer().GetEmail())
		stats := h.stats(march)
		require.Equal(t, int64(1_700), stats.GetCash().GetCashInKopeks())
		require.Equal(t, int32(3), stats.GetCash().GetPayments())
		require.Equal(t, int32(2), h.transactions(&salesv1.ListTransactionsRequest{}).GetTotal())
		for _, asked := range []string{clean[:20], "99", "%_\\", "script>alert(\"x\")", "€ю"} {
			found := h.subscriptions(&salesv1.ListSubscriptionsRequest{Text: asked})
			require.Len(t, found.GetItems(), map[bool]int{true: 1}[asked != "€ю"], asked)
		}
		for _, asked := range []string{"%%%", "___", `\\\`, "9%9"} {
			require.Empty(t, h.subscriptions(&salesv1.ListSubscriptionsRequest{Text: asked}).GetItems(), "no wildcard from input: %s", asked)
		}
		require.Len(t, h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-01", To: "2026-04-01", Gateway: []string{clean}}).GetMethods(), 1)
		require.Len(t, h.transactions(&salesv1.ListTransactionsRequest{PaymentMethod: []string{clean}}).GetItems(), 2)
		require.Equal(t, clean, h.fact(1).Kind)
		require.Equal(t, "unclassified", h.fact(1).Bought)
		require.Len(t, h.facts(), 4)
	}
}

func TestBrokenBatchIsADeadLetterAndHoldsTheMarks(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	for _, good := range unfriendlyBatches() {
		entity := bus.EntityOf(good)
		h.publish(good)
		held := h.marked
		require.NoError(t, h.bridge.PublishRaw(h.ctx, bus.RawState{Subject: bus.SubjectOf(good), Body: []byte("\x0a\xffgarbage")}))
		var letters []bus.StoredLetter
		h.eventually(func() bool {
			letters = nil
			require.NoError(t, h.bridge.DeadLetters(h.ctx, 100, func(l bus.StoredLetter) error {
				if l.Handler == "state."+entity {
					letters = append(letters, l)
				}
				return nil
			}))
			return len(letters) == 1
		}, "no dead letter of "+entity)
		mark := &bedolagav1.BatchHeader{Mark: &bedolagav1.Mark{CompleteUntil: timestamppb.New(held.Add(time.Minute)), Problem: "after"}}
		after := good.ProtoReflect().New().Interface().(bus.Batch)
		after.ProtoReflect().Set(after.ProtoReflect().Descriptor().Fields().ByName("header"), protoValue(mark))
		require.NoError(t, h.bridge.PublishState(h.ctx, after))
		h.eventually(func() bool {
			applied, err := pg.ReadApplied(h.ctx, h.db, entity)
			require.NoError(t, err)
			require.Equal(t, held.UnixMicro(), applied[entity].CompleteUntil.UnixMicro(), "a mark moved over a lost batch")
			return applied[entity].Problem == "after"
		}, "the mark after the letter was not seen")
	}
}

func TestVersionsGoneAndMoved(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := noon.Add(-time.Hour)
	one := func() *salesv1.Transaction {
		t.Helper()
		list := h.transactions(&salesv1.ListTransactionsRequest{}).GetItems()
		if len(list) == 0 {
			return nil
		}
		require.Len(t, list, 1)
		return list[0]
	}
	income := func() int64 { return h.stats(march).GetCash().GetCashInKopeks() }

	h.publish(ledger(20, deposit(1, 7, 200, "yookassa", at)), ledger(10, deposit(1, 7, 100, "yookassa", at)))
	require.Equal(t, int64(200), one().GetAmountKopeks(), "an older batch after a newer one")
	require.Equal(t, int64(200), income())

	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 30, Gone: []int64{1, 77}}})
	first := one().GetGoneAt().AsTime()
	require.Equal(t, time.UnixMicro(30).UTC(), first)
	require.Equal(t, int64(200), income(), "gone rows stay money")
	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 35, Gone: []int64{1}, GoneAtUs: []int64{33}}})
	require.Equal(t, first, one().GetGoneAt().AsTime(), "the first time it was missed")
	h.publish(ledger(25, deposit(1, 7, 900, "yookassa", at)))
	require.NotNil(t, one().GetGoneAt(), "an older row does not revive")

	h.publish(ledger(29, deposit(77, 7, 1, "yookassa", at)))
	require.Equal(t, int32(2), h.transactions(&salesv1.ListTransactionsRequest{}).GetTotal())
	for _, item := range h.transactions(&salesv1.ListTransactionsRequest{}).GetItems() {
		require.NotNil(t, item.GetGoneAt(), "the row of a key known to be gone came late")
	}
	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 36, Moved: []int64{77}}}, ledger(31, deposit(77, 7, 1, "yookassa", at)))

	h.publish(ledger(40, deposit(1, 7, 300, "yookassa", at)))
	require.Nil(t, one().GetGoneAt(), "a later row revives")
	require.Equal(t, int64(300), income())

	const other = int64(1)<<40 + 1
	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 50, Moved: []int64{1}}, Rows: []*bedolagav1.Transaction{deposit(other, 7, 300, "yookassa", at)}})
	require.Equal(t, other, one().GetId())
	require.Equal(t, int64(300), income(), "a moved fact counts once")
	h.publish(ledger(45, deposit(1, 7, 300, "yookassa", at)))
	require.Equal(t, other, one().GetId(), "a moved key does not come back late")
}

func TestWholeRange(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	h.publish(people(10, person(1, 101, "a", noon), person(2, 102, "b", noon), person(3, 103, "c", noon), person(1024, 104, "d", noon)), subs(10,
		sub(1, 1, "active", false, noon, noon), sub(2, 2, "active", false, noon, noon), sub(3, 3, "active", false, noon, noon), sub(4, 1024, "active", false, noon, noon)))
	whole := &bedolagav1.CustomerBatch{Header: &bedolagav1.BatchHeader{Version: 20, Whole: &bedolagav1.KeyRange{From: 0, To: 1024}}, Rows: []*bedolagav1.Customer{person(1, 101, "a", noon)}}
	gone := func() (ids []int64) {
		for _, item := range h.subscriptions(&salesv1.ListSubscriptionsRequest{Sort: "created_asc"}).GetItems() {
			if item.GetCustomer().GetGoneAt() != nil {
				ids = append(ids, item.GetCustomerId())
			}
		}
		return ids
	}
	h.publish(whole)
	require.Equal(t, []int64{2, 3}, gone())
	h.publish(people(20, person(3, 103, "c", noon)))
	require.Equal(t, []int64{2}, gone(), "the rest of a range comes in a batch of the same version")
	h.publish(&bedolagav1.CustomerBatch{Header: &bedolagav1.BatchHeader{Version: 30, Gone: []int64{5, 6}, GoneAtUs: []int64{21, 22}}, Rows: []*bedolagav1.Customer{person(5, 105, "e", noon)}},
		people(30, person(6, 106, "f", noon)), subs(30, sub(5, 5, "active", false, noon, noon), sub(6, 6, "active", false, noon, noon)))
	require.Equal(t, []int64{2, 5, 6}, gone(), "rows that travel with the word that they are gone")
}

func TestLandingOrderAndItsDeliveryCountOnce(t *testing.T) {
	t.Parallel()
	paid := noon.Add(-26 * time.Hour)
	delivery := ledger(10, direct(1, 7, 500, "yookassa", "pay-1", noon.Add(-time.Hour)))
	counted := order(1, 500, "yookassa", "pay-1", &paid)
	counted.CustomerId = proto.Int64(7)
	for name, batches := range map[string][]bus.Batch{
		"order first":    {orders(10, counted), delivery},
		"delivery first": {delivery, orders(10, counted)},
		"paid later":     {orders(5, order(1, 500, "yookassa", "pay-1", nil)), delivery, orders(10, counted)},
		"id later":       {orders(5, order(1, 500, "yookassa", "", &paid)), delivery, orders(10, counted)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := openShop(t, "Europe/Moscow")
			for _, b := range batches { // of different entities: one after the other
				h.publish(b)
			}
			for _, wait := range []bool{false, true} {
				if wait {
					h.settled()
				}
				stats := h.stats(march)
				require.Equal(t, int64(500), stats.GetCash().GetCashInKopeks())
				require.Equal(t, int64(500), stats.GetBuckets()[14].GetCash().GetCashInKopeks(), "dated when the order was paid")
				require.Equal(t, int32(1), stats.GetCash().GetPayers())
			}
			list := h.transactions(&salesv1.ListTransactionsRequest{})
			require.Equal(t, "none", list.GetItems()[0].GetCash())
			require.Equal(t, []int64{500, 0}, []int64{list.GetSumOutKopeks(), list.GetSumCashInKopeks()})

			h.publish(&bedolagav1.GuestPurchaseBatch{Header: &bedolagav1.BatchHeader{Version: 20, Moved: []int64{1}}})
			list = h.transactions(&salesv1.ListTransactionsRequest{})
			require.Equal(t, "in", list.GetItems()[0].GetCash(), "without its order the delivery is cash")
			require.Equal(t, int64(500), list.GetSumCashInKopeks(), "remembered totals follow landing orders")
			h.settled()
			require.Equal(t, int64(500), h.stats(march).GetBuckets()[15].GetCash().GetCashInKopeks())
		})
	}
}

func TestPayersFollowTheirPayments(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	state := func(customer int64) string {
		t.Helper()
		items := h.subscriptions(&salesv1.ListSubscriptionsRequest{CustomerId: &customer}).GetItems()
		require.Len(t, items, 1)
		byState := h.subscriptions(&salesv1.ListSubscriptionsRequest{CustomerId: &customer, State: []string{items[0].GetState()}})
		require.Len(t, byState.GetItems(), 1, "the filter agrees with the shown state")
		return items[0].GetState()
	}
	later := noon.Add(time.Hour)
	h.publish(subs(10, sub(1, 1, "active", false, noon, later), sub(2, 2, "active", false, noon, later), sub(3, 3, "active", true, noon, later)))
	require.Equal(t, "free_active", state(1))
	h.publish(ledger(10, wallet(1, 1, 100, noon), wallet(2, 2, 0, noon), wallet(3, 3, 100, noon)))
	require.Equal(t, "paid", state(1))
	require.Equal(t, "free_active", state(2), "a switch for nothing is no payment")
	require.Equal(t, "trial", state(3))
	h.publish(subs(20, sub(1, 1, "limited", false, noon, later)))
	require.Equal(t, "limited", state(1))
	overview, err := h.sales.GetOverview(h.ctx, &salesv1.GetOverviewRequest{})
	require.NoError(t, err)
	require.Equal(t, [3]int32{1, 1, 1}, [3]int32{overview.GetLivePaid(), overview.GetLiveFreeActive(), overview.GetLiveTrial()})

	h.publish(subs(30, sub(1, 1, "active", false, noon, later)), ledger(30, wallet(1, 2, 100, noon)))
	require.Equal(t, "free_active", state(1), "the payment was rewritten to another customer")
	require.Equal(t, "paid", state(2))
	gift := order(1, 100, "yookassa", "x", &noon)
	gift.CustomerId = proto.Int64(1)
	h.publish(orders(30, gift))
	require.Equal(t, "paid", state(1), "received a paid order")
	h.publish(&bedolagav1.SubscriptionBatch{Header: &bedolagav1.BatchHeader{Version: 40, Gone: []int64{1}}})
	require.Equal(t, "disabled", state(1), "a destroyed subscription is not live")
	h.clock.Store(noon.Add(2 * time.Hour).UnixMicro())
	require.Equal(t, "expired", state(2), "by the clock, whatever the bot stores")
}

func TestAnotherZoneCountsDaysAgain(t *testing.T) {
	t.Parallel()
	h := newShop(t)
	stop := h.start("Europe/Moscow")
	night := time.Date(2026, 3, 14, 21, 30, 0, 0, time.UTC) // 00:30 of the 15th in Moscow
	h.publish(ledger(10, deposit(1, 7, 100, "yookassa", night)))
	h.settled()
	require.Equal(t, int64(100), h.stats(march).GetBuckets()[14].GetCash().GetCashInKopeks())
	stop()
	h.start("UTC")
	for range 2 {
		stats := h.stats(march)
		require.Equal(t, "UTC", stats.GetTimezone())
		require.Equal(t, int64(100), stats.GetBuckets()[13].GetCash().GetCashInKopeks())
		require.Zero(t, stats.GetBuckets()[14].GetCash().GetCashInKopeks())
		h.settled()
	}
}
