package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

// Shop is a shop that goes on living. One goroutine plays its facts; Facts may be read from others.
type Shop struct {
	*plan
	db        *pgxpool.Pool
	redis     *redis.Client
	log       *slog.Logger
	clock     func() time.Time
	perMinute float64
	chance    *rand.Rand
	past      time.Time // the moment played while catching up; zero in the present
	facts     atomic.Int64
	late      sync.WaitGroup
	lateSlots chan struct{}
}

// Open connects to a shop made by Create and Fill. Close it.
func Open(ctx context.Context, d Deps) (*Shop, error) {
	l, err := loadLayout(d.Config.Layout)
	if err != nil {
		return nil, err
	}
	cfg, err := pgxpool.ParseConfig(d.DatabaseURL)
	if err != nil {
		return nil, fmt.Errorf("read the shop's database URL: %w", err)
	}
	cfg.MaxConns = 4
	cfg.ConnConfig.RuntimeParams["application_name"] = "remnadesk-simulator"
	cfg.ConnConfig.RuntimeParams["search_path"] = pgx.Identifier{l.Schema}.Sanitize()
	db, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to the shop's database: %w", err)
	}
	s := &Shop{db: db, redis: d.Redis, log: d.Log, clock: d.Now, perMinute: d.Config.Speed, lateSlots: make(chan struct{}, 2)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.plan = &plan{l: l, size: Size{Seed: d.Config.Seed}, gates: gateways(l), guestMethods: guestMethods(l), tariffs: tariffs()}
	s.chance = rand.New(rand.NewPCG(d.Config.Seed, uint64(s.clock().UnixNano())))
	if err := db.Ping(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("connect to the shop's database: %w", err)
	}
	return s, nil
}

// Close waits for late commits and disconnects.
func (s *Shop) Close() {
	s.late.Wait()
	s.db.Close()
}

// Facts is how many facts were played.
func (s *Shop) Facts() int64 { return s.facts.Load() }

// Live plays facts at the shop's speed until ctx ends. A database that goes away is waited for.
func (s *Shop) Live(ctx context.Context) error {
	defer s.late.Wait()
	for {
		pause := 10 * time.Second
		if s.perMinute > 0 {
			pause = min(pause, time.Duration(s.chance.ExpFloat64()*float64(time.Minute)/s.perMinute))
		}
		if !sleep(ctx, pause) {
			return nil
		}
		if s.perMinute == 0 {
			continue
		}
		if err := s.Play(ctx, 1); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the synthetic shop stumbled", "error", err)
			if !sleep(ctx, time.Second) {
				return nil
			}
		}
	}
}

// Play plays n facts at once.
func (s *Shop) Play(ctx context.Context, n int) error {
	facts := s.repertoire()
	sum := 0
	for _, f := range facts {
		sum += f.weight
	}
	for range n {
		roll, f := s.chance.IntN(sum), fact{}
		for _, f = range facts {
			if roll -= f.weight; roll < 0 {
				break
			}
		}
		if err := f.play(ctx); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		s.facts.Add(1)
	}
	return nil
}

// catchUp fills the time the shop stood still with a modest number of facts, dated then.
func (s *Shop) catchUp(ctx context.Context) error {
	var last time.Time
	err := s.db.QueryRow(ctx, `SELECT coalesce(max(coalesce(completed_at, created_at)), 'epoch') FROM transactions
		WHERE id > (SELECT max(id) FROM transactions) - 1000`).Scan(&last)
	if err != nil {
		return fmt.Errorf("find the shop's last fact: %w", err)
	}
	now := s.clock()
	gap := now.Sub(last)
	if gap < 2*time.Minute || last.Unix() == 0 {
		return nil
	}
	n := int(min(gap.Minutes()*s.perMinute, 400))
	defer func() { s.past = time.Time{} }()
	for i := range n {
		s.past = last.Add(gap * time.Duration(i+1) / time.Duration(n+1))
		if err := s.Play(ctx, 1); err != nil {
			return fmt.Errorf("catch up: %w", err)
		}
	}
	s.log.InfoContext(ctx, "synthetic shop caught up", "facts", n, "gap", gap)
	return nil
}

// moment is when the fact happens.
func (s *Shop) at() int64 {
	if !s.past.IsZero() {
		return s.past.UnixMicro()
	}
	return s.clock().UnixMicro()
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// inTx runs one fact as one transaction of the bot and publishes what it is worth after the commit.
func (s *Shop) inTx(ctx context.Context, f func(tx pgx.Tx) ([]note, error)) error {
	var notes []note
	err := pgx.BeginFunc(ctx, s.db, func(tx pgx.Tx) (err error) {
		notes, err = f(tx)
		return err
	})
	if errors.Is(err, errNobody) {
		return nil
	}
	if err != nil {
		return err
	}
	s.publish(ctx, s.chance, notes)
	return nil
}

// insertRow writes one row with the fields that Fill uses and returns its id, taken from the sequence first, as a default would.
func insertRow[T any](ctx context.Context, tx pgx.Tx, p *plan, table string, fields []field[T], row *T) (int64, error) {
	var id int64
	if err := tx.QueryRow(ctx, "SELECT nextval('"+table+"_id_seq')").Scan(&id); err != nil {
		return 0, fmt.Errorf("take id of %s: %w", table, err)
	}
	names, marks, values := "id", "$1", []any{id}
	for _, f := range fields {
		if _, ok := p.l.has[table][f.name]; ok && f.name != "id" {
			values = append(values, f.value(int(id)-1, row))
			names += ", " + f.name
			marks += fmt.Sprintf(", $%d", len(values))
		}
	}
	if _, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+names+") VALUES ("+marks+")", values...); err != nil {
		return 0, fmt.Errorf("insert into %s: %w", table, err)
	}
	return id, nil
}
