package promos

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/promo"
)

const (
	// pace lies between two codes of batches: at most five a second, so that the bot serves its customers meanwhile.
	pace = 200 * time.Millisecond
	// longestPause ends the growing pauses while the bot is away.
	longestPause = 30 * time.Second
	// The bot would say to the others what it said to one.
	stopBatch = `
UPDATE sales.promo_commands SET state = 'refused', problem = @problem, cause = @cause, detail = @detail, finished_at = @now
WHERE batch_id = @batch AND state = 'sending' AND attempts = 0`
	renameCommand = `
UPDATE sales.promo_commands SET code = @code, request = @request, round = round + 1, attempts = 0, began_at = NULL, doubtful = false
WHERE id = @id AND round = @round AND state = 'sending' RETURNING ` + commandFields
)

// pacer spaces what is sent: by pace while all is well, by a growing pause while the bot is away.
type pacer struct {
	next  time.Time
	pause time.Duration
}

func (p *pacer) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Until(p.next)):
		return nil
	}
}

func (p *pacer) after(failed bool) {
	if !failed {
		p.pause = 0
		p.next = time.Now().Add(pace)
		return
	}
	p.pause = min(longestPause, max(time.Second, 2*p.pause))
	p.next = time.Now().Add(p.pause)
}

// SendBatch is Send for BatchTopic: paced, one code after another.
func (s *Server) SendBatch(bridge bridgev1.BridgeClient) func(ctx context.Context, l pg.Letter) error {
	p := &pacer{}
	return func(ctx context.Context, l pg.Letter) error {
		if err := p.wait(ctx); err != nil {
			return err
		}
		a, err := s.begin(ctx, l.Key)
		if err != nil || a == nil {
			return err
		}
		answer, err := s.carryOut(ctx, bridge, a)
		if err != nil {
			return err
		}
		p.after(answer.GetOutcome() == bridgev1.ExecuteResponse_OUTCOME_RETRY)
		if answer.GetCause() == bridgev1.ExecuteResponse_CAUSE_TAKEN && a.Attempts == 1 {
			// The bot has had a code of this name all along, and it is not ours.
			return s.rename(ctx, a)
		}
		if err := s.settle(ctx, a, answer); err != nil {
			return err
		}
		return s.stop(ctx, a, answer)
	}
}

// stop refuses the rest of a batch for a reason that holds for all of it.
func (s *Server) stop(ctx context.Context, a *attempt, answer *bridgev1.ExecuteResponse) error {
	switch answer.GetCause() {
	case bridgev1.ExecuteResponse_CAUSE_NOT_SET_UP, bridgev1.ExecuteResponse_CAUSE_TOKEN, bridgev1.ExecuteResponse_CAUSE_INVALID:
	default:
		return nil
	}
	_, err := s.db.Exec(ctx, stopBatch, pgx.NamedArgs{"batch": a.BatchID, "problem": answer.GetReason(), "cause": causeOf(answer.GetCause()),
		"detail": answer.GetDetail(), "now": s.now()})
	if err != nil {
		return pg.MapError(fmt.Errorf("stop batch: %w", err))
	}
	return nil
}

// rename makes up another code in the place of one that somebody else has.
func (s *Server) rename(ctx context.Context, a *attempt) error {
	request := &bridgev1.ExecuteRequest{}
	if err := proto.Unmarshal(a.Request, request); err != nil {
		return fmt.Errorf("decode command %d: %w", a.id, err)
	}
	var prefix string
	var length int
	if err := s.db.QueryRow(ctx, `SELECT prefix, length FROM sales.promo_batches WHERE id = $1`, a.BatchID).Scan(&prefix, &length); err != nil {
		return pg.MapError(fmt.Errorf("read batch: %w", err))
	}
	code := request.GetCreatePromoCode().GetCode()
	for range drawings {
		codes, err := promo.Codes(rand.Reader, prefix, length, 1, map[string]bool{code: true})
		if err != nil {
			return err
		}
		taken, err := s.taken(ctx, codes)
		if err != nil {
			return err
		}
		if len(taken) == 0 {
			request.GetCreatePromoCode().Code = &codes[0]
			return s.replace(ctx, a, codes[0], request)
		}
	}
	return errors.New("no free code was found: next time")
}

func (s *Server) replace(ctx context.Context, a *attempt, code string, request *bridgev1.ExecuteRequest) error {
	body, err := proto.Marshal(request)
	if err != nil {
		return fmt.Errorf("encode command: %w", err)
	}
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, renameCommand, pgx.NamedArgs{"id": a.id, "round": a.round, "code": code, "request": body})
		if err != nil {
			return err
		}
		renamed, err := pgx.CollectRows(rows, pgx.RowToStructByName[commandRow])
		if err != nil {
			return err
		}
		return pg.PostAll(ctx, s.db, tx, BatchTopic, letters(renamed)) // none, if it was cancelled
	})
	if err != nil {
		return pg.MapError(fmt.Errorf("rename command %d: %w", a.id, err))
	}
	return nil
}
