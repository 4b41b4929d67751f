package reconcile

import (
	"time"

	"github.com/remnadesk/remnadesk/pkg/period"
)

// Source says what table a payment is a row of.
type Source int8

// The sources of payments.
const (
	Ledger Source = iota + 1
	Order
	Spin
)

// Row is one payment: a completed deposit or subscription payment of the ledger, a landing order or gift that a gateway was paid for, or a wheel
// spin that Stars were charged for. The ledger row that delivers an order is part of the order, not a Row. Amounts are absolute kopeks.
type Row struct {
	Source Source
	ID     int64
	// Kind is deposit or subscription_payment, of a ledger row.
	Kind   string
	Amount int64
	// Method as the bot stores it, and the gateway it means; empty = none.
	Method, Gateway string
	// Gone: the source has destroyed the row since.
	Gone bool
	// Referral: see SpeaksOfReferral.
	Referral bool
	// Gift, of an order.
	Gift bool
	// BookedAt is our time: of an order when it was paid.
	BookedAt time.Time
	// CreatedAt is the bot's time of a ledger row; zero = it has none.
	CreatedAt time.Time
	// Delivery of an order that is no gift; nil while it has none.
	Delivery *Delivery
	// Registered is by how many campaigns the customer of a ledger row is registered; -1 = the source has destroyed their registrations.
	Registered int
	// Repeats, of a ledger row: it delivers an order that counts by itself or by another delivery.
	Repeats bool
}

// Delivery is the ledger row that delivers a landing order.
type Delivery struct {
	Amount          int64
	Method, Gateway string
	Gone            bool
	CreatedAt       time.Time
}

// Cause is why a payment counts differently. Those that end in _in are ours in these days and theirs in others, _out the other way round.
type Cause string

// The causes; docs/metrics.md says what each means.
const (
	None              Cause = ""
	DirectPayments    Cause = "direct_payments"
	LandingOrders     Cause = "landing_orders"
	LandingPending    Cause = "landing_undelivered"
	LandingOtherIn    Cause = "landing_other_day_in"
	LandingOtherOut   Cause = "landing_other_day_out"
	LandingTwice      Cause = "landing_twice"
	LandingAmount     Cause = "landing_amount"
	GatewayGifts      Cause = "gateway_gifts"
	StarsSpins        Cause = "stars_spins"
	SubOptions        Cause = "sub_options"
	ReferralText      Cause = "referral_text"
	ManualCredits     Cause = "manual_credits"
	BonusDeposits     Cause = "bonus_deposits"
	WalletDeposits    Cause = "wallet_deposits"
	NotRegistered     Cause = "not_registered"
	SeveralCampaigns  Cause = "several_campaigns"
	RowsGone          Cause = "rows_gone"
	InvoiceTimeIn     Cause = "invoice_time_in"
	InvoiceTimeOut    Cause = "invoice_time_out"
	DayBorderIn       Cause = "day_border_in"
	DayBorderOut      Cause = "day_border_out"
	LastSecond        Cause = "last_second"
	differsUnforeseen Cause = "unforeseen"
)

// Causes are all that can be asked for.
func Causes() []string {
	var all []string
	for _, c := range []Cause{DirectPayments, LandingOrders, LandingPending, LandingOtherIn, LandingOtherOut, LandingTwice, LandingAmount, GatewayGifts, StarsSpins,
		SubOptions, ReferralText, ManualCredits, BonusDeposits, WalletDeposits, NotRegistered, SeveralCampaigns, RowsGone, InvoiceTimeIn, InvoiceTimeOut, DayBorderIn, DayBorderOut, LastSecond, differsUnforeseen} {
		all = append(all, string(c))
	}
	return all
}

// Verdict is what both sides count of one payment in the same days. Cause is None exactly when they count the same.
type Verdict struct {
	Ours, Theirs int64
	Cause        Cause
}

// Difference is what the payment adds to their sum on the way to ours.
func (v Verdict) Difference() int64 { return v.Ours - v.Theirs }

// side is one side's view of a payment: how much, dated when; why not, if it never counts there.
type side struct {
	amount int64
	at     time.Time
	refuse Cause
}

func (s side) in(days period.Interval) int64 {
	if s.refuse != None || s.at.IsZero() || !days.Contains(s.at) {
		return 0
	}
	return s.amount
}

// Judge compares what we and the neighbour count of one payment, in our days and in theirs.
func (n Neighbour) Judge(r Row, ours period.Interval, theirs Days) Verdict {
	us, them := weCount(r), n.counts(r)
	v := Verdict{Ours: us.in(ours), Theirs: them.in(theirs.Seen)}
	switch {
	case v.Ours == v.Theirs:
	case v.Ours != 0 && v.Theirs != 0 && n == CampaignPage:
		v.Cause = SeveralCampaigns
	case v.Ours != 0 && v.Theirs != 0:
		v.Cause = LandingAmount
	case us.refuse != None:
		v.Cause = us.refuse
	case them.refuse != None:
		v.Cause = them.refuse
	default:
		v.Cause = dated(r, us.at, them.at, v.Ours != 0, theirs)
	}
	if v.Cause == LandingAmount && r.Delivery == nil {
		v.Cause = differsUnforeseen
	}
	return v
}

// dated names why both count a payment, but not in the same days. From their clock and days one goes to our clock in their days, then to our
// days: the step at which the answer changes is the cause.
func dated(r Row, booked, created time.Time, isOurs bool, theirs Days) Cause {
	if isOurs && theirs.Whole.Contains(created) && !theirs.Seen.Contains(created) {
		return LastSecond
	}
	border := theirs.Whole.Contains(booked) != isOurs
	switch {
	case border && isOurs:
		return DayBorderIn
	case border:
		return DayBorderOut
	case r.Source == Order && isOurs:
		return LandingOtherIn
	case r.Source == Order:
		return LandingOtherOut
	case isOurs:
		return InvoiceTimeIn
	}
	return InvoiceTimeOut
}

// weCount is cash_in of docs/metrics.md.
func weCount(r Row) side {
	s := side{amount: r.Amount, at: r.BookedAt}
	switch {
	case r.Source != Ledger:
	case r.Repeats:
		s.refuse = LandingTwice
	case r.Gateway != "":
	case r.Method == "manual":
		s.refuse = ManualCredits
	case r.Method == "":
		s.refuse = BonusDeposits
	default:
		s.refuse = WalletDeposits
	}
	return s
}

// counts is the neighbour's formula. What it leaves out by its nature comes before what merely happened to the row.
func (n Neighbour) counts(r Row) side {
	switch r.Source {
	case Order:
		return n.countsOrder(r)
	case Spin:
		return side{refuse: StarsSpins}
	}
	s := side{amount: r.Amount, at: r.CreatedAt}
	if n == CampaignPage {
		s = side{amount: r.Amount * int64(max(r.Registered, 0)), at: r.BookedAt}
	}
	switch {
	case r.Kind != "deposit" && n != SalesPage:
		s.refuse = DirectPayments
	case n == Admin && r.Gone:
		s.refuse = RowsGone
	case n == Admin:
	case r.Gateway == "": // then we do not count it either
		s.refuse = weCount(r).refuse
	case n == CampaignPage && r.Registered == 0:
		s.refuse = NotRegistered
	case r.Method != r.Gateway:
		s.refuse = SubOptions
	case n == CampaignPage && r.Registered < 0:
		s.refuse = RowsGone
	case n == TelegramReport && r.Referral:
		s.refuse = ReferralText
	case r.Gone:
		s.refuse = RowsGone
	}
	return s
}

// countsOrder: the sales page sums gifts from their own table and other orders by the ledger row that delivers them; the others sum deposits only.
func (n Neighbour) countsOrder(r Row) side {
	switch {
	case n != SalesPage && r.Gift:
		return side{refuse: GatewayGifts}
	case n != SalesPage:
		return side{refuse: LandingOrders}
	case !r.Gift && r.Delivery == nil:
		return side{refuse: LandingPending}
	}
	d := r.Delivery
	if r.Gift {
		d = &Delivery{Amount: r.Amount, Method: r.Method, Gateway: r.Gateway, Gone: r.Gone, CreatedAt: r.BookedAt}
	}
	switch {
	case d.Method != d.Gateway:
		return side{refuse: SubOptions}
	case d.Gone:
		return side{refuse: RowsGone}
	}
	return side{amount: d.Amount, at: d.CreatedAt}
}
