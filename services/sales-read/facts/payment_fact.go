package facts

import (
	"strconv"
	"time"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
)

var factColumns = []string{"source", "id", "customer_id", "kind", "method", "gateway", "amount_kopeks", "side", "cash_kopeks", "consumption_kopeks", "wallet_kopeks",
	"bought", "evidence", "why", "conversion", "tariff_id", "tariff_by", "tariff_name", "subscription_id", "subscription_by", "period_days", "period_by", "gone",
	"booked_at", "learned_at", "known_since"}

// paymentFact is one row of sales.payment_facts.
type paymentFact struct {
	Source                                      string
	ID                                          int64
	CustomerID                                  *int64
	Kind                                        string
	Method, Gateway                             *string
	AmountKopeks                                int64
	Side                                        string
	CashKopeks, ConsumptionKopeks, WalletKopeks int64
	Bought, Evidence, Why                       string
	Conversion                                  bool
	TariffID                                    *int64
	TariffBy                                    string
	TariffName                                  *string
	SubscriptionID                              *int64
	SubscriptionBy                              string
	PeriodDays                                  *int64
	PeriodBy                                    string
	Gone                                        bool
	BookedAt, LearnedAt, KnownSince             time.Time
}

func (f paymentFact) values() []any {
	return []any{f.Source, f.ID, f.CustomerID, f.Kind, f.Method, f.Gateway, f.AmountKopeks, f.Side, f.CashKopeks, f.ConsumptionKopeks, f.WalletKopeks,
		f.Bought, f.Evidence, f.Why, f.Conversion, f.TariffID, f.TariffBy, f.TariffName, f.SubscriptionID, f.SubscriptionBy, f.PeriodDays, f.PeriodBy, f.Gone,
		f.BookedAt, f.LearnedAt, f.KnownSince}
}

// judged puts the verdict into the fact.
func (f *paymentFact) judged(v classify.Verdict) {
	f.Side, f.CashKopeks, f.ConsumptionKopeks, f.WalletKopeks = v.Side, v.CashKopeks, v.ConsumptionKopeks, v.WalletKopeks
	f.Bought, f.Evidence, f.Why, f.Conversion = v.Bought, v.Evidence, v.Why, v.Conversion
	f.TariffID, f.TariffBy, f.SubscriptionID, f.SubscriptionBy = unlessZero(v.TariffID), v.TariffBy, unlessZero(v.SubscriptionID), v.SubscriptionBy
	f.PeriodDays, f.PeriodBy, f.TariffName = unlessZero(v.PeriodDays), v.PeriodBy, unlessZero(v.TariffName)
}

func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// same tells whether nothing at all differs but when it was learned.
func (f paymentFact) same(o paymentFact) bool {
	return len(f.differs(o)) == 0 && f.Evidence == o.Evidence && f.Why == o.Why && f.TariffBy == o.TariffBy && f.SubscriptionBy == o.SubscriptionBy &&
		f.PeriodBy == o.PeriodBy && ask.Same(f.TariffName, o.TariffName)
}

// correction is one field of a fact that says something else now.
type correction struct {
	field    string
	was, now *string
	why      string
}

// differs lists what o says otherwise. Where something is known from is no fact about the payment, so it does not count.
func (f paymentFact) differs(o paymentFact) []correction {
	var all []correction
	field := func(name string, was, now *string, why string) {
		if !ask.Same(was, now) {
			all = append(all, correction{name, was, now, why})
		}
	}
	const source = "source"
	field("customer", number(f.CustomerID), number(o.CustomerID), source)
	field("amount", number(&f.AmountKopeks), number(&o.AmountKopeks), source)
	field("booked_at", moment(f.BookedAt), moment(o.BookedAt), source)
	field("method", f.Method, o.Method, source)
	field("kind", &f.Kind, &o.Kind, source)
	field("gone", truth(f.Gone), truth(o.Gone), "gone")
	field("cash", number(&f.CashKopeks), number(&o.CashKopeks), o.because(f))
	field("consumption", number(&f.ConsumptionKopeks), number(&o.ConsumptionKopeks), o.because(f))
	field("wallet", number(&f.WalletKopeks), number(&o.WalletKopeks), o.because(f))
	field("bought", &f.Bought, &o.Bought, o.Evidence)
	field("conversion", truth(f.Conversion), truth(o.Conversion), o.Evidence)
	field("tariff", number(f.TariffID), number(o.TariffID), o.TariffBy)
	field("subscription", number(f.SubscriptionID), number(o.SubscriptionID), o.SubscriptionBy)
	field("period_days", number(f.PeriodDays), number(o.PeriodDays), o.PeriodBy)
	return all
}

// because tells why money moves otherwise: the row itself was edited, or a landing order took its money over or gave it back.
func (f paymentFact) because(was paymentFact) string {
	if f.AmountKopeks != was.AmountKopeks || f.Kind != was.Kind || !ask.Same(f.Method, was.Method) {
		return "source"
	}
	return f.Evidence
}

func number(v *int64) *string {
	if v == nil {
		return nil
	}
	s := strconv.FormatInt(*v, 10)
	return &s
}

func truth(v bool) *string {
	s := strconv.FormatBool(v)
	return &s
}

func moment(t time.Time) *string {
	s := t.UTC().Format(time.RFC3339Nano)
	return &s
}
