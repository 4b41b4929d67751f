package salesread

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	promoTopic    = "promo_command"
	commandFields = `id, kind, code, promo_id, state, problem, attempts, created_by, created_at, finished_at`
	storeCommand  = `
INSERT INTO sales.promo_commands (caller, idempotency_key, request_hash, kind, code, promo_id, request, created_by, created_at)
VALUES (@caller, @key, @hash, @kind, @code, @promo, @request, @by, @now) RETURNING ` + commandFields
	sameCommand = `SELECT ` + commandFields + `, request_hash FROM sales.promo_commands WHERE caller = $1 AND idempotency_key = $2`
	// longestKey is how long an Idempotency-Key may be.
	longestKey = 200
)

type commandRow struct {
	ID         int64
	Kind       string
	Code       string
	PromoID    *int64
	State      string
	Problem    string
	Attempts   int32
	CreatedBy  string
	CreatedAt  time.Time
	FinishedAt *time.Time
}

func (row commandRow) message() *salesv1.PromoCommand {
	return &salesv1.PromoCommand{Id: row.ID, Kind: row.Kind, Code: row.Code, PromoId: row.PromoID, State: row.State, Problem: row.Problem, Attempts: row.Attempts,
		CreatedBy: row.CreatedBy, CreatedAt: ask.Stamp(&row.CreatedAt), FinishedAt: ask.Stamp(row.FinishedAt)}
}

// intent is what a caller asks the bot for.
type intent struct {
	kind, code string
	promo      *int64
	// asked is the caller's own request, by which one sent twice is known.
	asked   proto.Message
	request *bridgev1.ExecuteRequest
}

// known is the command that the caller's key already stands for, nil if it stands for none yet.
func (s *service) knownCommand(ctx context.Context, asked proto.Message) (*salesv1.PromoCommand, error) {
	key, err := idempotencyKey(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := hashOf(asked)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, sameCommand, callerID(ctx), key)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("look for the command: %w", err))
	}
	type known struct {
		commandRow
		RequestHash []byte
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[known])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("look for the command: %w", err))
	case string(found.RequestHash) != string(hash):
		return nil, status.Error(codes.AlreadyExists, "this Idempotency-Key was used for another request: take a new key for a new wish")
	}
	return found.message(), nil
}

// accept stores the wish and its letter in one transaction.
func (s *service) accept(ctx context.Context, in intent) (*salesv1.PromoCommand, error) {
	key, err := idempotencyKey(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := hashOf(in.asked)
	if err != nil {
		return nil, err
	}
	body, err := proto.Marshal(in.request)
	if err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	var row commandRow
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, storeCommand, pgx.NamedArgs{"caller": callerID(ctx), "key": key, "hash": hash, "kind": in.kind, "code": in.code, "promo": in.promo,
			"request": body, "by": rpc.CallerFrom(ctx).GetName(), "now": s.now()})
		if err != nil {
			return err
		}
		if row, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[commandRow]); err != nil {
			return err
		}
		return pg.Post(ctx, s.db, tx, promoTopic, strconv.FormatInt(row.ID, 10))
	})
	var twice *pgconn.PgError
	if errors.As(err, &twice) && twice.Code == "23505" {
		if twice.ConstraintName == "promo_commands_sending" {
			return nil, status.Errorf(codes.Aborted, "another change of %s is being sent to the bot: wait until it is done", in.code)
		}
		return s.knownCommand(ctx, in.asked) // the same key, at the same moment
	}
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("store command: %w", err))
	}
	return row.message(), nil
}

func callerID(ctx context.Context) string {
	caller := rpc.CallerFrom(ctx)
	return caller.GetKind().String() + ":" + caller.GetId()
}

func idempotencyKey(ctx context.Context) (string, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	for _, key := range md.Get(rpc.IdempotencyKey) {
		if key != "" && len(key) <= longestKey {
			return key, nil
		}
	}
	return "", status.Errorf(codes.InvalidArgument, "send an Idempotency-Key header of up to %d characters, a new one for each wish: then sending twice asks once", longestKey)
}

func hashOf(m proto.Message) ([]byte, error) {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(m.ProtoReflect().Descriptor().FullName()+" "), raw...))
	return sum[:], nil
}

// versionOf names what an editor may change of a code.
func versionOf(seen *bridgev1.PromoCodeFields) string {
	sum, err := hashOf(seen)
	if err != nil { // all of it is text that was stored before
		return ""
	}
	return hex.EncodeToString(sum[:8])
}

const (
	listCommands = `SELECT ` + commandFields + ` FROM sales.promo_commands ORDER BY id DESC LIMIT 100`
	oneCommand   = `SELECT ` + commandFields + ` FROM sales.promo_commands WHERE id = $1`
)

// ListPromoCommands answers the latest commands, newest first.
func (s *service) ListPromoCommands(ctx context.Context, _ *salesv1.ListPromoCommandsRequest) (*salesv1.ListPromoCommandsResponse, error) {
	rows, err := s.db.Query(ctx, listCommands)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list commands: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[commandRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list commands: %w", err))
	}
	answer := &salesv1.ListPromoCommandsResponse{}
	for _, row := range list {
		answer.Items = append(answer.Items, row.message())
	}
	return answer, nil
}

// GetPromoCommand answers what became of one command.
func (s *service) GetPromoCommand(ctx context.Context, q *salesv1.GetPromoCommandRequest) (*salesv1.PromoCommand, error) {
	rows, err := s.db.Query(ctx, oneCommand, q.GetId())
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read command: %w", err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[commandRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, status.Errorf(codes.NotFound, "there is no command %d", q.GetId())
	}
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read command: %w", err))
	}
	return row.message(), nil
}
