package promos

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/promo"
)

const fields = `p.id, p.code, p.type, p.balance_bonus_kopeks, p.subscription_days, p.traffic_gb, p.discount_percent, p.discount_hours, p.max_uses,
	p.current_uses, p.valid_from, p.valid_until, p.is_active, p.first_purchase_only, p.tariff_id, p.promo_group_id, p.created_at, p.gone_at`

// codeRow is one promo code with the names of what it refers to.
type codeRow struct {
	ID                 int64
	Code               string
	Type               string
	BalanceBonusKopeks int64
	SubscriptionDays   int64
	TrafficGB          int64 `db:"traffic_gb"`
	DiscountPercent    int64
	DiscountHours      int64
	MaxUses            int64
	CurrentUses        int64
	ValidFrom          *time.Time
	ValidUntil         *time.Time
	IsActive           bool
	FirstPurchaseOnly  bool
	TariffID           *int64
	PromoGroupID       *int64
	CreatedAt          time.Time
	GoneAt             *time.Time
	TariffName         *string
	PromoGroupName     *string
}

func (row codeRow) message(now time.Time) *salesv1.Promo {
	open := promo.Window{Gone: row.GoneAt != nil, Active: row.IsActive, ValidFrom: row.ValidFrom, ValidTil: row.ValidUntil, MaxUses: row.MaxUses, Uses: row.CurrentUses}
	return &salesv1.Promo{
		Id: row.ID, Code: row.Code, Type: row.Type, State: promo.State(open, now), BalanceBonusKopeks: row.BalanceBonusKopeks, SubscriptionDays: row.SubscriptionDays,
		TrafficGb: row.TrafficGB, DiscountPercent: row.DiscountPercent, DiscountHours: row.DiscountHours, MaxUses: row.MaxUses, CurrentUses: row.CurrentUses,
		ValidFrom: ask.Stamp(row.ValidFrom), ValidUntil: ask.Stamp(row.ValidUntil), IsActive: row.IsActive, FirstPurchaseOnly: row.FirstPurchaseOnly,
		TariffId: row.TariffID, PromoGroupId: row.PromoGroupID, TariffName: row.TariffName, PromoGroupName: row.PromoGroupName,
		CreatedAt: ask.Stamp(&row.CreatedAt), GoneAt: ask.Stamp(row.GoneAt), Version: versionOf(row.seen()),
	}
}

// What answers are made of, without and with the money of a code's users.
func madeOf(effect bool) []string {
	if effect {
		return []string{"promo_code", "promo_code_use", "promo_group", "tariff", "customer", "transaction", "guest_purchase", "wheel_spin"}
	}
	return []string{"promo_code", "promo_group", "tariff"}
}

func orderOf(asked string) ask.Order {
	switch asked {
	case "created_asc":
		return ask.Order{Column: "p.created_at", ID: "p.id"}
	case "uses_desc":
		return ask.Order{Column: "p.current_uses", ID: "p.id", Desc: true, Number: true}
	}
	return ask.Order{Column: "p.created_at", ID: "p.id", Desc: true}
}

func (row codeRow) place(o ask.Order) ask.Position {
	if o.Number {
		return ask.Numbered(row.CurrentUses, row.ID)
	}
	return ask.Position{At: row.CreatedAt, ID: row.ID}
}

// ListPromos lists promo codes, newest first unless asked otherwise.
func (s *Server) ListPromos(ctx context.Context, q *salesv1.ListPromosRequest) (*salesv1.ListPromosResponse, error) {
	now, o := s.now(), orderOf(q.GetSort())
	f, err := s.filterOf(q, now)
	if err != nil {
		return nil, err
	}
	list := ask.List[codeRow, *salesv1.Promo]{Entities: madeOf(q.GetWithEffect()), ID: "p.id", Page: s.page(o), Place: func(row codeRow) ask.Position { return row.place(o) },
		Tell: func(row codeRow) *salesv1.Promo { return row.message(now) }, Count: totalSQL}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	if q.GetWithEffect() {
		if err := s.addEffects(ctx, page.Items, now); err != nil {
			return nil, err
		}
	}
	return &salesv1.ListPromosResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

// states are the clauses of promo.State, each without the states before it.
func states() map[string]string {
	const (
		usable  = `p.gone_at IS NULL AND p.is_active`
		running = usable + ` AND (p.valid_until IS NULL OR p.valid_until > @now)`
		free    = running + ` AND (p.max_uses <= 0 OR p.current_uses < p.max_uses)`
	)
	return map[string]string{
		"gone": `p.gone_at IS NOT NULL`, "inactive": `p.gone_at IS NULL AND NOT p.is_active`, "expired": usable + ` AND p.valid_until <= @now`,
		"exhausted": running + ` AND p.max_uses > 0 AND p.current_uses >= p.max_uses`,
		"scheduled": free + ` AND p.valid_from > @now`, "active": free + ` AND (p.valid_from IS NULL OR p.valid_from <= @now)`,
	}
}

func (s *Server) filterOf(q *salesv1.ListPromosRequest, now time.Time) (*ask.Filter, error) {
	from, to, err := s.read.Span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	if len(q.GetState()) > 0 {
		var clauses []string
		for _, state := range q.GetState() {
			clauses = append(clauses, states()[state])
		}
		f.Add(`(`+strings.Join(clauses, ` OR `)+`)`, pgx.NamedArgs{"now": now})
	}
	ask.OneOf(f, "p.type", "type", q.GetType())
	if q.BatchId != nil {
		f.Add("p.id = ANY(ARRAY(SELECT c.promo_id FROM sales.promo_commands c WHERE c.batch_id = @batch AND c.promo_id IS NOT NULL))", pgx.NamedArgs{"batch": q.GetBatchId()})
	}
	f.Between("p.created_at", "created", from, to)
	if asked := strings.TrimSpace(ask.OneLine(q.GetText())); asked != "" {
		pattern := ask.LikePattern(asked) + "%"
		if s.read.Substring && utf8.RuneCountInString(asked) >= ask.Shortest {
			pattern = "%" + pattern
		}
		f.Add("p.search LIKE @text", pgx.NamedArgs{"text": pattern})
	}
	return f, nil
}

// pageSQL takes the page by index order first, then looks up names.
func pageSQL(f *ask.Filter, o ask.Order, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	o.After(page, after)
	page.Args["limit"] = limit
	return `SELECT ` + fields + `, t.name AS tariff_name, g.name AS promo_group_name
FROM (SELECT ` + fields + ` FROM sales.promo_codes p` + page.Where() + o.By() + ` LIMIT @limit) p
LEFT JOIN sales.tariffs t ON t.id = p.tariff_id LEFT JOIN sales.promo_groups g ON g.id = p.promo_group_id` + o.By(), page.Args
}

// page reads pages in one order.
func (s *Server) page(o ask.Order) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]codeRow, error) {
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]codeRow, error) {
		query, args := pageSQL(f, o, after, limit)
		return ask.Rows[codeRow](ctx, s.read, "promo codes", query, args)
	}
}

func totalSQL(f *ask.Filter) string {
	return `SELECT count(*) FROM (SELECT p.id FROM sales.promo_codes p` + f.Where() + ` ORDER BY p.created_at DESC, p.id DESC LIMIT ` + ask.CountLimit + `) p`
}
