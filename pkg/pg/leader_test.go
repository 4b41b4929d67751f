package pg_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

// reign is one leadership as its leader lives it.
type reign struct {
	epoch  int64
	others int64 // who led at its beginning
	ctx    context.Context
	leave  chan error
}

// elect starts n processes that want to lead; each reign lasts until its context ends or it is told to leave.
func elect(t *testing.T, db *pg.DB, n int) (reigns <-chan *reign, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	all, done := make(chan *reign, 100), make(chan error, n)
	var leading atomic.Int64
	for range n {
		go func() {
			done <- pg.Leader(ctx, db, "capture", testkit.Log(t), func(ctx context.Context, epoch int64) error {
				r := &reign{epoch: epoch, others: leading.Add(1) - 1, ctx: ctx, leave: make(chan error)}
				defer leading.Add(-1)
				all <- r
				select {
				case <-ctx.Done():
					return ctx.Err()
				case err := <-r.leave:
					return err
				}
			})
		}()
	}
	stop = func() {
		cancel()
		for range n {
			require.NoError(t, <-done)
		}
	}
	return all, stop
}

func next(t *testing.T, reigns <-chan *reign) *reign {
	t.Helper()
	select {
	case r := <-reigns:
		return r
	case <-time.After(patient):
		require.FailNow(t, "nobody leads")
		return nil
	}
}

func TestLeaderIsOneAndFenced(t *testing.T) {
	t.Parallel()
	db := database(t)
	fenced := func(epoch int64) error {
		return db.Tx(t.Context(), func(tx pgx.Tx) error { return pg.Fence(t.Context(), db, tx, "capture", epoch) })
	}
	reigns, stop := elect(t, db, 3)
	first := next(t, reigns)
	require.EqualValues(t, 1, first.epoch)
	require.NoError(t, fenced(1))
	first.leave <- nil
	second := next(t, reigns)
	require.EqualValues(t, 2, second.epoch)
	require.ErrorIs(t, fenced(1), pg.ErrDeposed)
	require.NoError(t, fenced(2))
	second.leave <- pg.ErrDeposed
	third := next(t, reigns)
	require.EqualValues(t, 3, third.epoch)
	for _, r := range []*reign{first, second, third} {
		require.Zero(t, r.others, "two lead at once")
	}
	stop()
	require.Empty(t, reigns)
	require.Zero(t, count(t, db, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`))
}

func TestLeaderWithoutConnectionIsDeposed(t *testing.T) {
	t.Parallel()
	db := database(t)
	reigns, stop := elect(t, db, 2)
	first := next(t, reigns)
	const terminate = `SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
	require.Equal(t, 1, count(t, db, terminate))
	select {
	case <-first.ctx.Done():
	case <-time.After(patient):
		require.FailNow(t, "the old leader was not told")
	}
	require.ErrorIs(t, context.Cause(first.ctx), pg.ErrDeposed)
	require.EqualValues(t, 2, next(t, reigns).epoch)
	require.ErrorIs(t, db.Tx(t.Context(), func(tx pgx.Tx) error { return pg.Fence(t.Context(), db, tx, "capture", first.epoch) }), pg.ErrDeposed)
	stop()
}

func TestFenceHoldsTheNextLeaderBack(t *testing.T) {
	t.Parallel()
	db := database(t)
	_, err := db.Exec(t.Context(), `INSERT INTO shop.leader (name, epoch) VALUES ('capture', 1)`)
	require.NoError(t, err)
	require.NoError(t, db.Tx(t.Context(), func(tx pgx.Tx) error {
		require.NoError(t, pg.Fence(t.Context(), db, tx, "capture", 1))
		err := db.Tx(t.Context(), func(other pgx.Tx) error {
			_, err := other.Exec(t.Context(), `SELECT 1 FROM shop.leader FOR NO KEY UPDATE NOWAIT`)
			return err
		})
		require.True(t, pg.Transient(err), "the epoch can grow between check and commit: %v", err)
		return nil
	}))
	require.ErrorIs(t, db.Tx(t.Context(), func(tx pgx.Tx) error { return pg.Fence(t.Context(), db, tx, "nobody", 1) }), pgx.ErrNoRows)
}

func TestLeaderReturnsTheErrorOfItsWork(t *testing.T) {
	t.Parallel()
	db := database(t)
	broken := errors.New("broken")
	err := pg.Leader(t.Context(), db, "capture", testkit.Log(t), func(context.Context, int64) error { return broken })
	require.ErrorIs(t, err, broken)
	_, err = db.Exec(t.Context(), `DROP TABLE shop.leader`)
	require.NoError(t, err)
	err = pg.Leader(t.Context(), db, "capture", testkit.Log(t), func(context.Context, int64) error { return nil })
	require.ErrorContains(t, err, "become leader of capture: ")
}
