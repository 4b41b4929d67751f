package promos

import (
	"context"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/promo"
)

// CreatePromo asks the bot for a new code, once per Idempotency-Key.
func (s *Server) CreatePromo(ctx context.Context, q *salesv1.CreatePromoRequest) (*salesv1.PromoCommand, error) {
	if known, err := s.knownCommand(ctx, q); err != nil || known != nil {
		return known, err
	}
	if field := beyondAPI(q); field != "" {
		return nil, rpc.Invalid(field, "the bot's API cannot set this: make such a code in the bot itself")
	}
	code := promo.Normal(q.GetCode())
	wanted := &bridgev1.PromoCodeFields{Code: &code, Type: &q.Type, BalanceBonusKopeks: &q.BalanceBonusKopeks, SubscriptionDays: &q.SubscriptionDays, TrafficGb: &q.TrafficGb,
		DiscountPercent: &q.DiscountPercent, DiscountHours: &q.DiscountHours, MaxUses: &q.MaxUses, ValidFrom: q.GetValidFrom(), ValidUntil: q.GetValidUntil(),
		IsActive: proto.Bool(q.IsActive == nil || q.GetIsActive())}
	if err := check(wanted, 0); err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Add("p.code = @code AND p.gone_at IS NULL AND p.search = @search", map[string]any{"code": code, "search": ask.OneLine(code)})
	taken, err := s.page(orderOf(""))(ctx, f, nil, 1)
	if err != nil {
		return nil, err
	}
	if len(taken) > 0 {
		return nil, status.Errorf(codes.AlreadyExists, "there is a promo code %s already", code)
	}
	return s.accept(ctx, intent{kind: "create", code: code, asked: q, request: &bridgev1.ExecuteRequest{Attempt: 1, AskedAt: timestamppb.New(s.now()),
		Command: &bridgev1.ExecuteRequest_CreatePromoCode{CreatePromoCode: wanted}}})
}

func beyondAPI(q *salesv1.CreatePromoRequest) string {
	switch {
	case q.GetType() == "promo_group":
		return "type"
	case q.GetFirstPurchaseOnly():
		return "first_purchase_only"
	case q.TariffId != nil:
		return "tariff_id"
	case q.PromoGroupId != nil:
		return "promo_group_id"
	}
	return ""
}

// UpdatePromo asks the bot to change a code that still is as the editor saw it.
func (s *Server) UpdatePromo(ctx context.Context, q *salesv1.UpdatePromoRequest) (*salesv1.PromoCommand, error) {
	change := &bridgev1.PromoCodeFields{BalanceBonusKopeks: q.BalanceBonusKopeks, SubscriptionDays: q.SubscriptionDays, TrafficGb: q.TrafficGb, DiscountPercent: q.DiscountPercent,
		DiscountHours: q.DiscountHours, MaxUses: q.MaxUses, ValidFrom: q.GetValidFrom(), ValidUntil: q.GetValidUntil(), IsActive: q.IsActive}
	return s.change(ctx, "update", q.GetId(), q.GetExpectedVersion(), q, change)
}

// DeactivatePromo asks the bot to switch a code off.
func (s *Server) DeactivatePromo(ctx context.Context, q *salesv1.DeactivatePromoRequest) (*salesv1.PromoCommand, error) {
	return s.change(ctx, "deactivate", q.GetId(), q.GetExpectedVersion(), q, &bridgev1.PromoCodeFields{IsActive: proto.Bool(false)})
}

func (s *Server) change(ctx context.Context, kind string, id int64, version string, asked proto.Message, change *bridgev1.PromoCodeFields) (*salesv1.PromoCommand, error) {
	if known, err := s.knownCommand(ctx, asked); err != nil || known != nil {
		return known, err
	}
	row, err := s.promo(ctx, id)
	if err != nil {
		return nil, err
	}
	seen := row.seen()
	switch {
	case row.GoneAt != nil:
		return nil, status.Errorf(codes.FailedPrecondition, "%s was deleted in the bot", row.Code)
	case versionOf(seen) != version:
		return nil, status.Errorf(codes.Aborted, "somebody changed %s meanwhile: look at it again", row.Code)
	case proto.Equal(change, &bridgev1.PromoCodeFields{}):
		return nil, status.Error(codes.InvalidArgument, "nothing is to be changed")
	}
	if kind != "deactivate" {
		after := proto.CloneOf(seen)
		proto.Merge(after, change)
		// Merge adds up the parts of an instant.
		if change.GetValidFrom() != nil {
			after.ValidFrom = change.GetValidFrom()
		}
		if change.GetValidUntil() != nil {
			after.ValidUntil = change.GetValidUntil()
		}
		if err := check(after, row.CurrentUses); err != nil {
			return nil, err
		}
	}
	return s.accept(ctx, intent{kind: kind, code: row.Code, promo: &row.ID, asked: asked, request: &bridgev1.ExecuteRequest{Attempt: 1, AskedAt: timestamppb.New(s.now()),
		Command: &bridgev1.ExecuteRequest_UpdatePromoCode{UpdatePromoCode: &bridgev1.UpdatePromoCode{Key: id, Change: change, Seen: seen}}}})
}

// seen is the row as an editor sees it.
func (row codeRow) seen() *bridgev1.PromoCodeFields {
	return &bridgev1.PromoCodeFields{Code: &row.Code, Type: &row.Type, BalanceBonusKopeks: &row.BalanceBonusKopeks, SubscriptionDays: &row.SubscriptionDays,
		TrafficGb: &row.TrafficGB, DiscountPercent: &row.DiscountPercent, DiscountHours: &row.DiscountHours, MaxUses: &row.MaxUses,
		ValidFrom: ask.Stamp(row.ValidFrom), ValidUntil: ask.Stamp(row.ValidUntil), IsActive: &row.IsActive}
}

func check(f *bridgev1.PromoCodeFields, uses int64) error {
	var wrong []*errdetails.BadRequest_FieldViolation
	for _, p := range promo.Check(fieldsOf(f), uses) {
		wrong = append(wrong, &errdetails.BadRequest_FieldViolation{Field: p.Field, Description: p.Text})
	}
	if len(wrong) > 0 {
		return rpc.InvalidFields(wrong...)
	}
	return nil
}

func fieldsOf(f *bridgev1.PromoCodeFields) promo.Fields {
	at := func(t *timestamppb.Timestamp) *time.Time {
		if t == nil {
			return nil
		}
		instant := t.AsTime()
		return &instant
	}
	return promo.Fields{Code: f.GetCode(), Type: f.GetType(), BonusKopeks: f.GetBalanceBonusKopeks(), Days: f.GetSubscriptionDays(), TrafficGB: f.GetTrafficGb(),
		DiscountPercent: f.GetDiscountPercent(), DiscountHours: f.GetDiscountHours(), MaxUses: f.GetMaxUses(), ValidFrom: at(f.GetValidFrom()), Till: at(f.GetValidUntil())}
}
