package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/gateway"
)

// clientConfig is the configuration of a command that talks to a running suite.
func clientConfig() (config, error) {
	cfg, err := loadConfig()
	if err != nil {
		return cfg, err
	}
	return cfg, beside(&cfg)
}

// withBus runs f on a connection to the running suite's NATS.
func withBus(f func(ctx context.Context, b *bus.Bus, args []string) error) func(cmd *cobra.Command, args []string) error {
	return func(cmd *cobra.Command, args []string) error {
		cfg, err := clientConfig()
		if err != nil {
			return err
		}
		b, err := bus.Connect(cmd.Context(), bus.Config{URL: cfg.NATSURL, Service: "cli", Replicas: cfg.NATSReplicas, Log: logger(cfg)})
		if err != nil {
			return err
		}
		defer b.Close()
		return f(cmd.Context(), b, args)
	}
}

// withAccess runs f on the gateway's schema.
func withAccess(f func(ctx context.Context, db *pg.DB, cfg config, args []string) error) func(cmd *cobra.Command, args []string) error {
	return func(cmd *cobra.Command, args []string) error {
		cfg, err := clientConfig()
		if err != nil {
			return err
		}
		db, err := pg.Open(cmd.Context(), cfg.DatabaseURL, gateway.Schema, 2)
		if err != nil {
			return err
		}
		defer db.Close()
		return f(cmd.Context(), db, cfg, args)
	}
}
