package promos

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// selectBatches has a page of batches in its middle.
const selectBatches = `
SELECT b.id, b.prefix, b.length, b.total, b.fields, b.created_by, b.created_at, b.cancelled_at, b.moved_by, b.moved_at,
	n.sent, n.waiting, n.applied, n.refused, n.unclear, n.cancelled, n.finished_at, w.problem, w.cause, w.detail
FROM (SELECT b.id, b.prefix, b.length, b.total, b.fields, b.created_by, b.created_at, b.cancelled_at, b.moved_by, b.moved_at FROM sales.promo_batches b%s
	ORDER BY b.id DESC LIMIT @limit) b
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE c.attempts > 0)::integer AS sent, count(*) FILTER (WHERE c.state = 'sending')::integer AS waiting,
	count(*) FILTER (WHERE c.state = 'applied')::integer AS applied, count(*) FILTER (WHERE c.state = 'refused')::integer AS refused,
	count(*) FILTER (WHERE c.state = 'unclear')::integer AS unclear, count(*) FILTER (WHERE c.state = 'cancelled')::integer AS cancelled,
	max(c.finished_at) AS finished_at FROM sales.promo_commands c WHERE c.batch_id = b.id) n
LEFT JOIN LATERAL (SELECT c.problem, c.cause, c.detail FROM sales.promo_commands c WHERE c.batch_id = b.id AND c.problem <> '' AND c.state <> 'cancelled'
	ORDER BY c.finished_at DESC NULLS FIRST, c.id DESC LIMIT 1) w ON true
ORDER BY b.id DESC`

type batchRow struct {
	ID          int64
	Prefix      string
	Length      int32
	Total       int32
	Fields      []byte
	CreatedBy   string
	CreatedAt   time.Time
	CancelledAt *time.Time
	MovedBy     string
	MovedAt     *time.Time
	Sent        int32
	Waiting     int32
	Applied     int32
	Refused     int32
	Unclear     int32
	Cancelled   int32
	FinishedAt  *time.Time
	Problem     *string
	Cause       *string
	Detail      *string
}

func (row batchRow) message() (*salesv1.PromoBatch, error) {
	fields := &bridgev1.PromoCodeFields{}
	if err := proto.Unmarshal(row.Fields, fields); err != nil {
		return nil, fmt.Errorf("decode batch %d: %w", row.ID, err)
	}
	b := &salesv1.PromoBatch{Id: row.ID, Prefix: row.Prefix, Length: row.Length, State: "done", Fields: told(fields), Total: row.Total, Sent: row.Sent,
		Waiting: row.Waiting, Applied: row.Applied, Refused: row.Refused, Unclear: row.Unclear, Cancelled: row.Cancelled, Problem: ask.Value(row.Problem),
		Cause: ask.Value(row.Cause), Detail: ask.Value(row.Detail), CreatedBy: row.CreatedBy, CreatedAt: ask.Stamp(&row.CreatedAt),
		FinishedAt: ask.Stamp(row.FinishedAt), MovedBy: row.MovedBy, MovedAt: ask.Stamp(row.MovedAt)}
	switch {
	case row.Waiting > 0:
		b.State, b.FinishedAt = "sending", nil
	case row.CancelledAt != nil:
		b.State = "cancelled"
	}
	return b, nil
}

func (s *Server) batchPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]batchRow, error) {
	page := f.Clone()
	if after != nil {
		page.Add("b.id < @after_id", pgx.NamedArgs{"after_id": after.ID})
	}
	page.Args["limit"] = limit
	return ask.Rows[batchRow](ctx, s.read, "batches", fmt.Sprintf(selectBatches, page.Where()), page.Args)
}

// ListPromoBatches lists batches, newest first.
func (s *Server) ListPromoBatches(ctx context.Context, q *salesv1.ListPromoBatchesRequest) (*salesv1.ListPromoBatchesResponse, error) {
	list := ask.List[batchRow, batchRow]{ID: "b.id", Page: s.batchPage, Tell: func(row batchRow) batchRow { return row },
		Place: func(row batchRow) ask.Position { return ask.Position{At: row.CreatedAt, ID: row.ID} }}
	page, err := list.Answer(ctx, s.read, q, ask.NewFilter())
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListPromoBatchesResponse{NextPageToken: page.NextPageToken}
	for _, row := range page.Items {
		batch, err := row.message()
		if err != nil {
			return nil, err
		}
		answer.Items = append(answer.Items, batch)
	}
	return answer, nil
}

// GetPromoBatch answers how far one batch is.
func (s *Server) GetPromoBatch(ctx context.Context, q *salesv1.GetPromoBatchRequest) (*salesv1.PromoBatch, error) {
	return s.batch(ctx, q.GetId())
}

// batch reads what was just written, so it does not ask a replica.
func (s *Server) batch(ctx context.Context, id int64) (*salesv1.PromoBatch, error) {
	rows, err := s.db.Query(ctx, fmt.Sprintf(selectBatches, ` WHERE b.id = @id`), pgx.NamedArgs{"id": id, "limit": 1})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read batch: %w", err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[batchRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read batch: %w", err))
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "there is no batch %d", id)
	}
	return found[0].message()
}

const (
	noteCancelled = `UPDATE sales.promo_batches SET cancelled_at = @now, moved_by = @by, moved_at = @now WHERE id = @id`
	noteRetried   = `UPDATE sales.promo_batches SET cancelled_at = NULL, moved_by = @by, moved_at = @now WHERE id = @id`
)

// CancelPromoBatch sends no more of a batch.
func (s *Server) CancelPromoBatch(ctx context.Context, q *salesv1.CancelPromoBatchRequest) (*salesv1.PromoBatch, error) {
	args := s.move(ctx, q.GetId())
	return s.moveBatch(ctx, q.GetId(), "nothing of this batch is being sent any more: there is nothing to cancel", func(tx pgx.Tx) (int64, error) {
		tag, err := tx.Exec(ctx, cancelCommands+`batch_id = @id`, args)
		if err != nil || tag.RowsAffected() == 0 {
			return 0, err
		}
		_, err = tx.Exec(ctx, noteCancelled, args)
		return tag.RowsAffected(), err
	})
}

// RetryPromoBatch sends what was refused, left unclear or cancelled again.
func (s *Server) RetryPromoBatch(ctx context.Context, q *salesv1.RetryPromoBatchRequest) (*salesv1.PromoBatch, error) {
	args := s.move(ctx, q.GetId())
	batch, err := s.moveBatch(ctx, q.GetId(), "nothing of this batch was refused, left unclear or cancelled: there is nothing to send again", func(tx pgx.Tx) (int64, error) {
		sent, err := s.resend(ctx, tx, BatchTopic, `batch_id = @id`, args)
		if err != nil || len(sent) == 0 {
			return 0, err
		}
		_, err = tx.Exec(ctx, noteRetried, args)
		return int64(len(sent)), err
	})
	if violated(err) == "promo_commands_sending" {
		return nil, status.Error(codes.Aborted, "one of its codes is being made by another command: wait until it is done")
	}
	return batch, err
}

// moveBatch changes the commands of a batch; none to change is a FailedPrecondition with the text nothing.
func (s *Server) moveBatch(ctx context.Context, id int64, nothing string, move func(tx pgx.Tx) (int64, error)) (*salesv1.PromoBatch, error) {
	if _, err := s.batch(ctx, id); err != nil {
		return nil, err
	}
	var moved int64
	err := s.db.Tx(ctx, func(tx pgx.Tx) (err error) {
		moved, err = move(tx)
		return err
	})
	switch {
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("move batch: %w", err))
	case moved == 0:
		return nil, status.Error(codes.FailedPrecondition, nothing)
	}
	s.changed("promo_command")
	return s.batch(ctx, id)
}
