// Package payout judges what a request to pay referral rewards out rests on: named reasons to look closer, each with the numbers it saw. No reason
// proves anything, and the bot's own score has no part in it. Pure; docs/metrics.md (payout_risk) says the rules in words.
package payout

import (
	"cmp"
	"slices"
	"time"
)

// Severity of a reason, and the risk that the reasons of a request come to.
type Severity int

// In rising order.
const (
	Low Severity = iota
	Medium
	High
)

func (s Severity) String() string { return [...]string{"low", "medium", "high"}[s] }

const (
	// Hold is how long a payment may be refunded, so that the reward for it is not safe yet.
	Hold = 14 * 24 * time.Hour
	// Looked is how many of the invited are looked at, those who came last before the request.
	Looked = 1000
)

// Facts are what is known of one request and its customer. What was earned and who was invited counts up to the request, payments up to now.
type Facts struct {
	AmountKopeks int64
	AskedAt      time.Time
	// RegisteredAt is zero while unknown.
	RegisteredAt time.Time
	// EarnedKopeks were credited, FreshKopeks of them within Hold before the request; TakenKopeks were asked for before and not refused.
	EarnedKopeks, FreshKopeks, TakenKopeks int64
	// TopKopeks were earned for one invited customer, TopCustomer.
	TopKopeks, TopCustomer int64
	// DestroyedRows of rewards, worth DestroyedKopeks, are not in the bot's tables any more. Its zero rows, which it deletes by habit, are not meant.
	DestroyedRows, DestroyedKopeks int64
	// SelfReferred customers are their own inviters; SelfKopeks were earned for themselves. Looped: their inviter is one of their own branch.
	SelfReferred bool
	SelfKopeks   int64
	Looped       bool
	// Of the Invited, Paid ever paid; RefundedOnce paid once and had money given back, RefundedKopeks; BusiestHour came within one hour.
	Invited, Paid, RefundedOnce, RefundedKopeks, BusiestHour int64
}

// Fact is a number that a reason rests on.
type Fact struct {
	Name  string
	Value int64
}

// Reason to look closer.
type Reason struct {
	Code     string
	Severity Severity
	Evidence []Fact
}

// Judge gives the reasons, the gravest first, and the risk they come to: that of the gravest, and one step more for three medium or two low ones.
func Judge(f Facts) (Severity, []Reason) {
	var reasons []Reason
	for _, rule := range []func(Facts) *Reason{exceeds, self, unpaid, refunded, loop, onePayer, fewPaid, burst, destroyed, young, fresh} {
		if r := rule(f); r != nil {
			reasons = append(reasons, *r)
		}
	}
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Severity, a.Severity) })
	var count [High + 1]int
	for _, r := range reasons {
		count[r.Severity]++
	}
	switch {
	case count[High] > 0 || count[Medium] >= 3:
		return High, reasons
	case count[Medium] > 0 || count[Low] >= 2:
		return Medium, reasons
	}
	return Low, reasons
}

func reason(code string, s Severity, evidence ...Fact) *Reason {
	return &Reason{Code: code, Severity: s, Evidence: evidence}
}

// exceeds: more is asked for than was earned and not asked for yet.
func exceeds(f Facts) *Reason {
	if f.AmountKopeks+f.TakenKopeks <= f.EarnedKopeks {
		return nil
	}
	return reason("exceeds_earned", High, Fact{"amount_kopeks", f.AmountKopeks}, Fact{"earned_kopeks", f.EarnedKopeks}, Fact{"taken_kopeks", f.TakenKopeks})
}

func self(f Facts) *Reason {
	if !f.SelfReferred && f.SelfKopeks == 0 {
		return nil
	}
	return reason("self_referral", High, Fact{"self_kopeks", f.SelfKopeks})
}

func loop(f Facts) *Reason {
	if !f.Looped {
		return nil
	}
	return reason("referral_loop", Medium)
}

// unpaid: rewards, though none of the invited ever paid by a gateway. Manual credits earn commissions too.
func unpaid(f Facts) *Reason {
	if f.EarnedKopeks == 0 || f.Paid > 0 {
		return nil
	}
	return reason("earned_without_payments", High, Fact{"earned_kopeks", f.EarnedKopeks}, Fact{"invited", f.Invited})
}

// refunded: a fifth of those who paid, paid once and took it back.
func refunded(f Facts) *Reason {
	if f.RefundedOnce == 0 || f.RefundedOnce*5 < f.Paid {
		return nil
	}
	severity := Medium
	if f.RefundedOnce >= 3 {
		severity = High
	}
	return reason("paid_once_and_refunded", severity, Fact{"refunded", f.RefundedOnce}, Fact{"paid", f.Paid}, Fact{"refunded_kopeks", f.RefundedKopeks})
}

// onePayer: four fifths were earned for one of several invited.
func onePayer(f Facts) *Reason {
	if f.EarnedKopeks == 0 || f.TopKopeks*5 < f.EarnedKopeks*4 {
		return nil
	}
	severity := Medium
	if f.Invited < 3 { // who begins has one
		severity = Low
	}
	return reason("one_payer", severity, Fact{"customer_id", f.TopCustomer}, Fact{"top_kopeks", f.TopKopeks}, Fact{"earned_kopeks", f.EarnedKopeks})
}

// fewPaid: of twenty or more, not even one in twenty paid.
func fewPaid(f Facts) *Reason {
	if f.Invited < 20 || f.Paid*20 >= f.Invited {
		return nil
	}
	return reason("few_paid", Medium, Fact{"paid", f.Paid}, Fact{"invited", f.Invited})
}

// burst: ten or more, and half of all, came within one hour.
func burst(f Facts) *Reason {
	if f.BusiestHour < 10 || f.BusiestHour*2 < f.Invited {
		return nil
	}
	return reason("registered_in_a_burst", Medium, Fact{"busiest_hour", f.BusiestHour}, Fact{"invited", f.Invited})
}

func destroyed(f Facts) *Reason {
	if f.DestroyedRows == 0 {
		return nil
	}
	return reason("destroyed_earnings", Medium, Fact{"rows", f.DestroyedRows}, Fact{"destroyed_kopeks", f.DestroyedKopeks})
}

// young: the customer came less than two weeks before; within three days it weighs more.
func young(f Facts) *Reason {
	age := f.AskedAt.Sub(f.RegisteredAt)
	if f.RegisteredAt.IsZero() || age >= 14*24*time.Hour {
		return nil
	}
	severity := Low
	if age < 3*24*time.Hour {
		severity = Medium
	}
	return reason("young_requester", severity, Fact{"age_days", int64(age / (24 * time.Hour))})
}

// fresh: the amount reaches into rewards that Hold has not passed for.
func fresh(f Facts) *Reason {
	if f.FreshKopeks == 0 || f.AmountKopeks+f.TakenKopeks <= f.EarnedKopeks-f.FreshKopeks {
		return nil
	}
	return reason("fresh_earnings", Low, Fact{"fresh_kopeks", f.FreshKopeks}, Fact{"earned_kopeks", f.EarnedKopeks}, Fact{"hold_days", int64(Hold / (24 * time.Hour))})
}
