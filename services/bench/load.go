package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	loadTime  = 60 * time.Second
	loadEvery = 10 * time.Second
)

// spent is what PostgreSQL itself counted for the bot's database; only the bridge reads it while the shop stands still.
type spent struct {
	calls int64
	ms    float64
}

func measureLoad(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	conn, err := l.connect(ctx, "postgres")
	if err != nil {
		return result{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	before, err := l.spent(ctx, conn)
	if err != nil {
		return result{}, err
	}
	began := time.Now()
	var own, highest float64
	samples := 0
	for time.Since(began) < loadTime {
		if err := pause(ctx, loadEvery); err != nil {
			return result{}, err
		}
		var status struct {
			Load     float64 `json:"source_load_percent"`
			State    string
			Problems []string
		}
		if err := s.read(ctx, "/api/v2/data/status", &status); err != nil {
			return result{}, err
		}
		if status.State != "following" || len(status.Problems) > 0 {
			return result{}, fmt.Errorf("the bridge is not idle: %s %q", status.State, status.Problems)
		}
		own, highest, samples = own+status.Load, max(highest, status.Load), samples+1
	}
	after, err := l.spent(ctx, conn)
	if err != nil {
		return result{}, err
	}
	took := time.Since(began)
	own /= float64(samples)
	r := result{measured: fmt.Sprintf("%.2f %%", own), reference: "—", ratio: "—", reached: own < 3}
	r.note("Mean of %d readings of the bridge's own account over %s (round trips included); the highest was %.2f %%.", samples, short(took), highest)
	if !l.tracks {
		r.note("Not cross-checked: this PostgreSQL has no pg_stat_statements.")
		return r, nil
	}
	counted := 100 * (after.ms - before.ms) / float64(took.Milliseconds())
	r.reference = fmt.Sprintf("%.2f %% by pg_stat_statements", counted)
	r.reached = r.reached && counted < 3
	r.note("PostgreSQL itself counted %.2f %% for planning and running %d statements in the bot's database.", counted, after.calls-before.calls)
	return r, nil
}

func (l *lab) spent(ctx context.Context, conn *pgx.Conn) (spent, error) {
	var sum spent
	if !l.tracks {
		return sum, nil
	}
	const query = `SELECT coalesce(sum(s.calls), 0)::bigint, coalesce(sum(s.total_exec_time + s.total_plan_time), 0)
FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`
	if err := conn.QueryRow(ctx, query, shopDB).Scan(&sum.calls, &sum.ms); err != nil {
		return sum, fmt.Errorf("read pg_stat_statements: %w", err)
	}
	return sum, nil
}
