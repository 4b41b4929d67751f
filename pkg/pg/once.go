package pg

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// Once makes a handler of an event run exactly once per (handler, event id, replay id): the inbox row and whatever the handler writes commit
// together. A repeat is a success. An event without an id is refused: it could not be told from another one.
func Once[E proto.Message](db *DB, handle func(ctx context.Context, tx pgx.Tx, event E) error) func(ctx context.Context, event E) error {
	remember := fmt.Sprintf(`INSERT INTO %s.inbox (handler, event_id, replay_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, db.Schema)
	return func(ctx context.Context, event E) error {
		meta := bus.MetaFrom(ctx)
		if meta.ID == "" {
			return status.Error(codes.InvalidArgument, "the event has no id (ce-id)")
		}
		return db.Tx(ctx, func(tx pgx.Tx) error {
			tag, err := tx.Exec(ctx, remember, meta.Handler, meta.ID, meta.ReplayID)
			if err != nil {
				return fmt.Errorf("record event %s: %w", meta.ID, err)
			}
			if tag.RowsAffected() == 0 {
				return nil
			}
			return handle(ctx, tx, event)
		})
	}
}
