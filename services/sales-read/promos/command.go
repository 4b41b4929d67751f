package promos

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/wish"
)

const (
	commandFields = `id, kind, code, promo_id, batch_id, request, state, problem, cause, detail, attempts, round, created_by, created_at, finished_at, moved_by, moved_at`
	storeCommand  = `
INSERT INTO sales.promo_commands (caller, idempotency_key, request_hash, kind, code, promo_id, request, created_by, created_at)
VALUES (@caller, @key, @hash, @kind, @code, @promo, @request, @by, @now) RETURNING ` + commandFields
	sameCommand = `SELECT ` + commandFields + `, request_hash FROM sales.promo_commands WHERE caller = @caller AND idempotency_key = @key`
)

type commandRow struct {
	ID         int64
	Kind       string
	Code       string
	PromoID    *int64
	BatchID    *int64
	Request    []byte
	State      string
	Problem    string
	Cause      string
	Detail     string
	Attempts   int32
	Round      int32
	CreatedBy  string
	CreatedAt  time.Time
	FinishedAt *time.Time
	MovedBy    string
	MovedAt    *time.Time
}

func (row commandRow) message() (*salesv1.PromoCommand, error) {
	request := &bridgev1.ExecuteRequest{}
	if err := proto.Unmarshal(row.Request, request); err != nil {
		return nil, fmt.Errorf("decode command %d: %w", row.ID, err)
	}
	wanted, seen := request.GetCreatePromoCode(), (*bridgev1.PromoCodeFields)(nil)
	if change := request.GetUpdatePromoCode(); change != nil {
		wanted, seen = change.GetChange(), change.GetSeen()
	}
	return &salesv1.PromoCommand{Id: row.ID, Kind: row.Kind, Code: row.Code, PromoId: row.PromoID, BatchId: row.BatchID, State: row.State, Problem: row.Problem,
		Cause: row.Cause, Detail: row.Detail, Attempts: row.Attempts, CreatedBy: row.CreatedBy, CreatedAt: ask.Stamp(&row.CreatedAt), FinishedAt: ask.Stamp(row.FinishedAt),
		MovedBy: row.MovedBy, MovedAt: ask.Stamp(row.MovedAt), Wanted: told(wanted), Seen: told(seen)}, nil
}

// letter names the way of a command to the bot; sent again, it gets another.
func (row commandRow) letter() string { return fmt.Sprintf("%d.%d", row.ID, row.Round) }

// told is what the bot's API takes, in our answers.
func told(f *bridgev1.PromoCodeFields) *salesv1.PromoFields {
	if f == nil {
		return nil
	}
	return &salesv1.PromoFields{Type: f.Type, BalanceBonusKopeks: f.BalanceBonusKopeks, SubscriptionDays: f.SubscriptionDays, TrafficGb: f.TrafficGb,
		DiscountPercent: f.DiscountPercent, DiscountHours: f.DiscountHours, MaxUses: f.MaxUses, ValidFrom: f.GetValidFrom(), ValidUntil: f.GetValidUntil(), IsActive: f.IsActive}
}

// causeOf is a cause of the bridge in our answers; empty for none.
func causeOf(c bridgev1.ExecuteResponse_Cause) string {
	if c == bridgev1.ExecuteResponse_CAUSE_UNSPECIFIED {
		return ""
	}
	return strings.ToLower(strings.TrimPrefix(c.String(), "CAUSE_"))
}

// intent is what a caller asks the bot for.
type intent struct {
	kind, code string
	promo      *int64
	// asked is the caller's own request, by which one sent twice is known.
	asked   proto.Message
	request *bridgev1.ExecuteRequest
}

// asking is a caller's request and the key that stands for it.
type asking struct {
	caller, key string
	hash        []byte
}

func askingOf(ctx context.Context, request proto.Message) (asking, error) {
	key, err := wish.Key(ctx)
	if err != nil {
		return asking{}, err
	}
	hash, err := wish.Hash(request)
	return asking{caller: wish.Caller(ctx), key: key, hash: hash}, err
}

// same refuses a key that stands for another request.
func (a asking) same(hash []byte) error {
	if string(hash) != string(a.hash) {
		return wish.ErrAnother
	}
	return nil
}

// knownCommand is the command that the caller's key already stands for, nil if it stands for none yet.
func (s *Server) knownCommand(ctx context.Context, asked proto.Message) (*salesv1.PromoCommand, error) {
	w, err := askingOf(ctx, asked)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, sameCommand, pgx.NamedArgs{"caller": w.caller, "key": w.key})
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
	}
	if err := w.same(found.RequestHash); err != nil {
		return nil, err
	}
	return found.message()
}

// accept stores the wish and its letter in one transaction.
func (s *Server) accept(ctx context.Context, in intent) (*salesv1.PromoCommand, error) {
	w, err := askingOf(ctx, in.asked)
	if err != nil {
		return nil, err
	}
	body, err := proto.Marshal(in.request)
	if err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	var row commandRow
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, storeCommand, pgx.NamedArgs{"caller": w.caller, "key": w.key, "hash": w.hash, "kind": in.kind, "code": in.code, "promo": in.promo,
			"request": body, "by": rpc.CallerFrom(ctx).GetName(), "now": s.now()})
		if err != nil {
			return err
		}
		if row, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[commandRow]); err != nil {
			return err
		}
		return pg.Post(ctx, s.db, tx, Topic, row.letter())
	})
	switch violated(err) {
	case "":
	case "promo_commands_sending":
		return nil, status.Errorf(codes.Aborted, "another change of %s is being sent to the bot: wait until it is done, or cancel it", in.code)
	default:
		return s.knownCommand(ctx, in.asked) // the same key, at the same moment
	}
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("store command: %w", err))
	}
	s.changed("promo_command")
	return row.message()
}

// violated names the unique constraint that an error is about; empty for none.
func violated(err error) string {
	var twice *pgconn.PgError
	if errors.As(err, &twice) && twice.Code == "23505" {
		return twice.ConstraintName
	}
	return ""
}

// versionOf names what an editor may change of a code.
func versionOf(seen *bridgev1.PromoCodeFields) string {
	sum, err := wish.Hash(seen)
	if err != nil { // all of it is text that was stored before
		return ""
	}
	return hex.EncodeToString(sum[:8])
}
