package pg_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

var (
	created   = time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	recreated = created.Add(time.Hour)
)

// step is one thing that happens to a projection and what is known of it afterwards.
type step struct {
	what     string
	stream   time.Time
	sequence uint64
	mark     *bedolagav1.Mark
	retried  bool
	fail     bool
	abandon  string
	position uint64
	complete time.Duration // after created; 0 = nothing known
	held     string
}

func until(d time.Duration) *bedolagav1.Mark {
	return &bedolagav1.Mark{CompleteUntil: timestamppb.New(created.Add(d)), VerifiedUntil: timestamppb.New(created.Add(d))}
}

func resent(d time.Duration) *bedolagav1.Mark {
	m := until(d)
	m.Resent = true
	return m
}

func TestBatchMovesPositionAndMarks(t *testing.T) {
	t.Parallel()
	db := database(t)
	fail := false
	h := pg.Batch(db, func(ctx context.Context, tx pgx.Tx, _ *bedolagav1.TariffBatch) error {
		if _, err := tx.Exec(ctx, insertNote); err != nil {
			return err
		}
		if fail {
			return errors.New("refused")
		}
		return nil
	})
	at, err := h.Position(t.Context(), "tariff")
	require.NoError(t, err)
	require.Zero(t, at)
	rows := 0
	for _, s := range []step{
		{what: "first", stream: created, sequence: 3, position: 3},
		{what: "mark", stream: created, sequence: 4, mark: until(time.Minute), position: 4, complete: time.Minute},
		{what: "rows keep the mark", stream: created, sequence: 5, position: 5, complete: time.Minute},
		{what: "sent once more", stream: created, sequence: 5, mark: until(2 * time.Minute), position: 5, complete: 2 * time.Minute},
		{what: "an old one moves nothing", stream: created, sequence: 4, mark: until(time.Minute), position: 5, complete: 2 * time.Minute},
		{what: "failed", stream: created, sequence: 6, mark: until(9 * time.Minute), fail: true, position: 5, complete: 2 * time.Minute},
		{what: "abandoned", stream: created, sequence: 6, abandon: "batch 6", position: 6, complete: 2 * time.Minute, held: "batch 6"},
		{what: "held", stream: created, sequence: 7, mark: until(9 * time.Minute), position: 7, complete: 2 * time.Minute, held: "batch 6"},
		{what: "a retry releases nothing", stream: created, sequence: 6, mark: resent(8 * time.Minute), retried: true, position: 7, complete: 2 * time.Minute, held: "batch 6"},
		{what: "an old release counts no more", stream: created, sequence: 2, mark: resent(8 * time.Minute), position: 7, complete: 2 * time.Minute, held: "batch 6"},
		{what: "released", stream: created, sequence: 8, mark: resent(9 * time.Minute), position: 8, complete: 9 * time.Minute},
		{what: "another stream starts over", stream: recreated, sequence: 1, mark: until(10 * time.Minute), position: 1, complete: 10 * time.Minute},
		{what: "a gap", stream: recreated, sequence: 5, abandon: "batches before 6", position: 5, complete: 10 * time.Minute, held: "batches before 6"},
	} {
		fail = s.fail
		ctx := bus.WithMeta(t.Context(), bus.Meta{Entity: "tariff", Sequence: s.sequence, StreamCreated: s.stream, Retried: s.retried})
		if s.abandon != "" {
			require.NoError(t, h.Abandon(ctx, s.abandon))
		} else {
			err := h.Apply(ctx, &bedolagav1.TariffBatch{Header: &bedolagav1.BatchHeader{Mark: s.mark}})
			require.Equal(t, s.fail, err != nil, s.what)
			if !s.fail {
				rows++
			}
		}
		at, err := h.Position(t.Context(), "tariff")
		require.NoError(t, err)
		require.Equal(t, s.position, at.Sequence, s.what)
		require.WithinDuration(t, s.stream, at.StreamCreated, time.Millisecond, s.what)
		applied, err := pg.ReadApplied(t.Context(), db, "tariff", "customer")
		require.NoError(t, err)
		require.Len(t, applied, 1)
		require.Equal(t, s.held, applied["tariff"].Held, s.what)
		if s.complete == 0 {
			require.Nil(t, applied["tariff"].CompleteUntil, s.what)
			continue
		}
		require.WithinDuration(t, created.Add(s.complete), *applied["tariff"].CompleteUntil, time.Millisecond, s.what)
		require.WithinDuration(t, created.Add(s.complete), *applied["tariff"].VerifiedUntil, time.Millisecond, s.what)
		require.Equal(t, rows, count(t, db, `SELECT count(*) FROM shop.notes`), s.what)
	}
}

func TestAbandonFirstBatch(t *testing.T) {
	t.Parallel()
	db := database(t)
	h := pg.Batch(db, func(context.Context, pgx.Tx, *bedolagav1.TariffBatch) error { return nil })
	ctx := bus.WithMeta(t.Context(), bus.Meta{Entity: "tariff", Sequence: 1, StreamCreated: created})
	require.NoError(t, h.Abandon(ctx, "batch 1"))
	applied, err := pg.ReadApplied(t.Context(), db, "tariff")
	require.NoError(t, err)
	require.Equal(t, pg.Applied{Entity: "tariff", Importing: true, Held: "batch 1"}, applied["tariff"])
	ctx = bus.WithMeta(t.Context(), bus.Meta{Entity: "tariff", Sequence: 2, StreamCreated: created})
	require.NoError(t, h.Apply(ctx, &bedolagav1.TariffBatch{Header: &bedolagav1.BatchHeader{Mark: &bedolagav1.Mark{Problem: "paused"}}}))
	applied, err = pg.ReadApplied(t.Context(), db, "tariff")
	require.NoError(t, err)
	require.Equal(t, pg.Applied{Entity: "tariff", Problem: "paused", Held: "batch 1"}, applied["tariff"])
}
