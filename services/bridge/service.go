// Package bridge is the only room that knows the bot's schema. It mirrors every row it reads, notices what changed by reading (tail and sweep)
// and by being woken (Redis), and turns it into state batches and domain events. It never writes into the bot's database.
package bridge

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

// Config is what the environment says.
type Config struct {
	// SourceURL is the bot's PostgreSQL; a role that may only SELECT is enough.
	SourceURL string `env:"BEDOLAGA_DATABASE_URL" secret:"true"`
	// SourceSchema, empty = looked for (bedolaga, then public).
	SourceSchema string `env:"BEDOLAGA_DB_SCHEMA"`
	// APIURL is the bot's web API; empty = the bot is only read.
	APIURL   string `env:"BEDOLAGA_API_URL"`
	APIToken string `env:"BEDOLAGA_API_TOKEN" secret:"true"`
	// RedisURL, empty = no pushes.
	RedisURL     string `env:"REMNADESK_REDIS_URL" secret:"true"`
	RedisChannel string `env:"REMNADESK_REDIS_CHANNEL" envDefault:"remnawave:events"`
	// SourceBudget is the share of one connection's time we may use once the first import is done, in percent.
	SourceBudget float64 `env:"REMNADESK_SOURCE_BUDGET_PERCENT" envDefault:"2.5"`
}

// Deps is what the bridge needs to run.
type Deps struct {
	Config  Config
	DB      *pg.DB // schema bridge
	Bus     *bus.Bus
	Log     *slog.Logger
	Now     func() time.Time
	Version string
}

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the PostgreSQL schema the bridge owns.
const Schema = "bridge"

type service struct {
	bridgev1.UnimplementedBridgeServer
	db          *pg.DB
	bus         *bus.Bus
	log         *slog.Logger
	now         func() time.Time
	cfg         Config
	pushes      *pushes
	api         *webAPI
	redis       atomic.Pointer[subscriber]
	incarnation atomic.Int32
}

// Migrate brings the schema up to date.
func Migrate(ctx context.Context, db *pg.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("open migrations: %w", err)
	}
	return pg.Migrate(ctx, db, files)
}

// Run answers bridge.v1, listens to Redis and captures while it leads, until ctx ends.
func Run(ctx context.Context, d Deps) error {
	if err := Migrate(ctx, d.DB); err != nil {
		return err
	}
	s := &service{db: d.DB, bus: d.Bus, log: d.Log, now: d.Now, cfg: d.Config, pushes: newPushes(), api: newWebAPI(d.Config)}
	server := rpc.NewServer(d.Bus.Conn, "bridge", d.Version, d.Log)
	bridgev1.RegisterBridgeServer(server, s)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error { return pg.Leader(ctx, d.DB, leaderName, d.Log, s.lead) })
	return group.Wait()
}

// lead is everything of which there may be only one: capture, the event relay and the Redis subscription.
func (s *service) lead(ctx context.Context, epoch int64) error {
	var options *redis.Options
	if s.cfg.RedisURL != "" {
		var err error
		if options, err = redis.ParseURL(s.cfg.RedisURL); err != nil {
			return fmt.Errorf("REMNADESK_REDIS_URL cannot be read: expected redis://[:password@]host:6379")
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	relay := &relay{db: s.db, bus: s.bus, log: s.log, wake: make(chan struct{}, 1)}
	c := &capture{
		db: s.db, bus: s.bus, log: s.log, now: s.now, budget: budget{share: s.cfg.SourceBudget / 100}, epoch: epoch, relay: relay, pushes: s.pushes, redis: s.redisState,
		source: &source{url: s.cfg.SourceURL, schema: s.cfg.SourceSchema}, state: "connecting", costSince: s.now(),
		incarnated: func(n int32) { s.incarnation.Store(n) },
	}
	group.Go(func() error { return relay.run(ctx) })
	group.Go(func() error { return c.run(ctx) })
	if options != nil {
		client := redis.NewClient(options)
		defer client.Close()
		subscriber := &subscriber{client: client, channel: s.cfg.RedisChannel, bus: s.bus, log: s.log, now: s.now, queue: s.pushes.queue,
			base: func() int64 { return int64(s.incarnation.Load()) << keyBits }}
		s.redis.Store(subscriber)
		group.Go(func() error { return subscriber.run(ctx) })
	}
	return group.Wait()
}

func (s *service) redisState() string {
	if subscriber := s.redis.Load(); subscriber != nil {
		return subscriber.current()
	}
	return "off"
}
