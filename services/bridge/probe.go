package bridge

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// One statement a second asks for the largest id of every table that is followed, so that a quiet second costs the bot one statement and not
// one per table. Only tables with ids above the settled one are read.

// probed is what one statement saw.
type probed struct {
	largest    []int64 // by table, in the order asked; 0 for an empty one
	at         time.Time
	xmin, xmax uint64
}

// probe reads the largest ids of the planned tables and the snapshot they were seen in.
func (s *source) probe(ctx context.Context, plans []*plan) (*probed, error) {
	parts := make([]string, len(plans))
	for i, p := range plans {
		parts[i] = "coalesce((SELECT max(id)::bigint FROM " + p.from + "), 0)"
	}
	query := `SELECT pg_snapshot_xmin(s.now)::text::bigint, pg_snapshot_xmax(s.now)::text::bigint, statement_timestamp(), ARRAY[` + strings.Join(parts, ", ") + `]
FROM (SELECT pg_current_snapshot() AS now) s`
	p := &probed{}
	var xmin, xmax int64
	_, err := s.timed(ctx, func(ctx context.Context) error {
		return s.conn.QueryRow(ctx, query).Scan(&xmin, &xmax, &p.at, &p.largest)
	})
	p.xmin, p.xmax = uint64(xmin), uint64(xmax)
	return p, err
}

// probeTables tells whose time has come, and looks for new rows: tables that have some are due for their tail, the others are known to be complete until now.
func (c *capture) probeTables(ctx context.Context) error {
	if c.now().Before(c.probeDue) {
		return nil
	}
	c.probeDue = c.now().Add(tailEvery)
	if err := c.tellExpired(ctx); err != nil {
		return err
	}
	var tables []*tableState
	var plans []*plan
	for _, st := range c.tables {
		if st.ImportStarted != nil && st.ready(c.now()) {
			tables, plans = append(tables, st), append(plans, st.plan)
		}
	}
	if len(tables) == 0 {
		return nil
	}
	p, err := c.source.probe(ctx, plans)
	if err != nil {
		if ctx.Err() == nil && classify(err) == connectionLost {
			return fmt.Errorf("the bot's database went away: %w", err)
		}
		for _, st := range tables { // one of them is locked or changed: asked alone, it will say so
			st.tail.due = true
		}
		return ctx.Err()
	}
	for i, st := range tables {
		if p.largest[i] > st.Settled {
			st.tail.due = true
			continue
		}
		st.problem = ""
		if err := c.advance(ctx, st, st.tail.settle(st.Settled, st.Settled, p.xmin, p.xmax), p.at); err != nil {
			return err
		}
	}
	return nil
}
