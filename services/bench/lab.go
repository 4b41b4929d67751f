package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/remnadesk/remnadesk/pkg/pgserver"
	"github.com/remnadesk/remnadesk/services/simulator"
)

// Databases of the private server: the bot's, ours, and the one the reference COPY goes into.
const (
	shopDB      = "bedolaga"
	oursDB      = "remnadesk"
	referenceDB = "reference"
)

// lab is the machine room of one run: a folder, a PostgreSQL, a Redis, the shop, and the product as child processes.
type lab struct {
	o       options
	dir     string
	began   time.Time
	size    simulator.Size
	shop    shop
	rows    int64            // of the shop's imported tables
	last    map[string]int64 // their largest ids
	pg      *pgserver.Server
	tracks  bool // pg_stat_statements is loaded
	redis   string
	stops   []func()
	product *suite
}

func openLab(ctx context.Context, o options) (_ *lab, err error) {
	l := &lab{o: o, began: time.Now(), size: sizes()[o.size]}
	if _, err := os.Stat(o.binary); err != nil {
		return nil, fmt.Errorf("find the product: %w (build it with ./task build)", err)
	}
	if err := l.takeFolder(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if err = l.startPostgres(ctx); err != nil {
		return nil, err
	}
	return l, l.startRedis(ctx)
}

// takeFolder takes the folder of -dir, or a new one that ends with this run.
func (l *lab) takeFolder() (err error) {
	if l.o.dir != "" {
		if l.dir, err = filepath.Abs(l.o.dir); err != nil {
			return fmt.Errorf("find folder of -dir: %w", err)
		}
		return l.findShop()
	}
	if l.dir, err = os.MkdirTemp("", "remnadesk-bench-"); err != nil {
		return fmt.Errorf("make working folder: %w", err)
	}
	l.atEnd(func() {
		if l.o.keep {
			l.say("kept %s", l.dir)
			return
		}
		_ = os.RemoveAll(l.dir) // a leftover in the temporary folder hurts nobody
	})
	return nil
}

func (l *lab) atEnd(stop func()) { l.stops = append(l.stops, stop) }

func (l *lab) close() {
	for i := len(l.stops) - 1; i >= 0; i-- {
		l.stops[i]()
	}
	l.stops = nil
}

func (l *lab) say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%6.1fs  %s\n", time.Since(l.began).Seconds(), fmt.Sprintf(format, args...))
}

// startPostgres starts a server with the durability of production. pg_stat_statements is part of Debian's PostgreSQL but not of every build.
func (l *lab) startPostgres(ctx context.Context) error {
	settings := map[string]string{"shared_buffers": "512MB", "max_wal_size": "4GB", "max_connections": "100",
		"shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.track_planning": "on"}
	start := func() (err error) {
		l.pg, err = pgserver.Start(ctx, pgserver.Options{Dir: filepath.Join(l.dir, "postgres"), Fsync: true, Settings: settings})
		return err
	}
	err := start()
	l.tracks = err == nil
	if err != nil {
		delete(settings, "shared_preload_libraries")
		delete(settings, "pg_stat_statements.track_planning")
		if err = start(); err != nil {
			return err
		}
	}
	l.atEnd(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := l.pg.Stop(ctx); err != nil {
			l.say("%v", err)
		}
	})
	for _, name := range []string{shopDB, oursDB} {
		if err := l.pg.CreateDatabase(ctx, name); err != nil {
			return err
		}
	}
	if l.tracks {
		return l.exec(ctx, "postgres", "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
	}
	return nil
}

// startRedis prefers the real one; without it a Redis inside this process serves, and the report says so.
func (l *lab) startRedis(ctx context.Context) error {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		mini, err := miniredis.Run()
		if err != nil {
			return fmt.Errorf("start Redis: %w", err)
		}
		l.atEnd(mini.Close)
		l.redis = "redis://" + mini.Addr()
		return nil
	}
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	host, port, _ := cutAddr(addr)
	server, err := startChild(filepath.Join(l.dir, "redis.log"), path, []string{"--bind", host, "--port", port, "--save", "", "--appendonly", "no", "--dir", l.dir}, os.Environ())
	if err != nil {
		return err
	}
	l.atEnd(func() { _ = server.stop() }) // it keeps nothing
	l.redis = "redis://" + addr
	return until(ctx, 10*time.Second, 50*time.Millisecond, "Redis answers", func() (bool, error) { return listens(addr), server.alive() })
}

func (l *lab) exec(ctx context.Context, database, sql string) error {
	conn, err := l.connect(ctx, database)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

func (l *lab) connect(ctx context.Context, database string) (*pgx.Conn, error) {
	conn, err := pgx.Connect(ctx, l.pg.URL(database))
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", database, err)
	}
	return conn, nil
}

// pool opens plain connections to our database: what the references read with.
func (l *lab) pool(ctx context.Context, conns int32) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(l.pg.URL(oursDB))
	if err != nil {
		return nil, fmt.Errorf("read database URL: %w", err)
	}
	cfg.MaxConns, cfg.MinConns = conns, conns
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", oursDB, err)
	}
	return pool, nil
}
