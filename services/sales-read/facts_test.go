package salesread

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
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

// factRow is what a payment was classified as.
type factRow struct {
	Source                                      string
	ID                                          int64
	Kind, Side                                  string
	CashKopeks, ConsumptionKopeks, WalletKopeks int64
	Bought, Evidence, Why                       string
	TariffID                                    *int64
	TariffBy                                    string
	SubscriptionID                              *int64
	SubscriptionBy                              string
	PeriodDays                                  *int64
	PeriodBy                                    string
}

// factRows are all facts, in order.
func factRows(t testing.TB, db *pg.DB) []factRow {
	t.Helper()
	rows, err := db.Query(t.Context(), `
SELECT source, id, kind, side, cash_kopeks, consumption_kopeks, wallet_kopeks, bought, evidence, why, tariff_id, tariff_by, subscription_id, subscription_by, period_days,
	period_by FROM sales.payment_facts ORDER BY source, id`)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[factRow])
	require.NoError(t, err)
	return list
}

type factKey struct {
	source string
	id     int64
}

func (h *shop) facts() map[factKey]factRow {
	h.t.Helper()
	h.classified()
	all := map[factKey]factRow{}
	for _, f := range factRows(h.t, h.db) {
		all[factKey{f.Source, f.ID}] = f
	}
	return all
}

func (h *shop) fact(id int64) factRow {
	h.t.Helper()
	f, have := h.facts()[factKey{"transaction", id}]
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
	delivery, landing := facts[factKey{"transaction", 1}], facts[factKey{"guest_purchase", 1}]
	require.Equal(t, [4]any{"landing", "none", int64(0), int64(0)}, [4]any{delivery.Bought, delivery.Side, delivery.CashKopeks, delivery.ConsumptionKopeks})
	require.Equal(t, [4]any{"landing", "cash", int64(500), int64(500)}, [4]any{landing.Bought, landing.Side, landing.CashKopeks, landing.ConsumptionKopeks})
	require.Equal(t, []int64{3, 90, 3, 90}, []int64{*delivery.TariffID, *delivery.PeriodDays, *landing.TariffID, *landing.PeriodDays})
	require.Equal(t, "none", facts[factKey{"guest_purchase", 2}].Side)
	require.Equal(t, int64(50), facts[factKey{"wheel_spin", 1}].CashKopeks)
	var cash int64
	for _, f := range facts {
		cash += f.CashKopeks
	}
	require.Equal(t, h.stats(march).GetCash().GetNetCashKopeks(), cash, "facts and cash agree")
}

// A shop whose payments are told by every kind of evidence: one batch for each piece of news, so that they can come in any order.
func newsOfAShop() []bus.Batch {
	at := noon.Add(-48 * time.Hour)
	created, ends := at.AddDate(0, -1, 0), at.Add(-24*time.Hour)
	state := func(id, customer, tariff int64, ends time.Time) *bedolagav1.Subscription {
		s := sub(id, customer, "active", false, created, ends)
		s.TariffId = &tariff
		return s
	}
	renewed := noted(1, "renewal", 9, 90, 6, at)
	renewed.ExtendedDays = proto.Int64(30)
	paid := at.Add(-time.Hour)
	sold := order(1, 500, "wata", "pay-1", &paid)
	sold.CustomerId, sold.TariffId, sold.PeriodDays = proto.Int64(8), proto.Int64(3), 90
	return []bus.Batch{
		&bedolagav1.TariffBatch{Header: header(5), Rows: []*bedolagav1.Tariff{{Id: 3, Name: "Про"}}},
		subs(read(at.Add(-time.Hour)), state(70, 7, 3, ends), state(71, 7, 3, at.AddDate(1, 0, 0)), state(90, 9, 4, ends)),
		subs(read(at.Add(time.Second)), state(70, 7, 3, at.AddDate(0, 0, 30))),
		ledger(10, wallet(1, 7, 100, at)),
		ledger(11, worded(wallet(2, 7, 100, at.Add(5*time.Minute)), "Докупка трафика")),
		ledger(12, worded(wallet(3, 8, 100, at), "Покупка тарифа «Про» на 30 дней")),
		ledger(13, direct(4, 8, 500, "wata", "pay-1", at)),
		ledger(14, deposit(5, 7, 100, "wata", at), refund(8, 7, 50, "tribute", at)),
		ledger(15, wallet(6, 9, 100, at), wallet(7, 9, 60, at.Add(time.Hour))),
		orders(10, sold),
		journal(10, renewed),
		packages(10, &bedolagav1.TrafficPurchase{Id: 1, SubscriptionId: 90, TrafficGb: 50, CreatedAt: timestamppb.New(at.Add(time.Hour))}),
		spins(10, spin(1, 7, 50, true, at)),
	}
}

// applier applies batches without a bus, as fast as the database allows.
type applier struct {
	*service
	t     *testing.T
	count uint64
}

func newApplier(t *testing.T) *applier {
	t.Helper()
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "Europe/Moscow"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	fill(t, db, `INSERT INTO sales.facts_imported (at) VALUES ($1)`, noon) // from here on news is classified as it comes
	return &applier{service: s, t: t}
}

func applied[B bus.Batch](a *applier, handler func(context.Context, pgx.Tx, B) error, b B) {
	a.count++
	ctx := bus.WithMeta(a.t.Context(), bus.Meta{Entity: bus.EntityOf(b), Sequence: a.count, StreamCreated: noon})
	require.NoError(a.t, pg.Batch(a.db, handler).Apply(ctx, b))
}

func (a *applier) apply(b bus.Batch) {
	switch b := b.(type) {
	case *bedolagav1.TariffBatch:
		applied(a, a.projections.OnTariffs, b)
	case *bedolagav1.SubscriptionBatch:
		applied(a, a.projections.OnSubscriptions, b)
	case *bedolagav1.TransactionBatch:
		applied(a, a.projections.OnTransactions, b)
	case *bedolagav1.GuestPurchaseBatch:
		applied(a, a.projections.OnGuestPurchases, b)
	case *bedolagav1.SubscriptionEventBatch:
		applied(a, a.projections.OnSubscriptionEvents, b)
	case *bedolagav1.TrafficPurchaseBatch:
		applied(a, a.projections.OnTrafficPurchases, b)
	case *bedolagav1.WheelSpinBatch:
		applied(a, a.projections.OnWheelSpins, b)
	default:
		a.t.Fatalf("no handler of %T", b)
	}
}

func (a *applier) classify() {
	for n := 1; n > 0; {
		var err error
		n, err = a.facts.ClassifySome(a.t.Context())
		require.NoError(a.t, err)
	}
}

// known is every fact without when it was learned.
func (a *applier) known() []string {
	list := factRows(a.t, a.db)
	all := make([]string, len(list))
	for i, f := range list {
		all[i] = fmt.Sprintf("%s %d %s by %s (%s) tariff %d by %s subscription %d by %s days %d by %s cash %d consumption %d wallet %d", f.Source, f.ID, f.Bought, f.Evidence, f.Why,
			ask.Value(f.TariffID), f.TariffBy, ask.Value(f.SubscriptionID), f.SubscriptionBy, ask.Value(f.PeriodDays), f.PeriodBy, f.CashKopeks, f.ConsumptionKopeks, f.WalletKopeks)
	}
	return all
}

func TestFactsDoNotDependOnTheOrderOfNews(t *testing.T) {
	t.Parallel()
	ordered := newApplier(t)
	for _, b := range newsOfAShop() {
		ordered.apply(b)
	}
	ordered.classify()
	want := ordered.known()
	require.Len(t, want, 10)
	require.Contains(t, want[1], "transaction 1 unclassified by none (state_rivals)")
	for seed := range 12 {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(seed), 7))
			a, news := newApplier(t), newsOfAShop()
			first, second := 0, 0 // of one subscription, states come in order: a stream keeps the order of an entity's batches
			random.Shuffle(len(news), func(i, j int) { news[i], news[j] = news[j], news[i] })
			for i, b := range news {
				if s, ok := b.(*bedolagav1.SubscriptionBatch); ok {
					if len(s.GetRows()) > 1 {
						first = i
					} else {
						second = i
					}
				}
			}
			if first > second {
				news[first], news[second] = news[second], news[first]
			}
			for i, b := range news {
				a.apply(b)
				for range random.IntN(3) {
					_, err := a.facts.ClassifySome(t.Context())
					require.NoError(t, err)
				}
				again := random.IntN(len(news)) // what has come comes once more, or before its turn
				if again != max(first, second) || again <= i {
					a.apply(news[again])
				}
			}
			for _, b := range []int{first, second} {
				a.apply(news[b])
			}
			a.classify()
			require.Equal(t, want, a.known())
			var corrections int
			require.NoError(t, a.db.QueryRow(t.Context(), `SELECT count(*) FROM sales.payment_corrections`).Scan(&corrections))
			require.Zero(t, corrections, "what is first learned is no correction")
		})
	}
}

func (h *shop) payment(id int64, knownAt string) *salesv1.GetPaymentResponse {
	h.t.Helper()
	h.classified()
	answer, err := salesv1.NewFactsClient(rpc.NewConn(h.bridge.Conn)).GetPayment(h.ctx, &salesv1.GetPaymentRequest{Source: "transaction", Id: id, KnownAt: knownAt})
	require.NoError(h.t, err)
	return answer
}

func (h *shop) advance(d time.Duration) time.Time {
	return time.UnixMicro(h.clock.Add(d.Microseconds())).UTC()
}

func TestASettledFactIsCorrectedVisibly(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := noon.Add(-48 * time.Hour)
	h.publish(ledger(10, worded(wallet(1, 7, 100, at), "Продление подписки на 30 дней"), deposit(2, 7, 900, "wata", at)))
	h.classified()
	h.importEnds()
	h.advance(7 * time.Minute)
	early := noted(1, "renewal", 7, 70, 1, at)
	h.publish(journal(10, early))
	require.Equal(t, "event", h.fact(1).Evidence)
	require.Empty(t, h.payment(1, "").GetCorrections(), "evidence that comes in time corrects nothing")

	before := h.now()
	learned := h.advance(time.Hour)
	late := noted(1, "purchase", 7, 71, 1, at)
	h.publish(journal(20, late), ledger(20, deposit(2, 7, 800, "wata", at)))
	for range 2 { // once more changes nothing
		answer := h.payment(1, "")
		require.Equal(t, "new", answer.GetPayment().GetBought())
		require.Equal(t, learned, answer.GetPayment().GetKnownSince().AsTime())
		require.Equal(t, noon, answer.GetPayment().GetLearnedAt().AsTime())
		var fields []string
		for _, c := range answer.GetCorrections() {
			fields = append(fields, fmt.Sprintf("%s: %s > %s (%s)", c.GetField(), c.GetWas(), c.GetNow(), c.GetWhy()))
		}
		require.Equal(t, []string{"subscription: 70 > 71 (event)", "bought: renewal > new (event)"}, fields)
		h.publish(journal(20, late))
		h.classified()
	}
	then := h.payment(1, before.Format(time.RFC3339))
	require.Equal(t, "renewal", then.GetPayment().GetBought())
	require.Empty(t, then.GetCorrections())
	require.Equal(t, int64(900), h.payment(2, before.Format(time.RFC3339)).GetPayment().GetCashKopeks())
	require.Equal(t, int64(800), h.payment(2, "").GetPayment().GetCashKopeks())
	_, err := salesv1.NewFactsClient(rpc.NewConn(h.bridge.Conn)).GetPayment(h.ctx, &salesv1.GetPaymentRequest{Source: "transaction", Id: 1, KnownAt: "2026-03-16T08:00:00Z"})
	require.ErrorContains(t, err, "was not known")

	gone := h.advance(time.Hour)
	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 30, Gone: []int64{2}}})
	answer := h.payment(2, "")
	require.True(t, answer.GetPayment().GetGone())
	require.Equal(t, int64(800), answer.GetPayment().GetCashKopeks(), "what is gone at the source counts all the same")
	require.Equal(t, [2]string{"gone", "gone"}, [2]string{answer.GetCorrections()[0].GetField(), answer.GetCorrections()[0].GetWhy()})

	list := func(q *salesv1.ListCorrectionsRequest) *salesv1.ListCorrectionsResponse {
		page, err := salesv1.NewFactsClient(rpc.NewConn(h.bridge.Conn)).ListCorrections(h.ctx, q)
		require.NoError(t, err)
		return page
	}
	require.Equal(t, int32(6), list(&salesv1.ListCorrectionsRequest{}).GetTotal())
	require.Equal(t, int32(1), list(&salesv1.ListCorrectionsRequest{From: gone.Format(time.RFC3339)}).GetTotal())
	require.Zero(t, list(&salesv1.ListCorrectionsRequest{BookedFrom: "2026-03-16"}).GetTotal())
	var fields []string
	for q := (&salesv1.ListCorrectionsRequest{PageSize: 2}); ; {
		page := list(q)
		for _, c := range page.GetItems() {
			fields = append(fields, fmt.Sprint(c.GetPaymentId(), " ", c.GetField(), " ", c.GetCustomerId()))
		}
		if q.PageToken = page.GetNextPageToken(); q.GetPageToken() == "" {
			break
		}
	}
	require.Len(t, fields, 6)
	require.Equal(t, "2 gone 7", fields[0])

	h.publish(&bedolagav1.TransactionBatch{Header: &bedolagav1.BatchHeader{Version: 40, Moved: []int64{2}}})
	h.classified()
	require.Len(t, h.facts(), 1, "a fact that lives on under another key")
}

func TestHistoryTellsWhatChangedWhen(t *testing.T) {
	t.Parallel()
	h := openShop(t, "Europe/Moscow")
	at := noon.Add(-48 * time.Hour)
	created := at.AddDate(0, -1, 0)
	version := read(at)
	h.publish(subs(version, sub(70, 7, "active", true, created, at.AddDate(0, 0, 3))), people(5, person(7, 107, "a", created)))
	extended := sub(70, 7, "active", false, created, at.AddDate(0, 0, 33))
	h.publish(subs(version+1_000_000, extended))
	extended.TrafficUsedGb = 5
	h.publish(subs(version+2_000_000, extended)) // nothing that matters
	h.publish(&bedolagav1.SubscriptionBatch{Header: &bedolagav1.BatchHeader{Version: version + 3_000_000, Gone: []int64{70}}})
	note := noted(3, "promocode_activation", 7, 70, 0, at.Add(time.Hour))
	note.TransactionId = nil
	unmatched := noted(5, "promocode_activation", 7, 70, 0, at.Add(2*time.Hour)) // its use was never seen
	unmatched.TransactionId = nil
	h.publish(ledger(10, wallet(1, 7, 100, at), deposit(2, 7, 100, "wata", at), wallet(3, 8, 100, at)), journal(10, note, noted(4, "renewal", 7, 70, 1, at), unmatched),
		promoBatch(10, bonus(1, "HUNDRED", created)), useBatch(10, used(9, 1, 7, at.Add(time.Hour+time.Second)), used(10, 1, 8, at)),
		spins(10, spin(1, 7, 50, true, at)))
	h.classified()
	var told []string
	keys := map[int64]bool{}
	for q := (&salesv1.ListHistoryRequest{CustomerId: 7, PageSize: 2}); ; {
		page, err := salesv1.NewFactsClient(rpc.NewConn(h.bridge.Conn)).ListHistory(h.ctx, q)
		require.NoError(t, err)
		for _, e := range page.GetItems() {
			require.False(t, keys[e.GetKey()], "an entry twice")
			keys[e.GetKey()] = true
			switch {
			case e.GetPayment() != nil:
				told = append(told, fmt.Sprint(e.GetPayment().GetSource(), e.GetPayment().GetId(), " ", e.GetPayment().GetBought()))
			case e.GetNote() != nil:
				told = append(told, e.GetNote().GetType())
			case e.GetPromoUse() != nil:
				told = append(told, "used "+e.GetPromoUse().GetPromo().GetCode())
			default:
				c := e.GetSubscription()
				told = append(told, fmt.Sprint("trial ", c.GetWas().GetIsTrial(), " > ", c.GetNow().GetIsTrial(), " gone ", c.GetNow().GetGone(), " imported ", c.GetImported()))
			}
		}
		if q.PageToken = page.GetNextPageToken(); q.GetPageToken() == "" {
			break
		}
	}
	require.Equal(t, []string{
		"promocode_activation", "used HUNDRED", "trial false > false gone true imported false", "trial true > false gone false imported false",
		"transaction2 topup", "wheel_spin1 wheel_spin", "transaction1 renewal", "trial false > true gone false imported true",
	}, told)
}

func TestARangeCutInTwoTakesNothingForGone(t *testing.T) {
	t.Parallel()
	a := newApplier(t)
	ends := noon.AddDate(0, 1, 0)
	both := []*bedolagav1.Subscription{sub(1, 7, "active", false, noon, ends), sub(2, 7, "active", false, noon, ends)}
	a.apply(subs(100, both...))
	whole := &bedolagav1.BatchHeader{Version: 200, Whole: &bedolagav1.KeyRange{From: 0, To: 1024}}
	a.apply(&bedolagav1.SubscriptionBatch{Header: whole, Rows: both[:1]})
	count := func() (rows, gone int) {
		require.NoError(t, a.db.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE gone) FROM sales.subscription_changes`).Scan(&rows, &gone))
		return rows, gone
	}
	rows, gone := count()
	require.Equal(t, [2]int{3, 1}, [2]int{rows, gone})
	a.apply(subs(200, both[1]))
	rows, gone = count()
	require.Equal(t, [2]int{2, 0}, [2]int{rows, gone}, "the rest of the range came in the next batch")
}

func TestTheFirstImportIsClassifiedOnceAllOfItIsRead(t *testing.T) {
	t.Parallel()
	h := newShop(t)
	importing := func(b bus.Batch) {
		require.NoError(t, h.bridge.PublishState(h.ctx, b))
	}
	h.start("Europe/Moscow")
	importing(ledger(10, deposit(1, 1, 100_00, "yookassa", noon.Add(-time.Hour)), wallet(2, 1, 50_00, noon.Add(-time.Hour))))
	waiting := func() (n int) {
		require.NoError(t, h.db.QueryRow(h.ctx, `SELECT coalesce(sum(cardinality(ids)), 0) FROM sales.dirty_payments`).Scan(&n))
		return n
	}
	h.eventually(func() bool { return waiting() == 2 }, "the batch was not applied")
	h.publish(subs(10, sub(1, 1, "active", false, noon.Add(-time.Hour), noon.AddDate(0, 1, 0))))
	require.NotZero(t, waiting(), "the ledger is still being read")
	require.Empty(t, h.bookedFacts())
	h.publish(ledger(11, deposit(3, 1, 70_00, "yookassa", noon.Add(-time.Minute))))
	h.importEnds()
	require.Len(t, h.facts(), 3)
}

// bookedFacts are the keys that have facts by now.
func (h *shop) bookedFacts() []int64 {
	rows, err := h.db.Query(h.ctx, `SELECT id FROM sales.payment_facts`)
	require.NoError(h.t, err)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	require.NoError(h.t, err)
	return ids
}
