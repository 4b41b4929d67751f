package simulator

import (
	"slices"
	"strconv"
	"strings"
)

type (
	promoGroup struct {
		name                    string
		priority                int32
		server, traffic, device int32 // percent
		periods                 string
		from                    int // kopeks spent from which customers join by themselves; 0 never
	}
	// promo is a promo code. For type discount the bot stores percent and hours in the columns of kopeks and days; so it is here.
	promo struct {
		code, kind            string
		kopeks, days, traffic int32
		most, used            int32 // most 0: unlimited
		made, from, until     int64
		off                   int64 // switched off then; 0 still on
		group                 uint8
		tariff                int8
		first, wheel          bool
	}
	promoUse struct {
		at    int64
		user  int32
		promo int32 // place in order of planning
	}
	membership struct {
		at    int64
		user  int32
		group uint8
		by    uint8 // index of groupReasons
	}
	offer struct {
		made, until, claimed int64
		user, sub            int32
		percent, kind        uint8
		active               bool
	}
	couponBatch struct {
		name                string
		made, until         int64
		days, price, most   int32
		first, count, taken int // of coupons
		tariff              int8
		revoked             bool
	}
	coupon struct {
		at     int64 // redeemed
		user   int32
		batch  uint8 // number
		status uint8 // index of couponStatuses
	}
)

var (
	groupReasons   = [...]string{"auto", "promocode"}
	couponStatuses = [...]string{"active", "redeemed", "revoked"}
	offerKinds     = [...]string{"expired_discount_wave2", "expired_discount_wave3", "promo_template_1", "promo_template_2", "Скидка <VIP> вручную"}
)

// offerOfAccess is the template whose offer opens servers for a while instead of lowering a price.
const offerOfAccess = 3

const unlimitedUses = 999999

// promote plans promo groups, the catalog of promo codes and the coupons sold outside the bot.
func (p *plan) promote() {
	p.groups = []promoGroup{
		{name: "Базовый", periods: "{}"},
		{name: "Серебро", priority: 10, traffic: 5, device: 5, periods: `{"90": 3, "180": 5}`, from: 300000},
		{name: "Золото", priority: 20, server: 10, traffic: 10, device: 10, periods: `{"30": 5, "90": 7, "360": 15}`, from: 1000000},
		{name: "VIP & friends", priority: 30, server: 20, traffic: 20, device: 20, periods: `{"360": 25}`},
		{name: "Новички 2026", priority: 5, periods: `{"30": 10}`},
	}
	soldOut := int32(max(3, p.size.Customers/300))
	for _, c := range []promo{
		{code: "WELCOME100", kind: "balance", kopeks: 10000, made: p.part(-0.2)},
		{code: "OLDCODE", kind: "balance", kopeks: 15000, made: p.part(-0.1), off: p.part(0.5)},
		{code: "DAYS7", kind: "subscription_days", days: 7, made: p.part(0)},
		{code: "ЛЕТО2026", kind: "balance", kopeks: 25000, most: 5000, made: p.part(0.1), from: p.part(0.15), until: p.part(0.5)},
		{code: "TRIAL5", kind: "trial_subscription", days: 5, tariff: 2, made: p.part(0.1)},
		{code: "ПОДАРОК30", kind: "subscription_days", days: 30, most: soldOut, made: p.part(0.2)},
		{code: "VIPGROUP", kind: "promo_group", group: 4, made: p.part(0.25)},
		{code: "SALE20", kind: "discount", kopeks: 20, days: 48, made: p.part(0.3)},
		{code: "FIRST30", kind: "discount", kopeks: 30, first: true, made: p.part(0.35)},
		{code: "BLOGGER50", kind: "balance", kopeks: 5000, most: unlimitedUses, made: p.part(0.4)},
		{code: "NEWBIE", kind: "balance", kopeks: 3000, group: 5, made: p.part(0.45)},
		{code: "COMBO", kind: "balance_and_days", kopeks: 10000, days: 5, traffic: 10, made: p.part(0.5)},
		{code: "=1+1", kind: "balance", kopeks: 1000, most: soldOut, made: p.part(0.6)},
		{code: "ЯНВАРЬ2027", kind: "balance", kopeks: 20000, most: 100, made: p.part(0.95), from: p.now + 20*day, until: p.now + 50*day},
	} {
		if p.l.knowsPromo(c.kind) {
			p.promos = append(p.promos, c)
		}
	}
	p.catalog = len(p.promos)
	if !p.l.hasTable("coupons") {
		return
	}
	n := max(12, p.size.Customers/60)
	for i, b := range []couponBatch{
		{name: "Опт: магазин «Ключи»", tariff: 2, days: 30, price: 15000, made: p.part(0.5), count: n},
		{name: "Reseller DE <30>", tariff: 3, days: 90, price: 70000, most: 1, made: p.part(0.6), until: p.part(0.95), count: n / 2},
		{name: "Отозванная партия", tariff: 1, days: 30, made: p.part(0.55), count: n / 3, revoked: true},
	} {
		b.first = len(p.coupons)
		p.batches = append(p.batches, b)
		for range b.count {
			c := coupon{batch: uint8(i + 1)}
			if b.revoked {
				c.status = 2
			}
			p.coupons = append(p.coupons, c)
		}
	}
}

func (c *promo) open(at int64) bool {
	return c.made <= at && c.from <= at && (c.until == 0 || at < c.until) && (c.off == 0 || at < c.off) && (c.most == 0 || c.used < c.most)
}

// redeem uses a code of the kind that is open then and that this customer has not used; 0 when there is none, else its place + 1.
func (x *life) redeem(kind string, at int64, first bool) int {
	if at >= x.now || at < x.c.registered {
		return 0
	}
	begin := x.IntN(x.catalog)
	for k := range x.catalog {
		place := (begin + k) % x.catalog
		c := &x.promos[place]
		if c.kind != kind || c.first && !first || x.codes>>place&1 == 1 || !c.open(at) {
			continue
		}
		x.codes |= 1 << place
		x.use(place, at)
		return place + 1
	}
	return 0
}

func (x *life) use(place int, at int64) {
	c := &x.promos[place]
	c.used++
	x.c.codes++
	x.uses = append(x.uses, promoUse{at: at, user: x.id, promo: int32(place)})
	if c.group > 0 {
		x.c.group = c.group
		x.memberships = append(x.memberships, membership{at: at, user: x.id, group: c.group, by: 1})
	}
}

// bonus credits a code of type balance: a deposit without a method, which is no cash.
func (x *life) bonus(at int64) bool {
	place := x.redeem("balance", at, false)
	if place == 0 {
		return false
	}
	x.add(kBonus, at, int(x.promos[place-1].kopeks), methodNone, place)
	return true
}

// discounted is the price after a code of type discount.
func (x *life) discounted(price int, at int64, first bool) int {
	if x.IntN(12) > 0 {
		return price
	}
	if place := x.redeem("discount", at-second-x.Int64N(hour), first); place > 0 {
		price -= price * int(x.promos[place-1].kopeks) / 100
	}
	return price
}

// boost lets codes that give days extend a running subscription.
func (x *life) boost(s *subscription, at int64) {
	if x.IntN(10) > 0 {
		return
	}
	at += x.Int64N(max(s.end-at, 1))
	if place := x.redeem("subscription_days", at, false); place > 0 {
		s.end += int64(x.promos[place-1].days) * day
		return
	}
	if x.left == 0 || x.IntN(3) > 0 {
		return
	}
	if place := x.redeem("balance_and_days", at, false); place > 0 {
		c := &x.promos[place-1]
		s.end += int64(c.days) * day
		x.pack(s, at, int(c.traffic))
		x.add(kBonus, at, int(c.kopeks), methodNone, place)
	}
}

// granted is for how many days a subscription was given without money: by a code, a coupon, or an admin.
func (x *life) granted(at int64) int {
	if x.IntN(3) == 0 {
		if place := x.redeem("subscription_days", at, false); place > 0 {
			return int(x.promos[place-1].days)
		}
	}
	for i := range x.batches {
		b := &x.batches[i]
		if at < b.made || b.until != 0 && at >= b.until || b.taken*10 >= b.count*7 || at < x.c.registered {
			continue
		}
		if b.revoked && b.taken >= 2 { // revoked after the first were redeemed
			continue
		}
		x.coupons[b.first+b.taken] = coupon{at: at, user: x.id, batch: uint8(i + 1), status: 1}
		b.taken++
		return int(b.days)
	}
	return x.IntN(360) + 7
}

// try makes a trial longer by a code, or a paid one where there is room for its row.
func (x *life) try(s *subscription, budget int32) {
	if x.IntN(6) == 0 {
		if place := x.redeem("trial_subscription", s.created, false); place > 0 {
			s.end = s.created + int64(x.promos[place-1].days)*day
			return
		}
	}
	if stars := slices.IndexFunc(x.gates, func(g gateway) bool { return g.name == "telegram_stars" }); budget > 0 && x.left > 0 && stars >= 0 && x.inTurn("paid trial", 10) {
		x.deal = deal{sub: s.key + 1, what: boughtTrial, tariff: s.tariff}
		x.add(kTrial, s.created, 1000, int8(stars), 3)
	}
}

// win makes the single-use code of a wheel prize; every other one is used. It returns its place + 1.
func (x *life) win(at int64) int32 {
	n := len(x.promos)
	x.promos = append(x.promos, promo{code: "WHEEL" + strings.ToUpper(strconv.FormatInt(int64(n)*7919+60466176, 36)), kind: "subscription_days",
		days: 3, most: 1, made: at, until: at + 30*day, wheel: true})
	if when := at + x.Int64N(4*day); len(x.paid) > 0 && n%2 == 0 && when < x.now {
		if s := &x.subscriptions[x.paid[len(x.paid)-1].key]; s.end > when && s.end > x.now {
			s.end += 3 * day
			x.use(n, when)
		}
	}
	return int32(n + 1)
}

// settleUp closes the life: what depends on all of it.
func (x *life) settleUp() {
	if x.c.referrer != 0 && !x.c.toppedUp {
		x.earnings = append(x.earnings, earning{at: x.c.registered, earner: x.c.referrer, referral: x.id, campaign: x.c.campaign})
	}
	x.ledger.came(x.c.campaign, x.money.cash, x.money.refunds)
	if x.c.group == 1 && x.IntN(25) == 0 {
		x.redeem("promo_group", x.moment(x.Rand, x.c.registered), false)
	}
	for g := len(x.groups) - 1; g > 0 && x.c.group == 1; g-- {
		if from := x.groups[g].from; from > 0 && x.money.spent >= int64(from) {
			x.c.group, x.c.autoGroup = uint8(g+1), true
			x.memberships = append(x.memberships, membership{at: x.c.seen, user: x.id, group: x.c.group})
		}
	}
	if len(x.paid) == 0 || x.IntN(4) > 0 {
		return
	}
	s := &x.subscriptions[x.paid[len(x.paid)-1].key]
	o := offer{made: s.end + day + x.Int64N(3*day), user: x.id, sub: s.key + 1, kind: uint8(x.IntN(len(offerKinds))), percent: uint8(10 * (1 + x.IntN(5)))}
	if o.made >= x.now {
		return
	}
	if o.until = o.made + int64(1+x.IntN(5))*day; x.IntN(3) == 0 && o.made+hour < x.now {
		o.claimed = o.made + x.Int64N(hour)
	}
	o.active = o.claimed == 0 && (o.until > x.now || x.IntN(5) == 0) // the rest is switched off late
	if o.kind == offerOfAccess {
		o.percent = 0
	} else if o.claimed > 0 && o.until > x.now {
		x.c.discount = o.percent
	}
	x.offers = append(x.offers, o)
}
