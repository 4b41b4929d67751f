// Package referrals answers who invited whom, what it brought, and what is to be paid out for it.
package referrals

import (
	"log/slog"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// Server answers sales.v1.Referrals.
type Server struct {
	salesv1.UnimplementedReferralsServer
	db   *pg.DB
	read *ask.Reader
	log  *slog.Logger
	mark mark.Marker
}

// New answers by read; db keeps the graphs that somebody is just reading page by page.
func New(db *pg.DB, read *ask.Reader, log *slog.Logger, m mark.Marker) *Server {
	return &Server{db: db, read: read, log: log, mark: m}
}

// Entities that kinds of answers are made of.

func referralEntities() []string {
	return []string{"referral_earning", "customer", "transaction", "guest_purchase", "wheel_spin"}
}

func withdrawalEntities() []string { return append(referralEntities(), "withdrawal_request") }

func applicationEntities() []string {
	return []string{"partner_application", "customer", "transaction", "guest_purchase", "wheel_spin"}
}
