package promos

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

// Topics of the outbox. Batches have their own, so that no single wish waits behind a thousand others.
const (
	Topic      = "promo_command"
	BatchTopic = "promo_batch_command"
)

func topicOf(batch *int64) string {
	if batch != nil {
		return BatchTopic
	}
	return Topic
}

const (
	executeTimeout = 30 * time.Second
	// patience is how long the bot may stay away before a command is given up.
	patience     = 24 * time.Hour
	beginCommand = `
UPDATE sales.promo_commands SET attempts = attempts + 1, began_at = @now WHERE id = @id AND round = @round AND state = 'sending'
RETURNING request, created_at, coalesce(retried_at, created_at) AS since, attempts, batch_id`
	// Cancelled on its way and now known not to have been done: then it is cancelled for good.
	noteProblem = `
UPDATE sales.promo_commands SET began_at = NULL, doubtful = doubtful OR @doubtful, problem = @problem, cause = @cause, detail = @detail,
	state = CASE WHEN state = 'unclear' AND NOT (doubtful OR @doubtful) THEN 'cancelled' ELSE state END
WHERE id = @id AND round = @round AND state IN ('sending', 'unclear')`
	// What is done is done, whoever has cancelled it meanwhile.
	finishCommand = `
UPDATE sales.promo_commands SET state = @state, problem = @problem, cause = @cause, detail = @detail, promo_id = coalesce(promo_id, nullif(@promo::bigint, 0)),
	began_at = NULL, doubtful = doubtful AND @state = 'unclear', finished_at = @now
WHERE id = @id AND (@state = 'applied' OR round = @round) AND state IN ('sending', 'unclear')`
)

// attempt is one command on its way.
type attempt struct {
	id    int64
	round int32
	begun
}

type begun struct {
	Request   []byte
	CreatedAt time.Time
	Since     time.Time
	Attempts  int32
	BatchID   *int64
}

// Send has the bridge carry out one command of Topic, and stores what became of it.
func (s *Server) Send(bridge bridgev1.BridgeClient) func(ctx context.Context, l pg.Letter) error {
	return func(ctx context.Context, l pg.Letter) error {
		a, err := s.begin(ctx, l.Key)
		if err != nil || a == nil {
			return err
		}
		answer, err := s.carryOut(ctx, bridge, a)
		if err != nil {
			return err
		}
		return s.settle(ctx, a, answer)
	}
}

// begin counts an attempt before it is made; nil if the command is finished or cancelled, or this letter is an old one.
func (s *Server) begin(ctx context.Context, letter string) (*attempt, error) {
	id, round, _ := strings.Cut(letter, ".")
	a := &attempt{round: 1}
	var err error
	if a.id, err = strconv.ParseInt(id, 10, 64); err != nil {
		return nil, fmt.Errorf("read command %q: %w", letter, err)
	}
	if n, err := strconv.ParseInt(round, 10, 32); err == nil {
		a.round = int32(n)
	}
	rows, err := s.db.Query(ctx, beginCommand, pgx.NamedArgs{"id": a.id, "round": a.round, "now": s.now()})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("begin command %d: %w", a.id, err))
	}
	a.begun, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[begun])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("begin command %d: %w", a.id, err))
	}
	return a, nil
}

// carryOut asks the bridge. What is not heard of in time may have been done.
func (s *Server) carryOut(ctx context.Context, bridge bridgev1.BridgeClient, a *attempt) (*bridgev1.ExecuteResponse, error) {
	request := &bridgev1.ExecuteRequest{}
	if err := proto.Unmarshal(a.Request, request); err != nil {
		return nil, fmt.Errorf("decode command %d: %w", a.id, err)
	}
	request.Attempt, request.AskedAt = a.Attempts, timestamppb.New(a.CreatedAt)
	s.changed("promo_command")
	call, cancel := context.WithTimeout(rpc.AsService(ctx, "sales-read"), executeTimeout)
	defer cancel()
	answer, err := bridge.Execute(call, request)
	if err != nil {
		answer = &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_RETRY, Reason: status.Convert(err).Message(),
			Cause: bridgev1.ExecuteResponse_CAUSE_OTHER, Doubtful: true}
	}
	return answer, nil
}

// settle stores an answer. An error means that the command is to be sent again.
func (s *Server) settle(ctx context.Context, a *attempt, answer *bridgev1.ExecuteResponse) error {
	defer s.changed("promo_command")
	state, reason := "refused", answer.GetReason()
	switch {
	case answer.GetOutcome() == bridgev1.ExecuteResponse_OUTCOME_APPLIED:
		state, reason = "applied", ""
	case answer.GetOutcome() == bridgev1.ExecuteResponse_OUTCOME_REFUSED:
	case s.now().Sub(a.Since) > patience:
		state, reason = "unclear", "given up after a day; look in the bot whether it was done: "+reason
	default:
		if _, err := s.db.Exec(ctx, noteProblem, pgx.NamedArgs{"id": a.id, "round": a.round, "problem": reason, "cause": causeOf(answer.GetCause()),
			"detail": answer.GetDetail(), "doubtful": answer.GetDoubtful()}); err != nil {
			return pg.MapError(fmt.Errorf("note the problem of command %d: %w", a.id, err))
		}
		return fmt.Errorf("command %d: %s", a.id, reason)
	}
	if _, err := s.db.Exec(ctx, finishCommand, pgx.NamedArgs{"id": a.id, "round": a.round, "state": state, "problem": reason, "cause": causeOf(answer.GetCause()),
		"detail": answer.GetDetail(), "promo": answer.GetKey(), "now": s.now()}); err != nil {
		return pg.MapError(fmt.Errorf("finish command %d: %w", a.id, err))
	}
	return nil
}
