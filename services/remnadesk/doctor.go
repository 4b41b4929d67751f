package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"

	"github.com/remnadesk/remnadesk/pkg/boot"
	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/bridge"
)

// errSick makes the exit code 1; the findings have been printed.
var errSick = errors.New("doctor found problems (see above)")

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check every connection, right, table and setting",
		Long: `Checks the settings, our PostgreSQL, NATS, Redis, the bot's database (version, schema, tables, columns, grants) and the running bridge, and says
what to do about each finding. Talks to a running "remnadesk up" beside it, or to what the environment names. Exit code 1 when something is wrong.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig()
			if err != nil {
				return err
			}
			d := &doctor{cfg: cfg}
			d.say("settings", nil, "read and consistent")
			d.examine(cmd.Context())
			if d.sick {
				return errSick
			}
			return nil
		},
	}
}

type doctor struct {
	cfg  config
	sick bool
}

// say prints one finding: what was looked at, and what is wrong or well.
func (d *doctor) say(what string, err error, well string) {
	if err != nil {
		d.sick = true
		fmt.Printf("✗ %-18s %s\n", what, boot.Redact(sentence(err).Error()))
		return
	}
	fmt.Printf("✓ %-18s %s\n", what, well)
}

func (d *doctor) note(what, text string) { fmt.Printf("· %-18s %s\n", what, text) }

func (d *doctor) examine(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := beside(&d.cfg); err != nil {
		d.say("suite", err, "")
	} else {
		d.database(ctx)
		d.nats(ctx)
	}
	if !d.cfg.BedolagaEnabled {
		d.note("bot", "BEDOLAGA_ENABLED=false: nothing is read from a bot")
		return
	}
	if d.cfg.Bridge.RedisURL == "" {
		d.note("redis", "REMNADESK_REDIS_URL is not set: changes arrive by reading only, within a second or two")
	} else {
		d.say("redis", pingRedis(ctx, d.cfg.Bridge.RedisURL), "answers")
	}
	d.source(ctx)
	switch {
	case d.cfg.Bridge.APIURL == "":
		d.note("bot's web API", "BEDOLAGA_API_URL is not set: promo codes can be looked at, not made or changed")
	case d.cfg.Bridge.APIToken == "":
		d.say("bot's web API", errors.New("BEDOLAGA_API_TOKEN is not set: make a token in the bot (POST /tokens, or WEB_API_DEFAULT_TOKEN)"), "")
	default:
		d.say("bot's web API", bridge.CheckAPI(ctx, d.cfg.Bridge), "answers and takes our token")
	}
}

func (d *doctor) database(ctx context.Context) {
	db, err := pg.Open(ctx, d.cfg.DatabaseURL, "bridge", 2)
	d.say("our PostgreSQL", err, "answers")
	if err != nil {
		return
	}
	defer db.Close()
	var there time.Time
	if err := db.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&there); err == nil {
		skew := time.Since(there).Round(time.Millisecond)
		err = nil
		if skew.Abs() > 5*time.Second {
			err = fmt.Errorf("its clock differs from ours by %s: set both by NTP", skew)
		}
		d.say("clock", err, "agrees within 5 s")
	}
}

func (d *doctor) nats(ctx context.Context) {
	if at, err := url.Parse(strings.Split(d.cfg.NATSURL, ",")[0]); err == nil && at.User == nil && !loopback(at.Hostname()) {
		d.say("NATS credentials", errors.New("NATS is reached over the network without a user: anybody there may read and command; add credentials to REMNADESK_NATS_URL"), "")
	}
	b, err := bus.Connect(ctx, bus.Config{URL: d.cfg.NATSURL, Service: "doctor", Replicas: d.cfg.NATSReplicas, Log: logger(d.cfg)})
	d.say("NATS", err, "answers, JetStream and its four streams are there")
	if err != nil {
		return
	}
	defer b.Close()
	if !d.cfg.BedolagaEnabled {
		return
	}
	answer, err := bridgev1.NewBridgeClient(rpc.NewConn(b.Conn)).GetStatus(rpc.AsService(ctx, "doctor"), &bridgev1.GetStatusRequest{})
	d.say("bridge", err, "is "+answer.GetState())
	for _, problem := range answer.GetProblems() {
		d.say("bridge", errors.New(problem), "")
	}
	letters := 0
	if err := b.DeadLetters(ctx, 1000, func(bus.StoredLetter) error { letters++; return nil }); err == nil && letters > 0 {
		d.note("dead letters", fmt.Sprintf("%d wait: remnadesk dead list", letters))
	}
}

func loopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

func pingRedis(ctx context.Context, address string) error {
	options, err := redis.ParseURL(address)
	if err != nil {
		return errors.New("REMNADESK_REDIS_URL cannot be read: expected redis://[:password@]host:6379")
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("does not answer (%w): check REMNADESK_REDIS_URL", err)
	}
	return nil
}

func (d *doctor) source(ctx context.Context) {
	if d.cfg.Bridge.SourceURL == "" {
		d.note("bot's database", "BEDOLAGA_DATABASE_URL is not set: `up` shows the synthetic shop")
		return
	}
	findings, err := bridge.Examine(ctx, d.cfg.Bridge)
	d.say("bot's database", err, "answers, read-only")
	for _, f := range findings {
		if f.Problem != "" {
			d.say("  "+f.Entity, errors.New(f.Problem), "")
		} else {
			d.say("  "+f.Entity, nil, f.Note)
		}
	}
	if _, err := os.Stat(d.cfg.DataDir); err != nil {
		d.note("data folder", d.cfg.DataDir+" does not exist yet")
	}
}
