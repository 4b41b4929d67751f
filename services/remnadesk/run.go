package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/boot"
)

func runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run <service>...",
		Short: "Run the named services in this process",
		Long: `Runs only the named services, against the PostgreSQL and NATS that the settings name: ` + strings.Join(serviceNames(), ", ") + `.

More processes of the same service share its work, or wait (bridge: one captures, the others stand by).
Needs REMNADESK_DATABASE_URL and REMNADESK_NATS_URL; the bridge needs BEDOLAGA_DATABASE_URL too.

  remnadesk run gateway
  remnadesk run bridge sales-read`,
		Args:      cobra.MinimumNArgs(1),
		ValidArgs: serviceNames(),
		RunE: func(cmd *cobra.Command, names []string) error {
			cfg, err := loadConfig()
			if err != nil {
				return err
			}
			return runServices(cmd.Context(), cfg, names)
		},
	}
}

func runServices(ctx context.Context, cfg config, names []string) error {
	if problems := runnable(cfg, names); len(problems) > 0 {
		return &boot.ConfigError{Problems: problems}
	}
	log := logger(cfg)
	obs, err := boot.Telemetry(ctx, strings.Join(names, "+"), version, cfg.OTLP)
	if err != nil {
		return err
	}
	obs.Install()
	defer shutdown(log, "telemetry", obs.Shutdown)
	health := &boot.Health{}
	s := &suite{cfg: cfg, log: log, health: health, obs: obs, announce: func(url, login, password string) { announce(cfg, url, login, password) }}
	group := boot.NewGroup(log, health)
	s.add(group, names...)
	s.addOps(group)
	return group.Run(ctx)
}

// runnable tells what is missing before anything opens.
func runnable(cfg config, names []string) []string {
	var problems []string
	for _, name := range names {
		if !slices.Contains(serviceNames(), name) {
			problems = append(problems, fmt.Sprintf("%q is not a service; known are %s", name, strings.Join(serviceNames(), ", ")))
		}
	}
	if cfg.DatabaseURL == "" {
		problems = append(problems, "REMNADESK_DATABASE_URL is not set: services run alone need our PostgreSQL")
	}
	if cfg.NATSURL == "" {
		problems = append(problems, "REMNADESK_NATS_URL is not set: services run alone need a NATS server with JetStream")
	}
	if slices.Contains(names, "bridge") && cfg.BedolagaEnabled && cfg.Bridge.SourceURL == "" {
		problems = append(problems, "BEDOLAGA_DATABASE_URL is not set: the bridge has nothing to read (or set BEDOLAGA_ENABLED=false)")
	}
	return problems
}

// addOps serves health and metrics besides, where REMNADESK_OPS_ADDR says.
func (s *suite) addOps(group *boot.Group) {
	if s.cfg.OpsAddr != "" {
		group.Add("ops", func(ctx context.Context) error { return serveOps(ctx, s.cfg.OpsAddr, s.health, s.obs.Metrics) }, boot.NotCritical())
	}
}

// serveOps answers health and metrics of a process without a gateway.
func serveOps(ctx context.Context, addr string, health *boot.Health, metrics http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("/healthz", health.Live())
	mux.Handle("/readyz", health.Handler())
	mux.Handle("/metrics", metrics)
	server := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() }) // nothing to save
	defer stopped()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("listen on REMNADESK_OPS_ADDR %s: %w", addr, err)
	}
	return nil
}
