// Package classify decides what a payment bought and what it does to money. It is pure: the same evidence gives the same verdict in any order, and
// what the evidence does not say stays unknown. Evidence counts in this order: the bot's journal, neighbouring changes of subscriptions, the words of
// the ledger. Definitions: docs/metrics.md, "What a payment bought".
package classify

import "time"

// What a payment bought.
const (
	New          = "new"
	Renewal      = "renewal"
	PlanChange   = "plan_change"
	Traffic      = "traffic"
	Devices      = "devices"
	Addon        = "addon"
	Trial        = "trial"
	Daily        = "daily"
	Gift         = "gift"
	Landing      = "landing"
	Topup        = "topup"
	Bonus        = "bonus"
	ManualCredit = "manual_credit"
	ManualDebit  = "manual_debit"
	Reward       = "reward"
	Reversal     = "reversal"
	CashRefund   = "cash_refund"
	Withdrawal   = "withdrawal"
	WheelSpin    = "wheel_spin"
	FailedRefund = "failed_refund"
	Unclassified = "unclassified"
)

// The side of the books a payment is on. A direct payment is cash and, as its Consumption tells, consumption too.
const (
	Cash        = "cash"
	Consumption = "consumption"
	Wallet      = "wallet"
	None        = "none"
)

// Where a part of the verdict is known from.
const (
	ByEvent = "event" // the bot's journal
	ByState = "state" // a change of a subscription, or a traffic package, at the time of the payment
	ByText  = "text"  // the words of the ledger
	ByKind  = "kind"  // kind and method of the row leave one meaning
	ByOrder = "order" // the landing order or gift itself
	ByOnly  = "only"  // the customer has never had another subscription
	ByLater = "later" // as the subscription was when it was first read, after the payment
	Unknown = "none"
)

// Around a payment, changes of subscriptions count as its own: the bot changes the subscription with the payment, and the change is read after that.
const (
	Before = time.Minute
	After  = 10 * time.Minute
)

// Row is one row of the ledger.
type Row struct {
	Kind         string
	Method       string // "" = none
	Gateway      string // "" = no gateway money
	AmountKopeks int64  // absolute
	Description  string
	Completed    bool
	BookedAt     time.Time
	words        *wording
}

// Read reads the words of the row, once for TariffName and Ledger.
func (r *Row) Read() {
	if r.words != nil {
		return
	}
	r.words = &wording{}
	if r.Kind == "subscription_payment" || r.Kind == "gift_payment" {
		*r.words = read(r.Description)
	}
}

// TariffName is the name of a tariff as the words of the row tell it; "" for none.
func (r *Row) TariffName() string {
	r.Read()
	return r.words.tariff
}

// Event is a row of the bot's journal that names the payment.
type Event struct {
	Type           string
	SubscriptionID int64 // 0 = none
	PeriodDays     int64 // 0 = not told
	ExtendedDays   int64
	PreviousEndsAt time.Time
	NewEndsAt      time.Time
	Conversion     bool
}

// State is a subscription as it was.
type State struct {
	Trial    bool
	TariffID int64 // 0 = none
	StartsAt time.Time
	EndsAt   time.Time
}

// Change is what happened to a subscription of the customer near the payment. Was is nil when the subscription appeared.
type Change struct {
	SubscriptionID int64
	At             time.Time
	// Imported: the subscription was there before it was first read, so State is of that later reading.
	Imported bool
	Was      *State
	State    State
}

// Order is a landing order or gift.
type Order struct {
	ID         int64
	Gift       bool
	TariffID   int64
	PeriodDays int64
}

// Subscription is a subscription the customer has or had, with its tariff at the time of the payment.
type Subscription struct {
	ID       int64
	TariffID int64
	// Later: the tariff is that of the first reading, after the payment.
	Later bool
}

// Evidence is what is known around one row of the ledger.
type Evidence struct {
	Events []Event
	// Changes of the customer's subscriptions, and traffic packages, between Before and After.
	Changes  []Change
	Packages []int64 // subscriptions that got a traffic package
	// Rivals is the number of the customer's other subscription payments so near that changes may be theirs.
	Rivals int
	// Delivers is the paid order whose money is counted already, with its own fact.
	Delivers *Order
	// Subscriptions are all of the customer's that existed at the payment.
	Subscriptions []Subscription
	// TariffNamed resolves the name of a tariff; 0 = none, or not one alone.
	TariffNamed func(name string) int64
}

// Verdict is how a payment is classified. Zero ids and days are unknown.
type Verdict struct {
	Bought, Evidence string
	// Why is the rule that decided, as a word that the panel explains.
	Why  string
	Side string
	// What the payment does to cash, to consumption and to the customer's wallet, signed.
	CashKopeks, ConsumptionKopeks, WalletKopeks int64
	TariffID                                    int64
	TariffBy                                    string
	SubscriptionID                              int64
	SubscriptionBy                              string
	PeriodDays                                  int64
	PeriodBy                                    string
	// Conversion: a trial became paid by it.
	Conversion bool
	// TariffName is the tariff as the words of the ledger name it.
	TariffName string
}

// Ledger classifies a row of the ledger.
func Ledger(r Row, e Evidence) Verdict {
	r.Read()
	v := books(r, e)
	if v.Bought == "" {
		v = purchase(r, e, *r.words, v)
	}
	v.place(r, e, *r.words)
	return v
}

// Guest classifies a landing order or gift: paid by a gateway it is cash and what it bought, paid from a wallet the buyer's ledger row is. An
// unpaid one does nothing.
func Guest(o Order, gateway bool, paid bool, kopeks int64) Verdict {
	v := Verdict{Bought: Landing, Evidence: ByKind, Why: "order", Side: None, TariffID: o.TariffID, PeriodDays: o.PeriodDays}
	if o.Gift {
		v.Bought = Gift
	}
	switch {
	case !paid:
		v.Why = "order_unpaid"
	case !gateway:
		v.Why = "order_from_wallet"
	default:
		v.Side, v.CashKopeks, v.ConsumptionKopeks = Cash, kopeks, kopeks
	}
	v.TariffBy, v.PeriodBy = known(o.TariffID, ByOrder), known(o.PeriodDays, ByOrder)
	v.SubscriptionBy = Unknown
	return v
}

// Spin classifies a spin of the fortune wheel that Stars were charged for.
func Spin(paid bool, kopeks int64) Verdict {
	v := Verdict{Bought: WheelSpin, Evidence: ByKind, Why: "spin", Side: None, TariffBy: Unknown, SubscriptionBy: Unknown, PeriodBy: Unknown}
	if paid {
		v.Side, v.CashKopeks, v.ConsumptionKopeks = Cash, kopeks, kopeks
	}
	return v
}

func known(value int64, by string) string {
	if value == 0 {
		return Unknown
	}
	return by
}
