// Package revenue counts what came in, what was spent and what recurs, by day, and answers for any period and group.
package revenue

import (
	"log/slog"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
)

// Server answers sales.v1.Revenue.
type Server struct {
	salesv1.UnimplementedRevenueServer
	db   *pg.DB
	read *ask.Reader
	log  *slog.Logger
	mark mark.Marker
}

// New is a server by the calendar and the clock of its marker.
func New(db *pg.DB, read *ask.Reader, log *slog.Logger, m mark.Marker) *Server {
	return &Server{db: db, read: read, log: log, mark: m}
}
