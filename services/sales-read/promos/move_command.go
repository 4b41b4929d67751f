package promos

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const (
	// What an attempt may have done, unheard, is not called off: it is left unclear. The answer of one that is on its way still settles it.
	cancelCommands = `
UPDATE sales.promo_commands SET state = CASE WHEN doubtful OR began_at IS NOT NULL THEN 'unclear' ELSE 'cancelled' END, finished_at = @now, moved_by = @by, moved_at = @now
WHERE state = 'sending' AND `
	retryCommands = `
UPDATE sales.promo_commands SET state = 'sending', round = round + 1, problem = '', cause = '', detail = '', finished_at = NULL, retried_at = @now, moved_by = @by, moved_at = @now
WHERE state IN ('refused', 'unclear', 'cancelled') AND `
)

// permissionOf is what one must hold to move a command.
func permissionOf(kind string) string {
	switch kind {
	case "create":
		return "promos:create"
	case "deactivate":
		return "promos:delete"
	}
	return "promos:edit"
}

// movable is a command that the caller may cancel or send again.
func (s *Server) movable(ctx context.Context, id int64) (commandRow, error) {
	row, err := s.command(ctx, id)
	if err != nil {
		return row, err
	}
	if needed := permissionOf(row.Kind); !rpc.May(rpc.CallerFrom(ctx), needed) {
		return row, status.Errorf(codes.PermissionDenied, "this needs the permission %s", needed)
	}
	return row, nil
}

// CancelPromoCommand sends a command no more.
func (s *Server) CancelPromoCommand(ctx context.Context, q *salesv1.CancelPromoCommandRequest) (*salesv1.PromoCommand, error) {
	row, err := s.movable(ctx, q.GetId())
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, cancelCommands+`id = @id RETURNING `+commandFields, s.move(ctx, row.ID))
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("cancel command: %w", err))
	}
	row, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[commandRow])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, status.Error(codes.FailedPrecondition, "the command is not being sent any more: there is nothing to cancel")
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("cancel command: %w", err))
	}
	s.changed("promo_command")
	return row.message()
}

func (s *Server) move(ctx context.Context, id int64) pgx.NamedArgs {
	return pgx.NamedArgs{"id": id, "now": s.now(), "by": rpc.CallerFrom(ctx).GetName()}
}

// RetryPromoCommand sends a command again. It goes on counting attempts, so that the bridge first looks for what an earlier one may have done.
func (s *Server) RetryPromoCommand(ctx context.Context, q *salesv1.RetryPromoCommandRequest) (*salesv1.PromoCommand, error) {
	row, err := s.movable(ctx, q.GetId())
	if err != nil {
		return nil, err
	}
	var sent []commandRow
	err = s.db.Tx(ctx, func(tx pgx.Tx) (err error) {
		sent, err = s.resend(ctx, tx, topicOf(row.BatchID), `id = @id`, s.move(ctx, row.ID))
		return err
	})
	switch {
	case violated(err) == "promo_commands_sending":
		return nil, status.Errorf(codes.Aborted, "another change of %s is being sent to the bot: wait until it is done, or cancel it", row.Code)
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("send command again: %w", err))
	case len(sent) == 0:
		return nil, status.Error(codes.FailedPrecondition, "only what was refused, left unclear or cancelled can be sent again")
	}
	s.changed("promo_command")
	return sent[0].message()
}

// resend puts the commands of a clause, a constant, back on their way.
func (s *Server) resend(ctx context.Context, tx pgx.Tx, topic, clause string, args pgx.NamedArgs) ([]commandRow, error) {
	rows, err := tx.Query(ctx, retryCommands+clause+` RETURNING `+commandFields, args)
	if err != nil {
		return nil, err
	}
	sent, err := pgx.CollectRows(rows, pgx.RowToStructByName[commandRow])
	if err != nil {
		return nil, err
	}
	return sent, pg.PostAll(ctx, s.db, tx, topic, letters(sent))
}

func letters(list []commandRow) []string {
	keys := make([]string, len(list))
	for i, row := range list {
		keys[i] = row.letter()
	}
	return keys
}
