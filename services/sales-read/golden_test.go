package salesread

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// goldenDay is a day of a shop in which one thing happens, told row by row. Each has customers and ids of its own.
type goldenDay struct {
	base   int64     // ids and customers begin after it
	at     time.Time // noon of the day in the business zone
	ledger []*bedolagav1.Transaction
	orders []*bedolagav1.GuestPurchase
	spins  []*bedolagav1.WheelSpin
	gone   []int64
	moved  []*bedolagav1.Transaction // said again, later
}

func (d *goldenDay) who(n int64) int64 { return d.base + n }

func (d *goldenDay) tx(customer, rubles int64, kind, method string) *bedolagav1.Transaction {
	t := &bedolagav1.Transaction{Id: d.base + int64(len(d.ledger)) + 1, CustomerId: d.who(customer), Kind: kind, AmountKopeks: rubles * 100, Completed: true,
		Direction: bedolagav1.Direction_DIRECTION_OUT, CreatedAt: timestamppb.New(d.at), CompletedAt: timestamppb.New(d.at), BookedAt: timestamppb.New(d.at)}
	switch kind {
	case "deposit", "referral_reward", "poll_reward":
		t.Direction = bedolagav1.Direction_DIRECTION_IN
	}
	if method != "" {
		t.PaymentMethod = &method
	}
	if method != "" && method != "manual" && method != "balance" {
		t.Gateway = &method
	}
	d.ledger = append(d.ledger, t)
	return t
}

func (d *goldenDay) deposit(customer, rubles int64, method string) *bedolagav1.Transaction {
	return d.tx(customer, rubles, "deposit", method)
}

// spend is a purchase of the first customer from the wallet, in the bot's words.
func (d *goldenDay) spend(rubles int64, words string) {
	d.tx(1, rubles, "subscription_payment", "balance").Description = &words
}

// direct is a purchase of the first customer, paid at a gateway.
func (d *goldenDay) direct(rubles int64, words, externalID string) *bedolagav1.Transaction {
	t := d.tx(1, rubles, "subscription_payment", "yookassa")
	t.Description, t.ExternalId = &words, &externalID
	return t
}

func (d *goldenDay) order(rubles int64, method, paymentID string) *bedolagav1.GuestPurchase {
	buyer := d.who(1)
	g := order(d.base+int64(len(d.orders))+1, rubles*100, method, paymentID, &d.at)
	g.BuyerCustomerId, g.PeriodDays = &buyer, 30
	if method == "balance" {
		g.Gateway = nil
	}
	d.orders = append(d.orders, g)
	return g
}

func (d *goldenDay) spin(rubles int64, stars bool) {
	d.spins = append(d.spins, spin(d.base+int64(len(d.spins))+1, d.who(1), rubles*100, stars, d.at))
}

// on moves a row to another moment.
func on(t *bedolagav1.Transaction, at time.Time) {
	t.CompletedAt, t.BookedAt = timestamppb.New(at), timestamppb.New(at)
}

const (
	purchase = "Покупка тарифа «Про» на 30 дней"
	renewal  = "Продление подписки на 30 дней"
)

// golden says what a day's figures are, worked out by hand: cash in and the number of payments, cash that went back, payers with first-time ones in
// brackets, then consumption with its kinds, what was rolled back, bonuses, credits by hand. next is the day after.
var golden = []struct {
	name string
	day  func(d *goldenDay)
	want string
	next string
}{
	// Cash, semantics §7. N1: one revenue.
	{"a top-up by a gateway", func(d *goldenDay) { d.deposit(1, 100, "yookassa") }, "in 100/1 payers 1(1)", ""},
	{"one customer tops up twice", func(d *goldenDay) { d.deposit(1, 100, "yookassa"); d.deposit(1, 200, "cryptobot") }, "in 300/2 payers 1(1)", ""},
	{"two customers", func(d *goldenDay) { d.deposit(1, 100, "yookassa"); d.deposit(2, 200, "wata") }, "in 300/2 payers 2(2)", ""},
	{"Stars are money", func(d *goldenDay) { d.deposit(1, 50, "telegram_stars") }, "in 50/1 payers 1(1)", ""},
	{"a gateway nobody has heard of", func(d *goldenDay) { d.deposit(1, 70, "newpay") }, "in 70/1 payers 1(1)", ""},
	{"one kopek", func(d *goldenDay) { d.deposit(1, 1, "yookassa").AmountKopeks = 1 }, "in 0.01/1 payers 1(1)", ""},
	{"ninety million", func(d *goldenDay) { d.deposit(1, 90_000_000, "platega") }, "in 90000000/1 payers 1(1)", ""},
	{"a deposit of nothing", func(d *goldenDay) { d.deposit(1, 0, "yookassa") }, "", ""},
	{"what is not completed", func(d *goldenDay) { d.deposit(1, 100, "yookassa").Completed = false }, "", ""},
	{"a top-up by hand", func(d *goldenDay) { d.deposit(1, 100, "manual") }, "spent 0 manual 100", ""},
	{"a bonus has no method", func(d *goldenDay) { d.deposit(1, 100, "") }, "spent 0 bonuses 100", ""},
	{"a deposit from the balance makes no sense", func(d *goldenDay) { d.deposit(1, 100, "balance") }, "", ""},
	{"a duplicate that the bot renamed is a payment", func(d *goldenDay) {
		d.direct(100, renewal, "abc")
		d.direct(100, renewal, "abc_dup_7")
	}, "in 200/2 payers 1(1) spent 200 renewal 200/2", ""},
	// N2: two ledgers, never mixed.
	{"topped up and spent: once on each side", func(d *goldenDay) { d.deposit(1, 300, "yookassa"); d.spend(300, purchase) }, "in 300/1 payers 1(1) spent 300 new 300/1", ""},
	{"spent from the wallet", func(d *goldenDay) { d.spend(300, renewal) }, "spent 300 renewal 300/1", ""},
	{"spent without a word about it", func(d *goldenDay) { d.spend(300, "Оплата") }, "spent 300 unclassified 300/1", ""},
	{"spent before 3.37, without a method", func(d *goldenDay) {
		words := renewal
		d.tx(1, 300, "subscription_payment", "").Description = &words
	}, "spent 300 renewal 300/1", ""},
	{"paid directly: both at once", func(d *goldenDay) { d.direct(300, purchase, "x") }, "in 300/1 payers 1(1) spent 300 new 300/1", ""},
	{"bonus money is spent as any", func(d *goldenDay) { d.deposit(1, 100, ""); d.spend(100, purchase) }, "spent 100 new 100/1 bonuses 100", ""},
	{"credited by hand and spent", func(d *goldenDay) { d.deposit(1, 100, "manual"); d.spend(80, renewal) }, "spent 80 renewal 80/1 manual 100", ""},
	{"a referral reward", func(d *goldenDay) { d.tx(1, 25, "referral_reward", "") }, "spent 0 bonuses 25", ""},
	{"a reward for a poll", func(d *goldenDay) { d.tx(1, 5, "poll_reward", "") }, "spent 0 bonuses 5", ""},
	{"a payout of referral money is neither", func(d *goldenDay) { d.tx(1, 500, "withdrawal", "") }, "", ""},
	{"a debit by hand is neither", func(d *goldenDay) { d.tx(1, 500, "withdrawal", "manual") }, "", ""},
	{"a kind newer than us", func(d *goldenDay) { d.tx(1, 500, "cashback", "yookassa") }, "", ""},
	// N8 and §6: what was bought.
	{"a tariff called traffic", func(d *goldenDay) {
		d.spend(100, "Покупка тарифа «Безлимитный трафик» на 30 дней")
	}, "spent 100 new 100/1", ""},
	{"traffic", func(d *goldenDay) { d.spend(50, "Докупка трафика 10 ГБ") }, "spent 50 traffic 50/1", ""},
	{"devices", func(d *goldenDay) { d.spend(60, "Изменение устройств с 1 до 3 за 20 дн.") }, "spent 60 devices 60/1", ""},
	{"a daily charge", func(d *goldenDay) {
		d.spend(7, "Суточная оплата тарифа «Посуточный»")
	}, "spent 7 daily 7/1", ""},
	{"a paid trial", func(d *goldenDay) { d.direct(10, "Пробная подписка на 3 дня", "t") }, "in 10/1 payers 1(1) spent 10 trial 10/1", ""},
	{"another tariff", func(d *goldenDay) { d.spend(40, "Переход на тариф 'Стандарт'") }, "spent 40 plan_change 40/1", ""},
	{"another tariff for nothing", func(d *goldenDay) { d.spend(0, "Переход на тариф 'Стандарт'") }, "", ""},
	{"a purchase and an add-on", func(d *goldenDay) { d.spend(100, purchase); d.spend(50, "Докупка трафика 10 ГБ") }, "spent 150 new 100/1 traffic 50/1", ""},
	{"a gift from the wallet", func(d *goldenDay) { d.tx(1, 200, "gift_payment", "balance") }, "spent 200 gift 200/1", ""},
	// N9: a refund is two opposite things.
	{"Apple takes money back", func(d *goldenDay) { d.tx(1, 100, "refund", "apple_iap") }, "in 0/0 back 100", ""},
	{"Tribute takes money back", func(d *goldenDay) { d.tx(1, 100, "refund", "tribute") }, "in 0/0 back 100", ""},
	{"a purchase that failed is rolled back", func(d *goldenDay) { d.spend(300, purchase); d.tx(1, 300, "refund", "") }, "spent 0 new 300/1 reversed 300", ""},
	{"a rollback is no cash", func(d *goldenDay) { d.deposit(1, 300, "yookassa"); d.tx(1, 300, "refund", "") }, "in 300/1 payers 1(1) spent -300 reversed 300", ""},
	{"Apple takes back, and gives again as a deposit", func(d *goldenDay) { d.tx(1, 100, "refund", "apple_iap"); d.deposit(1, 100, "apple_iap") }, "in 100/1 back 100 payers 1(1)", ""},
	{"a compensation that could not be applied", func(d *goldenDay) { d.tx(1, 100, "failed_refund", "").Completed = false }, "", ""},
	{"a refund to nowhere we know", func(d *goldenDay) { d.tx(1, 100, "refund", "manual") }, "", ""},
	{"paid one day, taken back the next", func(d *goldenDay) {
		d.deposit(1, 100, "apple_iap")
		on(d.tx(1, 100, "refund", "apple_iap"), d.at.AddDate(0, 0, 1))
	}, "in 100/1 payers 1(1)", "in 0/0 back 100"},
	// §10: orders of landing pages and gifts.
	{"an order nobody paid", func(d *goldenDay) { d.order(500, "yookassa", "o1").PaidAt = nil }, "", ""},
	{"an order that was paid and not delivered", func(d *goldenDay) { d.order(500, "yookassa", "o2") }, "in 500/1 payers 1(1) spent 500 landing 500/1", ""},
	{"an order and its delivery are one payment", func(d *goldenDay) {
		d.order(500, "yookassa", "o3").Status = "delivered"
		d.direct(500, purchase, "o3")
	}, "in 500/1 payers 1(1) spent 500 landing 500/1", ""},
	{"delivered the day after: the money is of the day it came", func(d *goldenDay) {
		d.order(500, "yookassa", "o4").Status = "delivered"
		on(d.direct(500, purchase, "o4"), d.at.AddDate(0, 0, 1))
	}, "in 500/1 payers 1(1) spent 500 landing 500/1", ""},
	{"an order that failed after it was paid", func(d *goldenDay) { d.order(500, "yookassa", "o5").Status = "failed" }, "in 500/1 payers 1(1) spent 500 landing 500/1", ""},
	{"a gift paid at a gateway", func(d *goldenDay) {
		g := d.order(400, "yookassa", "o6")
		g.IsGift, g.Status = true, "paid"
	}, "in 400/1 payers 1(1) spent 400 gift 400/1", ""},
	{"a gift from the wallet is in the ledger", func(d *goldenDay) {
		g := d.order(400, "balance", "o7")
		g.IsGift, g.Status = true, "paid"
		d.tx(1, 400, "gift_payment", "balance")
	}, "spent 400 gift 400/1", ""},
	{"a payment at a gateway with another id is no delivery", func(d *goldenDay) {
		d.order(500, "yookassa", "o8")
		d.direct(500, purchase, "other")
	}, "in 1000/2 payers 1(1) spent 1000 landing 500/1 new 500/1", ""},
	// §7: the wheel.
	{"a spin paid with Stars", func(d *goldenDay) { d.spin(20, true) }, "in 20/1 payers 1(1) spent 20 wheel_spin 20/1", ""},
	{"a spin from the wallet has no row of money", func(d *goldenDay) { d.spin(20, false) }, "", ""},
	{"a spin and what it won", func(d *goldenDay) { d.spin(20, true); d.deposit(1, 50, "") }, "in 20/1 payers 1(1) spent 20 wheel_spin 20/1 bonuses 50", ""},
	// N7: one midnight.
	{"half past one in the night is of the new day", func(d *goldenDay) { on(d.deposit(1, 100, "yookassa"), d.at.Add(-10*time.Hour-30*time.Minute)) }, "in 100/1 payers 1(1)", ""},
	{"the first instant of the day after", func(d *goldenDay) { on(d.deposit(1, 100, "yookassa"), d.at.Add(12*time.Hour)) }, "", "in 100/1 payers 1(1)"},
	{"the last instant of the day", func(d *goldenDay) { on(d.deposit(1, 100, "yookassa"), d.at.Add(12*time.Hour-time.Microsecond)) }, "in 100/1 payers 1(1)", ""},
	{"invoiced one day, booked the next", func(d *goldenDay) { on(d.deposit(1, 100, "yookassa"), d.at.AddDate(0, 0, 1)) }, "", "in 100/1 payers 1(1)"},
	// First-time payers.
	{"who paid before is no first-time payer", func(d *goldenDay) {
		d.deposit(1, 100, "yookassa")
		on(d.deposit(1, 200, "yookassa"), d.at.AddDate(0, 0, 1))
	}, "in 100/1 payers 1(1)", "in 200/1 payers 1(0)"},
	{"an order is a first payment too", func(d *goldenDay) {
		d.order(500, "yookassa", "o9")
		on(d.deposit(1, 200, "yookassa"), d.at.AddDate(0, 0, 1))
	}, "in 500/1 payers 1(1) spent 500 landing 500/1", "in 200/1 payers 1(0)"},
	{"a bonus makes nobody a payer", func(d *goldenDay) {
		d.deposit(1, 100, "")
		on(d.deposit(1, 200, "yookassa"), d.at.AddDate(0, 0, 1))
	}, "spent 0 bonuses 100", "in 200/1 payers 1(1)"},
	// §2: the source destroys and rewrites.
	{"a payment the bot has deleted stays", func(d *goldenDay) { d.gone = append(d.gone, d.deposit(1, 100, "yookassa").GetId()) }, "in 100/1 payers 1(1)", ""},
	{"two accounts were merged", func(d *goldenDay) {
		d.deposit(1, 100, "yookassa")
		other := proto.CloneOf(d.deposit(2, 200, "yookassa"))
		other.CustomerId = d.who(1)
		d.moved = append(d.moved, other)
	}, "in 300/2 payers 1(1)", ""},
	{"a payment completes later", func(d *goldenDay) {
		open := d.deposit(1, 100, "yookassa")
		done := proto.CloneOf(open)
		open.Completed = false
		d.moved = append(d.moved, done)
	}, "in 100/1 payers 1(1)", ""},
}

// line is a day's figures as golden tells them.
func line(f *salesv1.RevenueFigures) string {
	var words []string
	if in := cameIn(f); in != "in 0/0" {
		words = append(words, in)
	}
	if f.GetPayers() != 0 {
		words = append(words, fmt.Sprintf("payers %d(%d)", f.GetPayers(), f.GetFirstTimePayers()))
	}
	if books := spent(f); books != "spent 0" {
		words = append(words, books)
	}
	return strings.Join(words, " ")
}

// goldenDays lays the cases out, two days each.
func goldenDays(zone *time.Location) (first time.Time, days []*goldenDay) {
	first = time.Date(2025, 10, 1, 12, 0, 0, 0, zone)
	for n, c := range golden {
		d := &goldenDay{base: int64(n+1) * 1000, at: first.AddDate(0, 0, 2*n)}
		c.day(d)
		days = append(days, d)
	}
	return first, days
}

func TestGoldenDays(t *testing.T) {
	t.Parallel()
	require.GreaterOrEqual(t, len(golden), 60)
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	arrangements := map[string]func(batches []bus.Batch){
		"as they come": func([]bus.Batch) {},
		"shuffled, some twice": func(b []bus.Batch) {
			rand.New(rand.NewPCG(7, 1)).Shuffle(len(b), func(i, j int) { b[i], b[j] = b[j], b[i] })
		},
	}
	for name, arrange := range arrangements {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, days := goldenDays(zone)
			h := openShop(t, "Europe/Moscow")
			var batches []bus.Batch
			for n, d := range days {
				gone := ledger(30)
				gone.Header.Gone = d.gone
				batches = append(batches, ledger(10, d.ledger...), orders(10, d.orders...), spins(10, d.spins...), ledger(20, d.moved...), gone)
				if n%3 == 0 && name != "as they come" {
					batches = append(batches, ledger(10, d.ledger...), orders(10, d.orders...))
				}
			}
			arrange(batches)
			h.publish(batches...)
			h.importEnds()
			h.classified()
			answer := h.revenue(&salesv1.GetRevenueRequest{From: first.Format(time.DateOnly), To: first.AddDate(0, 0, 2*len(golden)).Format(time.DateOnly), Bucket: "day"})
			require.Len(t, answer.GetBuckets(), 2*len(golden))
			var in, back, spent int64
			for n, c := range golden {
				for k, want := range []string{c.want, c.next} {
					f := answer.GetBuckets()[2*n+k].GetFigures()
					require.Equal(t, want, line(f), "%s, day %d", c.name, k)
					in, back, spent = in+f.GetCashInKopeks(), back+f.GetCashRefundsKopeks(), spent+f.GetConsumptionKopeks()
				}
			}
			all := answer.GetFigures()
			require.Equal(t, []int64{in, back, spent}, []int64{all.GetCashInKopeks(), all.GetCashRefundsKopeks(), all.GetConsumptionKopeks()}, "the days add up to the period")
		})
	}
}
