// Package reconcile knows by which rules the products beside us count money, and names why their sum for some days differs from ours. It judges
// payment by payment: each one that the two sides count differently gets exactly one cause, so causes add up to the difference by construction.
// It has no I/O.
package reconcile

import (
	"fmt"
	"strings"
	"time"

	"github.com/remnadesk/remnadesk/pkg/period"
)

// Neighbour is a product that shows a sum of its own for a day.
type Neighbour string

// The neighbours, by what they count. Those with days of their own date a ledger row by created_at; all see only rows that still exist.
const (
	// SalesPage is the bot's sales summary: deposits and direct payments by gateways, and gifts paid at gateways by paid_at; days of the
	// database's zone (UTC), up to and including 23:59:59 of the last one.
	SalesPage Neighbour = "sales_page"
	// TelegramReport is the bot's report: deposits by gateways whose description speaks of no referral; Moscow days.
	TelegramReport Neighbour = "telegram_report"
	// Admin is the income that remnawave-admin records: every completed deposit, whatever its method; UTC days.
	Admin Neighbour = "remnawave_admin"
	// CampaignPage are the bot's pages of campaigns added up: deposits by gateways of everybody who is registered by a campaign, of their whole life. It
	// has no days: what its sums grew by in ours.
	CampaignPage Neighbour = "campaign_page"
)

// Neighbours are all of them, in the order they are shown.
func Neighbours() []Neighbour { return []Neighbour{SalesPage, TelegramReport, Admin, CampaignPage} }

// Zone names the zone that cuts the neighbour's days; business is ours.
func (n Neighbour) Zone(business string) string {
	switch n {
	case TelegramReport:
		return "Europe/Moscow"
	case CampaignPage:
		return business
	}
	return "UTC"
}

// Days is what a neighbour takes for some calendar days.
type Days struct {
	// Whole are the days as its zone has them.
	Whole period.Interval
	// Seen is the part it counts.
	Seen period.Interval
}

// DaysOf cuts the days from first up to, and without, end (YYYY-MM-DD) as the neighbour does; business is our zone.
func (n Neighbour) DaysOf(first, end, business string) (Days, error) {
	loc, err := time.LoadLocation(n.Zone(business))
	if err != nil {
		return Days{}, fmt.Errorf("load the zone of %s: %w", n, err)
	}
	whole, err := Between(first, end, loc)
	if err != nil {
		return Days{}, err
	}
	d := Days{Whole: whole, Seen: whole}
	if n == SalesPage { // its last instant is 23:59:59, included
		d.Seen.To = whole.To.Add(-time.Second + time.Microsecond)
	}
	return d, nil
}

// Between are the days of a zone from first up to, and without, end.
func Between(first, end string, loc *time.Location) (period.Interval, error) {
	from, err := period.Parse(first, loc, "from")
	if err != nil {
		return period.Interval{}, err
	}
	to, err := period.Parse(end, loc, "to")
	if err != nil {
		return period.Interval{}, err
	}
	return period.Interval{From: from, To: to}, nil
}

// SpeaksOfReferral is the bot's text filter; a row without a description passes it.
func SpeaksOfReferral(description string) bool {
	text := strings.ToLower(description)
	return strings.Contains(text, "реферал") || strings.Contains(text, "referral")
}
