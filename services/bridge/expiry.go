package bridge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// A subscription expires by the clock: the bot's own status may lag by hours. bridge.ends holds when those that run will end; whose time has come is
// read once more, because the bot may have prolonged it since, and then told.

const (
	// expiryPage is how many are told at a turn.
	expiryPage = 500
	// endsPage is how many rows of the mirror are looked through at a time when the ends are not known yet.
	endsPage = 5000
)

const (
	forgetEnds = `DELETE FROM bridge.ends WHERE key = ANY($1)`
	storeEnds  = `
INSERT INTO bridge.ends (key, ends_at) SELECT u.key, u.ends_at FROM unnest($1::bigint[], $2::timestamptz[]) AS u (key, ends_at)
ON CONFLICT (key) DO UPDATE SET ends_at = excluded.ends_at`
	moveEnds = `
UPDATE bridge.ends e SET ends_at = u.ends_at FROM unnest($1::bigint[], $2::timestamptz[]) AS u (key, ends_at) WHERE e.key = u.key`
)

// ends sorts changed subscriptions by what becomes of their end.
type ends struct {
	over        []int64 // no longer awaited
	running     []int64
	runningEnds []time.Time
	ended       []int64 // told when its turn comes, if it was awaited
	endedEnds   []time.Time
}

func (e *ends) add(key int64, s *bedolagav1.Subscription, seen time.Time) {
	switch {
	case bedolaga.Runs(s, seen):
		e.running, e.runningEnds = append(e.running, key), append(e.runningEnds, s.GetEndsAt().AsTime())
	case s.GetEndsAt() == nil || s.GetStatus() == "disabled" || s.GetStatus() == "pending" || s.GetEndsAt().AsTime().After(seen):
		e.over = append(e.over, key)
	default:
		e.ended, e.endedEnds = append(e.ended, key), append(e.endedEnds, s.GetEndsAt().AsTime())
	}
}

func (e *ends) write(ctx context.Context, tx pgx.Tx) error {
	for _, step := range []struct {
		query string
		keys  []int64
		args  []any
	}{
		{forgetEnds, e.over, []any{e.over}},
		{storeEnds, e.running, []any{e.running, e.runningEnds}},
		{moveEnds, e.ended, []any{e.ended, e.endedEnds}},
	} {
		if len(step.keys) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, step.query, step.args...); err != nil {
			return fmt.Errorf("keep ends of subscriptions: %w", err)
		}
	}
	return nil
}

// rememberEnds keeps when changed subscriptions will end. It runs in the transaction of their rows.
func rememberEnds(ctx context.Context, tx pgx.Tx, st *tableState, d *difference, seen time.Time) error {
	if st.Entity != "subscription" {
		return nil
	}
	e := ends{over: keysOf(d.gone)}
	for _, row := range d.changed {
		e.add(row.key, row.msg.(*bedolagav1.Subscription), seen)
	}
	return e.write(ctx, tx)
}

const dueEnds = `SELECT key FROM bridge.ends WHERE ends_at <= $1 AND key >= $2 ORDER BY ends_at, key LIMIT $3`

// tellExpired tells the subscriptions whose end has passed. While their table cannot be read they wait: the bot may have prolonged them.
func (c *capture) tellExpired(ctx context.Context) error {
	st := c.table("subscription")
	if !st.ready(c.now()) || st.ImportStarted == nil {
		return nil
	}
	rows, err := c.db.Query(ctx, dueEnds, c.now(), c.base(), expiryPage)
	if err != nil {
		return fmt.Errorf("look for expired subscriptions: %w", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("look for expired subscriptions: %w", err)
	}
	if len(due) == 0 {
		return nil
	}
	found, err := c.readKeysSeen(ctx, st, due)
	if err != nil || found == nil || !st.ready(c.now()) {
		return err
	}
	var told []bedolaga.Event
	var keys []int64
	for key, m := range found {
		s := m.(*bedolagav1.Subscription)
		if s.GetEndsAt() == nil || s.GetEndsAt().AsTime().After(c.now()) {
			continue
		}
		keys = append(keys, key)
		if s.GetEndsAt().AsTime().Before(*st.ImportStarted) || s.GetStatus() == "disabled" || s.GetStatus() == "pending" {
			continue
		}
		told = append(told, bedolaga.Event{
			ID: fmt.Sprintf("bedolaga:subscription:%d:expired:%s", key, bedolaga.EndOf(s)), Subject: fmt.Sprintf("subscription/%d", key), At: s.GetEndsAt().AsTime(),
			Data: &eventsv1.SubscriptionExpired{SubscriptionId: key, CustomerId: s.GetCustomerId(), IsTrial: s.GetIsTrial(), TariffId: s.TariffId, EndedAt: s.GetEndsAt()},
		})
	}
	var fresh int64
	err = c.commit(ctx, func(tx pgx.Tx) (err error) {
		if fresh, err = recordEvents(ctx, tx, told); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, forgetEnds, keys)
		return err
	})
	if err != nil {
		return fmt.Errorf("tell expired subscriptions: %w", err)
	}
	if fresh > 0 {
		c.relay.signal()
	}
	return nil
}

const (
	endsKnown    = `SELECT ends_known FROM bridge.source`
	endsAreKnown = `UPDATE bridge.source SET ends_known = true`
	mirroredSubs = `SELECT key, hash, gone, row FROM bridge.mirror WHERE entity = 'subscription' AND key >= $1 AND NOT gone ORDER BY key LIMIT $2`
)

// learnEnds fills the ends from a mirror that was kept before they were.
func (c *capture) learnEnds(ctx context.Context) error {
	var known bool
	if err := c.db.QueryRow(ctx, endsKnown).Scan(&known); err != nil {
		return fmt.Errorf("read capture state: %w", err)
	}
	for from := int64(0); !known; {
		rows, err := c.db.Query(ctx, mirroredSubs, from, endsPage)
		if err != nil {
			return fmt.Errorf("read mirrored subscriptions: %w", err)
		}
		page, err := pgx.CollectRows(rows, pgx.RowToStructByName[mirrored])
		if err != nil {
			return fmt.Errorf("read mirrored subscriptions: %w", err)
		}
		e, now := ends{}, c.now()
		for _, row := range page {
			s := &bedolagav1.Subscription{}
			if err := unmarshal(row.Row, s); err != nil {
				return fmt.Errorf("decode subscription %d of the mirror: %w", row.Key, err)
			}
			if from = row.Key + 1; bedolaga.Runs(s, now) {
				e.add(row.Key, s, now)
			}
		}
		known = len(page) < endsPage
		err = c.commit(ctx, func(tx pgx.Tx) error {
			if err := e.write(ctx, tx); err != nil || !known {
				return err
			}
			_, err := tx.Exec(ctx, endsAreKnown)
			return err
		})
		if err != nil {
			return fmt.Errorf("learn ends of subscriptions: %w", err)
		}
	}
	return nil
}
