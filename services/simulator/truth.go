package simulator

import (
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
	return &ledger{cells: map[dayGateway]*Money{}, payers: map[int32]int64{}}
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

func (l *ledger) truth() Truth {
	t := Truth{Cells: map[Cell]Money{}, DayPayers: map[string]int64{}}
	day := func(d int32) string { return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly) }
	for k, m := range l.cells {
		t.Cells[Cell{day(k.day), l.gates[k.gate]}] = *m
	}
	for d, n := range l.payers {
		t.DayPayers[day(d)] = n
	}
	return t
}
