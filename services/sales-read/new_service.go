package salesread

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/campaigns"
	"github.com/remnadesk/remnadesk/services/sales-read/facts"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
	"github.com/remnadesk/remnadesk/services/sales-read/projections"
	"github.com/remnadesk/remnadesk/services/sales-read/promos"
	"github.com/remnadesk/remnadesk/services/sales-read/reconciliation"
	"github.com/remnadesk/remnadesk/services/sales-read/referrals"
	"github.com/remnadesk/remnadesk/services/sales-read/revenue"
)

func newService(ctx context.Context, d Deps) (*service, error) {
	loc, err := time.LoadLocation(d.Config.Timezone)
	if err != nil {
		return nil, fmt.Errorf("BUSINESS_TIMEZONE is %q: use an IANA zone such as Europe/Moscow: %w", d.Config.Timezone, err)
	}
	s := &service{db: d.DB, now: d.Now}
	if s.now == nil {
		s.now = time.Now
	}
	s.days = calendar.New(loc, s.now())
	s.mark = mark.Marker{Days: s.days, Now: s.now}
	if err := migrate(ctx, d.DB); err != nil {
		return nil, err
	}
	if err := s.adoptZone(ctx); err != nil {
		return nil, err
	}
	if s.read, err = ask.NewReader(ctx, cmp.Or(d.ReadDB, d.DB), loc); err != nil {
		return nil, err
	}
	s.open(d)
	return s, nil
}

// open makes the parts of the service, each of them a folder.
func (s *service) open(d Deps) {
	changed := func(string) {}
	if d.Bus != nil {
		changed = d.Bus.Changed
	}
	s.projections = projections.New(s.mark)
	s.promos = promos.New(s.db, s.read, s.now, changed)
	s.facts = facts.New(facts.Deps{DB: s.db, Read: s.read, Log: d.Log, Mark: s.mark, Uses: s.promos.History})
	s.revenue = revenue.New(s.db, s.read, d.Log, s.mark)
	s.reconciliation = reconciliation.New(s.db, s.read, d.Log, s.mark)
	s.referrals = referrals.New(s.db, s.read, d.Log, s.mark)
	s.campaigns = campaigns.New(s.db, s.read, s.now, changed)
}

func migrate(ctx context.Context, db *pg.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	return pg.Migrate(ctx, db, files)
}
