package bridge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// promoCode is a code as the bot's API says and takes it. Two fields are overloaded for type "discount": percent and hours.
type promoCode struct {
	ID         int64      `json:"id,omitempty"`
	Code       *string    `json:"code,omitempty"`
	Type       *string    `json:"type,omitempty"`
	Bonus      *int64     `json:"balance_bonus_kopeks,omitempty"`
	Days       *int64     `json:"subscription_days,omitempty"`
	Traffic    *int64     `json:"traffic_gb,omitempty"`
	MaxUses    *int64     `json:"max_uses,omitempty"`
	IsActive   *bool      `json:"is_active,omitempty"`
	ValidFrom  *time.Time `json:"valid_from,omitempty"`
	ValidUntil *time.Time `json:"valid_until,omitempty"`
	CreatedAt  *time.Time `json:"created_at,omitempty"`
}

type promoPage struct {
	Items []promoCode `json:"items"`
	Total int         `json:"total"`
}

const (
	discount = "discount"
	// unlimited is how the bot stores 0.
	unlimited  = 999999
	promoPages = 200
)

// asked is what the bot's API takes for our fields; kind is the type the code has or gets.
func asked(f *bridgev1.PromoCodeFields, kind string) promoCode {
	p := promoCode{Code: f.Code, Type: f.Type, Bonus: f.BalanceBonusKopeks, Days: f.SubscriptionDays, Traffic: f.TrafficGb, MaxUses: f.MaxUses, IsActive: f.IsActive,
		ValidFrom: moment(f.GetValidFrom()), ValidUntil: moment(f.GetValidUntil())}
	if kind == discount {
		p.Bonus, p.Days = f.DiscountPercent, f.DiscountHours
	}
	return p
}

func moment(t *timestamppb.Timestamp) *time.Time {
	if t == nil {
		return nil
	}
	at := t.AsTime()
	return &at
}

// differences tells, in words, where a code of the bot is not as wanted; what is absent in wanted does not count.
func (p promoCode) differences(wanted promoCode) []string {
	var found []string
	number := func(name string, is, want *int64) {
		if want != nil && (is == nil && *want != 0 || is != nil && *is != *want) {
			found = append(found, fmt.Sprintf("%s is %d, not %d", name, value(is), *want))
		}
	}
	instant := func(name string, is, want *time.Time) {
		if want != nil && (is == nil || is.Sub(*want).Abs() >= time.Millisecond) {
			found = append(found, name+" is another")
		}
	}
	if wanted.Code != nil && value(p.Code) != *wanted.Code {
		found = append(found, "the code is "+value(p.Code))
	}
	if wanted.Type != nil && value(p.Type) != *wanted.Type {
		found = append(found, "the type is "+value(p.Type))
	}
	first, second := "the bonus in kopeks", "days"
	if value(p.Type) == discount {
		first, second = "the percent", "hours"
	}
	number(first, p.Bonus, wanted.Bonus)
	number(second, p.Days, wanted.Days)
	number("traffic", p.Traffic, wanted.Traffic)
	number("the limit of uses", noLimit(p.MaxUses), noLimit(wanted.MaxUses))
	instant("the beginning", p.ValidFrom, wanted.ValidFrom)
	instant("the end", p.ValidUntil, wanted.ValidUntil)
	if wanted.IsActive != nil && value(p.IsActive) != *wanted.IsActive {
		found = append(found, map[bool]string{true: "it is on", false: "it is off"}[value(p.IsActive)])
	}
	return found
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func noLimit(uses *int64) *int64 {
	if uses != nil && *uses == unlimited {
		zero := int64(0)
		return &zero
	}
	return uses
}

// Execute has the bot do something, and tells whether it is done, refused, or has to be asked again.
func (s *service) Execute(ctx context.Context, q *bridgev1.ExecuteRequest) (*bridgev1.ExecuteResponse, error) {
	// Asked of the database: a replica that does not lead may answer too.
	var incarnation, id int64
	err := s.db.QueryRow(ctx, `SELECT incarnation FROM bridge.source`).Scan(&incarnation)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("read incarnation: %w", err))
	}
	switch command := q.GetCommand().(type) {
	case *bridgev1.ExecuteRequest_CreatePromoCode:
		id, err = s.createPromoCode(ctx, command.CreatePromoCode, q.GetAttempt() > 1, q.GetAskedAt().AsTime())
	case *bridgev1.ExecuteRequest_UpdatePromoCode:
		id, err = s.updatePromoCode(ctx, command.UpdatePromoCode, q.GetAttempt() > 1, incarnation)
	default:
		err = &refusal{cause: bridgev1.ExecuteResponse_CAUSE_OTHER, reason: "this bridge does not know the command: is it older than the service that sends it?"}
	}
	if err != nil {
		return notDone(err), nil
	}
	key := incarnation<<keyBits | id
	s.lookAt("promo_code", key)
	return &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_APPLIED, Key: key}, nil
}

// notDone tells a no from a not yet.
func notDone(err error) *bridgev1.ExecuteResponse {
	var refused *refusal
	var later *unsettled
	switch {
	case errors.As(err, &refused):
		return &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_REFUSED, Reason: refused.reason, Cause: refused.cause, Detail: refused.detail}
	case errors.As(err, &later):
		return &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_RETRY, Reason: later.reason, Cause: later.cause, Detail: later.detail, Doubtful: later.doubtful}
	}
	return &bridgev1.ExecuteResponse{Outcome: bridgev1.ExecuteResponse_OUTCOME_RETRY, Reason: err.Error(), Cause: bridgev1.ExecuteResponse_CAUSE_BROKEN, Doubtful: true}
}

// lookAt wakes the read of one row, so that its change shows at once; a row that is not woken is found by reading.
func (s *service) lookAt(entity string, key int64) {
	if !slices.ContainsFunc(bedolaga.Tables(), func(t *bedolaga.Table) bool { return t.Entity == entity }) {
		return
	}
	select {
	case s.pushes.queue <- pushed{entity: entity, key: key, deadline: s.now().Add(visibleWithin)}:
	default:
	}
}

// createPromoCode makes a code once: an earlier attempt may have made it although we never heard so.
func (s *service) createPromoCode(ctx context.Context, f *bridgev1.PromoCodeFields, again bool, since time.Time) (int64, error) {
	wanted := asked(f, f.GetType())
	if again {
		if id, err := s.adopt(ctx, wanted, since); err != nil || id != 0 {
			return id, err
		}
	}
	var made promoCode
	err := s.api.call(ctx, http.MethodPost, "/promo-codes", wanted, &made)
	var refused *refusal
	switch {
	case !errors.As(err, &refused):
		return made.ID, err
	case refused.code == http.StatusNotFound:
		return 0, &refusal{cause: bridgev1.ExecuteResponse_CAUSE_NOT_SET_UP, reason: "the bot's web API knows no promo codes: does BEDOLAGA_API_URL point at it?", detail: refused.detail}
	case refused.code != http.StatusBadRequest:
		return 0, err
	}
	if again {
		// It may have been made between looking and asking.
		if id, late := s.adopt(ctx, wanted, since); late != nil || id != 0 {
			return id, late
		}
	}
	if strings.Contains(refused.detail, "already exists") {
		refused.cause = bridgev1.ExecuteResponse_CAUSE_TAKEN
	}
	return 0, refused
}

// adopt finds the code an earlier attempt made; 0 if there is none. One with the same name that we did not ask for is a refusal.
func (s *service) adopt(ctx context.Context, wanted promoCode, since time.Time) (int64, error) {
	// The bot's clock may be behind ours.
	oldest := since.Add(-time.Hour)
	for page := range promoPages {
		var list promoPage
		if err := s.api.call(ctx, http.MethodGet, fmt.Sprintf("/promo-codes?limit=200&offset=%d", page*200), nil, &list); err != nil {
			return 0, err
		}
		for _, p := range list.Items {
			if value(p.Code) != value(wanted.Code) {
				continue
			}
			other := p.differences(wanted)
			if p.CreatedAt != nil && p.CreatedAt.Before(oldest) {
				other = append(other, "it was there before")
			}
			if len(other) > 0 {
				return 0, &refusal{cause: bridgev1.ExecuteResponse_CAUSE_TAKEN, reason: "the bot has another code of this name: " + strings.Join(other, ", ")}
			}
			return p.ID, nil
		}
		if last := len(list.Items); last == 0 || list.Items[last-1].CreatedAt != nil && list.Items[last-1].CreatedAt.Before(oldest) {
			return 0, nil
		}
	}
	return 0, nil
}

// updatePromoCode changes a code that still is as its editor saw it.
func (s *service) updatePromoCode(ctx context.Context, u *bridgev1.UpdatePromoCode, again bool, incarnation int64) (int64, error) {
	if u.GetKey()>>keyBits != incarnation {
		return 0, &refusal{cause: bridgev1.ExecuteResponse_CAUSE_NOT_FOUND, reason: "the code belongs to the bot's database before its restore"}
	}
	id := u.GetKey() & (1<<keyBits - 1)
	path := fmt.Sprintf("/promo-codes/%d", id)
	var now promoCode
	if err := s.api.call(ctx, http.MethodGet, path, nil, &now); err != nil {
		return 0, err
	}
	change := asked(u.GetChange(), u.GetSeen().GetType())
	if again && len(now.differences(change)) == 0 {
		return id, nil
	}
	if other := now.differences(asked(u.GetSeen(), u.GetSeen().GetType())); len(other) > 0 {
		return 0, &refusal{cause: bridgev1.ExecuteResponse_CAUSE_CHANGED, reason: "somebody changed it in the bot meanwhile: " + strings.Join(other, ", ")}
	}
	return id, s.api.call(ctx, http.MethodPatch, path, change, nil)
}
