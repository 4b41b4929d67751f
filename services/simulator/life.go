package simulator

import "math/rand/v2"

// Kinds of ledger rows the shop writes.
const (
	kDeposit uint8 = iota
	kManual
	kBonus
	kPurchase
	kRenewal
	kAddon
	kSwitch
	kDirect
	kLanding
	kGift
	kRollback
	kAppleRefund
	kTributeRefund
	kFailedRefund
	kDebit
	kPayout
	kReward
	kPoll
)

// Methods of ledger rows that are no gateway, as payment.gateway.
const (
	methodBalance int8 = -1 - iota
	methodNone
	methodManual
	methodApple
	methodTribute
)

// life is the history of one customer while it is made up.
type life struct {
	*plan
	*rand.Rand
	id    int32
	c     *customer
	left  int32 // ledger rows still to write
	payer payer
}

func (p *plan) live(i int, subs uint8, quota int32) {
	x := &life{plan: p, Rand: p.rng(5, i), id: int32(i + 1), c: &p.customers[i], left: quota}
	tariffs := x.Perm(len(p.tariffs))
	for k := range int(subs) {
		x.subscribe(k, int(subs)-k, &p.tariffs[tariffs[k]])
	}
	x.orders()
	for x.left > 0 {
		x.something(p.moment(x.Rand, x.c.registered))
	}
	x.spinWheel()
}

// subscribe lives through one subscription row; the row is reused for all its renewals, as in the bot.
func (x *life) subscribe(k, others int, t *tariff) {
	s := subscription{user: x.id, tariff: int8(t.id)}
	if x.IntN(12) == 0 {
		s.tariff = 0 // sold before tariffs existed
	}
	s.created = min(x.c.registered+x.Int64N(2*hour), x.now-second)
	if s.created < x.begin {
		s.created = min(x.begin+x.Int64N(30*day), x.now-second)
	}
	if k > 0 {
		s.created = x.moment(x.Rand, x.c.registered)
	}
	s.start = s.created
	budget := x.left / int32(others)
	if budget == 0 && x.left > 0 && x.IntN(2) == 0 {
		budget = 1
	}
	switch n := x.IntN(100); {
	case x.inTurn("draft", 90): // waits for a payment that never comes
		s.trial, s.status, s.end = x.IntN(2) == 0, subPending, s.created+30*day
	case x.inTurn("stub", 80): // recurring sign-up that was never paid
		s.status, s.end = subExpired, s.start
	case x.inTurn("killed", 45) && !x.l.old(): // trial ended by the purchase of another row
		s.status, s.end = subDisabled, s.created+3*day
	case budget == 0 && n < 80, n < 18, s.created > x.now-3*day && n < 70: // trial only
		s.trial, s.end = true, s.created+3*day
		x.settle(&s)
		if s.status == subActive && x.IntN(8) == 0 {
			s.status = subTrial
		}
	case budget == 0, n < 24: // granted by promo code, campaign or admin
		s.end = s.created + int64(x.IntN(360)+7)*day
		x.settle(&s)
	default:
		at := s.created
		if n < 62 { // a trial converted in place: created_at stays the trial's
			at += x.Int64N(4 * day)
		}
		if at >= x.now {
			s.trial, s.end = true, s.created+3*day
		} else {
			x.pay(&s, t, at, budget)
		}
		x.settle(&s)
	}
	if x.inTurn("unknown status", 150) {
		s.status = subUnknown
	}
	x.subscriptions = append(x.subscriptions, s)
}

// pay buys and renews until the customer leaves, the ledger budget is used or the present is reached.
func (x *life) pay(s *subscription, t *tariff, at int64, budget int32) {
	for first, until := true, x.left-budget; x.left > until && at < x.now; first = false {
		days, price := t.period(x.Rand)
		if at > s.end {
			s.start = at
			if first {
				s.start = s.created
			}
		}
		s.end = max(s.end, at) + int64(days)*day
		x.buy(at, price, days, first, t)
		at = s.end - x.Int64N(3*day)
		switch n := x.IntN(100); {
		case t.daily > 0 && n < 97:
			at = s.end
		case n < 9:
			return
		case n < 22:
			at = s.end + x.Int64N(12*day)
		}
		if x.left > until && x.IntN(25) == 0 && s.end < x.now { // free switch of the tariff
			x.add(kSwitch, s.end-hour, 0, methodBalance, 0)
		}
	}
}

// buy settles one period: from the wallet (topped up before if needed), directly, or by a landing order.
func (x *life) buy(at int64, price, days int, first bool, t *tariff) {
	how := x.IntN(100)
	switch {
	case t.daily == 0 && x.l.hasTable("guest_purchases") && how < 7:
		x.landing(at, price, days, t)
	case t.daily == 0 && how < 25:
		x.add(kDirect, at, price, int8(pickGateway(x.Rand, x.gates)), days)
	default:
		kind := kRenewal
		if first {
			kind = kPurchase
		}
		if int(x.c.balance) < price && x.left > 1 {
			need := price - int(x.c.balance)
			if t.daily > 0 {
				need += 20 * price
			}
			x.add(kDeposit, at-x.Int64N(10*minute)-second, topUp(x.Rand, need), int8(pickGateway(x.Rand, x.gates)), 0)
		}
		x.add(kind, at, price, methodBalance, days)
	}
}

// settle sets the status a row has now; a monitor that lags leaves some active although they are over.
func (x *life) settle(s *subscription) {
	switch n := x.IntN(100); {
	case x.c.status == 2:
		s.status = subDisabled
	case s.end > x.now && n < 3 && !s.trial && !x.l.old():
		s.status, s.limited = subLimited, true
	case n < 5:
		s.status = subDisabled
	case s.end > x.now || s.end > x.now-20*minute || n < 8:
		s.status = subActive
	default:
		s.status = subExpired
	}
}

// something fills a customer's ledger with what else happens. Rare kinds come in turn, so that every shop has them.
func (x *life) something(at int64) {
	if x.inTurn("rare", 12) {
		rare := [...]uint8{kRollback, kAppleRefund, kManual, kBonus, kReward, kTributeRefund, kFailedRefund, kDebit, kPoll, kBonus, kPayout, kGift, kSwitch}
		kind := rare[(x.turn["rare"]/12)%len(rare)]
		if x.rare(kind, at) {
			return
		}
	}
	switch n := x.IntN(100); {
	case n < 55:
		x.add(kDeposit, at, topUp(x.Rand, 5000+x.IntN(40000)), int8(pickGateway(x.Rand, x.gates)), 0)
	case n < 88 && x.c.spent:
		x.add(kAddon, at, 4900+1000*x.IntN(20), methodBalance, 0)
	case n < 96:
		x.add(kReward, at, 500+x.IntN(10000), methodNone, 0)
	default:
		x.add(kBonus, at, 1000*(1+x.IntN(30)), methodNone, 0)
	}
}

func (x *life) rare(kind uint8, at int64) bool {
	amount, method := 1000*(1+x.IntN(60)), methodNone
	switch kind {
	case kAppleRefund:
		method = methodApple
		if !x.l.knowsMethod("apple_iap") {
			return false
		}
	case kTributeRefund:
		method = methodTribute
	case kManual, kDebit:
		method = methodManual
	case kGift, kFailedRefund:
		if !x.l.knowsKind("gift_payment") || !x.c.spent {
			return false
		}
		if kind == kGift {
			method = methodBalance
		}
	case kSwitch:
		amount, method = 0, methodBalance
	}
	x.add(kind, at, amount, method, 0)
	return true
}

// add writes one ledger row with the sign and the method of its time, and books the truth it means.
func (x *life) add(kind uint8, at int64, kopeks int, method int8, ref int) {
	at = min(max(at, x.c.registered), x.now-second)
	p := payment{at: at, user: x.id, amount: int32(kopeks), kind: kind, gateway: method, ref: int32(ref)}
	ancient := x.l.old() || at < x.begin+(x.now-x.begin)/4
	switch kind {
	case kPurchase, kRenewal, kAddon, kSwitch, kDirect, kLanding, kGift:
		x.c.spent = x.c.spent || kopeks != 0
		if !ancient || x.IntN(2) == 0 { // from some release on negative, mixed before, never rewritten
			p.amount = -p.amount
		}
		if method == methodBalance {
			x.c.everPaid = true
			x.c.balance = max(x.c.balance-int32(kopeks), 0)
			if !x.l.knowsMethod("balance") || ancient && x.IntN(2) == 0 {
				p.gateway = methodNone
			}
		}
	case kTributeRefund, kPayout:
		p.amount = -p.amount
	case kDeposit:
		x.c.toppedUp = true
		fallthrough
	case kManual, kBonus, kReward, kPoll, kRollback:
		x.c.balance += int32(kopeks)
	}
	switch {
	case kind == kDeposit, kind == kDirect:
		gate := x.gates[method].name
		x.ledger.cash(&x.payer, at, gate, kopeks)
		if gate != "telegram_stars" && gate != "tribute" && gate != "apple_iap" { // created_at is the invoice's
			p.lag = int32(5 + x.IntN(900))
			if x.IntN(16) == 0 {
				p.lag += int32(x.IntN(30 * 3600))
			}
		}
	case kind == kAppleRefund:
		x.ledger.refund(at, "apple_iap", kopeks)
	case kind == kTributeRefund:
		x.ledger.refund(at, "tribute", kopeks)
	}
	if ancient && x.IntN(60) == 0 {
		p.lag = noCompletion
	}
	x.payments = append(x.payments, p)
	x.left--
}
