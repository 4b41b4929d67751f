// Package promo holds the bot's rules of promo codes: the state a code is in, what its API accepts, and how to make codes up. No I/O.
package promo

import "time"

// Window is what decides whether a code can be used.
type Window struct {
	Gone, Active        bool
	ValidFrom, ValidTil *time.Time
	// MaxUses is 0 for unlimited.
	MaxUses, Uses int64
}

// State of a code at an instant: gone, inactive, expired, exhausted, scheduled or active; the first that holds.
func State(w Window, now time.Time) string {
	switch {
	case w.Gone:
		return "gone"
	case !w.Active:
		return "inactive"
	case w.ValidTil != nil && !w.ValidTil.After(now):
		return "expired"
	case w.MaxUses > 0 && w.Uses >= w.MaxUses:
		return "exhausted"
	case w.ValidFrom != nil && w.ValidFrom.After(now):
		return "scheduled"
	}
	return "active"
}
