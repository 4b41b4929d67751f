// Package campaigns answers what advertising brought and cost, and keeps the ledger of what was spent, which is ours alone.
package campaigns

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// Server answers sales.v1.Campaigns.
type Server struct {
	salesv1.UnimplementedCampaignsServer
	db   *pg.DB
	read *ask.Reader
	now  func() time.Time
	// changed tells the panel that rows of ours are another.
	changed func(entity string)
}

// New answers by read and writes to db.
func New(db *pg.DB, read *ask.Reader, now func() time.Time, changed func(entity string)) *Server {
	return &Server{db: db, read: read, now: now, changed: changed}
}

// entities are what figures of campaigns are made of.
func entities() []string {
	return []string{"campaign", "campaign_registration", "customer", "subscription", "subscription_conversion", "transaction", "guest_purchase", "wheel_spin",
		"referral_earning", "promo_code", "promo_code_use"}
}

// takeTurns makes writers that depend on each other's rows wait for each other.
func takeTurns(ctx context.Context, tx pgx.Tx, what string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 2))`, "sales."+what); err != nil {
		return fmt.Errorf("lock %s: %w", what, err)
	}
	return nil
}

// dayFrom is the first business day that starts at t or later, as midnight UTC: a day belongs to a period that holds its start.
func (s *Server) dayFrom(t time.Time) time.Time {
	start := period.StartOf(period.ByDay, t, s.read.Zone)
	if start.Before(t) {
		start = period.Next(period.ByDay, start, s.read.Zone)
	}
	return s.dateOf(start)
}

// dateOf is the business day of t as midnight UTC, as the database gives a date.
func (s *Server) dateOf(t time.Time) time.Time {
	date, err := time.Parse(time.DateOnly, period.Day(t, s.read.Zone))
	if err != nil { // years beyond 9999: no database date worth a name
		return time.Unix(0, 0).UTC()
	}
	return date
}

func daysBetween(from, to time.Time) int { return int((to.Unix() - from.Unix()) / (24 * 3600)) }
