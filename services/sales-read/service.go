// Package salesread keeps the sales projections (customers, subscriptions, tariffs, the ledger and its cash) and answers sales.v1 from them.
// Answers are exact at every moment: they agree with the rows committed, and tell by watermarks how far those rows are complete.
package salesread

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/campaigns"
	"github.com/remnadesk/remnadesk/services/sales-read/promos"
	"github.com/remnadesk/remnadesk/services/sales-read/referrals"
)

const name = "sales-read"

//go:embed migrations/*.sql
var migrations embed.FS

// Config is what the environment says.
type Config struct {
	// Timezone is the one business zone that days, weeks and months are cut by (IANA).
	Timezone string `env:"BUSINESS_TIMEZONE" envDefault:"Europe/Moscow"`
}

// Deps is what the service needs to run.
type Deps struct {
	Config Config
	// DB is bound to the schema sales.
	DB *pg.DB
	// ReadDB answers questions, for example from a replica; nil = DB.
	ReadDB  *pg.DB
	Bus     *bus.Bus
	Log     *slog.Logger
	Now     func() time.Time
	Version string
}

type service struct {
	salesv1.UnimplementedSalesServer
	salesv1.UnimplementedSearchServer
	salesv1.UnimplementedRevenueServer
	salesv1.UnimplementedReconciliationServer
	salesv1.UnimplementedFactsServer
	db     *pg.DB
	read   *ask.Reader
	log    *slog.Logger
	now    func() time.Time
	days   *calendar
	totals totals
	promos *promos.Server
	// changed tells the panel that rows of ours are another, beyond those of the bot.
	changed func(entity string)
}

// Run brings the schema up to date, consumes state batches and answers sales.v1 until ctx ends.
func Run(ctx context.Context, d Deps) error {
	s, err := newService(ctx, d)
	if err != nil {
		return err
	}
	defer s.read.Close()
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onCustomers))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onTariffs))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onSubscriptions))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onTransactions))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onGuestPurchases))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onWheelSpins))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onSubscriptionEvents))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onSubscriptionConversions))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onTrafficPurchases))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onPromoCodes))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onPromoCodeUses))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onPromoGroups))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onCampaigns))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onCampaignRegistrations))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onLandingPages))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onReferralEarnings))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onWithdrawalRequests))
	bus.OnState(d.Bus, pg.Batch(d.DB, s.onPartnerApplications))
	bridge := bridgev1.NewBridgeClient(rpc.NewConn(d.Bus.Conn))
	d.Bus.OnGap(func(ctx context.Context, entity string) error {
		_, err := bridge.Republish(rpc.AsService(ctx, name), &bridgev1.RepublishRequest{Entity: entity, Projection: name})
		return err
	})
	server := rpc.NewServer(d.Bus.Conn, name, d.Version, d.Log)
	salesv1.RegisterSalesServer(server, s)
	salesv1.RegisterSearchServer(server, s)
	salesv1.RegisterRevenueServer(server, s)
	salesv1.RegisterReconciliationServer(server, s)
	salesv1.RegisterFactsServer(server, s)
	salesv1.RegisterPromosServer(server, s.promos)
	salesv1.RegisterReferralsServer(server, referrals.New(d.DB, s.read, s.now))
	salesv1.RegisterCampaignsServer(server, campaigns.New(d.DB, s.read, s.now, s.changed))

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.Bus.Run(ctx) })
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error { return s.refreshDays(ctx) })
	group.Go(func() error { return s.refreshPeople(ctx) })
	group.Go(func() error { return pg.Dispatch(ctx, d.DB, promos.Topic, d.Log, s.promos.Send(bridge)) })
	group.Go(func() error { return pg.Dispatch(ctx, d.DB, promos.BatchTopic, d.Log, s.promos.SendBatch(bridge)) })
	group.Go(func() error { return pg.Leader(ctx, s.db, balanceLeader, d.Log, s.checkBalances) })
	group.Go(func() error { return s.classifyPayments(ctx, d.Bus) })
	group.Go(func() error { return s.countMrr(ctx) })
	group.Go(func() error { return s.countBranches(ctx) })
	return group.Wait()
}

func newService(ctx context.Context, d Deps) (*service, error) {
	loc, err := time.LoadLocation(d.Config.Timezone)
	if err != nil {
		return nil, fmt.Errorf("BUSINESS_TIMEZONE is %q: use an IANA zone such as Europe/Moscow: %w", d.Config.Timezone, err)
	}
	s := &service{db: d.DB, log: d.Log, now: d.Now, changed: func(string) {}}
	if d.Bus != nil {
		s.changed = d.Bus.Changed
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.days = newCalendar(loc, s.now())
	if err := migrate(ctx, d.DB); err != nil {
		return nil, err
	}
	if err := s.adoptZone(ctx); err != nil {
		return nil, err
	}
	if s.read, err = ask.NewReader(ctx, cmp.Or(d.ReadDB, d.DB), loc); err != nil {
		return nil, err
	}
	s.promos = promos.New(s.db, s.read, s.now, s.changed)
	return s, nil
}

func migrate(ctx context.Context, db *pg.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	return pg.Migrate(ctx, db, files)
}
