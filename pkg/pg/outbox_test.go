package pg_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

// dispatch runs two processes that want to send until the test ends.
func dispatch(t *testing.T, db *pg.DB, send func(ctx context.Context, l pg.Letter) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- pg.Dispatch(ctx, db, "orders", testkit.Log(t), send) }()
	}
	t.Cleanup(func() {
		cancel()
		for range 2 {
			require.NoError(t, <-done)
		}
	})
}

func post(t *testing.T, db *pg.DB, topic, key string) {
	t.Helper()
	require.NoError(t, db.Tx(t.Context(), func(tx pgx.Tx) error { return pg.Post(t.Context(), db, tx, topic, key) }))
}

func TestALetterIsSentOnceAndAgainAfterAFailure(t *testing.T) {
	t.Parallel()
	db := database(t)
	rolledBack := errors.New("no")
	require.ErrorIs(t, db.Tx(t.Context(), func(tx pgx.Tx) error {
		require.NoError(t, pg.Post(t.Context(), db, tx, "orders", "never"))
		return rolledBack
	}), rolledBack)
	post(t, db, "other", "not ours")
	post(t, db, "orders", "a")
	post(t, db, "orders", "a")
	post(t, db, "orders", "b")
	got := make(chan pg.Letter, 10)
	dispatch(t, db, func(_ context.Context, l pg.Letter) error {
		got <- l
		if l.Key == "b" && l.Attempt == 1 {
			return errors.New("the line is busy")
		}
		return nil
	})
	seen := map[string][]int{}
	for range 3 {
		l := <-got
		seen[l.Key] = append(seen[l.Key], l.Attempt)
		require.False(t, l.PostedAt.IsZero())
	}
	require.Equal(t, map[string][]int{"a": {1}, "b": {1, 2}}, seen)
	require.Eventually(t, func() bool { return count(t, db, `SELECT count(*) FROM shop.outbox`) == 1 }, patient, often)
	require.Empty(t, got)
}

func TestABegunAttemptCounts(t *testing.T) {
	t.Parallel()
	db := database(t)
	post(t, db, "orders", "a")
	_, err := db.Exec(t.Context(), `UPDATE shop.outbox SET attempts = 1`) // as a process leaves it that died while sending
	require.NoError(t, err)
	got := make(chan pg.Letter, 1)
	dispatch(t, db, func(_ context.Context, l pg.Letter) error { got <- l; return nil })
	require.Equal(t, 2, (<-got).Attempt)
}
