package bridge

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
)

// How long told events are remembered: as long as the EVENTS stream keeps them.
const keepEvents = 400 * 24 * time.Hour

// relay publishes what is recorded in bridge.events, in order, and marks it. After the stream was lost it publishes everything again.
type relay struct {
	db   *pg.DB
	bus  *bus.Bus
	log  *slog.Logger
	wake chan struct{}
}

// signal tells the relay that new events were committed.
func (r *relay) signal() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *relay) run(ctx context.Context) error {
	check := time.NewTicker(10 * time.Second)
	defer check.Stop()
	prune := time.NewTicker(6 * time.Hour)
	defer prune.Stop()
	r.attempt(ctx, r.rebuildIfLost)
	for {
		r.attempt(ctx, r.publish)
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-check.C:
			r.attempt(ctx, r.rebuildIfLost)
		case <-prune.C:
			r.attempt(ctx, r.forgetOld)
		}
	}
}

// attempt logs an error: what was not published waits in the table for the next turn.
func (r *relay) attempt(ctx context.Context, f func(ctx context.Context) error) {
	if err := f(ctx); err != nil && ctx.Err() == nil {
		r.log.WarnContext(ctx, "events wait to be published", "error", err.Error())
		time.AfterFunc(time.Second, r.signal)
	}
}

type waitingEvent struct {
	Seq      int64
	ID       string
	Type     string
	Subject  string
	At       time.Time
	Verified bool
	Data     []byte
}

const selectWaiting = `
SELECT seq, id, type, subject, at, verified, data FROM bridge.events WHERE published_at IS NULL ORDER BY seq LIMIT 500`

func (r *relay) publish(ctx context.Context) error {
	for {
		rows, err := r.db.Query(ctx, selectWaiting)
		if err != nil {
			return fmt.Errorf("read waiting events: %w", err)
		}
		waiting, err := pgx.CollectRows(rows, pgx.RowToStructByName[waitingEvent])
		if err != nil {
			return fmt.Errorf("read waiting events: %w", err)
		}
		if len(waiting) == 0 {
			return nil
		}
		events, seqs := make([]bus.Event, len(waiting)), make([]int64, len(waiting))
		for i, w := range waiting {
			events[i] = bus.Event{ID: w.ID, Type: w.Type, Source: eventSource, Subject: w.Subject, Time: w.At, Verified: w.Verified, Data: w.Data}
			seqs[i] = w.Seq
		}
		if err := r.bus.PublishEvents(ctx, events...); err != nil {
			return err
		}
		if _, err := r.db.Exec(ctx, `UPDATE bridge.events SET published_at = now() WHERE seq = ANY($1)`, seqs); err != nil {
			return fmt.Errorf("mark events published: %w", err)
		}
	}
}

const rememberStream = `
INSERT INTO bridge.streams AS s (stream, created) VALUES ($1, $2)
ON CONFLICT (stream) DO UPDATE SET created = excluded.created WHERE s.created <> excluded.created`

// rebuildIfLost compares the creation time of EVENTS with the one we published to.
func (r *relay) rebuildIfLost(ctx context.Context) error {
	stream, err := r.bus.JetStream().Stream(ctx, bus.StreamEvents)
	if err != nil {
		return fmt.Errorf("open stream %s: %w", bus.StreamEvents, err)
	}
	created := stream.CachedInfo().Created.UTC().Truncate(time.Microsecond)
	return r.db.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, rememberStream, bus.StreamEvents, created)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		tag, err = tx.Exec(ctx, `UPDATE bridge.events SET published_at = NULL WHERE published_at IS NOT NULL`)
		if err == nil && tag.RowsAffected() > 0 {
			r.log.WarnContext(ctx, "the EVENTS stream is new: publishing the event log again", "events", tag.RowsAffected())
		}
		return err
	})
}

func (r *relay) forgetOld(ctx context.Context) error {
	_, err := r.db.Exec(ctx, `DELETE FROM bridge.events WHERE recorded_at < $1 AND published_at IS NOT NULL`, time.Now().Add(-keepEvents))
	return err
}
