// Package turn is how background work of the service takes turns: one process at a time, some of a queue, a rest.
package turn

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	// Rest is how long work rests that found nothing to do.
	Rest = 300 * time.Millisecond
	// LongRest is how long work rests that failed, and the longest rest of work that shares the time with others.
	LongRest = 30 * time.Second
	// queueRows is how much of a queue of customers one turn takes; a row is one batch of state, or one of the classifier.
	queueRows = 16
)

// Repeat takes turns until ctx ends; each says how long to rest before the next, whether it failed or not. A failure is logged when it begins and
// when it is over, not at every turn.
func Repeat(ctx context.Context, log *slog.Logger, work string, turn func(ctx context.Context) (rest time.Duration, err error)) error {
	rest, failing := Rest, false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
		next, err := turn(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !failing:
			log.WarnContext(ctx, "background work fails for now", "work", work, "error", err.Error())
		case err == nil && failing:
			log.InfoContext(ctx, "background work goes on", "work", work)
		}
		rest, failing = next, err != nil
	}
}

// Drain takes turns at a queue until ctx ends: some takes part of it and tells how much. Between parts it pauses, and rests when there was nothing.
func Drain(ctx context.Context, log *slog.Logger, work string, pause time.Duration, some func(ctx context.Context) (int, error)) error {
	return Repeat(ctx, log, work, func(ctx context.Context) (time.Duration, error) {
		n, err := some(ctx)
		switch {
		case err != nil:
			return LongRest, err
		case n > 0:
			return pause, nil
		}
		return Rest, nil
	})
}

// Share is a rest that leaves the work one part in n of the time, between Rest and LongRest.
func Share(n int, began time.Time) time.Duration {
	return max(Rest, min(time.Duration(n)*time.Since(began), LongRest))
}

// Mine tells whether this process has the turn; lock is a statement that answers so.
func Mine(ctx context.Context, tx pgx.Tx, lock string) (mine bool, err error) {
	if err := tx.QueryRow(ctx, lock).Scan(&mine); err != nil {
		return false, fmt.Errorf("take a turn: %w", err)
	}
	return mine, nil
}

// Lock waits for the turn of work that must not meet another's, until the transaction ends.
func Lock(ctx context.Context, tx pgx.Tx, what string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 2))`, "sales."+what); err != nil {
		return fmt.Errorf("lock %s: %w", what, err)
	}
	return nil
}

// Customers takes the oldest of a queue of customers, in order; none when another process has the turn, or it is not time yet.
func Customers(ctx context.Context, tx pgx.Tx, lock, take string) ([]int64, error) {
	if mine, err := Mine(ctx, tx, lock); err != nil || !mine {
		return nil, err
	}
	lists, err := ask.Column[[]int64](ctx, tx, "customers to count", take, queueRows)
	if err != nil {
		return nil, err
	}
	customers := slices.Concat(lists...)
	slices.Sort(customers)
	return slices.Compact(customers), nil
}
