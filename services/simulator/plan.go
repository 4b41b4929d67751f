package simulator

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"time"
)

// plan is a whole shop before it is written.
type plan struct {
	l             *layout
	size          Size
	now, begin    int64
	gates         []gateway
	guestMethods  []guestMethod
	tariffs       []tariff
	days          []float64 // cumulated weight of each day
	customers     []customer
	subscriptions []subscription
	payments      []payment
	guests        []guest
	spins         []spin
	groups        []promoGroup
	campaigns     []campaign
	landings      []landingPage
	registrations []registration
	promos        []promo
	catalog       int // promos that everybody may use; the rest was won at the wheel
	uses          []promoUse
	memberships   []membership
	offers        []offer
	batches       []couponBatch
	coupons       []coupon
	earnings      []earning
	withdrawals   []withdrawal
	applications  []application
	conversions   []conversion
	packages      []trafficPackage
	events        []event
	subIDs        []int32 // by key
	promoIDs      []int32 // by place in order of planning
	saidCode      string  // promo code of the living shop's next bonus
	reserve       int     // ledger rows kept for payouts
	ledger        *ledger
	turn          map[string]int
}

func newPlan(l *layout, size Size) *plan {
	p := &plan{l: l, size: size, now: size.Now.UnixMicro(), gates: gateways(l), guestMethods: guestMethods(l), tariffs: tariffs(),
		ledger: newLedger(), turn: map[string]int{}}
	p.begin = size.Now.AddDate(0, 0, -size.Days).UnixMicro()
	p.reserve = size.Transactions / 200
	p.seasons()
	p.advertise()
	p.promote()
	p.register()
	subs, quota := p.shares()
	p.subscriptions = make([]subscription, 0, size.Subscriptions)
	p.payments = make([]payment, 0, size.Transactions)
	for i := range p.customers {
		p.live(i, subs[i], quota[i])
	}
	p.strangers()
	p.payOut()
	slices.SortStableFunc(p.subscriptions, func(a, b subscription) int { return order(a.created, b.created) })
	slices.SortFunc(p.payments, payment.order) // a stable sort takes several times as long on millions
	slices.SortStableFunc(p.guests, func(a, b guest) int { return order(a.created, b.created) })
	slices.SortStableFunc(p.spins, func(a, b spin) int { return order(a.at, b.at) })
	p.number()
	p.chronicle()
	return p
}

func order(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// order is total, so that no sort need be stable.
func (x payment) order(y payment) int {
	if x.at != y.at {
		return order(x.at, y.at)
	}
	return cmp.Or(cmp.Compare(x.user, y.user), cmp.Compare(x.kind, y.kind), cmp.Compare(x.sub, y.sub), cmp.Compare(x.amount, y.amount), cmp.Compare(x.ref, y.ref))
}

// rng is the source of chance of one row, independent of how many others were drawn before it.
func (p *plan) rng(kind, i int) *rand.Rand {
	return rand.New(rand.NewPCG(p.size.Seed, uint64(kind)<<40|uint64(i)))
}

// inTurn tells every n-th time: rare things happen in small shops too.
func (p *plan) inTurn(what string, n int) bool {
	p.turn[what]++
	return p.turn[what]%n == 0
}

// seasons gives each day its weight: growth, weekends, paydays, quiet summers and a few campaign days.
func (p *plan) seasons() {
	r, sum := p.rng(1, 0), 0.0
	p.days = make([]float64, p.size.Days)
	for d := range p.days {
		day := p.size.Now.AddDate(0, 0, d-p.size.Days).UTC()
		w := 1 + 2.2*float64(d)/float64(len(p.days))
		w *= [...]float64{1.12, 0.94, 0.92, 0.95, 1, 1.15, 1.2}[day.Weekday()]
		if n := day.Day(); n == 5 || n == 6 || n == 20 || n == 21 {
			w *= 1.2
		}
		w *= 1 + 0.12*math.Cos(2*math.Pi*float64(day.YearDay()-15)/365)
		if r.IntN(45) == 0 {
			w *= 2.1
		}
		sum += w
		p.days[d] = sum
	}
}

// moment draws an instant between from and now by season and hour of the day in Moscow.
func (p *plan) moment(r *rand.Rand, from int64) int64 {
	hours := [...]int{3, 2, 1, 1, 1, 2, 3, 5, 7, 9, 10, 10, 11, 11, 10, 10, 11, 12, 13, 14, 14, 12, 9, 5}
	from = max(from, p.begin)
	lo := 0.0
	if d := int((from - p.begin) / day); d > 0 {
		lo = p.days[min(d, len(p.days)-1)-1]
	}
	for range 4 {
		d := sort.SearchFloat64s(p.days, lo+r.Float64()*(p.days[len(p.days)-1]-lo))
		h, n := 0, r.IntN(186)
		for ; h < 23 && n >= hours[h]; h++ {
			n -= hours[h]
		}
		midnight := p.begin + int64(d)*day
		midnight -= (midnight + moscow*1e6) % day
		if at := midnight + int64(h)*hour + r.Int64N(hour); at >= from && at < p.now {
			return at
		}
	}
	return from + r.Int64N(max(p.now-from, 1))
}

const (
	second = int64(1e6)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// register creates the customers in order of registration, with referrers among the earlier ones.
func (p *plan) register() {
	p.customers = make([]customer, p.size.Customers)
	at := make([]int64, len(p.customers))
	for i := range at {
		r := p.rng(2, i)
		if at[i] = p.moment(r, p.begin); r.IntN(100) < 28 { // the shop is older than its ledger
			at[i] = p.begin - r.Int64N(300*day)
		}
		if i%100 == 99 { // even a small shop has fresh trials
			at[i] = p.now - hour - r.Int64N(2*day)
		}
	}
	slices.Sort(at)
	for i := range p.customers {
		r, c := p.rng(3, i), &p.customers[i]
		c.registered, c.seen = at[i], at[i]+r.Int64N(p.now-at[i])
		c.referrer = p.referrer(r, i)
		p.touch(r, c, i)
		if n := r.IntN(100); n < 4 || i%50 == 7 {
			c.auth = uint8(1 + r.IntN(len(authTypes)-1))
		}
		if p.l.old() {
			c.auth = 0
		}
		switch n := r.IntN(100); {
		case n < 2 || i%60 == 13:
			c.status = 2
		case n < 6:
			c.status = 1
		}
		c.group = 1
		p.partner(r, c, i)
	}
}

// shares deals the subscriptions and transactions out; the sums are exact.
func (p *plan) shares() (subs []uint8, quota []int32) {
	r, n := p.rng(4, 0), len(p.customers)
	subs, quota = make([]uint8, n), make([]int32, n)
	most := uint8(len(p.tariffs))
	if p.l.old() {
		most = 1
	}
	for left := p.size.Subscriptions; left > 0; {
		i := r.IntN(n)
		if subs[i] > 0 && most > 1 && r.IntN(2) == 0 { // some collect, some never come back
			i = (i/3*3 + 1) % n
		}
		if subs[i] < most {
			subs[i]++
			left--
		}
	}
	weights, sum := make([]float64, n), 0.0
	for i := range weights {
		tenure := min(float64(p.now-p.customers[i].registered)/float64(p.now-p.begin), 1)
		sum += (0.05 + float64(subs[i])) * (0.2 + tenure) * (0.1 + r.ExpFloat64())
		weights[i] = sum
	}
	for i, before := 0, 0; i < n; i++ {
		upto := int(weights[i] / sum * float64(p.size.Transactions-p.reserve))
		if i == n-1 {
			upto = p.size.Transactions - p.reserve
		}
		quota[i], before = int32(upto-before), upto
	}
	return subs, quota
}

// Now rounded so that what is stored in microseconds equals what was planned.
func (s Size) normal() Size {
	if s.Days == 0 {
		s.Days = 400
	}
	if s.Now.IsZero() {
		s.Now = time.Now()
	}
	s.Now, s.Layout = s.Now.UTC().Truncate(time.Second), s.Layout.normal()
	return s
}
