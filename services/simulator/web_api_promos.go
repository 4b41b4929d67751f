package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

type apiPromo struct {
	ID         int64      `json:"id"`
	Code       string     `json:"code"`
	Type       string     `json:"type"`
	Bonus      int64      `json:"balance_bonus_kopeks"`
	Rubles     float64    `json:"balance_bonus_rubles" db:"-"`
	Days       int64      `json:"subscription_days"`
	Traffic    int64      `json:"traffic_gb"`
	MaxUses    int64      `json:"max_uses"`
	Uses       int64      `json:"current_uses"`
	Left       int64      `json:"uses_left" db:"-"`
	IsActive   bool       `json:"is_active"`
	IsValid    bool       `json:"is_valid" db:"-"`
	ValidFrom  *time.Time `json:"valid_from"`
	ValidUntil *time.Time `json:"valid_until"`
	CreatedBy  *int64     `json:"created_by"`
	CreatedAt  *time.Time `json:"created_at"`
	UpdatedAt  *time.Time `json:"updated_at"`
}

const selectPromos = `SELECT id, code, type, coalesce(balance_bonus_kopeks, 0) AS bonus, coalesce(subscription_days, 0) AS days, traffic_gb AS traffic,
	coalesce(max_uses, 1) AS max_uses, coalesce(current_uses, 0) AS uses, coalesce(is_active, true) AS is_active, valid_from, valid_until, created_by, created_at, updated_at FROM promocodes`

func (a *WebAPI) read(ctx context.Context, where string, args ...any) ([]apiPromo, error) {
	rows, err := a.db.Query(ctx, selectPromos+where, args...)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[apiPromo])
	now := a.now()
	for i := range list {
		p := &list[i]
		p.Rubles, p.Left = float64(p.Bonus)/100, max(0, p.MaxUses-p.Uses)
		p.IsValid = p.IsActive && p.Left > 0 && (p.ValidFrom == nil || !p.ValidFrom.After(now)) && (p.ValidUntil == nil || p.ValidUntil.After(now))
	}
	return list, err
}

func (a *WebAPI) list(w http.ResponseWriter, r *http.Request) {
	number := func(name string, standard, highest int) (int, bool) {
		text := r.URL.Query().Get(name)
		if text == "" {
			return standard, true
		}
		n, err := strconv.Atoi(text)
		return n, err == nil && n >= 0 && n <= highest
	}
	limit, fine := number("limit", 50, 200)
	offset, fine2 := number("offset", 0, 1<<31-1)
	if !fine || !fine2 || limit == 0 {
		invalid(w, "limit", "less_than_equal", "Input should be less than or equal to 200")
		return
	}
	where := " WHERE true"
	if active := r.URL.Query().Get("is_active"); active != "" {
		where = " WHERE is_active = " + strconv.FormatBool(active == "true")
	}
	items, err := a.read(r.Context(), where+" ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2", limit, offset)
	var total int
	if err == nil {
		err = a.db.QueryRow(r.Context(), "SELECT count(*) FROM promocodes"+where).Scan(&total)
	}
	if err != nil {
		broken(w)
		return
	}
	say(w, http.StatusOK, map[string]any{"items": append([]apiPromo{}, items...), "total": total, "limit": limit, "offset": offset})
}

func (a *WebAPI) one(w http.ResponseWriter, r *http.Request) (apiPromo, bool) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 32)
	if err != nil {
		invalid(w, "promocode_id", "int_parsing", "Input should be a valid integer, unable to parse string as an integer")
		return apiPromo{}, false
	}
	found, err := a.read(r.Context(), " WHERE id = $1", id)
	switch {
	case err != nil:
		broken(w)
	case len(found) == 0:
		say(w, http.StatusNotFound, detail("Promo code not found"))
	default:
		return found[0], true
	}
	return apiPromo{}, false
}

func (a *WebAPI) get(w http.ResponseWriter, r *http.Request) {
	if p, found := a.one(w, r); found {
		say(w, http.StatusOK, p)
	}
}

// wish is a body; null = unchanged.
type wish struct {
	Code       *string    `json:"code"`
	Type       *string    `json:"type"`
	Bonus      *int64     `json:"balance_bonus_kopeks"`
	Days       *int64     `json:"subscription_days"`
	Traffic    *int64     `json:"traffic_gb"`
	MaxUses    *int64     `json:"max_uses"`
	ValidFrom  *time.Time `json:"valid_from"`
	ValidUntil *time.Time `json:"valid_until"`
	IsActive   *bool      `json:"is_active"`
}

func readWish(w http.ResponseWriter, r *http.Request) (wish, bool) {
	var in wish
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		var wrong *json.UnmarshalTypeError
		field := ""
		if errors.As(err, &wrong) {
			field = wrong.Field
		}
		invalid(w, field, "type_error", "Input should be valid")
		return in, false
	}
	for field, n := range map[string]*int64{"balance_bonus_kopeks": in.Bonus, "subscription_days": in.Days, "traffic_gb": in.Traffic, "max_uses": in.MaxUses} {
		if n != nil && *n < 0 {
			invalid(w, field, "greater_than_equal", "Input should be greater than or equal to 0")
			return in, false
		}
	}
	known := map[string]bool{"balance": true, "subscription_days": true, "trial_subscription": true, "promo_group": true, "discount": true, "balance_and_days": true}
	if in.Type != nil && !known[*in.Type] {
		invalid(w, "type", "enum", "Input should be 'balance', 'subscription_days', 'trial_subscription', 'promo_group', 'discount' or 'balance_and_days'")
		return in, false
	}
	return in, true
}

func (in wish) over(p apiPromo) apiPromo {
	set := func(to *int64, from *int64) {
		if from != nil {
			*to = *from
		}
	}
	if in.Code != nil {
		p.Code = strings.ToUpper(strings.TrimSpace(*in.Code))
	}
	if in.Type != nil {
		p.Type = *in.Type
	}
	set(&p.Bonus, in.Bonus)
	set(&p.Days, in.Days)
	set(&p.Traffic, in.Traffic)
	set(&p.MaxUses, in.MaxUses)
	if p.MaxUses == 0 {
		p.MaxUses = 999999
	}
	if in.ValidFrom != nil {
		p.ValidFrom = in.ValidFrom
	}
	if in.ValidUntil != nil {
		p.ValidUntil = in.ValidUntil
	}
	if in.IsActive != nil {
		p.IsActive = *in.IsActive
	}
	return p
}

// complaint is the bot's 400; "" = none.
func (p apiPromo) complaint() string {
	switch {
	case p.Code == "":
		return "Code must not be empty"
	case p.Type == "balance" && p.Bonus <= 0:
		return "Balance bonus must be positive for balance promo codes"
	case (p.Type == "subscription_days" || p.Type == "trial_subscription") && p.Days <= 0:
		return "Subscription days must be positive for this promo code type"
	case p.Type == "balance_and_days" && p.Bonus <= 0 && p.Days <= 0 && p.Traffic <= 0:
		return "At least one of balance, days or traffic must be positive"
	case p.ValidFrom != nil && p.ValidUntil != nil && p.ValidFrom.After(*p.ValidUntil):
		return "valid_from cannot be greater than valid_until"
	case p.MaxUses < p.Uses:
		return "max_uses cannot be less than current uses"
	}
	return ""
}

func (a *WebAPI) create(w http.ResponseWriter, r *http.Request) {
	in, fine := readWish(w, r)
	if !fine {
		return
	}
	for field, missing := range map[string]bool{"code": in.Code == nil, "type": in.Type == nil} {
		if missing {
			invalid(w, field, "missing", "Field required")
			return
		}
	}
	now := a.now()
	p := in.over(apiPromo{MaxUses: 1, IsActive: true, ValidFrom: &now})
	a.store(w, r, http.StatusCreated, p, `INSERT INTO promocodes (code, type, balance_bonus_kopeks, subscription_days, traffic_gb, max_uses, current_uses, valid_from, valid_until,
	is_active, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $10) RETURNING id`)
}

func (a *WebAPI) update(w http.ResponseWriter, r *http.Request) {
	in, fine := readWish(w, r)
	if !fine {
		return
	}
	if p, found := a.one(w, r); found {
		a.store(w, r, http.StatusOK, in.over(p), `UPDATE promocodes SET code = $1, type = $2, balance_bonus_kopeks = $3, subscription_days = $4, traffic_gb = $5, max_uses = $6,
	valid_from = $7, valid_until = $8, is_active = $9, updated_at = $10 WHERE id = `+strconv.FormatInt(p.ID, 10)+` RETURNING id`)
	}
}

func (a *WebAPI) store(w http.ResponseWriter, r *http.Request, code int, p apiPromo, statement string) {
	if text := p.complaint(); text != "" {
		say(w, http.StatusBadRequest, detail(text))
		return
	}
	// The bot finishes what it began, whether or not the asker waits.
	ctx := context.WithoutCancel(r.Context())
	var id int64
	err := a.db.QueryRow(ctx, statement, p.Code, p.Type, p.Bonus, p.Days, p.Traffic, p.MaxUses, p.ValidFrom, p.ValidUntil, p.IsActive, a.now()).Scan(&id)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "23505" {
		say(w, http.StatusBadRequest, detail("Promo code with this code already exists"))
		return
	}
	found, err2 := a.read(ctx, " WHERE id = $1", id)
	if err != nil || err2 != nil || len(found) == 0 {
		broken(w)
		return
	}
	say(w, code, found[0])
}
