package bridge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

const silent = 15 * time.Second

// GetStatus answers with what the leader last wrote, so that every replica knows.
func (s *service) GetStatus(ctx context.Context, _ *bridgev1.GetStatusRequest) (*bridgev1.GetStatusResponse, error) {
	var body []byte
	var at time.Time
	err := s.db.QueryRow(ctx, `SELECT body, at FROM bridge.status`).Scan(&body, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return &bridgev1.GetStatusResponse{State: "connecting", RedisState: s.redisState()}, nil
	}
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read status: %w", err))
	}
	answer := &bridgev1.GetStatusResponse{}
	if err := proto.Unmarshal(body, answer); err != nil {
		return nil, fmt.Errorf("decode status: %w", err)
	}
	if s.now().Sub(at) > silent {
		answer.State = "down"
		answer.Problems = append(answer.Problems, "no bridge is capturing: is the bridge service running, and is its database reachable?")
	}
	return answer, nil
}

// report writes the status for all replicas, twice a second at most; a failure shows as silence.
func (c *capture) report(ctx context.Context) {
	if c.now().Sub(c.reported) < statusEvery {
		return
	}
	c.reported = c.now()
	now := c.status()
	c.sayProgress(ctx, now)
	body, err := proto.Marshal(now)
	if err == nil {
		_, err = c.db.Exec(ctx, `INSERT INTO bridge.status (at, body) VALUES ($1, $2) ON CONFLICT (one) DO UPDATE SET at = excluded.at, body = excluded.body`, c.now(), body)
	}
	if err != nil && ctx.Err() == nil {
		c.log.WarnContext(ctx, "status not written", "error", err.Error())
	}
}

const progressEvery = 3 * time.Second

// sayProgress tells whoever watches the terminal how the first import goes.
func (c *capture) sayProgress(ctx context.Context, now *bridgev1.GetStatusResponse) {
	if c.now().Sub(c.told) < progressEvery {
		return
	}
	for _, e := range now.GetEntities() {
		if e.GetState() == "importing" && e.GetImportRate() > 0 {
			c.told = c.now()
			c.log.InfoContext(ctx, "first import", "entity", e.GetEntity(), "rows", e.GetImportDone(), "of", e.GetImportExpected(),
				"rows_per_second", int64(e.GetImportRate()), "seconds_left", e.GetImportSecondsLeft())
			return
		}
	}
}

func (c *capture) status() *bridgev1.GetStatusResponse {
	spent, seen := c.source.cost()
	if since := c.now().Sub(c.costSince); since >= 10*time.Second {
		c.costLast = 100 * (spent - c.costBase).Seconds() / since.Seconds()
		c.costSince, c.costBase = c.now(), spent
	}
	answer := &bridgev1.GetStatusResponse{
		State: c.state, SourceSchema: c.source.schema, SourceVersion: c.release(), Incarnation: c.incarnation, SourceLoadPercent: c.costLast, RedisState: c.redis(),
	}
	if !seen.IsZero() {
		answer.SourceSeenAt = timestamppb.New(seen)
	}
	if c.problem != "" {
		answer.Problems = append(answer.Problems, c.problem)
	}
	importing, paused := false, false
	for _, st := range c.tables {
		entity := c.entityStatus(st)
		importing = importing || entity.GetState() == "importing"
		paused = paused || entity.GetState() == "paused"
		answer.Entities = append(answer.Entities, entity)
		answer.Problems = append(answer.Problems, entity.GetProblems()...)
	}
	switch {
	case c.state == "down":
	case paused:
		answer.State = "paused"
	case importing:
		answer.State = "importing"
	}
	return answer
}

func (c *capture) entityStatus(st *tableState) *bridgev1.EntityStatus {
	e := &bridgev1.EntityStatus{Entity: st.Entity, Table: st.Name, State: "following", Rows: st.Rows, Gone: st.Gone}
	switch {
	case st.Paused != "":
		e.State = "paused"
	case st.plan == nil:
		e.State = "off"
	case !st.Imported || st.VerifiedUntil == nil:
		e.State = "importing"
		e.ImportDone, e.ImportExpected = st.Rows, max(st.plan.estimate, st.Rows)
		if e.GetImportExpected() == 0 && st.ImportTo != nil {
			e.ImportExpected = *st.ImportTo
		}
		e.ImportRate = st.rate.last
		if left := e.GetImportExpected() - e.GetImportDone(); st.rate.last > 0 && left > 0 {
			e.ImportSecondsLeft = int64(float64(left) / st.rate.last)
		}
	}
	if st.VerifiedUntil != nil {
		e.VerifiedUntil = timestamppb.New(*st.VerifiedUntil)
		if st.CompleteUntil != nil {
			e.CompleteUntil = timestamppb.New(*st.CompleteUntil)
		}
	}
	if problem := st.trouble(); problem != "" && !st.absent {
		e.Problems = []string{problem}
	}
	return e
}

// release names the family of bot releases by the columns present; nothing depends on it.
func (c *capture) release() string {
	for _, sign := range []struct{ entity, column, name string }{
		{"guest_purchase", "campaign_slug", "4.1+"}, {"customer", "remnawave_id", "4.0"}, {"subscription", "remnawave_uuid", "3.43–3.67"},
		{"guest_purchase", "payment_id", "3.24–3.42"}, {"customer", "auth_type", "3.2–3.23"}, {"subscription", "is_daily_paused", "3.0–3.1"},
		{"customer", "id", "2.9"},
	} {
		for _, st := range c.tables {
			if st.Entity == sign.entity && st.plan != nil && st.plan.has[sign.column] {
				return sign.name
			}
		}
	}
	return ""
}
