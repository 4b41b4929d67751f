package salesread

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

func TestBucketsAcrossClockChangeAndMonthEnd(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Berlin") // the clock goes forward on 29 March 2026
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, berlin) }
	h.publish(ledger(10,
		deposit(1, 1, 1, "yookassa", at(28, 23, 59)), deposit(2, 1, 10, "yookassa", at(29, 0, 0)), deposit(3, 2, 100, "yookassa", at(29, 23, 59)),
		deposit(4, 2, 1_000, "cryptobot", at(30, 0, 0)), deposit(5, 3, 10_000, "yookassa", at(31, 23, 59)), deposit(6, 3, 100_000, "yookassa", at(32, 0, 0))))
	for range 2 {
		days := h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-28", To: "2026-04-02"})
		require.Equal(t, []int64{1, 110, 1_000, 10_000, 100_000}, bucketSums(days.GetBuckets()))
		require.Equal(t, 23*time.Hour, days.GetBuckets()[1].GetTo().AsTime().Sub(days.GetBuckets()[1].GetFrom().AsTime()))
		require.Equal(t, "2026-03-29", days.GetBuckets()[1].GetDay())
		require.Equal(t, int32(2), days.GetBuckets()[1].GetCash().GetPayers())
		require.Equal(t, int32(3), days.GetCash().GetPayers())
		require.True(t, days.GetBuckets()[0].GetIncomplete(), "still to come")

		months := h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-01", To: "2026-05-01", Bucket: "month"})
		require.Equal(t, []int64{11_111, 100_000}, bucketSums(months.GetBuckets()))
		require.Equal(t, int32(3), months.GetBuckets()[0].GetCash().GetPayers())
		weeks := h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-29", To: "2026-04-06", Bucket: "week"})
		require.Equal(t, []int64{110, 111_000}, bucketSums(weeks.GetBuckets()))
		require.Equal(t, int64(1), weeks.GetPrevious().GetCashInKopeks())

		part := h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-28T23:59:30+01:00", To: "2026-03-31T23:59:00+02:00"})
		require.Equal(t, []int64{0, 110, 1_000, 0}, bucketSums(part.GetBuckets()), "edges that are no day borders")
		one := h.stats(&salesv1.GetTransactionStatsRequest{From: "2026-03-28", To: "2026-04-02", Gateway: []string{"cryptobot"}})
		require.Equal(t, int64(1_000), one.GetCash().GetCashInKopeks())
		require.Equal(t, int32(1), one.GetCash().GetPayers())
		require.Len(t, one.GetMethods(), 1)
		require.Equal(t, []int64{0, 0, 1_000, 0, 0}, one.GetMethods()[0].GetCashInKopeks())
		h.settled()
	}
}

func bucketSums(buckets []*salesv1.CashBucket) []int64 {
	var sums []int64
	for _, b := range buckets {
		sums = append(sums, b.GetCash().GetCashInKopeks())
	}
	return sums
}

// world is what a naive reader of the source would know: the newest row of each key.
type world struct {
	ledger map[int64]*bedolagav1.Transaction
	orders map[int64]*bedolagav1.GuestPurchase
	spins  map[int64]*bedolagav1.WheelSpin
}

// count is the definition of cash, written once more without regard to speed.
func (w world) count(i period.Interval) (in, refunds int64, payments int32, payers map[int64]bool) {
	payers = map[int64]bool{}
	take := func(at time.Time, kopeks, customer int64) {
		if kopeks == 0 || !i.Contains(at) {
			return
		}
		in, payments = in+kopeks, payments+1
		if customer != 0 {
			payers[customer] = true
		}
	}
	counted := map[string]bool{}
	for _, g := range w.orders {
		if g.GetPaidAt() == nil || g.Gateway == nil || g.GetAmountKopeks() == 0 {
			continue
		}
		if g.PaymentId != nil {
			counted[g.GetPaymentId()] = true
		}
		customer := g.GetCustomerId()
		if g.BuyerCustomerId != nil {
			customer = g.GetBuyerCustomerId()
		}
		take(g.GetPaidAt().AsTime(), g.GetAmountKopeks(), customer)
	}
	for _, t := range w.ledger {
		at := t.GetBookedAt().AsTime()
		switch {
		case !t.GetCompleted() || t.Gateway == nil:
		case t.GetKind() == "deposit", t.GetKind() == "subscription_payment" && !(t.ExternalId != nil && counted[t.GetExternalId()]):
			take(at, t.GetAmountKopeks(), t.GetCustomerId())
		case t.GetKind() == "refund" && i.Contains(at):
			refunds += t.GetAmountKopeks()
		}
	}
	for _, s := range w.spins {
		if s.GetPaidWithStars() {
			take(s.GetCreatedAt().AsTime(), s.GetPaymentValueKopeks(), s.GetCustomerId())
		}
	}
	return in, refunds, payments, payers
}

func drawInstant(rt *rapid.T) time.Time {
	return noon.AddDate(0, 0, -6).Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(rt, "minute")) * time.Minute)
}

// drawBatches makes rows of few keys in several versions, and what is left of them in the end.
func drawBatches(rt *rapid.T) ([]bus.Batch, world) {
	w := world{ledger: map[int64]*bedolagav1.Transaction{}, orders: map[int64]*bedolagav1.GuestPurchase{}, spins: map[int64]*bedolagav1.WheelSpin{}}
	var all []bus.Batch
	kinds := []string{"deposit", "subscription_payment", "refund", "gift_payment", "withdrawal"}
	for version := int64(1); version <= int64(rapid.IntRange(1, 12).Draw(rt, "versions")); version++ {
		id, customer := rapid.Int64Range(1, 6).Draw(rt, "id"), rapid.Int64Range(0, 4).Draw(rt, "customer")
		kopeks := rapid.SampledFrom([]int64{0, 1, 250, 99_900}).Draw(rt, "kopeks")
		gateway := rapid.SampledFrom([]string{"yookassa", "cryptobot", "telegram_stars"}).Draw(rt, "gateway")
		payment := fmt.Sprint("p", rapid.IntRange(1, 3).Draw(rt, "payment"))
		at := drawInstant(rt)
		switch rapid.IntRange(0, 3).Draw(rt, "what") {
		case 0, 1:
			t := direct(id, customer, kopeks, gateway, payment, at)
			t.Kind, t.Completed = rapid.SampledFrom(kinds).Draw(rt, "kind"), rapid.IntRange(0, 9).Draw(rt, "completed") > 0
			if rapid.IntRange(0, 3).Draw(rt, "wallet") == 0 {
				t.Gateway = nil
			}
			all, w.ledger[id] = append(all, ledger(version, t)), t
		case 2:
			g := order(id, kopeks, gateway, payment, nil)
			if rapid.Bool().Draw(rt, "paid") {
				g = order(id, kopeks, gateway, payment, &at)
			}
			g.CustomerId = proto.Int64(1 + customer)
			all, w.orders[id] = append(all, orders(version, g)), g
		case 3:
			s := spin(id, customer, kopeks, rapid.Bool().Draw(rt, "stars"), at)
			all, w.spins[id] = append(all, spins(version, s)), s
		}
	}
	return all, w
}

// apply gives batches to the handlers as bus does, without NATS between.
func (s *service) apply(t *testing.T, sequence int, b bus.Batch) error {
	ctx := bus.WithMeta(t.Context(), bus.Meta{Entity: bus.EntityOf(b), Sequence: uint64(sequence), StreamCreated: noon})
	switch b := b.(type) {
	case *bedolagav1.TransactionBatch:
		return pg.Batch(s.db, s.projections.OnTransactions).Apply(ctx, b)
	case *bedolagav1.GuestPurchaseBatch:
		return pg.Batch(s.db, s.projections.OnGuestPurchases).Apply(ctx, b)
	case *bedolagav1.WheelSpinBatch:
		return pg.Batch(s.db, s.projections.OnWheelSpins).Apply(ctx, b)
	}
	return fmt.Errorf("no handler of %T", b)
}

func TestStatsEqualANaiveCount(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	rapid.Check(t, func(rt *rapid.T) {
		_, err := db.Exec(t.Context(), `TRUNCATE sales.transactions, sales.guest_purchases, sales.wheel_spins, sales.payers, sales.cash_days, sales.dirty_days, sales.tombstones,
			sales.revenue_days, sales.first_payments, sales.customers`)
		require.NoError(rt, err)
		batches, w := drawBatches(rt)
		twice := append(append([]bus.Batch{}, batches...), batches[:rapid.IntRange(0, len(batches)).Draw(rt, "again")]...)
		for n, b := range rapid.Permutation(twice).Draw(rt, "order") {
			require.NoError(rt, s.apply(t, n+1, b))
			if rapid.IntRange(0, 4).Draw(rt, "refresh") == 0 {
				_, err := s.revenue.RefreshSome(t.Context())
				require.NoError(rt, err)
			}
		}
		from, to := drawInstant(rt), drawInstant(rt)
		if !to.After(from) {
			from, to = to, from.Add(time.Minute)
		}
		middle := from.Add(to.Sub(from) / 2).Truncate(time.Second)
		for range 2 {
			whole := requireCount(t, rt, s, w, from, to)
			if middle.After(from) {
				first, second := requireCount(t, rt, s, w, from, middle), requireCount(t, rt, s, w, middle, to)
				require.Equal(rt, whole.GetNetCashKopeks(), first.GetNetCashKopeks()+second.GetNetCashKopeks(), "adjacent windows add up")
				require.Equal(rt, whole.GetPayments(), first.GetPayments()+second.GetPayments())
			}
			for n := 1; n > 0; {
				n, err = s.revenue.RefreshSome(t.Context())
				require.NoError(rt, err)
			}
		}
		requirePayers(t, rt, s, w)
	})
}

func requireCount(t *testing.T, rt *rapid.T, s *service, w world, from, to time.Time) *salesv1.Cash {
	q := &salesv1.GetTransactionStatsRequest{From: from.Format(time.RFC3339), To: to.Format(time.RFC3339)}
	answer, err := s.GetTransactionStats(t.Context(), q)
	require.NoError(rt, err)
	in, refunds, payments, payers := w.count(period.Interval{From: from, To: to})
	cash := answer.GetCash()
	require.Equal(rt, []int64{in, refunds, in - refunds, int64(payments), int64(len(payers))},
		[]int64{cash.GetCashInKopeks(), cash.GetCashRefundsKopeks(), cash.GetNetCashKopeks(), int64(cash.GetPayments()), int64(cash.GetPayers())})
	requireRevenue(t, rt, s, w, answer)
	var byBucket, byMethod int64
	for _, b := range answer.GetBuckets() {
		byBucket += b.GetCash().GetNetCashKopeks()
	}
	for _, m := range answer.GetMethods() {
		byMethod += m.GetCash().GetNetCashKopeks()
	}
	require.Equal(rt, []int64{in - refunds, in - refunds}, []int64{byBucket, byMethod})
	return cash
}

func requirePayers(t *testing.T, rt *rapid.T, s *service, w world) {
	want := map[int64]bool{}
	for _, row := range w.ledger {
		if row.GetCompleted() && row.GetAmountKopeks() != 0 && (row.GetKind() == "subscription_payment" || row.GetKind() == "gift_payment") && row.GetCustomerId() != 0 {
			want[row.GetCustomerId()] = true
		}
	}
	for _, g := range w.orders {
		if g.GetPaidAt() != nil {
			want[g.GetCustomerId()] = true
		}
	}
	have := map[int64]bool{}
	require.NoError(rt, s.db.Tx(t.Context(), func(tx pgTx) error {
		paid, err := cash.PayersAmong(t.Context(), tx, []int64{0, 1, 2, 3, 4, 5})
		have = paid
		return err
	}))
	require.Equal(rt, want, have)
}
