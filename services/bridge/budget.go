package bridge

import "time"

// What may be saved up for a burst, and the deepest debt: a slow minute of the bot's server must not stop the sweep for long.
const (
	maxCredit = 100 * time.Millisecond
	maxDebt   = 300 * time.Millisecond
)

// budget is what we may cost the bot: a share of one connection's time, saved up and owed within bounds. A quarter is the sweep's own: a shop so busy
// that its new rows take all of the rest is verified too, only more slowly.
type budget struct {
	share    float64
	credit   time.Duration
	reserve  time.Duration // of the sweep alone
	reserved time.Duration // paid out of it since time was last earned
	at       time.Time     // until when time was earned
	spent    time.Duration // what we had cost by then
}

// begin starts to earn.
func (b *budget) begin(now time.Time, spent time.Duration) { b.at, b.spent = now, spent }

// earn adds the time passed, and takes what we did cost. What is free is not measured, nor paid back.
func (b *budget) earn(now time.Time, spent time.Duration, free bool) {
	earned := time.Duration(float64(now.Sub(b.at)) * b.share)
	b.reserve = min(b.reserve+earned/4, maxCredit)
	b.credit += earned - earned/4 - (spent - b.spent - b.reserved)
	b.credit = min(max(b.credit, -maxDebt), maxCredit)
	b.at, b.spent, b.reserved = now, spent, 0
	if free {
		b.credit = max(b.credit, 0)
	}
}

// inCredit tells that there is time left for everybody; indebted, that not even urgent work may go on.
func (b *budget) inCredit() bool { return b.credit > 0 }
func (b *budget) indebted() bool { return b.credit <= -maxDebt }

// forSweep tells that the sweep may take a step, of the common time or of its own.
func (b *budget) forSweep() bool { return b.inCredit() || b.reserve > 0 }

// swept takes what a step did cost from the sweep's own time, where the common time is used up.
func (b *budget) swept(cost time.Duration) {
	if !b.inCredit() {
		b.reserve, b.reserved = b.reserve-cost, b.reserved+cost
	}
}
