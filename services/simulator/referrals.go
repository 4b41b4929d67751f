package simulator

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

type (
	// earning is what a referral brought its referrer; amount 0: registered, not topped up yet.
	earning struct {
		at               int64
		earner, referral int32
		amount           int32
		campaign, reason uint8
	}
	withdrawal struct {
		at, processed int64
		user, amount  int32
		status, risk  uint8
	}
	application struct {
		at, processed int64
		user          int32
		status        uint8 // index of partnerStatuses
	}
)

const (
	welcomeBonus = 5000
	inviterBonus = 5000
	// mostWallet keeps balances far from the end of the bot's integer column.
	mostWallet = 1_500_000_000
)

var (
	partnerStatuses    = [...]string{"none", "pending", "approved", "rejected"}
	withdrawalStatuses = [...]string{"pending", "approved", "completed", "rejected", "cancelled"}
	earningReasons     = [...]string{"referral_registration_pending", "referral_first_topup", "referral_commission_topup"}
)

const (
	earnedNothing uint8 = iota
	earnedFirst
	earnedCommission
)

const (
	partnerNone uint8 = iota
	partnerPending
	partnerApproved
	partnerRejected
)

const (
	payPending uint8 = iota
	payApproved
	payCompleted
	payRejected
	payCancelled
)

// referrer picks who invited the customer at i: chains of eight, few leaders with large branches, else anybody earlier.
func (p *plan) referrer(r *rand.Rand, i int) int32 {
	switch n := i % 97; {
	case i == 0:
		return 0
	case n >= 1 && n <= 7:
		return int32(i)
	case r.IntN(5) > 0:
		return 0
	case r.IntN(3) == 0:
		leaders := math.Sqrt(float64(len(p.customers)))
		return int32(min(leaders, float64(i))*math.Pow(r.Float64(), 2.5)) + 1
	}
	return int32(float64(i)*math.Pow(r.Float64(), 2)) + 1 // early customers invited most
}

// partner has a few customers apply, in every state; some who were rejected first.
func (p *plan) partner(r *rand.Rand, c *customer, i int) {
	if !p.l.hasTable("partner_applications") {
		return
	}
	switch i % 150 {
	case 3:
		c.partner = partnerApproved
	case 53:
		c.partner = partnerPending
	case 103:
		c.partner = partnerRejected
	default:
		return
	}
	at := c.registered + r.Int64N(max(p.now-c.registered-second, 1))
	if c.partner == partnerPending {
		at = max(c.registered, p.now-hour-r.Int64N(9*day))
	}
	a := application{at: at, user: int32(i + 1), status: c.partner}
	if c.partner != partnerPending {
		a.processed = min(at+hour+r.Int64N(3*day), p.now-second)
	}
	if i%450 == 3 {
		before := at - r.Int64N(max(at-c.registered, 1))
		p.applications = append(p.applications, application{at: before, processed: before + (at-before)/2, user: a.user, status: partnerRejected})
	}
	p.applications = append(p.applications, a)
}

// percent is the commission a customer gets: the shop's, or a partner's own.
func (c *customer) percent() int {
	if c.partner == partnerApproved {
		return 30
	}
	return 25
}

// commission pays the referrer for a top-up. Its ledger row is taken from this customer's share, so that shops have exactly
// the rows asked for; where no room is left the payment brought no commission, as beyond the bot's own limit.
func (x *life) commission(at int64, kopeks int) {
	if x.c.referrer == 0 || x.left < 2 {
		return
	}
	who := &x.customers[x.c.referrer-1]
	e := earning{at: at, earner: x.c.referrer, referral: x.id, amount: int32(kopeks * who.percent() / 100), campaign: x.c.campaign, reason: earnedCommission}
	first := !x.c.toppedUp
	if first {
		e.reason = earnedFirst
		e.amount += inviterBonus
	}
	if who.balance > mostWallet-e.amount || who.earned > mostWallet-e.amount {
		return
	}
	x.c.toppedUp = true
	who.balance += e.amount
	who.earned += e.amount
	x.earnings = append(x.earnings, e)
	x.payments = append(x.payments, payment{at: at, user: e.earner, amount: e.amount, kind: kReward, gateway: methodNone})
	x.left--
	if first && x.left > 1 && x.IntN(2) == 0 {
		x.add(kWelcome, at+second, welcomeBonus, methodNone, 0)
	}
}

// payOut lets earners ask for their money once it was earned. Approved requests are booked in the rows kept for them.
func (p *plan) payOut() {
	slices.SortFunc(p.earnings, func(a, b earning) int {
		return cmp.Or(cmp.Compare(a.earner, b.earner), cmp.Compare(a.at, b.at), cmp.Compare(a.referral, b.referral))
	})
	turns := [...]uint8{payCompleted, payPending, payRejected, payCompleted, payApproved, payCancelled}
	for from := 0; from < len(p.earnings); {
		to := from
		for to < len(p.earnings) && p.earnings[to].earner == p.earnings[from].earner {
			to++
		}
		mine := p.earnings[from:to]
		from = to
		earner := mine[0].earner
		c, r := &p.customers[earner-1], p.rng(9, int(earner))
		if c.earned < 30000 || r.IntN(100) < 40 {
			continue
		}
		sum, taken, next := int32(0), int32(0), int32(20000+r.IntN(40000))
		for j, e := range mine {
			sum += e.amount
			last := j == len(mine)-1
			amount := min((sum-taken)*int32(50+r.IntN(50))/100, c.balance) / 10000 * 10000
			if sum < next && !last || amount == 0 {
				continue
			}
			next = sum*2 + int32(r.IntN(100000))
			w := withdrawal{at: min(e.at+r.Int64N(2*day), p.now-hour), user: earner, amount: amount, status: turns[p.turn["withdrawal"]%len(turns)], risk: uint8(r.IntN(100))}
			if w.at < e.at { // earned within the last hour
				break
			}
			p.turn["withdrawal"]++
			if w.processed = w.at + hour + r.Int64N(4*day); w.processed >= p.now || w.status == payPending {
				w.status, w.processed = payPending, 0
				if p.now-w.at > 20*day { // nobody waits that long: the owner of the request took it back
					w.status = payCancelled
				}
			}
			if w.status == payApproved || w.status == payCompleted {
				if p.reserve == 0 {
					w.status = payRejected
				} else {
					p.credit(w.processed, earner, -amount, kPayout)
					taken += amount
				}
			}
			p.withdrawals = append(p.withdrawals, w)
			if w.status == payPending {
				break
			}
		}
	}
	r := p.rng(10, 0)
	for p.reserve > 0 { // a poll with a reward takes the rows that no payout needed
		user := int32(r.IntN(len(p.customers)) + 1)
		p.credit(p.moment(r, p.customers[user-1].registered), user, int32(1000*(1+r.IntN(5))), kPoll)
	}
}

// credit writes a row of the reserve that moves the wallet by its amount and is no cash.
func (p *plan) credit(at int64, user, amount int32, kind uint8) {
	p.payments = append(p.payments, payment{at: at, user: user, amount: amount, kind: kind, gateway: methodNone})
	p.customers[user-1].balance += amount
	p.reserve--
}
