package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/boot"
	"github.com/remnadesk/remnadesk/services/simulator"
)

func upCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "up",
		Short: "Start everything on this machine",
		Long: `Starts all services in this process. What is not configured is embedded: NATS with JetStream, a private PostgreSQL under the data folder, and - while
BEDOLAGA_DATABASE_URL is not set - the synthetic shop as the bot, with a Redis inside the process.

Prints the panel's address and login when the first page can be served. Stops cleanly on Ctrl+C or SIGTERM and goes on with the same data.

  ./task up                                        the synthetic shop
  BEDOLAGA_DATABASE_URL=postgres://… ./task up     your own bot`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig()
			if err != nil {
				return err
			}
			return up(cmd.Context(), cfg)
		},
	}
}

// memory the whole suite aims to stay below; the collector works harder when it comes near.
const memoryAim = 150 << 20

func up(ctx context.Context, cfg config) error {
	log := logger(cfg)
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryAim)
	}
	lock, err := lockData(cfg.DataDir)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := listenable(cfg.Gateway.Addr); err != nil {
		return err
	}
	obs, err := boot.Telemetry(ctx, "remnadesk", version, cfg.OTLP)
	if err != nil {
		return err
	}
	obs.Install()
	defer shutdown(log, "telemetry", obs.Shutdown)

	parts, err := embed(ctx, &cfg, log)
	if err != nil {
		return err
	}
	defer parts.stop(log)

	health := &boot.Health{}
	s := &suite{cfg: cfg, log: log, health: health, obs: obs, nats: parts.natsOptions}
	s.announce = func(url, login, password string) { announce(cfg, url, login, password) }
	group := boot.NewGroup(log, health)
	if parts.shopURL != "" {
		if err := simulator.Prepare(ctx, s.shopDeps(parts.shopURL)); ctx.Err() != nil {
			return nil
		} else if err != nil {
			return fmt.Errorf("make the synthetic shop: %w", err)
		}
		group.Add("simulator", func(ctx context.Context) error { return s.shop(ctx, parts.shopURL, cfg.Bridge.RedisURL) }, boot.NotCritical())
	}
	s.add(group)
	s.addOps(group)
	run := runFile{PID: os.Getpid(), URL: "http://" + cfg.Gateway.Addr, NATSURL: cfg.NATSURL, DatabaseURL: cfg.DatabaseURL, SourceURL: cfg.Bridge.SourceURL, RedisURL: cfg.Bridge.RedisURL}
	if err := run.write(cfg.DataDir); err != nil {
		return err
	}
	defer os.Remove(runPath(cfg.DataDir))
	ctx, cancel := context.WithCancelCause(ctx)
	watched := parts.watch(ctx, cancel)
	err = group.Run(ctx)
	cancel(nil)
	<-watched
	if lost := context.Cause(ctx); errors.Is(lost, errPartEnded) {
		return lost
	}
	return err
}

// listenable tells before anything is started that the panel's address is taken; later it would be one failing service among others.
func listenable(addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("the panel's address %s cannot be used (%w): is another program there? choose another with REMNADESK_ADDR", addr, err)
	}
	return listener.Close()
}

// announce tells a person where to go.
func announce(cfg config, url, login, password string) {
	fmt.Printf("\n  Remnadesk  %s\n  login      %s\n", url, login)
	switch {
	case password != "":
		fmt.Printf("  password   %s   (shown this once; change it: remnadesk admin set-password)\n", password)
	case cfg.Gateway.AdminPassword != "":
		fmt.Println("  password   as set in REMNADESK_ADMIN_PASSWORD")
	default:
		fmt.Println("  password   as shown at the first start; forgotten: remnadesk admin set-password")
	}
	if cfg.demo() {
		fmt.Println("  source     the synthetic shop; set BEDOLAGA_DATABASE_URL for your own bot")
	}
	path, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		path = cfg.DataDir
	}
	fmt.Printf("  data       %s\n\n", path)
}

func shutdown(log interface{ Warn(string, ...any) }, what string, stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := stop(ctx); err != nil {
		log.Warn("part did not stop cleanly", "part", what, "error", err.Error())
	}
}
