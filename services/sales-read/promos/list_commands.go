package promos

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const oneCommand = `SELECT ` + commandFields + ` FROM sales.promo_commands WHERE id = $1`

// commandPage reads pages of commands: those of a batch in the order they are sent, others newest first.
func (s *Server) commandPage(batch bool) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]commandRow, error) {
	compare, order := `id < @after_id`, ` ORDER BY id DESC`
	if batch {
		compare, order = `id > @after_id`, ` ORDER BY id`
	}
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]commandRow, error) {
		page := f.Clone()
		if after != nil {
			page.Add(compare, pgx.NamedArgs{"after_id": after.ID})
		}
		page.Args["limit"] = limit
		return ask.Rows[commandRow](ctx, s.read, "commands", `SELECT `+commandFields+` FROM sales.promo_commands`+page.Where()+order+` LIMIT @limit`, page.Args)
	}
}

// ListPromoCommands answers commands: those of one batch, or those of none.
func (s *Server) ListPromoCommands(ctx context.Context, q *salesv1.ListPromoCommandsRequest) (*salesv1.ListPromoCommandsResponse, error) {
	f := ask.NewFilter()
	if q.BatchId != nil {
		f.Add("batch_id = @batch", pgx.NamedArgs{"batch": q.GetBatchId()})
	} else {
		f.Add("batch_id IS NULL", nil)
	}
	ask.OneOf(f, "state", "state", q.GetState())
	list := ask.List[commandRow, commandRow]{ID: "id", Page: s.commandPage(q.BatchId != nil), Tell: func(row commandRow) commandRow { return row },
		Place: func(row commandRow) ask.Position { return ask.Position{At: row.CreatedAt, ID: row.ID} },
		Count: func(f *ask.Filter) string {
			return `SELECT count(*) FROM (SELECT FROM sales.promo_commands` + f.Where() + ` LIMIT ` + ask.CountLimit + `) c`
		}}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListPromoCommandsResponse{NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped}
	for _, row := range page.Items {
		command, err := row.message()
		if err != nil {
			return nil, err
		}
		answer.Items = append(answer.Items, command)
	}
	return answer, nil
}

// GetPromoCommand answers what became of one command.
func (s *Server) GetPromoCommand(ctx context.Context, q *salesv1.GetPromoCommandRequest) (*salesv1.PromoCommand, error) {
	row, err := s.command(ctx, q.GetId())
	if err != nil {
		return nil, err
	}
	return row.message()
}

// command is one row; NotFound if there is none.
func (s *Server) command(ctx context.Context, id int64) (commandRow, error) {
	rows, err := s.db.Query(ctx, oneCommand, id)
	if err != nil {
		return commandRow{}, pg.MapError(fmt.Errorf("read command: %w", err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[commandRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return commandRow{}, status.Errorf(codes.NotFound, "there is no command %d", id)
	}
	if err != nil {
		return commandRow{}, pg.MapError(fmt.Errorf("read command: %w", err))
	}
	return row, nil
}
