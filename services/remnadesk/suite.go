package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"

	"github.com/remnadesk/remnadesk/pkg/boot"
	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/bridge"
	"github.com/remnadesk/remnadesk/services/gateway"
	"github.com/remnadesk/remnadesk/services/panel"
	salesread "github.com/remnadesk/remnadesk/services/sales-read"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// salesSchema is the PostgreSQL schema of sales-read.
const salesSchema = "sales"

// suite wires services to their parts. Every service opens its own connections, so that one process or many look the same to it.
type suite struct {
	cfg      config
	log      *slog.Logger
	health   *boot.Health
	obs      *boot.Observability
	nats     []nats.Option
	announce func(url, login, password string)
}

// service is one entry of the suite.
type service struct {
	name string
	// bot: has nothing to do with BEDOLAGA_ENABLED=false.
	bot bool
	run func(s *suite, ctx context.Context) error
}

// services lists what `run` can start, in the order of starting.
func services() []service {
	return []service{
		{name: "bridge", bot: true, run: (*suite).bridge},
		{name: "sales-read", bot: true, run: (*suite).salesRead},
		{name: "gateway", run: (*suite).gateway},
	}
}

func serviceNames() []string {
	var names []string
	for _, s := range services() {
		names = append(names, s.name)
	}
	return names
}

// add puts the named services into the group; all of them when names is empty.
func (s *suite) add(group *boot.Group, names ...string) {
	for _, entry := range services() {
		if len(names) > 0 && !slices.Contains(names, entry.name) || entry.bot && !s.cfg.BedolagaEnabled {
			continue
		}
		group.Add(entry.name, func(ctx context.Context) error { return entry.run(s, ctx) })
	}
}

// parts opens what every service has: its schema and its bus, with their health checks.
func (s *suite) parts(ctx context.Context, service, schema string, conns int32) (*pg.DB, *bus.Bus, *slog.Logger, func(), error) {
	log := s.log.With("service", service)
	db, err := pg.Open(ctx, s.cfg.DatabaseURL, schema, conns)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	b, err := bus.Connect(ctx, bus.Config{URL: s.cfg.NATSURL, Service: service, Replicas: s.cfg.NATSReplicas, Options: s.nats, Log: log})
	if err != nil {
		db.Close()
		return nil, nil, nil, nil, err
	}
	s.health.Add("database", func(ctx context.Context) error {
		if err := db.Ping(ctx); err != nil {
			return fmt.Errorf("our PostgreSQL does not answer: check REMNADESK_DATABASE_URL and that the server runs")
		}
		return nil
	})
	s.health.Add("bus "+service, b.Check, boot.NotCritical())
	return db, b, log, func() { b.Close(); db.Close() }, nil
}

func (s *suite) bridge(ctx context.Context) error {
	db, b, log, done, err := s.parts(ctx, "bridge", bridge.Schema, 6)
	if err != nil {
		return err
	}
	defer done()
	return bridge.Run(ctx, bridge.Deps{Config: s.cfg.Bridge, DB: db, Bus: b, Log: log, Now: time.Now, Version: version})
}

func (s *suite) salesRead(ctx context.Context) error {
	db, b, log, done, err := s.parts(ctx, "sales-read", salesSchema, 16)
	if err != nil {
		return err
	}
	defer done()
	read := db
	if s.cfg.DatabaseReadURL != "" {
		if read, err = pg.Open(ctx, s.cfg.DatabaseReadURL, salesSchema, 16); err != nil {
			return err
		}
		defer read.Close()
	}
	return salesread.Run(ctx, salesread.Deps{Config: s.cfg.SalesRead, DB: db, ReadDB: read, Bus: b, Log: log, Now: time.Now, Version: version})
}

func (s *suite) gateway(ctx context.Context) error {
	db, b, log, done, err := s.parts(ctx, "gateway", gateway.Schema, 8)
	if err != nil {
		return err
	}
	defer done()
	return gateway.Run(ctx, gateway.Deps{Config: s.cfg.Gateway, DB: db, Bus: b, Log: log, Now: time.Now, Version: version, Panel: panel.Files(),
		Ready: s.health.Handler(), Metrics: s.obs.Metrics, Demo: s.cfg.demo(), Announce: s.announce})
}

// shop runs the synthetic shop as the bot's database.
func (s *suite) shop(ctx context.Context, databaseURL, redisURL string) error {
	options, err := redis.ParseURL(redisURL)
	if err != nil {
		return fmt.Errorf("read Redis URL of the synthetic shop: %w", err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	deps := s.shopDeps(databaseURL)
	deps.Redis = client
	return simulator.Run(ctx, deps)
}

func (s *suite) shopDeps(databaseURL string) simulator.Deps {
	return simulator.Deps{DatabaseURL: databaseURL, Log: s.log.With("service", "simulator"), Now: time.Now, Config: s.cfg.Simulator}
}
