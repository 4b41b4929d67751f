package simulator

import "math/rand/v2"

// landing is a subscription bought on a landing page: an order and, once delivered, a ledger row that carries its
// payment id. The order is the money; the ledger row repeats it, sometimes on another day.
func (x *life) landing(at int64, price, days int, t *tariff) {
	g := x.order(at, price, days, t)
	m := x.guestMethods[g.method]
	g.user, g.status, g.delivered = x.id, guestDelivered, min(g.paid+x.Int64N(3*minute), x.now-second)
	if x.inTurn("late delivery", 5) {
		g.delivered = min(g.paid+x.Int64N(30*hour), x.now-second)
	}
	if x.inTurn("order without payment time", 12) { // an order of an old release: then the ledger row is the money
		x.cash(g.delivered, m.gateway, price)
		g.paid = 0
	} else {
		x.c.spent = true
		x.cash(g.paid, m.gateway, price)
	}
	x.guests = append(x.guests, g)
	x.add(kLanding, g.delivered, price, g.method, int(g.key))
}

// order makes a paid order with a gateway method, not booked yet.
func (p *plan) newOrder(r *rand.Rand, at int64, price, days int, t *tariff) guest {
	p.turn["order"]++
	g := guest{key: int32(p.turn["order"]), amount: int32(price), period: int16(days), tariff: int8(t.id), method: int8(r.IntN(len(p.guestMethods)))}
	g.landing, g.campaign = uint8(1+r.IntN(3)), uint8(max(r.IntN(5*len(p.campaigns))-4*len(p.campaigns)+1, 0))
	g.paid = min(max(at, p.begin), p.now-second)
	g.created = g.paid - second - r.Int64N(20*minute)
	return g
}

func (x *life) order(at int64, price, days int, t *tariff) guest {
	g := x.newOrder(x.Rand, max(at, x.c.registered), price, days, t)
	g.campaign = x.c.campaign
	return g
}

// orders adds gifts and waiting orders of a customer; there is no ledger row for gateway money here.
func (x *life) orders() {
	if !x.l.hasTable("guest_purchases") || !x.inTurn("customer with orders", 25) {
		return
	}
	t := &x.tariffs[x.IntN(4)]
	days, price := t.period(x.Rand)
	g := x.order(x.moment(x.Rand, x.c.registered), price, days, t)
	gateway := x.guestMethods[g.method].gateway
	switch x.turn["customer with orders"] / 25 % 5 {
	case 0: // paid, waits for manual activation
		g.status, g.user = guestActivation, x.id
	case 1: // gift from the cabinet, nobody claimed it yet
		g.status, g.gift, g.cabinet, g.buyer = guestPaid, true, true, x.id
	case 2: // gift from a landing page, received by this customer
		g.status, g.gift, g.user, g.delivered = guestDelivered, true, x.id, min(g.paid+x.Int64N(2*day), x.now-second)
	case 3: // gift between customers
		other := int32(x.IntN(int(x.id))) + 1
		g.status, g.gift, g.cabinet, g.buyer, g.user = guestDelivered, true, true, x.id, other
		g.delivered = min(g.paid+x.Int64N(day), x.now-second)
	case 4: // gift from the wallet: no cash
		if x.left == 0 {
			return
		}
		g.status, g.gift, g.cabinet, g.buyer, g.method = guestPaid, true, true, x.id, balanceMethod
		x.deal = deal{what: boughtGift}
		x.add(kGift, g.paid, price, methodBalance, days)
	}
	if g.method != balanceMethod {
		x.cash(g.paid, gateway, price)
	}
	if g.user != 0 {
		x.customers[g.user-1].spent = true
	}
	x.guests = append(x.guests, g)
}

// strangers order without ever becoming customers: unpaid, expired, failed with the money taken.
func (p *plan) strangers() {
	if !p.l.hasTable("guest_purchases") {
		return
	}
	r := p.rng(6, 0)
	for i := range max(12, len(p.customers)/60) {
		t := &p.tariffs[r.IntN(4)]
		days, price := t.period(r)
		g := p.newOrder(r, p.moment(r, p.begin), price, days, t)
		switch i % 6 {
		case 0, 1:
			g.status, g.paid = guestPending, 0
		case 2:
			g.status = guestFailed
		case 3:
			g.status, g.paid = guestFailed, 0
		case 4:
			g.status, g.paid = guestExpired, 0
		case 5:
			g.status, g.gift = guestPaid, true
		}
		if g.paid > 0 {
			p.ledger.cash(&payer{}, g.paid, p.guestMethods[g.method].gateway, price)
			if _, told := p.l.has["guest_purchases"]["campaign_slug"]; told {
				p.ledger.landed(g.campaign, int64(price))
			}
		}
		p.guests = append(p.guests, g)
	}
}

// spinWheel: a spin charged by Telegram is cash without a ledger row; one without a charge id came from the wallet.
func (x *life) spinWheel() {
	if !x.l.hasTable("wheel_spins") || !x.inTurn("player", 8) {
		return
	}
	for range 1 + x.IntN(5) {
		x.turn["spin"]++
		s := spin{at: x.moment(x.Rand, x.c.registered), user: x.id, kopeks: int32(1790 * (1 + x.IntN(3))), kind: [...]uint8{spinStars, spinStars, spinDays, spinStars, spinWallet}[x.turn["spin"]%5]}
		if s.kind == spinStars {
			x.cash(s.at, "telegram_stars", int(s.kopeks))
		}
		if s.prize = uint8(x.turn["spin"] % len(spinPrizes)); spinPrizes[s.prize] == "promocode" {
			s.code = x.win(s.at)
		}
		x.spins = append(x.spins, s)
	}
}
