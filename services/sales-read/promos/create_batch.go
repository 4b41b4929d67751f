package promos

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/promo"
)

const (
	// drawings is how often codes are made up anew where some are taken.
	drawings   = 10
	storeBatch = `
INSERT INTO sales.promo_batches (caller, idempotency_key, request_hash, prefix, length, total, fields, created_by, created_at)
VALUES (@caller, @key, @hash, @prefix, @length, @total, @fields, @by, @now) RETURNING id`
	storeBatchCommands = `
INSERT INTO sales.promo_commands (caller, idempotency_key, request_hash, kind, code, batch_id, request, created_by, created_at)
SELECT 'batch:' || @batch::bigint, n, '', 'create', code, @batch, request, @by, @now FROM unnest(@codes::text[], @requests::bytea[]) WITH ORDINALITY AS u (code, request, n)
RETURNING ` + commandFields
	sameBatch = `SELECT id, request_hash FROM sales.promo_batches WHERE caller = @caller AND idempotency_key = @key`
	// A code that is gone may be made again; one that is on its way, or was made and has not arrived, is taken.
	takenCodes = `
SELECT code FROM sales.promo_codes WHERE search = ANY(@searches) AND gone_at IS NULL
UNION SELECT code FROM sales.promo_commands WHERE code = ANY(@codes) AND kind = 'create' AND state IN ('sending', 'applied', 'unclear')`
)

// CreatePromoBatch makes up many codes and asks the bot for them one after another, once per Idempotency-Key.
func (s *Server) CreatePromoBatch(ctx context.Context, q *salesv1.CreatePromoBatchRequest) (*salesv1.PromoBatch, error) {
	w, err := askingOf(ctx, q)
	if err != nil {
		return nil, err
	}
	if known, err := s.knownBatch(ctx, w); err != nil || known != nil {
		return known, err
	}
	prefix := promo.Normal(q.GetPrefix())
	fields := &bridgev1.PromoCodeFields{Type: &q.Type, BalanceBonusKopeks: &q.BalanceBonusKopeks, SubscriptionDays: &q.SubscriptionDays, TrafficGb: &q.TrafficGb,
		DiscountPercent: &q.DiscountPercent, DiscountHours: &q.DiscountHours, MaxUses: &q.MaxUses, ValidFrom: q.GetValidFrom(), ValidUntil: q.GetValidUntil(),
		IsActive: proto.Bool(q.IsActive == nil || q.GetIsActive())}
	if err := checkBatch(prefix, q, fields); err != nil {
		return nil, err
	}
	for range drawings {
		made, err := s.freeCodes(ctx, prefix, int(q.GetLength()), int(q.GetCount()))
		if err != nil {
			return nil, err
		}
		id, err := s.storeBatch(ctx, w, prefix, q, fields, made)
		switch constraint := violated(err); {
		case constraint == "promo_commands_sending": // another batch drew the same, at the same moment
			continue
		case constraint != "":
			return s.knownBatch(ctx, w) // the same key, at the same moment
		case err != nil:
			return nil, pg.MapError(fmt.Errorf("store batch: %w", err))
		}
		s.changed("promo_command")
		return s.batch(ctx, id)
	}
	return nil, status.Error(codes.Aborted, "others are making the same codes right now: try again")
}

func checkBatch(prefix string, q *salesv1.CreatePromoBatchRequest, f *bridgev1.PromoCodeFields) error {
	var wrong []*errdetails.BadRequest_FieldViolation
	if q.GetType() == "promo_group" {
		return rpc.Invalid("type", "the bot's API cannot set this: make such a code in the bot itself")
	}
	example := fieldsOf(f)
	example.Code = "EXAMPLE"
	for _, p := range append(promo.CheckName(prefix, int(q.GetLength()), int(q.GetCount())), promo.Check(example, 0)...) {
		wrong = append(wrong, &errdetails.BadRequest_FieldViolation{Field: p.Field, Description: p.Text})
	}
	if len(wrong) > 0 {
		return rpc.InvalidFields(wrong...)
	}
	return nil
}

// freeCodes makes up codes that neither the bot nor a command is known to have.
func (s *Server) freeCodes(ctx context.Context, prefix string, length, count int) ([]string, error) {
	avoid := map[string]bool{}
	var free []string
	for range drawings {
		drawn, err := promo.Codes(rand.Reader, prefix, length, count-len(free), avoid)
		if err != nil {
			return nil, err
		}
		taken, err := s.taken(ctx, drawn)
		if err != nil {
			return nil, err
		}
		for _, code := range drawn {
			avoid[code] = true
			if !taken[code] {
				free = append(free, code)
			}
		}
		if len(free) == count {
			return free, nil
		}
	}
	return nil, status.Error(codes.FailedPrecondition, "too many codes like these exist already: take more characters or another prefix")
}

// taken are those of codes that are in use.
func (s *Server) taken(ctx context.Context, codes []string) (map[string]bool, error) {
	searches := make([]string, len(codes))
	for i, code := range codes {
		searches[i] = ask.OneLine(code)
	}
	rows, err := s.db.Query(ctx, takenCodes, pgx.NamedArgs{"codes": codes, "searches": searches})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("look for known codes: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("look for known codes: %w", err))
	}
	taken := map[string]bool{}
	for _, code := range list {
		taken[code] = true
	}
	return taken, nil
}

// storeBatch stores the wish, a command for each code, and their letters, in one transaction.
func (s *Server) storeBatch(ctx context.Context, w asking, prefix string, q *salesv1.CreatePromoBatchRequest, f *bridgev1.PromoCodeFields, made []string) (id int64, err error) {
	fields, err := proto.Marshal(f)
	if err != nil {
		return 0, fmt.Errorf("encode batch: %w", err)
	}
	now, by := s.now(), rpc.CallerFrom(ctx).GetName()
	requests := make([][]byte, len(made))
	for i := range made {
		wanted := proto.CloneOf(f)
		wanted.Code = &made[i]
		requests[i], err = proto.Marshal(&bridgev1.ExecuteRequest{Attempt: 1, AskedAt: timestamppb.New(now),
			Command: &bridgev1.ExecuteRequest_CreatePromoCode{CreatePromoCode: wanted}})
		if err != nil {
			return 0, fmt.Errorf("encode command: %w", err)
		}
	}
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, storeBatch, pgx.NamedArgs{"caller": w.caller, "key": w.key, "hash": w.hash, "prefix": prefix, "length": q.GetLength(),
			"total": len(made), "fields": fields, "by": by, "now": now}).Scan(&id); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, storeBatchCommands, pgx.NamedArgs{"batch": id, "codes": made, "requests": requests, "by": by, "now": now})
		if err != nil {
			return err
		}
		stored, err := pgx.CollectRows(rows, pgx.RowToStructByName[commandRow])
		if err != nil {
			return err
		}
		return pg.PostAll(ctx, s.db, tx, BatchTopic, letters(stored))
	})
	return id, err
}

// knownBatch is the batch that the caller's key already stands for, nil if it stands for none yet.
func (s *Server) knownBatch(ctx context.Context, w asking) (*salesv1.PromoBatch, error) {
	var id int64
	var hash []byte
	err := s.db.QueryRow(ctx, sameBatch, pgx.NamedArgs{"caller": w.caller, "key": w.key}).Scan(&id, &hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, pg.MapError(fmt.Errorf("look for batch: %w", err))
	}
	if err := w.same(hash); err != nil {
		return nil, err
	}
	return s.batch(ctx, id)
}
