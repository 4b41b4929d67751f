// Package projections keeps the tables of what the bot says: one handler for each entity, and what a batch of it has for consequences.
package projections

import "github.com/remnadesk/remnadesk/services/sales-read/mark"

// Keeper handles batches of state.
type Keeper struct{ mark mark.Marker }

// New is a keeper whose batches mark what depends on them.
func New(m mark.Marker) *Keeper { return &Keeper{mark: m} }
