package pg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

// Letter is one intent on its way to the outside.
type Letter struct {
	ID int64
	// Key names the intent within its topic; the same one is posted once.
	Key string
	// Attempt counts from 1. One that was begun counts, whatever became of the process.
	Attempt  int
	PostedAt time.Time
}

// Post puts an intent into the outbox, in the transaction that decides it. A key that is there already is a success.
func Post(ctx context.Context, db *DB, tx pgx.Tx, topic, key string) error {
	post := fmt.Sprintf(`INSERT INTO %s.outbox (topic, key) VALUES ($1, $2) ON CONFLICT DO NOTHING`, db.Schema)
	if _, err := tx.Exec(ctx, post, topic, key); err != nil {
		return fmt.Errorf("post %s %s: %w", topic, key, err)
	}
	return nil
}

// PostAll is Post for many keys; they are sent in their order.
func PostAll(ctx context.Context, db *DB, tx pgx.Tx, topic string, keys []string) error {
	post := fmt.Sprintf(`INSERT INTO %s.outbox (topic, key) SELECT $1, k FROM unnest($2::text[]) WITH ORDINALITY AS u (k, n) ORDER BY n ON CONFLICT DO NOTHING`, db.Schema)
	if _, err := tx.Exec(ctx, post, topic, keys); err != nil {
		return fmt.Errorf("post %d letters of %s: %w", len(keys), topic, err)
	}
	return nil
}

const (
	outboxPoll = 200 * time.Millisecond
	// The wait is part of taking a letter, so that a process that dies while sending leaves it due again later.
	takeLetter = `
UPDATE %[1]s.outbox SET attempts = attempts + 1, next_at = now() + least(interval '5 minutes', interval '1 second' * 2 ^ least(attempts, 10))
WHERE id = (SELECT id FROM %[1]s.outbox WHERE topic = $1 AND next_at <= now() ORDER BY next_at, id LIMIT 1)
RETURNING id, key, attempts, posted_at`
)

// Dispatch sends the letters of a topic, one at a time and in one process at a time, until ctx ends. A letter whose send returns nil is done; any
// other is sent again after a growing pause, with the next attempt: send decides by itself when to give up, and looks for what an earlier
// attempt may have done.
func Dispatch(ctx context.Context, db *DB, topic string, log *slog.Logger, send func(ctx context.Context, l Letter) error) error {
	name := "outbox-" + topic
	return Leader(ctx, db, name, log, func(ctx context.Context, epoch int64) error {
		for {
			sent, err := dispatchOne(ctx, db, name, topic, epoch, send)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, ErrDeposed):
				return err
			case err != nil:
				log.WarnContext(ctx, "not sent", "topic", topic, "error", err.Error())
			}
			if sent && err == nil {
				continue
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(outboxPoll):
			}
		}
	})
}

func dispatchOne(ctx context.Context, db *DB, name, topic string, epoch int64, send func(ctx context.Context, l Letter) error) (bool, error) {
	var l Letter
	err := db.Tx(ctx, func(tx pgx.Tx) error {
		if err := Fence(ctx, db, tx, name, epoch); err != nil {
			return err
		}
		return tx.QueryRow(ctx, fmt.Sprintf(takeLetter, db.Schema), topic).Scan(&l.ID, &l.Key, &l.Attempt, &l.PostedAt)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := send(ctx, l); err != nil {
		return true, err
	}
	if _, err := db.Exec(ctx, fmt.Sprintf(`DELETE FROM %s.outbox WHERE id = $1`, db.Schema), l.ID); err != nil {
		return true, MapError(fmt.Errorf("close %s %s: %w", topic, l.Key, err))
	}
	return true, nil
}
