package pg_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

const insertNote = `INSERT INTO shop.notes (text) VALUES (gen_random_uuid()::text)`

func note(ctx context.Context, tx pgx.Tx, _ *eventsv1.PaymentCompleted) error {
	_, err := tx.Exec(ctx, insertNote)
	return err
}

func TestOnce(t *testing.T) {
	t.Parallel()
	db := database(t)
	once := pg.Once(db, note)
	handle := func(meta bus.Meta) error {
		return once(bus.WithMeta(t.Context(), meta), &eventsv1.PaymentCompleted{})
	}
	for i, c := range []struct {
		meta bus.Meta
		rows int
	}{
		{bus.Meta{Handler: "a", ID: "1"}, 1},
		{bus.Meta{Handler: "a", ID: "1"}, 1},
		{bus.Meta{Handler: "a", ID: "2"}, 2},
		{bus.Meta{Handler: "b", ID: "1"}, 3},
		{bus.Meta{Handler: "a", ID: "1", ReplayID: "r"}, 4},
		{bus.Meta{Handler: "a", ID: "1", ReplayID: "r"}, 4},
		{bus.Meta{Handler: "a", ID: "1", Retried: true}, 4},
	} {
		require.NoError(t, handle(c.meta))
		require.Equal(t, c.rows, count(t, db, `SELECT count(*) FROM shop.notes`), i)
	}
	require.Equal(t, codes.InvalidArgument, status.Code(handle(bus.Meta{Handler: "a"})), "events without an id would shadow each other")
}

func TestOnceAmongConcurrentDuplicates(t *testing.T) {
	t.Parallel()
	db := database(t)
	var tries atomic.Int64
	once := pg.Once(db, func(ctx context.Context, tx pgx.Tx, e *eventsv1.PaymentCompleted) error {
		if err := note(ctx, tx, e); err != nil {
			return err
		}
		if tries.Add(1) == 1 {
			return errors.New("the first fails after it wrote")
		}
		return nil
	})
	ctx := bus.WithMeta(t.Context(), bus.Meta{Handler: "a", ID: "1"})
	var failed atomic.Int64
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() {
			if once(ctx, &eventsv1.PaymentCompleted{}) != nil {
				failed.Add(1)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 1, failed.Load())
	require.EqualValues(t, 2, tries.Load())
	require.Equal(t, 1, count(t, db, `SELECT count(*) FROM shop.notes`))
}
