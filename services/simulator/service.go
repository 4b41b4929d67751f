// Package simulator is the synthetic shop: the Bedolaga bot's database with a seeded past and a living present.
// It promises the bot's real table layout, every trap its data holds, and the truth about the money it planted. It is the
// demo's source, the load generator and the ground truth of tests; it never touches a real bot.
package simulator

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

// Config is the shop of the demo.
type Config struct {
	Speed     float64 `env:"REMNADESK_DEMO_SPEED" envDefault:"6"` // facts per minute; 0 stands still
	Customers int     `env:"REMNADESK_DEMO_CUSTOMERS" envDefault:"3000"`
	Seed      uint64  `env:"REMNADESK_DEMO_SEED" envDefault:"1"`
	Layout    Layout  // zero: 4.1.0 in public
}

// Validate returns a sentence for each impossible setting.
func (c *Config) Validate() []string {
	var problems []string
	if c.Speed < 0 || c.Speed > 60000 {
		problems = append(problems, "REMNADESK_DEMO_SPEED is facts per minute: choose 0 to 60000")
	}
	if c.Customers < 10 || c.Customers > 5_000_000 {
		problems = append(problems, "REMNADESK_DEMO_CUSTOMERS must be between 10 and 5000000")
	}
	return problems
}

// Deps are what the shop works with.
type Deps struct {
	DatabaseURL string
	Redis       *redis.Client // nil: nothing is published
	Log         *slog.Logger
	Now         func() time.Time
	Config      Config
}

// Prepare creates and fills the shop where there is none, so that what is started after it finds a bot that has been in business for a while.
func Prepare(ctx context.Context, d Deps) error {
	_, err := prepare(ctx, withDefaults(d))
	return err
}

func withDefaults(d Deps) Deps {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	return d
}

// Run keeps the shop living until ctx ends, which is no error. An empty database gets a shop with 400 days of past; an existing shop goes on.
func Run(ctx context.Context, d Deps) error {
	if err := live(ctx, withDefaults(d)); ctx.Err() == nil {
		return err
	}
	return nil
}

func live(ctx context.Context, d Deps) error {
	fresh, err := prepare(ctx, d)
	if err != nil {
		return err
	}
	s, err := Open(ctx, d)
	if err != nil {
		return err
	}
	defer s.Close()
	if !fresh {
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	return s.Live(ctx)
}

// prepare creates and fills what is missing, and tells whether it filled. Filling is one transaction: an interrupted one is simply done again.
func prepare(ctx context.Context, d Deps) (filledNow bool, err error) {
	l, err := loadLayout(d.Config.Layout)
	if err != nil {
		return false, err
	}
	conn, err := pgx.Connect(ctx, d.DatabaseURL)
	if err != nil {
		return false, fmt.Errorf("connect to the shop's database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var there, filled bool
	if err := conn.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", l.table("users")).Scan(&there); err != nil {
		return false, fmt.Errorf("look for the shop: %w", err)
	}
	if !there {
		if err := Create(ctx, d.DatabaseURL, l.Layout); err != nil {
			return false, err
		}
	}
	if err := l.ours(ctx, conn); err != nil {
		return false, err
	}
	if there {
		if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return l.complete(ctx, tx) }); err != nil {
			return false, err
		}
	}
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+l.table("users")+")").Scan(&filled); err != nil {
		return false, fmt.Errorf("look for customers: %w", err)
	}
	if filled {
		return false, nil
	}
	begin := time.Now()
	t, err := Fill(ctx, d.DatabaseURL, demoSize(d.Config, d.Now()))
	if err != nil {
		return false, err
	}
	d.Log.Info("synthetic shop created", "customers", t.Customers, "subscriptions", t.Subscriptions, "transactions", t.Transactions, "took", time.Since(begin))
	return true, nil
}

func demoSize(c Config, now time.Time) Size {
	size := Size{Customers: c.Customers, Subscriptions: c.Customers * 13 / 10, Transactions: c.Customers * 12, Seed: c.Seed, Layout: c.Layout.normal(), Now: now}
	if size.Layout.Version == "2.9.6" || size.Layout.Version == "3.0.0" {
		size.Subscriptions = c.Customers * 9 / 10
	}
	return size
}
