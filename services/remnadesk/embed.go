package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// embedded holds the parts that run inside or beside this process because nothing else was configured.
type embedded struct {
	natsOptions []nats.Option
	shopURL     string // the synthetic shop's database, "" with a real bot
	nats        *server.Server
	postgres    *pgserver.Server
	redis       *miniredis.Miniredis
	shopAPI     *simulator.WebAPI // the synthetic bot's web API
	shopServer  *http.Server
}

// embed starts what cfg leaves open and fills in its addresses.
func embed(ctx context.Context, cfg *config, log *slog.Logger) (_ *embedded, err error) {
	e := &embedded{}
	defer func() {
		if err != nil {
			e.stop(log)
		}
	}()
	demo := cfg.demo()
	if cfg.DatabaseURL == "" || demo {
		if err = e.startPostgres(ctx, cfg, log, demo); err != nil {
			return nil, err
		}
	}
	if cfg.NATSURL == "" {
		if err = e.startNATS(cfg); err != nil {
			return nil, err
		}
	}
	if demo && cfg.Bridge.RedisURL == "" {
		if e.redis, err = miniredis.Run(); err != nil {
			return nil, fmt.Errorf("start the demo's Redis: %w", err)
		}
		cfg.Bridge.RedisURL = "redis://" + e.redis.Addr()
		log.InfoContext(ctx, "redis inside the process, for the demo only", "addr", e.redis.Addr())
	}
	return e, nil
}

func (e *embedded) startPostgres(ctx context.Context, cfg *config, log *slog.Logger, demo bool) error {
	dir := filepath.Join(cfg.DataDir, "postgres")
	password, err := pgserver.Password(dir)
	if err != nil {
		return err
	}
	e.postgres, err = pgserver.Start(ctx, pgserver.Options{Dir: dir, Password: password, Fsync: true, Log: log,
		Settings: map[string]string{"max_connections": "100", "shared_buffers": "128MB", "max_wal_size": "1GB", "synchronous_commit": "on"}})
	if err != nil {
		return err
	}
	if cfg.DatabaseURL == "" {
		if err := e.postgres.CreateDatabase(ctx, "remnadesk"); err != nil {
			return err
		}
		cfg.DatabaseURL = e.postgres.URL("remnadesk")
	}
	if demo {
		if err := e.postgres.CreateDatabase(ctx, "bedolaga"); err != nil {
			return err
		}
		e.shopURL = e.postgres.URL("bedolaga")
		cfg.Bridge.SourceURL = e.shopURL
		cfg.Synthetic = true
		return e.startShopAPI(ctx, cfg)
	}
	return nil
}

// startShopAPI serves the synthetic bot's web API on a loopback port of its own, with a token that lives as long as this process.
func (e *embedded) startShopAPI(ctx context.Context, cfg *config) (err error) {
	cfg.Bridge.APIToken = rand.Text()
	if e.shopAPI, err = simulator.NewWebAPI(ctx, e.shopURL, cfg.Bridge.APIToken, time.Now); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the synthetic bot's web API: %w", err)
	}
	cfg.Bridge.APIURL = "http://" + listener.Addr().String()
	e.shopServer = &http.Server{Handler: e.shopAPI, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = e.shopServer.Serve(listener) }() // ends by stop
	return nil
}

func (e *embedded) startNATS(cfg *config) error {
	secret, err := secretFile(cfg.DataDir, "nats.secret")
	if err != nil {
		return err
	}
	e.nats, err = server.NewServer(&server.Options{JetStream: true, StoreDir: filepath.Join(cfg.DataDir, "nats"), Host: "127.0.0.1", Port: -1,
		Username: "remnadesk", Password: secret, NoSigs: true, NoLog: true, MaxPayload: 1 << 20, JetStreamMaxMemory: 32 << 20})
	if err != nil {
		return fmt.Errorf("start NATS in this process: %w", err)
	}
	e.nats.Start()
	if !e.nats.ReadyForConnections(30 * time.Second) {
		return fmt.Errorf("NATS in this process does not start: is the data folder %s writable and not full?", cfg.DataDir)
	}
	at, err := url.Parse(e.nats.ClientURL())
	if err != nil {
		return fmt.Errorf("read address of NATS: %w", err)
	}
	at.User = url.UserPassword("remnadesk", secret)
	cfg.NATSURL = at.String()
	e.natsOptions = []nats.Option{nats.InProcessServer(e.nats)}
	return nil
}

var errPartEnded = errors.New("ended by itself")

// watch ends the suite when PostgreSQL in the data folder ends without being asked to: nothing works without it. The channel is closed when
// nobody watches any more.
func (e *embedded) watch(ctx context.Context, end context.CancelCauseFunc) <-chan struct{} {
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if e.postgres == nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-e.postgres.Done():
			how := ""
			if err := e.postgres.Err(); err != nil {
				how = " (" + err.Error() + ")"
			}
			end(fmt.Errorf("PostgreSQL in the data folder %w%s; start again, it recovers what was stored", errPartEnded, how))
		}
	}()
	return watched
}

// stop ends the parts in the reverse order of use.
func (e *embedded) stop(log *slog.Logger) {
	if e.redis != nil {
		e.redis.Close()
	}
	if e.shopServer != nil {
		shutdown(log, "the synthetic bot's web API", e.shopServer.Shutdown)
	}
	if e.shopAPI != nil {
		e.shopAPI.Close()
	}
	if e.nats != nil {
		e.nats.Shutdown()
		e.nats.WaitForShutdown()
	}
	if e.postgres != nil {
		shutdown(log, "postgres", e.postgres.Stop)
	}
}
