package simulator

import "math/rand/v2"

// Kinds of ledger rows the shop writes.
const (
	kDeposit uint8 = iota
	kManual
	kBonus
	kPurchase
	kRenewal
	kDaily
	kTrial
	kTraffic
	kDevices
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
	kWelcome
	kPoll
	kPrize
	kCampaign
)

// What a purchase row bought, and two marks beside it.
const (
	boughtNothing uint8 = iota
	boughtNew
	boughtRenewal
	boughtPlanChange
	boughtTraffic
	boughtDevices
	boughtGift
	boughtTrial
	boughtDaily
	boughtLanding
	boughtMask uint8 = 0x0f
	converted  uint8 = 0x40 // a trial became paid by it
	noted      uint8 = 0x80 // the bot's business log knows it
)

// purchaseKinds words what was bought, by the constants above.
var purchaseKinds = [...]string{"", "new", "renewal", "plan_change", "traffic", "devices", "gift", "trial", "daily", "landing"}

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
	deal  deal
	paid  []paidRow
	codes uint32 // promo codes of the catalog used, as bits
	money struct{ cash, refunds, spent int64 }
}

// deal is what the next purchase row is about.
type deal struct {
	prev      int64
	sub       int32
	what      uint8
	tariff    int8
	converted bool
}

// paidRow is a subscription that add-ons may be bought for, from its first payment on.
type paidRow struct {
	from int64
	key  int
}

func (p *plan) live(i int, subs uint8, quota int32) {
	x := &life{plan: p, Rand: p.rng(5, i), id: int32(i + 1), c: &p.customers[i], left: quota}
	x.join()
	tariffs := x.Perm(len(p.tariffs))
	for k := range int(subs) {
		x.subscribe(k, int(subs)-k, &p.tariffs[tariffs[k]])
	}
	x.orders()
	for x.left > 0 {
		x.something(p.moment(x.Rand, x.c.registered))
	}
	x.spinWheel()
	x.settleUp()
}

// subscribe lives through one subscription row; the row is reused for all its renewals, as in the bot.
func (x *life) subscribe(k, others int, t *tariff) {
	s := subscription{key: int32(len(x.subscriptions)), user: x.id, tariff: int8(t.id)}
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
		s.trial, s.wasTrial, s.end = true, true, s.created+3*day
		x.try(&s, budget)
		x.settle(&s)
		if s.status == subActive && x.IntN(8) == 0 {
			s.status = subTrial
		}
	case budget == 0, n < 24: // granted by promo code, campaign or admin
		s.end = s.created + int64(x.granted(s.created))*day
		x.settle(&s)
	default:
		at := s.created
		if n < 62 { // a trial converted in place: created_at stays the trial's
			at += x.Int64N(4 * day)
			s.wasTrial = true
		}
		if at >= x.now {
			s.trial, s.end = true, s.created+3*day
		} else {
			x.paid = append(x.paid, paidRow{at, int(s.key)})
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
		at = min(at, x.now-second)
		days, price := t.period(x.Rand)
		price = x.discounted(price, at, first)
		d := deal{prev: s.end, sub: s.key + 1, what: boughtRenewal, tariff: s.tariff}
		switch {
		case first:
			d.what, d.converted = boughtNew, s.wasTrial
		case t.daily > 0:
			d.what = boughtDaily
		}
		if at > s.end {
			s.start = at
			if first {
				s.start = s.created
			}
		}
		s.end = max(s.end, at) + int64(days)*day
		x.buy(at, price, days, d, t)
		x.boost(s, at)
		at = s.end - x.Int64N(3*day)
		switch n := x.IntN(100); {
		case t.daily > 0 && n < 97:
			at = s.end
		case n < 9:
			return
		case n < 22:
			at = s.end + x.Int64N(12*day)
		}
		if x.left > until && x.IntN(25) == 0 && s.end < x.now { // a switch of the tariff, free or for the difference
			x.deal = deal{sub: s.key + 1, what: boughtPlanChange, tariff: s.tariff}
			x.add(kSwitch, s.end-hour, x.IntN(2)*100*(30+x.IntN(120)), methodBalance, 0)
		}
	}
}

// buy settles one period: from the wallet (topped up before if needed), directly, or by a landing order.
func (x *life) buy(at int64, price, days int, d deal, t *tariff) {
	how := x.IntN(100)
	switch {
	case t.daily == 0 && x.l.hasTable("guest_purchases") && how < 7:
		x.deal, x.deal.what = d, boughtLanding
		x.landing(at, price, days, t)
	case t.daily == 0 && how < 25:
		x.deal = d
		x.add(kDirect, at, price, int8(pickGateway(x.Rand, x.gates)), days)
	default:
		kind := [...]uint8{boughtNew: kPurchase, boughtRenewal: kRenewal, boughtDaily: kDaily}[d.what]
		if int(x.c.balance) < price && x.left > 1 {
			need := price - int(x.c.balance)
			if t.daily > 0 {
				need += 20 * price
			}
			x.add(kDeposit, at-x.Int64N(10*minute)-second, topUp(x.Rand, need), int8(pickGateway(x.Rand, x.gates)), 0)
		}
		x.deal = d
		x.add(kind, at, price, methodBalance, days)
	}
	if d.converted && d.tariff == 0 { // the classic mode notes conversions
		x.conversions = append(x.conversions, conversion{at: at, user: x.id, kopeks: int32(price), days: int16(days)})
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
