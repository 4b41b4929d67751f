package pg

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/bus"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// BatchHandler applies state batches of one entity: rows, position and marks commit together. It implements bus.StateHandler.
type BatchHandler[B bus.Batch] struct {
	db    *DB
	apply func(ctx context.Context, tx pgx.Tx, batch B) error
}

// Batch wraps a handler of state batches. The handler must guard its upserts by version; it may see a batch twice.
func Batch[B bus.Batch](db *DB, apply func(ctx context.Context, tx pgx.Tx, batch B) error) *BatchHandler[B] {
	return &BatchHandler[B]{db: db, apply: apply}
}

// Apply implements bus.StateHandler.
func (h *BatchHandler[B]) Apply(ctx context.Context, batch B) error {
	meta := bus.MetaFrom(ctx)
	return h.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := h.apply(ctx, tx, batch); err != nil || meta.Retried {
			return err // a retried letter brings its rows; position and marks went on without it
		}
		return h.advance(ctx, tx, meta, batch.GetHeader().GetMark())
	})
}

// A mark counts only while nothing of the entity is missing: held stays until everything was sent again. A batch from before the position,
// sent once more, moves nothing back.
const advance = `
INSERT INTO %[1]s.applied AS a (entity, stream_created, sequence, complete_until, verified_until, importing, problem)
VALUES ($1, $2, $3, $4, $5, coalesce($6, true), coalesce($7, ''))
ON CONFLICT (entity) DO UPDATE SET
	stream_created = excluded.stream_created,
	sequence = excluded.sequence,
	held = CASE WHEN $8 THEN '' ELSE a.held END,
	complete_until = CASE WHEN a.held = '' OR $8 THEN coalesce($4, a.complete_until) ELSE a.complete_until END,
	verified_until = CASE WHEN a.held = '' OR $8 THEN coalesce($5, a.verified_until) ELSE a.verified_until END,
	importing = coalesce($6, a.importing),
	problem = coalesce($7, a.problem)
WHERE a.stream_created <> excluded.stream_created OR a.sequence <= excluded.sequence`

func (h *BatchHandler[B]) advance(ctx context.Context, tx pgx.Tx, meta bus.Meta, mark *bedolagav1.Mark) error {
	var complete, verified *time.Time
	var importing *bool
	var problem *string
	if mark != nil {
		if mark.GetCompleteUntil() != nil {
			t := mark.GetCompleteUntil().AsTime()
			complete = &t
		}
		if mark.GetVerifiedUntil() != nil {
			t := mark.GetVerifiedUntil().AsTime()
			verified = &t
		}
		i, p := mark.GetImporting(), mark.GetProblem()
		importing, problem = &i, &p
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(advance, h.db.Schema), meta.Entity, meta.StreamCreated, int64(meta.Sequence), complete, verified, importing, problem, mark.GetResent())
	if err != nil {
		return fmt.Errorf("record position of %s: %w", meta.Entity, err)
	}
	return nil
}

// Abandon implements bus.StateHandler: a batch went to the dead letters, so marks stop until everything was sent again.
func (h *BatchHandler[B]) Abandon(ctx context.Context, reason string) error {
	meta := bus.MetaFrom(ctx)
	const hold = `
INSERT INTO %[1]s.applied AS a (entity, stream_created, sequence, held) VALUES ($1, $2, $3, $4)
ON CONFLICT (entity) DO UPDATE SET held = excluded.held, stream_created = excluded.stream_created, sequence = excluded.sequence`
	_, err := h.db.Exec(ctx, fmt.Sprintf(hold, h.db.Schema), meta.Entity, meta.StreamCreated, int64(meta.Sequence), reason)
	return MapError(err)
}

// Position implements bus.StateHandler: where the projection of entity stands; the zero Position if it never applied anything.
func (h *BatchHandler[B]) Position(ctx context.Context, entity string) (bus.Position, error) {
	var p bus.Position
	var sequence int64
	query := fmt.Sprintf(`SELECT stream_created, sequence FROM %s.applied WHERE entity = $1`, h.db.Schema)
	err := h.db.QueryRow(ctx, query, entity).Scan(&p.StreamCreated, &sequence)
	if errors.Is(err, pgx.ErrNoRows) {
		return bus.Position{}, nil
	}
	p.Sequence = uint64(sequence)
	return p, MapError(err)
}

// Applied is how far one projection is, as its answers tell it.
type Applied struct {
	Entity        string
	CompleteUntil *time.Time
	VerifiedUntil *time.Time
	Importing     bool
	Problem       string
	Held          string
}

// ReadApplied returns the watermarks of the named entities; one that never received anything is missing from the map.
func ReadApplied(ctx context.Context, db *DB, entities ...string) (map[string]Applied, error) {
	query := fmt.Sprintf(`SELECT entity, complete_until, verified_until, importing, problem, held FROM %s.applied WHERE entity = ANY($1)`, db.Schema)
	rows, err := db.Query(ctx, query, entities)
	if err != nil {
		return nil, MapError(fmt.Errorf("read watermarks: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[Applied])
	if err != nil {
		return nil, MapError(fmt.Errorf("read watermarks: %w", err))
	}
	byEntity := make(map[string]Applied, len(list))
	for _, a := range list {
		byEntity[a.Entity] = a
	}
	return byEntity, nil
}
