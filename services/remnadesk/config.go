package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"github.com/remnadesk/remnadesk/pkg/boot"
	"github.com/remnadesk/remnadesk/services/bridge"
	"github.com/remnadesk/remnadesk/services/gateway"
	salesread "github.com/remnadesk/remnadesk/services/sales-read"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// config is everything the environment says, for all services of this process.
type config struct {
	DataDir  string `env:"REMNADESK_DATA_DIR" envDefault:"./data"`
	LogLevel string `env:"REMNADESK_LOG_LEVEL" envDefault:"info"`
	OTLP     string `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`
	OpsAddr  string `env:"REMNADESK_OPS_ADDR"`

	DatabaseURL     string `env:"REMNADESK_DATABASE_URL" secret:"true"`
	DatabaseReadURL string `env:"REMNADESK_DATABASE_READ_URL" secret:"true"`
	NATSURL         string `env:"REMNADESK_NATS_URL" secret:"true"`
	NATSReplicas    int    `env:"REMNADESK_NATS_REPLICAS" envDefault:"1"`

	BedolagaEnabled bool `env:"BEDOLAGA_ENABLED" envDefault:"true"`

	// Synthetic is set by up while the synthetic shop is the source.
	Synthetic bool

	Bridge    bridge.Config
	Gateway   gateway.Config
	SalesRead salesread.Config
	Simulator simulator.Config
}

// Validate adds what tags cannot say.
func (c config) Validate() []string {
	problems := append(c.Gateway.Validate(), c.Simulator.Validate()...)
	if _, err := boot.ParseLevel(c.LogLevel); err != nil {
		problems = append(problems, "REMNADESK_LOG_LEVEL: "+err.Error())
	}
	if c.NATSReplicas != 1 && c.NATSReplicas != 3 && c.NATSReplicas != 5 {
		problems = append(problems, fmt.Sprintf("REMNADESK_NATS_REPLICAS is %d: use 1, or 3 or 5 with as many NATS servers", c.NATSReplicas))
	}
	if c.Bridge.SourceBudget <= 0 || c.Bridge.SourceBudget > 100 {
		problems = append(problems, fmt.Sprintf("REMNADESK_SOURCE_BUDGET_PERCENT is %g: use a share above 0 and up to 100", c.Bridge.SourceBudget))
	}
	for _, database := range []struct{ name, url string }{
		{"BEDOLAGA_DATABASE_URL", c.Bridge.SourceURL}, {"REMNADESK_DATABASE_URL", c.DatabaseURL}, {"REMNADESK_DATABASE_READ_URL", c.DatabaseReadURL},
	} {
		if _, err := pgx.ParseConfig(database.url); err != nil && database.url != "" {
			problems = append(problems, database.name+" cannot be read: expected postgres://user:password@host:5432/database")
		}
	}
	if _, err := redis.ParseURL(c.Bridge.RedisURL); err != nil && c.Bridge.RedisURL != "" {
		problems = append(problems, "REMNADESK_REDIS_URL cannot be read: expected redis://[:password@]host:6379")
	}
	if at, err := url.Parse(c.Bridge.APIURL); c.Bridge.APIURL != "" && (err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https") {
		problems = append(problems, "BEDOLAGA_API_URL cannot be read: expected http://host:8080 or https://host")
	}
	if c.Bridge.SourceURL != "" && c.Bridge.SourceURL == c.DatabaseURL {
		problems = append(problems, "REMNADESK_DATABASE_URL is the bot's database: Remnadesk needs one of its own, it writes nothing into the bot's")
	}
	return problems
}

// demo is true while the synthetic shop is the source.
func (c config) demo() bool { return c.Synthetic || c.BedolagaEnabled && c.Bridge.SourceURL == "" }

func loadConfig() (config, error) { return boot.Load[config](boot.Environ()) }

func logger(cfg config) *slog.Logger { return boot.Logger(os.Stderr, cfg.LogLevel, "") }
