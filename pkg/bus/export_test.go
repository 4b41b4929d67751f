package bus

import "time"

// Token is token, for tests.
var Token = token

// Hurry replaces the pauses, so that tests are quick. Call before Run.
func (b *Bus) Hurry(ackWait time.Duration) {
	quick := []time.Duration{time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond}
	b.pauses = pauses{ackWait: ackWait, patience: quick, attempts: quick}
}
