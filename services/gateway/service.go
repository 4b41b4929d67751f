// Package gateway is the HTTP edge: who may call what, REST over the services' gRPC, the live stream, the panel's files, the audit log. It has no
// business rules and no SQL but its own schema's.
package gateway

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// Schema is the PostgreSQL schema the gateway owns.
const Schema = "access"

// Deps is what the gateway needs to run.
type Deps struct {
	Config  Config
	DB      *pg.DB // schema access
	Bus     *bus.Bus
	Log     *slog.Logger
	Now     func() time.Time
	Version string
	// Panel holds index.html and assets/, or only placeholder.html before the first build.
	Panel fs.FS
	// Ready answers /readyz, Metrics /metrics; boot makes both. Without Metrics that address is 404, without Ready always ready.
	Ready   http.Handler
	Metrics http.Handler
	// Demo tells people that the synthetic shop is the source.
	Demo bool
	// Announce, if set, is called once when the gateway listens. The password is given only when it has just been made up.
	Announce func(url, login, password string)
}

//go:embed migrations/*.sql
var migrations embed.FS

func migrationFiles() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the folder is embedded at compile time: it cannot be missing
	}
	return files
}

type service struct {
	accessv1.UnimplementedAccessServer
	accessv1.UnimplementedViewsServer
	cfg     Config
	db      *pg.DB
	bus     *bus.Bus
	log     *slog.Logger
	now     func() time.Time
	version string
	demo    bool

	routes    []*route
	mux       *runtime.ServeMux
	sheets    map[string]sheet
	hasher    *hasher
	known     *known
	trust     trust
	strangers *rate.Limiter // audit lines for people who are nobody
	live      *live
	pace      pace
	panel     panel
	ready     http.Handler
	scrape    http.Handler
}

// Run migrates the schema, makes the first account and serves HTTP until ctx ends; then it closes live streams and lets requests finish for 4 s.
func Run(ctx context.Context, d Deps) error { return run(ctx, d, usualPace()) }

func run(ctx context.Context, d Deps, p pace) error {
	s, err := newService(ctx, d, p)
	if err != nil {
		return err
	}
	listener, err := s.listen() // first: a password made up before the address turns out to be taken would never be told
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := pg.Migrate(ctx, s.db, migrationFiles()); err != nil {
		return err
	}
	password, err := s.ensureAdmin(ctx)
	if err != nil {
		return err
	}
	if d.Announce != nil {
		d.Announce(publicURL(listener.Addr()), normalLogin(s.cfg.AdminLogin), password)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.live.run(ctx) })
	group.Go(func() error { return s.serve(ctx, listener) })
	return group.Wait()
}

func newService(ctx context.Context, d Deps, p pace) (*service, error) {
	proxies, err := d.Config.proxies()
	if err != nil {
		return nil, fmt.Errorf("REMNADESK_TRUSTED_PROXIES %w", err)
	}
	if n := len(d.Config.BootstrapToken); n > 0 && n < minBootstrapToken {
		return nil, fmt.Errorf("REMNADESK_BOOTSTRAP_TOKEN has %d characters: use at least %d", n, minBootstrapToken)
	}
	files, err := loadPanel(d.Panel)
	if err != nil {
		return nil, err
	}
	s := &service{cfg: d.Config, db: d.DB, bus: d.Bus, log: d.Log, now: d.Now, version: d.Version, demo: d.Demo, hasher: newHasher(), known: newKnown(),
		trust: proxies, strangers: rate.NewLimiter(5, 50), live: newLive(d.Bus, d.Log, p), pace: p, panel: files, ready: d.Ready, scrape: d.Metrics}
	if s.now == nil {
		s.now = time.Now
	}
	if s.ready == nil {
		s.ready = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	}
	s.mux, s.sheets = s.newMux(), sheetsOf(rpc.NewConn(s.bus.Conn))
	return s, s.serveREST(ctx)
}

// serveREST registers every service that has REST routes. Access is answered here, the others over NATS.
func (s *service) serveREST(ctx context.Context) error {
	here, away := rpc.NewLocal(s.log), rpc.NewConn(s.bus.Conn)
	accessv1.RegisterAccessServer(here, s)
	accessv1.RegisterViewsServer(here, s)
	if err := here.Err(); err != nil {
		return err
	}
	for _, api := range []struct {
		file     protoreflect.FileDescriptor
		local    bool
		register func() error
	}{
		{accessv1.File_access_v1_access_proto, true, func() error { return accessv1.RegisterAccessHandlerClient(ctx, s.mux, accessv1.NewAccessClient(here)) }},
		{accessv1.File_access_v1_views_proto, true, func() error { return accessv1.RegisterViewsHandlerClient(ctx, s.mux, accessv1.NewViewsClient(here)) }},
		{salesv1.File_sales_v1_sales_proto, false, func() error { return salesv1.RegisterSalesHandlerClient(ctx, s.mux, salesv1.NewSalesClient(away)) }},
		{salesv1.File_sales_v1_search_proto, false, func() error { return salesv1.RegisterSearchHandlerClient(ctx, s.mux, salesv1.NewSearchClient(away)) }},
		{salesv1.File_sales_v1_revenue_proto, false, func() error { return salesv1.RegisterRevenueHandlerClient(ctx, s.mux, salesv1.NewRevenueClient(away)) }},
		{salesv1.File_sales_v1_reconciliation_proto, false, func() error {
			return salesv1.RegisterReconciliationHandlerClient(ctx, s.mux, salesv1.NewReconciliationClient(away))
		}},
		{salesv1.File_sales_v1_facts_proto, false, func() error { return salesv1.RegisterFactsHandlerClient(ctx, s.mux, salesv1.NewFactsClient(away)) }},
		{salesv1.File_sales_v1_promos_proto, false, func() error { return salesv1.RegisterPromosHandlerClient(ctx, s.mux, salesv1.NewPromosClient(away)) }},
		{salesv1.File_sales_v1_referrals_proto, false, func() error {
			return salesv1.RegisterReferralsHandlerClient(ctx, s.mux, salesv1.NewReferralsClient(away))
		}},
		{salesv1.File_sales_v1_campaigns_proto, false, func() error {
			return salesv1.RegisterCampaignsHandlerClient(ctx, s.mux, salesv1.NewCampaignsClient(away))
		}},
		{bridgev1.File_bridge_v1_bridge_proto, false, func() error { return bridgev1.RegisterBridgeHandlerClient(ctx, s.mux, bridgev1.NewBridgeClient(away)) }},
	} {
		for i := range api.file.Services().Len() {
			routes, err := routesOf(api.file.Services().Get(i), api.local)
			if err != nil {
				return err
			}
			s.routes = append(s.routes, routes...)
		}
		if err := api.register(); err != nil {
			return fmt.Errorf("register routes of %s: %w", api.file.Path(), err)
		}
	}
	return nil
}
