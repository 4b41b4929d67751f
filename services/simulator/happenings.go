package simulator

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
