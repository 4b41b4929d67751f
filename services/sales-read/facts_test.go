package salesread

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

func journal(version int64, rows ...*bedolagav1.SubscriptionEvent) *bedolagav1.SubscriptionEventBatch {
	return &bedolagav1.SubscriptionEventBatch{Header: header(version), Rows: rows}
}

func noted(id int64, kind string, customer, subscription, payment int64, at time.Time) *bedolagav1.SubscriptionEvent {
	return &bedolagav1.SubscriptionEvent{Id: id, Type: kind, CustomerId: customer, SubscriptionId: &subscription, TransactionId: &payment, OccurredAt: timestamppb.New(at)}
}

func packages(version int64, rows ...*bedolagav1.TrafficPurchase) *bedolagav1.TrafficPurchaseBatch {
	return &bedolagav1.TrafficPurchaseBatch{Header: header(version), Rows: rows}
}

func worded(t *bedolagav1.Transaction, words string) *bedolagav1.Transaction {
	t.Description = &words
	return t
}

// read is the version of a batch read at this instant.
func read(at time.Time) int64 { return at.UnixMicro() }

// classified waits until no payment waits.
func (h *shop) classified() {
	h.t.Helper()
	h.eventually(func() bool {
		var waiting int
		require.NoError(h.t, h.db.QueryRow(h.ctx, `SELECT count(*) FROM sales.dirty_payments`).Scan(&waiting))
		return waiting == 0
	}, "payments stay unclassified")
}

// importEnds waits until the first import counts as classified.
func (h *shop) importEnds() {
	h.t.Helper()
	h.eventually(func() bool {
		var done bool
		require.NoError(h.t, h.db.QueryRow(h.ctx, `SELECT EXISTS (SELECT FROM sales.facts_imported)`).Scan(&done))
		return done
	}, "the first import does not end")
}

func (h *shop) facts() map[paymentKey]paymentFact {
	h.t.Helper()
	h.classified()
	rows, err := h.db.Query(h.ctx, `SELECT `+factList+` FROM sales.payment_facts`)
	require.NoError(h.t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[paymentFact])
	require.NoError(h.t, err)
	facts := make(map[paymentKey]paymentFact, len(list))
	for _, f := range list {
		facts[paymentKey{f.Source, f.ID}] = f
	}
	return facts
}

func (h *shop) fact(id int64) paymentFact {
	h.t.Helper()
	f, have := h.facts()[paymentKey{"transaction", id}]
	require.True(h.t, have, "payment %d has no fact", id)
	return f
}

func TestAPaymentIsClassifiedByItsBestEvidence(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := noon.Add(-48 * time.Hour)
	h.publish(ledger(10, worded(wallet(1, 7, 100, at), "Покупка тарифа «Трафик» на 30 дней"), deposit(2, 7, 100, "yookassa", at)))
	require.Equal(t, [3]string{"new", "text", "consumption"}, [3]string{h.fact(1).Bought, h.fact(1).Evidence, h.fact(1).Side})
	require.Equal(t, []int64{0, 100, -100}, []int64{h.fact(1).CashKopeks, h.fact(1).ConsumptionKopeks, h.fact(1).WalletKopeks})
	require.Equal(t, [2]string{"topup", "cash"}, [2]string{h.fact(2).Bought, h.fact(2).Side})
	require.Equal(t, int64(30), *h.fact(1).PeriodDays)
	require.Nil(t, h.fact(1).SubscriptionID)

	h.publish(subs(read(at.Add(-time.Hour)), sub(70, 7, "active", false, at.AddDate(0, -2, 0), at.Add(-time.Minute))))
	require.Equal(t, int64(70), *h.fact(1).SubscriptionID)
	require.Equal(t, "only", h.fact(1).SubscriptionBy)
	event := noted(1, "renewal", 7, 70, 1, at)
	event.ExtendedDays = proto.Int64(31)
	h.publish(journal(20, event))
	f := h.fact(1)
	require.Equal(t, [3]string{"renewal", "event", "event"}, [3]string{f.Bought, f.Evidence, f.SubscriptionBy})
	require.Equal(t, int64(31), *f.PeriodDays)
	for _, again := range []bus.Batch{journal(20, event), ledger(10, worded(wallet(1, 7, 100, at), "x"))} {
		h.publish(again)
		require.Equal(t, f, h.fact(1))
	}
}

func TestNeighbouringStatesClassify(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := noon.Add(-48 * time.Hour)
	created, ends := at.AddDate(0, -1, 0), at.Add(-24*time.Hour)
	tariffed := func(tariff int64, ends time.Time) *bedolagav1.Subscription {
		s := sub(70, 7, "active", false, created, ends)
		s.TariffId = &tariff
		return s
	}
	h.publish(subs(read(at.Add(-time.Hour)), tariffed(3, ends), sub(80, 7, "active", false, created, at.AddDate(1, 0, 0))))
	h.publish(subs(read(at.Add(time.Second)), tariffed(3, at.AddDate(0, 0, 30))))
	h.publish(ledger(10, worded(direct(1, 7, 100, "platega", "x", at), "Оплата")))
	f := h.fact(1)
	require.Equal(t, [4]string{"renewal", "state", "state", "cash"}, [4]string{f.Bought, f.Evidence, f.TariffBy, f.Side})
	require.Equal(t, []int64{70, 3, 30, 100, 100, 0}, []int64{*f.SubscriptionID, *f.TariffID, *f.PeriodDays, f.CashKopeks, f.ConsumptionKopeks, f.WalletKopeks})

	later := at.Add(time.Hour)
	h.publish(ledger(11, wallet(2, 7, 0, later)), subs(read(later.Add(time.Second)), tariffed(4, at.AddDate(0, 0, 30))))
	require.Equal(t, [3]string{"plan_change", "state", "consumption"}, [3]string{h.fact(2).Bought, h.fact(2).Evidence, h.fact(2).Side})
	require.Equal(t, int64(4), *h.fact(2).TariffID)
	require.Equal(t, int64(3), *h.fact(1).TariffID, "the tariff of then")

	h.publish(packages(10, &bedolagav1.TrafficPurchase{Id: 1, SubscriptionId: 80, TrafficGb: 50, CreatedAt: timestamppb.New(at.Add(2 * time.Hour))}),
		ledger(12, wallet(3, 7, 50, at.Add(2*time.Hour))))
	require.Equal(t, [2]string{"traffic", "state"}, [2]string{h.fact(3).Bought, h.fact(3).Evidence})

	h.publish(ledger(13, wallet(4, 7, 50, at.Add(5*time.Minute))))
	require.Equal(t, "unclassified", h.fact(1).Bought, "two payments and one change")
	require.Equal(t, "unclassified", h.fact(4).Bought)
}

func TestOrdersAndSpinsAreFacts(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	paid := noon.Add(-26 * time.Hour)
	sold := order(1, 500, "yookassa", "pay-1", &paid)
	sold.CustomerId, sold.TariffId, sold.PeriodDays = proto.Int64(7), proto.Int64(3), 90
	gift := order(2, 300, "", "", &paid)
	gift.IsGift, gift.Gateway = true, nil
	h.publish(ledger(10, direct(1, 7, 500, "yookassa", "pay-1", noon)))
	require.Equal(t, int64(500), h.fact(1).CashKopeks)
	h.publish(orders(10, sold, gift, order(3, 10, "yookassa", "open", nil)), spins(10, spin(1, 7, 50, true, noon), spin(2, 7, 50, false, noon)))
	facts := h.facts()
	require.Len(t, facts, 4)
	delivery, landing := facts[paymentKey{"transaction", 1}], facts[paymentKey{"guest_purchase", 1}]
	require.Equal(t, [4]any{"landing", "none", int64(0), int64(0)}, [4]any{delivery.Bought, delivery.Side, delivery.CashKopeks, delivery.ConsumptionKopeks})
	require.Equal(t, [4]any{"landing", "cash", int64(500), int64(500)}, [4]any{landing.Bought, landing.Side, landing.CashKopeks, landing.ConsumptionKopeks})
	require.Equal(t, []int64{3, 90, 3, 90}, []int64{*delivery.TariffID, *delivery.PeriodDays, *landing.TariffID, *landing.PeriodDays})
	require.Equal(t, "none", facts[paymentKey{"guest_purchase", 2}].Side)
	require.Equal(t, int64(50), facts[paymentKey{"wheel_spin", 1}].CashKopeks)
	var cash int64
	for _, f := range facts {
		cash += f.CashKopeks
	}
	require.Equal(t, h.stats(march).GetCash().GetNetCashKopeks(), cash, "facts and cash agree")
}
