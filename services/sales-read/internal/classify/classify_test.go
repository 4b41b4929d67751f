package classify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var paid = time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)

func day(n int) time.Time { return paid.AddDate(0, 0, n) }

// spent is a subscription payment from the wallet, direct one paid at a gateway.
func spent(words string) Row {
	return Row{Kind: "subscription_payment", Method: "balance", AmountKopeks: 100, Description: words, Completed: true, BookedAt: paid}
}

func direct(words string) Row {
	r := spent(words)
	r.Method, r.Gateway = "yookassa", "yookassa"
	return r
}

func free(words string) Row {
	r := spent(words)
	r.AmountKopeks = 0
	return r
}

func row(kind, method, gateway string) Row {
	return Row{Kind: kind, Method: method, Gateway: gateway, AmountKopeks: 100, Completed: true, BookedAt: paid}
}

func open(r Row) Row {
	r.Completed = false
	return r
}

func said(kind string) Event { return Event{Type: kind, SubscriptionID: 70} }

func state(trial bool, tariff int64, ends time.Time) State {
	return State{Trial: trial, TariffID: tariff, StartsAt: day(-30), EndsAt: ends}
}

func changed(was, now State) Change {
	return Change{SubscriptionID: 70, At: paid.Add(time.Second), Was: &was, State: now}
}

func appeared(trial, imported bool) Change {
	return Change{SubscriptionID: 70, At: paid, Imported: imported, State: State{Trial: trial, TariffID: 3, StartsAt: paid, EndsAt: day(30)}}
}

var (
	extended  = changed(state(false, 3, day(5)), state(false, 3, day(35)))
	revived   = changed(state(false, 3, day(-9)), state(false, 3, day(30)))
	converted = changed(state(true, 3, day(2)), state(false, 3, day(30)))
	switched  = changed(state(false, 3, day(9)), state(false, 4, day(9)))
	expired   = changed(state(false, 3, day(9)), state(false, 3, day(9)))
)

// What each row is taken for. books is cash, consumption and wallet, in that order, of 100 kopeks unless the row is of none.
func TestWhatAPaymentBought(t *testing.T) {
	t.Parallel()
	type books [3]int64
	var (
		fromWallet = books{0, 100, -100}
		atGateway  = books{100, 100, 0}
		nothing    = books{}
	)
	for _, c := range []struct {
		what     string
		row      Row
		evidence Evidence
		bought   string
		by       string
		side     string
		books    books
		days     int64
	}{
		// §6, the ledger by kind and method (N2: cash and consumption are two books; a bonus is neither).
		{"a top-up by a gateway", row("deposit", "yookassa", "yookassa"), Evidence{}, Topup, ByKind, Cash, books{100, 0, 100}, 0},
		{"a top-up by an administrator", row("deposit", "manual", ""), Evidence{}, ManualCredit, ByKind, Wallet, books{0, 0, 100}, 0},
		{"a bonus has no method", row("deposit", "", ""), Evidence{}, Bonus, ByKind, Wallet, books{0, 0, 100}, 0},
		{"a deposit from the balance makes no sense", row("deposit", "balance", ""), Evidence{}, Unclassified, Unknown, Wallet, books{0, 0, 100}, 0},
		{"a deposit is a deposit, whatever the journal says", row("deposit", "wata", "wata"), Evidence{Events: []Event{said("purchase")}}, Topup, ByKind, Cash, books{100, 0, 100}, 0},
		{"a gift from the wallet", row("gift_payment", "balance", ""), Evidence{}, Gift, ByKind, Consumption, fromWallet, 0},
		{"a gift of before 3.37 has no method", row("gift_payment", "", ""), Evidence{}, Gift, ByKind, Consumption, fromWallet, 0},
		{"a referral reward", row("referral_reward", "", ""), Evidence{}, Reward, ByKind, Wallet, books{0, 0, 100}, 0},
		{"a poll reward", row("poll_reward", "", ""), Evidence{}, Reward, ByKind, Wallet, books{0, 0, 100}, 0},
		{"a referral payout", row("withdrawal", "", ""), Evidence{}, Withdrawal, ByKind, Wallet, books{0, 0, -100}, 0},
		{"a debit by an administrator", row("withdrawal", "manual", ""), Evidence{}, ManualDebit, ByKind, Wallet, books{0, 0, -100}, 0},
		{"a compensation that could not be applied", open(row("failed_refund", "", "")), Evidence{}, FailedRefund, ByKind, None, nothing, 0},
		{"a kind newer than us", row("cashback", "", ""), Evidence{}, Unclassified, Unknown, None, nothing, 0},
		{"what is not completed moves nothing", open(row("deposit", "yookassa", "yookassa")), Evidence{}, Topup, ByKind, None, nothing, 0},
		// N9: a refund is two opposite things.
		{"Apple takes money back", row("refund", "apple_iap", "apple_iap"), Evidence{}, CashRefund, ByKind, Cash, books{-100, 0, -100}, 0},
		{"Tribute takes money back", row("refund", "tribute", "tribute"), Evidence{}, CashRefund, ByKind, Cash, books{-100, 0, -100}, 0},
		{"a failed purchase rolled back", row("refund", "", ""), Evidence{}, Reversal, ByKind, Consumption, books{0, -100, 100}, 0},
		{"a refund to nowhere we know", row("refund", "manual", ""), Evidence{}, Unclassified, Unknown, None, nothing, 0},
		// §12, the journal comes first.
		{"the journal says purchase", spent(""), Evidence{Events: []Event{{Type: "purchase", SubscriptionID: 70, PeriodDays: 90}}}, New, ByEvent, Consumption, fromWallet, 90},
		{"the journal says renewal", direct(""), Evidence{Events: []Event{{Type: "renewal", SubscriptionID: 70, ExtendedDays: 30}}}, Renewal, ByEvent, Cash, atGateway, 30},
		{"a renewal tells its term by its ends", spent(""), Evidence{Events: []Event{{Type: "renewal", PreviousEndsAt: day(3), NewEndsAt: day(93)}}}, Renewal, ByEvent, Consumption, fromWallet, 90},
		{"a paid trial", direct(""), Evidence{Events: []Event{said("activation")}}, Trial, ByEvent, Cash, atGateway, 0},
		{"the journal against the words", spent("Продление подписки на 30 дней"), Evidence{Events: []Event{said("purchase")}}, New, ByEvent, Consumption, fromWallet, 30},
		{"the journal against a change", spent(""), Evidence{Events: []Event{said("purchase")}, Changes: []Change{extended}}, New, ByEvent, Consumption, fromWallet, 0},
		{"the journal twice", spent(""), Evidence{Events: []Event{said("renewal"), said("renewal")}}, Renewal, ByEvent, Consumption, fromWallet, 0},
		{"the journal contradicts itself", spent("Продление подписки"), Evidence{Events: []Event{said("renewal"), said("purchase")}}, Unclassified, Unknown, Consumption, fromWallet, 0},
		{"the journal of something else", spent("Докупка трафика 10 ГБ"), Evidence{Events: []Event{said("promo_group_change"), said("balance_topup")}}, Traffic, ByText, Consumption, fromWallet, 0},
		{"a renewal for nothing is no switch", free(""), Evidence{Events: []Event{said("renewal")}}, Renewal, ByEvent, Consumption, nothing, 0},
		// §9, neighbouring changes.
		{"the end moved", spent(""), Evidence{Changes: []Change{extended}}, Renewal, ByState, Consumption, fromWallet, 30},
		{"an expired row is revived", spent("Покупка тарифа 'Про' на 30 дней"), Evidence{Changes: []Change{revived}}, Renewal, ByState, Consumption, fromWallet, 30},
		{"a revived row without words", spent("Оплата"), Evidence{Changes: []Change{revived}}, Renewal, ByState, Consumption, fromWallet, 30},
		{"a trial became paid in place", spent(""), Evidence{Changes: []Change{converted}}, New, ByState, Consumption, fromWallet, 30},
		{"the words call a conversion a renewal", spent("Продление подписки на 30 дней"), Evidence{Changes: []Change{converted}}, New, ByState, Consumption, fromWallet, 30},
		{"the tariff changed", spent(""), Evidence{Changes: []Change{switched}}, PlanChange, ByState, Consumption, fromWallet, 0},
		{"a subscription appeared", spent(""), Evidence{Changes: []Change{appeared(false, false)}}, New, ByState, Consumption, fromWallet, 30},
		{"a paid trial appeared", direct(""), Evidence{Changes: []Change{appeared(true, false)}}, Trial, ByState, Cash, atGateway, 30},
		{"a row read years later proves only when it began", spent(""), Evidence{Changes: []Change{appeared(false, true)}}, New, ByState, Consumption, fromWallet, 0},
		{"a paid trial that became paid before it was read", direct("Пробная подписка на 3 дня"), Evidence{Changes: []Change{appeared(false, true)}}, Trial, ByState, Cash, atGateway, 3},
		{"the words know better than what was read later", spent("Докупка трафика"), Evidence{Changes: []Change{appeared(false, true)}}, Traffic, ByText, Consumption, fromWallet, 0},
		{"a daily charge moves the end", spent("Суточная оплата тарифа «Посуточный»"), Evidence{Changes: []Change{changed(state(false, 3, day(0)), state(false, 3, day(1)))}}, Daily, ByState, Consumption, fromWallet, 1},
		{"words against a change", spent("Докупка трафика"), Evidence{Changes: []Change{extended}}, Unclassified, Unknown, Consumption, fromWallet, 0},
		{"nothing that is bought changed", spent("Изменение устройств с 1 до 3 за 200 дн."), Evidence{Changes: []Change{expired}}, Devices, ByText, Consumption, fromWallet, 0},
		{"two changes at once", spent("Продление подписки"), Evidence{Changes: []Change{extended, switched}}, Renewal, ByText, Consumption, fromWallet, 0},
		{"two changes at once and no words", spent(""), Evidence{Changes: []Change{extended, switched}}, Unclassified, Unknown, Consumption, fromWallet, 0},
		{"two payments and one change", spent(""), Evidence{Changes: []Change{extended}, Rivals: 1}, Unclassified, Unknown, Consumption, fromWallet, 0},
		{"two payments, and words", spent("Докупка трафика"), Evidence{Changes: []Change{extended}, Rivals: 1}, Traffic, ByText, Consumption, fromWallet, 0},
		{"a traffic package", spent(""), Evidence{Packages: []int64{70}}, Traffic, ByState, Consumption, fromWallet, 0},
		// §6: zero is a switch, unless it is known to be something else.
		{"a free switch by the user", free("Переход на тариф 'Стандарт'"), Evidence{}, PlanChange, ByText, Consumption, nothing, 0},
		{"a free switch without words", free(""), Evidence{}, PlanChange, ByKind, Consumption, nothing, 0},
		{"a free renewal by words", free("Продление подписки на 30 дней"), Evidence{}, Renewal, ByText, Consumption, nothing, 30},
		// Words, as the bot writes them. N8: the beginning decides, never a name further on.
		{"a purchase of a tariff called traffic", spent("Покупка тарифа «Безлимитный трафик» на 30 дней"), Evidence{}, New, ByText, Consumption, fromWallet, 30},
		{"a renewal of a tariff called devices", spent("Продление тарифа 5 устройств на 90 дней"), Evidence{}, Renewal, ByText, Consumption, fromWallet, 90},
		{"a classic purchase", spent("Подписка на 90 дней (3 мес)"), Evidence{}, New, ByText, Consumption, fromWallet, 90},
		{"an automatic renewal", spent("Автопродление истёкшей подписки на 365 дней"), Evidence{}, Renewal, ByText, Consumption, fromWallet, 365},
		{"a recurring charge", direct("Автопродление Lava"), Evidence{}, Renewal, ByText, Cash, atGateway, 0},
		{"a renewal in English", spent("Renewal for 60 days"), Evidence{}, Renewal, ByText, Consumption, fromWallet, 60},
		{"a switch tells no term", spent("Переход на тариф 'Про' (доплата за 120 дней)"), Evidence{}, PlanChange, ByText, Consumption, fromWallet, 0},
		{"a switch from daily tells one", spent("Переход с суточного на тариф 'Про' (30 дней)"), Evidence{}, PlanChange, ByText, Consumption, fromWallet, 30},
		{"more traffic", spent("Переключение трафика с 50GB на 100GB за 120 дн."), Evidence{}, Traffic, ByText, Consumption, fromWallet, 0},
		{"more traffic in English", spent("Traffic upgrade 100 RUB"), Evidence{}, Traffic, ByText, Consumption, fromWallet, 0},
		{"more servers", spent("Добавление стран к подписке: DE за 90 дн."), Evidence{}, Addon, ByText, Consumption, fromWallet, 0},
		{"a daily charge", spent("Суточная оплата тарифа «Посуточный» (авто-возобновление)"), Evidence{}, Daily, ByText, Consumption, fromWallet, 1},
		{"words that leave it open", direct("Оплата подписки напрямую, 100 ₽"), Evidence{}, Unclassified, Unknown, Cash, atGateway, 0},
		{"no words", direct(""), Evidence{}, Unclassified, Unknown, Cash, atGateway, 0},
		// §7, §10: a landing order counts with its payment; its delivery moves nothing.
		{"a delivery of an order that counts", direct("Покупка подписки через лендинг (Про, 90 дн.)"), Evidence{Delivers: &Order{ID: 1, PeriodDays: 90}}, Landing, ByKind, None, nothing, 90},
		{"a gift delivered", direct(""), Evidence{Delivers: &Order{ID: 1, Gift: true}}, Gift, ByKind, None, nothing, 0},
		{"a landing order known by words alone", direct("Покупка подписки через лендинг (Про 3, 90 дн.)"), Evidence{}, Landing, ByText, Cash, atGateway, 90},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			v := Ledger(c.row, c.evidence)
			require.Equal(t, []string{c.bought, c.by, c.side}, []string{v.Bought, v.Evidence, v.Side}, v.Why)
			require.Equal(t, c.books, books{v.CashKopeks, v.ConsumptionKopeks, v.WalletKopeks})
			require.Equal(t, c.days, v.PeriodDays)
			require.NotEmpty(t, v.Why)
		})
	}
}

func TestOrdersAndSpins(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what   string
		v      Verdict
		bought string
		side   string
		kopeks int64
	}{
		{"a paid landing order", Guest(Order{}, true, true, 100), Landing, Cash, 100},
		{"a gift paid at a gateway has no ledger row", Guest(Order{Gift: true}, true, true, 100), Gift, Cash, 100},
		{"a gift paid from a wallet is the buyer's ledger row", Guest(Order{Gift: true}, false, true, 100), Gift, None, 0},
		{"an order nobody paid", Guest(Order{}, true, false, 100), Landing, None, 0},
		{"a spin for Stars", Spin(true, 100), WheelSpin, Cash, 100},
		{"a spin from the wallet", Spin(false, 100), WheelSpin, None, 0},
	} {
		require.Equal(t, []string{c.bought, c.side}, []string{c.v.Bought, c.v.Side}, c.what)
		require.Equal(t, []int64{c.kopeks, c.kopeks, 0}, []int64{c.v.CashKopeks, c.v.ConsumptionKopeks, c.v.WalletKopeks}, c.what)
	}
}

func TestWhereAPaymentBelongs(t *testing.T) {
	t.Parallel()
	named := func(name string) int64 { return map[string]int64{"Про": 5}[name] }
	one, two := Subscription{ID: 70, TariffID: 3}, Subscription{ID: 71, TariffID: 4, Later: true}
	for _, c := range []struct {
		what           string
		row            Row
		evidence       Evidence
		subscription   int64
		subscriptionBy string
		tariff         int64
		tariffBy       string
	}{
		{"the journal names the subscription", spent(""), Evidence{Events: []Event{said("renewal")}, Subscriptions: []Subscription{one, two}}, 70, ByEvent, 3, ByState},
		{"a change names both", spent(""), Evidence{Changes: []Change{switched}, Subscriptions: []Subscription{one, two}}, 70, ByState, 4, ByState},
		{"the only subscription there was", spent("Продление подписки"), Evidence{Subscriptions: []Subscription{one}}, 70, ByOnly, 3, ByState},
		{"its tariff as read later", spent("Продление подписки"), Evidence{Subscriptions: []Subscription{two}}, 71, ByOnly, 4, ByLater},
		{"one of two", spent("Продление подписки"), Evidence{Subscriptions: []Subscription{one, two}}, 0, Unknown, 0, Unknown},
		{"the words name the tariff", spent("Покупка тарифа «Про» на 30 дней"), Evidence{TariffNamed: named}, 0, Unknown, 5, ByText},
		{"and without quotes", spent("Продление тарифа Про на 30 дней"), Evidence{TariffNamed: named, Subscriptions: []Subscription{one}}, 70, ByOnly, 5, ByText},
		{"of a switch the tariff switched to", spent("Смена тарифа «Старт» → «Про» (100 ₽)"), Evidence{TariffNamed: named}, 0, Unknown, 5, ByText},
		{"a name nobody knows", spent("Покупка тарифа «Другой» на 30 дней"), Evidence{TariffNamed: named}, 0, Unknown, 0, Unknown},
		{"a top-up belongs to none", row("deposit", "wata", "wata"), Evidence{Subscriptions: []Subscription{one}}, 0, Unknown, 0, Unknown},
		{"a delivery by its order", direct(""), Evidence{Delivers: &Order{TariffID: 9}, Subscriptions: []Subscription{one}}, 70, ByOnly, 9, ByOrder},
	} {
		v := Ledger(c.row, c.evidence)
		require.Equal(t, []any{c.subscription, c.subscriptionBy, c.tariff, c.tariffBy}, []any{v.SubscriptionID, v.SubscriptionBy, v.TariffID, v.TariffBy}, c.what)
	}
	require.True(t, Ledger(spent(""), Evidence{Changes: []Change{converted}}).Conversion)
	require.True(t, Ledger(spent(""), Evidence{Events: []Event{{Type: "purchase", Conversion: true}}}).Conversion)
}

// Evidence has no order, and the books do not depend on what was bought.
func TestOrderOfEvidenceDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.SampledFrom([]Event{said("purchase"), said("renewal"), said("activation"), said("balance_topup"), {Type: "renewal", ExtendedDays: 30},
			{Type: "purchase", PeriodDays: 30, SubscriptionID: 70}}), 0, 4).Draw(t, "events")
		changes := rapid.SliceOfN(rapid.SampledFrom([]Change{extended, revived, converted, switched, expired, appeared(true, true), appeared(false, false)}), 0, 3).Draw(t, "changes")
		words := rapid.SampledFrom([]string{"", "Продление подписки", "Докупка трафика", "Подписка на 30 дней", "Пробная подписка"}).Draw(t, "words")
		r := rapid.SampledFrom([]func(string) Row{spent, direct, free}).Draw(t, "row")(words)
		v := Ledger(r, Evidence{Events: events, Changes: changes})
		again := Ledger(r, Evidence{Events: rapid.Permutation(events).Draw(t, "other events"), Changes: rapid.Permutation(changes).Draw(t, "other changes")})
		require.Equal(t, v, again)
		plain := Ledger(r, Evidence{})
		require.Equal(t, []int64{plain.CashKopeks, plain.ConsumptionKopeks, plain.WalletKopeks}, []int64{v.CashKopeks, v.ConsumptionKopeks, v.WalletKopeks})
		if v.Evidence == Unknown {
			require.Equal(t, Unclassified, v.Bought)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, words := range []string{"", "Покупка тарифа «Про» на 30 дней", "Переход на тариф 'a' (доплата за 9 дней)", "Gift: x (30d)", "тариф ( на 9999 дн", "\x00\xff«"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		w := read(words)
		if w.days < 0 || w.days > 9999 {
			t.Fatalf("%d days", w.days)
		}
		if w != read(words) {
			t.Fatal("reads differently again")
		}
	})
}
