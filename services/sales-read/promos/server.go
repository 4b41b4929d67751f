// Package promos answers what promo codes there are, who used them and what came of it, and has the bot make and change codes: each wish is a
// command that is stored first, sent until the bot says yes or no, and never carried out twice.
package promos

import (
	"time"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// Server implements sales.v1.Promos.
type Server struct {
	salesv1.UnimplementedPromosServer
	db      *pg.DB
	read    *ask.Reader
	now     func() time.Time
	changed func(entity string)
}

// New answers from read and writes commands to db; changed tells the panel that commands moved on.
func New(db *pg.DB, read *ask.Reader, now func() time.Time, changed func(entity string)) *Server {
	return &Server{db: db, read: read, now: now, changed: changed}
}
