package projections

import (
	"time"

	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// What a ledger row does to cash, as stored in sales.transactions.cash.
const (
	cashNone   int16 = 0
	cashIn     int16 = 1
	cashRefund int16 = 2
)

// ledgerRow is what the rules need to know of a ledger row, and what depends on it.
type ledgerRow struct {
	known
	CustomerID   int64
	Kind         string
	AmountKopeks int64
	Gateway      *string
	ExternalID   *string
	Completed    bool
	BookedAt     time.Time
	Cash         int16
}

var ledgerColumns = []string{"customer_id", "kind", "amount_kopeks", "gateway", "external_id", "completed", "booked_at", "cash"}

// cashOf is the rule of docs/metrics.md: completed gateway deposits and direct subscription payments are cash in, gateway refunds are refunds.
// A direct payment that delivers a landing order is that order's money, which already counts (orderCounts). Nothing of zero amount counts.
func cashOf(t ledgerRow, orderCounts bool) int16 {
	if !t.Completed || t.Gateway == nil || t.AmountKopeks == 0 {
		return cashNone
	}
	switch t.Kind {
	case "deposit":
		return cashIn
	case "subscription_payment":
		if orderCounts {
			return cashNone
		}
		return cashIn
	case "refund":
		return cashRefund
	}
	return cashNone
}

// delivers tells whether the row may be the delivery of a landing order.
func (t ledgerRow) delivers() bool {
	return t.Kind == "subscription_payment" && t.Gateway != nil && t.ExternalID != nil
}

// paysFor tells whether the row makes its customer a paying one.
func (t ledgerRow) paysFor() bool {
	return t.Completed && t.AmountKopeks != 0 && (t.Kind == "subscription_payment" || t.Kind == "gift_payment")
}

func (t ledgerRow) fact() *cash.Fact {
	if t.Cash == cashNone || t.Gateway == nil {
		return nil
	}
	return &cash.Fact{At: t.BookedAt, Gateway: *t.Gateway, Refund: t.Cash == cashRefund, Amount: t.AmountKopeks, Customer: t.CustomerID}
}

// ledgerChanged notes that one row of the ledger was replaced; nil = there was or is none.
func ledgerChanged(e *cash.Effects, before, after *ledgerRow) {
	var facts [2]*cash.Fact
	var payers [2]int64
	for i, row := range []*ledgerRow{before, after} {
		if row == nil {
			continue
		}
		facts[i] = row.fact()
		if row.paysFor() {
			payers[i] = row.CustomerID
		}
	}
	e.Replace(facts[0], facts[1])
	e.Payer(payers[0], payers[1])
}
