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

// something fills a customer's ledger with what else happens. Rare kinds come in turn, so that every shop has them.
func (x *life) something(at int64) {
	if x.inTurn("rare", 12) {
		rare := [...]uint8{kRollback, kAppleRefund, kManual, kBonus, kWelcome, kTributeRefund, kFailedRefund, kDebit, kPoll, kBonus, kGift, kSwitch}
		kind := rare[(x.turn["rare"]/12)%len(rare)]
		if x.rare(kind, at) {
			return
		}
	}
	switch n := x.IntN(100); {
	case n >= 97:
		x.add(kPrize, at, 1000*(1+x.IntN(5)), methodNone, 0)
		return
	case n >= 94:
		x.add(kPoll, at, 1000*(1+x.IntN(10)), methodNone, 0)
		return
	case n >= 86 && x.bonus(at), n >= 55 && n < 86 && x.addOn():
		return
	}
	x.add(kDeposit, at, topUp(x.Rand, 5000+x.IntN(40000)), int8(pickGateway(x.Rand, x.gates)), 0)
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
	case kBonus:
		return x.bonus(at)
	case kWelcome:
		amount = welcomeBonus
		if x.c.referrer == 0 {
			return false
		}
	case kGift, kFailedRefund:
		if !x.l.knowsKind("gift_payment") || !x.c.spent {
			return false
		}
		if kind == kGift {
			method = methodBalance
			x.deal = deal{what: boughtGift}
		}
	case kSwitch:
		if len(x.paid) == 0 {
			return false
		}
		row := pick(x.Rand, x.paid)
		s := &x.subscriptions[row.key]
		amount, method, at = 0, methodBalance, row.from+x.Int64N(max(min(s.end, x.now)-row.from, 1))
		x.deal = deal{sub: s.key + 1, what: boughtPlanChange, tariff: s.tariff}
	}
	x.add(kind, at, amount, method, 0)
	return true
}

// addOn buys traffic or devices for a subscription that runs at that moment. Only live packages are still there.
func (x *life) addOn() bool {
	if len(x.paid) == 0 {
		return false
	}
	row := pick(x.Rand, x.paid)
	s := &x.subscriptions[row.key]
	until := min(s.end, x.now-second)
	if until <= row.from {
		return false
	}
	at := row.from + x.Int64N(until-row.from)
	if x.IntN(3) == 0 { // the recent ones are what one sees
		at = max(at, until-x.Int64N(25*day))
	}
	x.deal = deal{sub: s.key + 1, what: boughtTraffic, tariff: s.tariff}
	if s.traffic(x.plan) == 0 || x.IntN(4) == 0 {
		n := 1 + x.IntN(2)
		x.deal.what = boughtDevices
		s.extraDevices = min(s.extraDevices+uint8(n), 20)
		x.add(kDevices, at, 5000*n, methodBalance, n)
		return true
	}
	gb, price := 10, 4900
	if x.IntN(3) == 0 {
		gb, price = 50, 14900
	}
	x.pack(s, at, gb)
	x.add(kTraffic, at, price, methodBalance, gb)
	return true
}

// pack adds a traffic package, if it is still alive.
func (x *life) pack(s *subscription, at int64, gb int) {
	if x.l.hasTable("traffic_purchases") && at+30*day > x.now {
		x.packages = append(x.packages, trafficPackage{at: at, sub: s.key + 1, gb: int16(gb)})
		s.extraTraffic += int16(gb)
	}
}

// add writes one ledger row with the sign and the method of its time, and books the truth it means.
func (x *life) add(kind uint8, at int64, kopeks int, method int8, ref int) {
	at = min(max(at, x.c.registered), x.now-second)
	p := payment{at: at, user: x.id, amount: int32(kopeks), kind: kind, gateway: method, ref: int32(ref)}
	recent := at >= x.begin+(x.now-x.begin)/4
	ancient := x.l.old() || !recent
	switch kind {
	case kPurchase, kRenewal, kDaily, kTrial, kTraffic, kDevices, kSwitch, kDirect, kLanding, kGift:
		d := x.deal
		x.deal = deal{}
		p.prev, p.sub, p.tariff, p.what = d.prev, d.sub, d.tariff, d.what
		if d.converted {
			p.what |= converted
		}
		if recent && x.notes(kind, method) {
			p.what |= noted
		}
		x.ledger.bought(at, d.what, kopeks)
		x.money.spent += int64(kopeks)
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
	case kTributeRefund:
		p.amount = -p.amount
	case kDeposit:
		x.c.toppedUp = x.c.toppedUp || x.c.referrer == 0
		if recent && x.IntN(8) == 0 {
			p.what |= noted
		}
		fallthrough
	case kManual, kBonus, kPrize, kCampaign, kWelcome, kPoll, kRollback:
		x.c.balance += int32(kopeks)
	}
	switch {
	case kind == kDeposit, kind == kDirect, kind == kTrial:
		gate := x.gates[method].name
		x.cash(at, gate, kopeks)
		if gate != "telegram_stars" && gate != "tribute" && gate != "apple_iap" { // created_at is the invoice's
			p.lag = int32(5 + x.IntN(900))
			if x.IntN(16) == 0 {
				p.lag += int32(x.IntN(30 * 3600))
			}
		}
	case kind == kAppleRefund:
		x.refund(at, "apple_iap", kopeks)
	case kind == kTributeRefund:
		x.refund(at, "tribute", kopeks)
	}
	if ancient && x.IntN(60) == 0 {
		p.lag = noCompletion
	}
	x.payments = append(x.payments, p)
	x.left--
	if kind == kDeposit || kind == kDirect && (x.gates[method].name == "yookassa" || x.gates[method].name == "telegram_stars") {
		x.commission(at, kopeks)
	}
}

// cash books gateway money of this customer.
func (x *life) cash(at int64, gateway string, kopeks int) {
	x.ledger.cash(&x.payer, at, gateway, kopeks)
	x.money.cash += int64(kopeks)
}

func (x *life) refund(at int64, gateway string, kopeks int) {
	x.ledger.refund(at, gateway, kopeks)
	x.money.refunds += int64(kopeks)
}

// notes tells whether the flow writes the bot's business log: landing orders, recurring charges, daily charges and add-ons do not.
func (x *life) notes(kind uint8, method int8) bool {
	switch kind {
	case kPurchase, kRenewal:
		return x.IntN(10) < 9
	case kDirect:
		gate := x.gates[method].name
		return gate != "platega" && gate != "lava" && x.IntN(10) < 7
	}
	return false
}
