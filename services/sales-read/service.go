// Package salesread keeps the sales projections (customers, subscriptions, tariffs, the ledger and its cash) and answers sales.v1 from them.
// Answers are exact at every moment: they agree with the rows committed, and tell by watermarks how far those rows are complete.
package salesread

import (
	"context"
	"embed"
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
	"github.com/remnadesk/remnadesk/services/sales-read/facts"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
	"github.com/remnadesk/remnadesk/services/sales-read/projections"
	"github.com/remnadesk/remnadesk/services/sales-read/promos"
	"github.com/remnadesk/remnadesk/services/sales-read/reconciliation"
	"github.com/remnadesk/remnadesk/services/sales-read/referrals"
	"github.com/remnadesk/remnadesk/services/sales-read/revenue"
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
	db     *pg.DB
	read   *ask.Reader
	now    func() time.Time
	days   *calendar.Calendar
	mark   mark.Marker
	totals totals

	projections    *projections.Keeper
	facts          *facts.Server
	revenue        *revenue.Server
	reconciliation *reconciliation.Server
	promos         *promos.Server
	referrals      *referrals.Server
	campaigns      *campaigns.Server
}

// Run brings the schema up to date, consumes state batches and answers sales.v1 until ctx ends.
func Run(ctx context.Context, d Deps) error {
	s, err := newService(ctx, d)
	if err != nil {
		return err
	}
	defer s.read.Close()
	rows := s.projections
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnCustomers))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnTariffs))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnSubscriptions))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnTransactions))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnGuestPurchases))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnWheelSpins))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnSubscriptionEvents))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnSubscriptionConversions))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnTrafficPurchases))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnPromoCodes))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnPromoCodeUses))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnPromoGroups))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnCampaigns))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnCampaignRegistrations))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnLandingPages))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnReferralEarnings))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnWithdrawalRequests))
	bus.OnState(d.Bus, pg.Batch(d.DB, rows.OnPartnerApplications))
	bridge := bridgev1.NewBridgeClient(rpc.NewConn(d.Bus.Conn))
	d.Bus.OnGap(func(ctx context.Context, entity string) error {
		_, err := bridge.Republish(rpc.AsService(ctx, name), &bridgev1.RepublishRequest{Entity: entity, Projection: name})
		return err
	})
	server := rpc.NewServer(d.Bus.Conn, name, d.Version, d.Log)
	salesv1.RegisterSalesServer(server, s)
	salesv1.RegisterSearchServer(server, s)
	salesv1.RegisterRevenueServer(server, s.revenue)
	salesv1.RegisterReconciliationServer(server, s.reconciliation)
	salesv1.RegisterFactsServer(server, s.facts)
	salesv1.RegisterPromosServer(server, s.promos)
	salesv1.RegisterReferralsServer(server, s.referrals)
	salesv1.RegisterCampaignsServer(server, s.campaigns)

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.Bus.Run(ctx) })
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error { return s.revenue.RefreshDays(ctx) })
	group.Go(func() error { return s.revenue.RefreshPeople(ctx) })
	group.Go(func() error { return pg.Dispatch(ctx, d.DB, promos.Topic, d.Log, s.promos.Send(bridge)) })
	group.Go(func() error { return pg.Dispatch(ctx, d.DB, promos.BatchTopic, d.Log, s.promos.SendBatch(bridge)) })
	group.Go(func() error {
		return pg.Leader(ctx, s.db, reconciliation.Leader, d.Log, s.reconciliation.CheckBalances)
	})
	group.Go(func() error { return s.facts.Classify(ctx, d.Bus) })
	group.Go(func() error { return s.revenue.CountMrr(ctx) })
	group.Go(func() error { return s.referrals.CountBranches(ctx) })
	return group.Wait()
}
