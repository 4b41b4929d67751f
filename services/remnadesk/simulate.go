package main

import (
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/services/simulator"
)

func simulateCommand() *cobra.Command {
	var into string
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Run the synthetic shop alone, in a database of your choice",
		Long: `Makes the bot's tables in an empty database, fills 400 days of past and goes on living at the given speed until interrupted.
Speed, size and seed: REMNADESK_DEMO_SPEED, REMNADESK_DEMO_CUSTOMERS, REMNADESK_DEMO_SEED. With REMNADESK_REDIS_URL it also publishes there.

  remnadesk simulate --into postgres://postgres@127.0.0.1/demo_bot

Never point it at a real bot's database: it refuses one that it did not make.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig()
			if err != nil {
				return err
			}
			d := simulator.Deps{DatabaseURL: into, Log: logger(cfg), Now: time.Now, Config: cfg.Simulator}
			if cfg.Bridge.RedisURL != "" {
				options, err := redis.ParseURL(cfg.Bridge.RedisURL)
				if err != nil {
					return fmt.Errorf("REMNADESK_REDIS_URL cannot be read: expected redis://[:password@]host:6379")
				}
				d.Redis = redis.NewClient(options)
				defer d.Redis.Close()
			}
			return simulator.Run(cmd.Context(), d)
		},
	}
	cmd.Flags().StringVar(&into, "into", "", "PostgreSQL URL of the shop's database")
	if err := cmd.MarkFlagRequired("into"); err != nil {
		panic(err) // the flag is defined above
	}
	return cmd
}
