package simulator

import (
	"iter"
	"slices"
	"time"
)

// moscow is the business zone of the planted truth: UTC+3 without daylight saving in all years the shop covers.
const moscow = 3 * 60 * 60

// Cell is one business day (Europe/Moscow, 2006-01-02) of one gateway; sub-options count as their gateway.
type Cell struct{ Day, Gateway string }

// Money is what happened in a cell. Amounts are positive kopeks.
type Money struct {
	CashIn   int64
	Payments int64 // what CashIn is made of, counted
	Payers   int64 // distinct: the customer; for guest orders buyer_user_id, else user_id, else the contact
	Refunds  int64 // refunds with a gateway method, on their own day
}

// Live splits the subscriptions that are live at Truth.Now: status active, trial or limited and end_date in the future.
// Trial is is_trial. Of the others a subscription is paid when its customer has a completed subscription_payment or
// gift_payment of non-zero amount, or received a guest purchase with paid_at set.
type Live struct{ Paid, FreeActive, Trial int64 }

// Truth is what Fill planted, kept while planting and never read back from the tables.
type Truth struct {
	Now           time.Time
	Cells         map[Cell]Money
	DayPayers     map[string]int64 // distinct over all gateways
	Live          Live
	Customers     int
	Subscriptions int
	Transactions  int
	Guests        int
	Spins         int

	Campaigns   map[string]CampaignTruth // by start parameter; campaigns nobody came by are there too
	Promos      map[string]PromoTruth    // by code
	Earned      map[int64]EarnedTruth    // by who earned
	Withdrawals map[string]Amount        // by status
	Partners    map[string]int64         // applications by status
	Purchases   map[Purchase]Amount      // subscription_payment and gift_payment rows
	bought      []uint8                  // by place of the ledger row
}

// Purchase is a business day and what was bought: new, renewal, plan_change, traffic, devices, gift, trial, daily, landing.
// A row that made a trial paid is new. A row of a landing order is landing, whatever it continued.
type Purchase struct{ Day, What string }

// Amount counts rows and sums their kopeks without sign.
type Amount struct{ Rows, Kopeks int64 }

// CampaignTruth is what the customers registered by one campaign did in all their life. Payers paid at least once by a gateway,
// as Money counts it; Bonuses were credited on registration, Commissions are earnings with the campaign's id. Orders are paid landing orders with
// the campaign's slug by people who never became customers; their OrderCash is not in CashIn.
type CampaignTruth struct{ Registrations, Payers, CashIn, Refunds, Bonuses, Commissions, Orders, OrderCash int64 }

// PromoTruth is what one promo code gave: Bonuses are kopeks credited as deposits without a method.
type PromoTruth struct{ Uses, Bonuses int64 }

// EarnedTruth is what one referrer earned, each row matched by a referral_reward; Pending referrals have not topped up yet.
type EarnedTruth struct{ Rows, Kopeks, Pending int64 }

// Bought tells what each row of transactions bought, by id in rising order; rows that bought nothing are left out.
func (t Truth) Bought() iter.Seq2[int64, string] {
	return func(yield func(int64, string) bool) {
		for i, what := range t.bought {
			if what != boughtNothing && !yield(int64(paymentID(i)), purchaseKinds[what]) {
				return
			}
		}
	}
}

// deeds fills in what the plan holds beside cash.
func (p *plan) deeds(t *Truth) {
	t.Campaigns, t.Promos, t.Earned = map[string]CampaignTruth{}, map[string]PromoTruth{}, map[int64]EarnedTruth{}
	t.Withdrawals, t.Partners = map[string]Amount{}, map[string]int64{}
	campaigns := make([]CampaignTruth, len(p.campaigns)+1)
	copy(campaigns, p.ledger.campaigns)
	for _, r := range p.registrations {
		campaigns[r.campaign].Registrations++
		campaigns[r.campaign].Bonuses += int64(p.campaigns[r.campaign-1].kopeks)
	}
	for _, e := range p.earnings {
		earned := t.Earned[int64(e.earner)]
		if e.reason == earnedNothing {
			earned.Pending++
		} else {
			earned.Rows++
			earned.Kopeks += int64(e.amount)
		}
		t.Earned[int64(e.earner)] = earned
		campaigns[e.campaign].Commissions += int64(e.amount)
	}
	for i, c := range p.campaigns {
		t.Campaigns[c.slug] = campaigns[i+1]
	}
	for _, c := range p.promos {
		x := PromoTruth{Uses: int64(c.used)}
		if c.kind == "balance" || c.kind == "balance_and_days" {
			x.Bonuses = int64(c.used) * int64(c.kopeks)
		}
		t.Promos[c.code] = x
	}
	for _, w := range p.withdrawals {
		a := t.Withdrawals[withdrawalStatuses[w.status]]
		t.Withdrawals[withdrawalStatuses[w.status]] = Amount{a.Rows + 1, a.Kopeks + int64(w.amount)}
	}
	for _, a := range p.applications {
		t.Partners[partnerStatuses[a.status]]++
	}
	t.bought = make([]uint8, len(p.payments))
	for i := range p.payments {
		t.bought[i] = p.payments[i].what & boughtMask
	}
}

// Total sums the cells of the business days from <= day < to; empty bounds are open. Payers is zero: days do not add up.
func (t Truth) Total(from, to string) Money {
	var sum Money
	for c, m := range t.Cells {
		if c.Day >= from && (to == "" || c.Day < to) {
			sum.CashIn += m.CashIn
			sum.Payments += m.Payments
			sum.Refunds += m.Refunds
		}
	}
	return sum
}

// ledger keeps the truth in small keys while a shop is generated.
type ledger struct {
	cells  map[dayGateway]*Money
	payers map[int32]int64 // by day
	gates  []string

	purchases map[dayBought]Amount
	campaigns []CampaignTruth // by number; 0 is who came by none
}

type dayBought struct {
	day  int32
	what uint8
}

type dayGateway struct {
	day  int32 // days since 1970 in Moscow
	gate int8
}

// payer remembers the cells and days one person has paid in already.
type payer struct {
	cells []dayGateway
	days  []int32
}

func newLedger() *ledger {
	return &ledger{cells: map[dayGateway]*Money{}, payers: map[int32]int64{}, purchases: map[dayBought]Amount{}}
}

func moscowDay(at int64) int32 { return int32((at/1e6 + moscow) / 86400) }

func (l *ledger) cell(at int64, gateway string) (dayGateway, *Money) {
	i := slices.Index(l.gates, gateway)
	if i < 0 {
		i, l.gates = len(l.gates), append(l.gates, gateway)
	}
	key := dayGateway{moscowDay(at), int8(i)}
	m := l.cells[key]
	if m == nil {
		m = &Money{}
		l.cells[key] = m
	}
	return key, m
}

// cash books money received from a gateway; at is microseconds of Unix time.
func (l *ledger) cash(p *payer, at int64, gateway string, kopeks int) {
	key, m := l.cell(at, gateway)
	m.CashIn += int64(kopeks)
	m.Payments++
	if !slices.Contains(p.cells, key) {
		p.cells = append(p.cells, key)
		m.Payers++
	}
	if !slices.Contains(p.days, key.day) {
		p.days = append(p.days, key.day)
		l.payers[key.day]++
	}
}

func (l *ledger) refund(at int64, gateway string, kopeks int) {
	_, m := l.cell(at, gateway)
	m.Refunds += int64(kopeks)
}

// bought books what a row bought.
func (l *ledger) bought(at int64, what uint8, kopeks int) {
	key := dayBought{moscowDay(at), what}
	a := l.purchases[key]
	l.purchases[key] = Amount{a.Rows + 1, a.Kopeks + int64(kopeks)}
}

func (l *ledger) campaign(number uint8) *CampaignTruth {
	for len(l.campaigns) <= int(number) {
		l.campaigns = append(l.campaigns, CampaignTruth{})
	}
	return &l.campaigns[number]
}

// landed books a paid landing order of a stranger to the campaign whose slug it carries.
func (l *ledger) landed(campaign uint8, kopeks int64) {
	c := l.campaign(campaign)
	c.Orders++
	c.OrderCash += kopeks
}

// came books the cash of one customer's life to the campaign that brought the customer.
func (l *ledger) came(campaign uint8, cash, refunds int64) {
	c := l.campaign(campaign)
	c.CashIn += cash
	c.Refunds += refunds
	if cash > 0 {
		c.Payers++
	}
}

func (l *ledger) truth() Truth {
	t := Truth{Cells: map[Cell]Money{}, DayPayers: map[string]int64{}, Purchases: map[Purchase]Amount{}}
	day := func(d int32) string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }
	for k, m := range l.cells {
		t.Cells[Cell{day(k.day), l.gates[k.gate]}] = *m
	}
	for k, a := range l.purchases {
		t.Purchases[Purchase{day(k.day), purchaseKinds[k.what]}] = a
	}
	for d, n := range l.payers {
		t.DayPayers[day(d)] = n
	}
	return t
}
