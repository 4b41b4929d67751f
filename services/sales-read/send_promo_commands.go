package salesread

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

const (
	executeTimeout = 30 * time.Second
	// commandPatience is how long the bot may stay away before a command is given up.
	commandPatience = 24 * time.Hour
	beginCommand    = `UPDATE sales.promo_commands SET attempts = $2 WHERE id = $1 AND state = 'sending' RETURNING request, created_at`
	noteProblem     = `UPDATE sales.promo_commands SET problem = $2 WHERE id = $1 AND state = 'sending'`
	finishCommand   = `
UPDATE sales.promo_commands SET state = $2, problem = $3, promo_id = coalesce(promo_id, nullif($4::bigint, 0)), finished_at = $5 WHERE id = $1 AND state = 'sending'`
)

// sendPromoCommand has the bridge carry out one command, and stores what became of it.
func (s *service) sendPromoCommand(b *bus.Bus) func(ctx context.Context, l pg.Letter) error {
	bridge := bridgev1.NewBridgeClient(rpc.NewConn(b.Conn))
	return func(ctx context.Context, l pg.Letter) error {
		id, err := strconv.ParseInt(l.Key, 10, 64)
		if err != nil {
			return fmt.Errorf("read command %q: %w", l.Key, err)
		}
		var body []byte
		var asked time.Time
		err = s.db.QueryRow(ctx, beginCommand, id, l.Attempt).Scan(&body, &asked)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // finished, and the process died before the letter was closed
		}
		if err != nil {
			return pg.MapError(fmt.Errorf("begin command %d: %w", id, err))
		}
		request := &bridgev1.ExecuteRequest{}
		if err := proto.Unmarshal(body, request); err != nil {
			return fmt.Errorf("decode command %d: %w", id, err)
		}
		request.Attempt = int32(l.Attempt)
		defer b.Changed("promo_command")
		call, cancel := context.WithTimeout(rpc.AsService(ctx, name), executeTimeout)
		defer cancel()
		answer, err := bridge.Execute(call, request)
		if err != nil {
			answer = &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_RETRY, Reason: status.Convert(err).Message()}
		}
		return s.settleCommand(ctx, id, asked, answer)
	}
}

func (s *service) settleCommand(ctx context.Context, id int64, asked time.Time, answer *bridgev1.ExecuteResponse) error {
	state := "refused"
	switch {
	case answer.GetOutcome() == bridgev1.ExecuteResponse_OUTCOME_APPLIED:
		state = "applied"
	case answer.GetOutcome() == bridgev1.ExecuteResponse_OUTCOME_REFUSED:
	case s.now().Sub(asked) > commandPatience:
		answer.Reason = "given up after a day; look in the bot whether it was done: " + answer.GetReason()
	default:
		if _, err := s.db.Exec(ctx, noteProblem, id, answer.GetReason()); err != nil {
			return pg.MapError(fmt.Errorf("note the problem of command %d: %w", id, err))
		}
		return fmt.Errorf("command %d: %s", id, answer.GetReason())
	}
	reason := answer.GetReason()
	if state == "applied" {
		reason = ""
	}
	if _, err := s.db.Exec(ctx, finishCommand, id, state, reason, answer.GetKey(), s.now()); err != nil {
		return pg.MapError(fmt.Errorf("finish command %d: %w", id, err))
	}
	return nil
}
