// Package facts classifies payments, books what is known of each, corrects it visibly, and tells the history of a customer.
package facts

import (
	"context"
	"log/slog"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// Deps is what facts are booked with.
type Deps struct {
	DB   *pg.DB
	Read *ask.Reader
	Log  *slog.Logger
	Mark mark.Marker
	// Uses are the uses of promo codes in a customer's history before a place (nil = the latest).
	Uses func(ctx context.Context, customer int64, after *ask.Position, limit int) ([]*salesv1.HistoryEntry, error)
}

// Server answers sales.v1.Facts.
type Server struct {
	salesv1.UnimplementedFactsServer
	Deps
}

// New is a server; Classify is its background work.
func New(d Deps) *Server { return &Server{Deps: d} }
