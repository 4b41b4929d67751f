package pg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrDeposed means that another process leads now; what the old leader was about to commit is refused.
var ErrDeposed = errors.New("another process leads now")

const leaderPoll = time.Second

// Leader runs work in at most one process at a time: it waits for the advisory lock of name, raises the epoch and calls lead. The context of
// lead ends soon after the connection that holds the lock is lost; the next one may lead by then, which is why commits need Fence. It returns
// when ctx ends, or with the error of lead. The database URL must not be transaction-pooled: the lock belongs to a session.
func Leader(ctx context.Context, db *DB, name string, log *slog.Logger, lead func(ctx context.Context, epoch int64) error) error {
	for {
		conn, epoch, err := acquire(ctx, db, name)
		switch {
		case err == nil:
			log.InfoContext(ctx, "leading", "name", name, "epoch", epoch)
			err = hold(ctx, conn, func(ctx context.Context) error { return lead(ctx, epoch) })
			release(db, conn, name)
			if err != nil && !errors.Is(err, ErrDeposed) && !(ctx.Err() != nil && errors.Is(err, ctx.Err())) {
				return err
			}
		case !errors.Is(err, errTaken) && ctx.Err() == nil && !Transient(err):
			return fmt.Errorf("become leader of %s: %w", name, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(leaderPoll):
		}
	}
}

var errTaken = errors.New("taken")

func acquire(ctx context.Context, db *DB, name string) (*pgxpool.Conn, int64, error) {
	conn, err := db.Acquire(ctx)
	if err != nil {
		return nil, 0, err
	}
	var mine bool
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(hashtextextended($1, 1))`, db.Schema+"."+name).Scan(&mine)
	if err == nil && !mine {
		err = errTaken
	}
	if err != nil {
		conn.Release()
		return nil, 0, err
	}
	var epoch int64
	raise := fmt.Sprintf(`INSERT INTO %s.leader AS l (name, epoch) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET epoch = l.epoch + 1 RETURNING epoch`, db.Schema)
	if err := conn.QueryRow(ctx, raise, name).Scan(&epoch); err != nil {
		release(db, conn, name)
		return nil, 0, err
	}
	return conn, epoch, nil
}

// hold runs lead while the session that holds the lock is alive.
func hold(ctx context.Context, conn *pgxpool.Conn, lead func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(leaderPoll / 2):
			}
			if err := ping(conn); err != nil {
				cancel(ErrDeposed)
				return
			}
		}
	}()
	err := lead(ctx)
	lost := errors.Is(context.Cause(ctx), ErrDeposed)
	cancel(nil)
	<-watched
	if lost {
		return ErrDeposed
	}
	return err
}

func ping(conn *pgxpool.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return conn.Ping(ctx)
}

func release(db *DB, conn *pgxpool.Conn, name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_unlock(hashtextextended($1, 1))`, db.Schema+"."+name); err != nil {
		// The session must not go back to the pool with the lock in doubt.
		_ = conn.Conn().Close(ctx)
	}
	conn.Release()
}

// Fence makes a transaction fail with ErrDeposed unless epoch is still the newest of name. Call it first in every transaction of a leader.
func Fence(ctx context.Context, db *DB, tx pgx.Tx, name string, epoch int64) error {
	var now int64
	query := fmt.Sprintf(`SELECT epoch FROM %s.leader WHERE name = $1 FOR SHARE`, db.Schema)
	if err := tx.QueryRow(ctx, query, name).Scan(&now); err != nil {
		return fmt.Errorf("check leadership of %s: %w", name, err)
	}
	if now != epoch {
		return ErrDeposed
	}
	return nil
}
