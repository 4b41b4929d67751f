package salesread

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/promo"
)

const promoFields = `p.id, p.code, p.type, p.balance_bonus_kopeks, p.subscription_days, p.traffic_gb, p.discount_percent, p.discount_hours, p.max_uses,
	p.current_uses, p.valid_from, p.valid_until, p.is_active, p.first_purchase_only, p.tariff_id, p.promo_group_id, p.created_at, p.gone_at`

// promoRow is one promo code with the names of what it refers to.
type promoRow struct {
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

func (row promoRow) message(now time.Time) *salesv1.Promo {
	window := promo.Window{Gone: row.GoneAt != nil, Active: row.IsActive, ValidFrom: row.ValidFrom, ValidTil: row.ValidUntil, MaxUses: row.MaxUses, Uses: row.CurrentUses}
	return &salesv1.Promo{
		Id: row.ID, Code: row.Code, Type: row.Type, State: promo.State(window, now), BalanceBonusKopeks: row.BalanceBonusKopeks, SubscriptionDays: row.SubscriptionDays,
		TrafficGb: row.TrafficGB, DiscountPercent: row.DiscountPercent, DiscountHours: row.DiscountHours, MaxUses: row.MaxUses, CurrentUses: row.CurrentUses,
		ValidFrom: stamp(row.ValidFrom), ValidUntil: stamp(row.ValidUntil), IsActive: row.IsActive, FirstPurchaseOnly: row.FirstPurchaseOnly,
		TariffId: row.TariffID, PromoGroupId: row.PromoGroupID, TariffName: row.TariffName, PromoGroupName: row.PromoGroupName,
		CreatedAt: stamp(&row.CreatedAt), GoneAt: stamp(row.GoneAt), Version: versionOf(row.seen()),
	}
}

// promoOrder is an order of the list; the id decides between equals.
type promoOrder struct {
	column string
	desc   bool
}

func promoOrderOf(asked string) promoOrder {
	switch asked {
	case "created_asc":
		return promoOrder{column: "p.created_at"}
	case "uses_desc":
		return promoOrder{column: "p.current_uses", desc: true}
	}
	return promoOrder{column: "p.created_at", desc: true}
}

func (o promoOrder) byUses() bool { return o.column == "p.current_uses" }

func (o promoOrder) orderBy() string {
	if o.desc {
		return ` ORDER BY ` + o.column + ` DESC, p.id DESC`
	}
	return ` ORDER BY ` + o.column + `, p.id`
}

// after adds where the page begins. A position by uses holds their number in the place of microseconds.
func (o promoOrder) after(f *filter, p *position) {
	if p == nil {
		return
	}
	compare := " > "
	if o.desc {
		compare = " < "
	}
	args := pgx.NamedArgs{"after": p.at, "after_id": p.id}
	if o.byUses() {
		args["after"] = p.at.UnixMicro()
	}
	f.add(`(`+o.column+`, p.id)`+compare+`(@after, @after_id)`, args)
}

func (o promoOrder) position(row promoRow) position {
	if o.byUses() {
		return position{at: time.UnixMicro(row.CurrentUses), id: row.ID}
	}
	return position{at: row.CreatedAt, id: row.ID}
}

// ListPromos lists promo codes, newest first unless asked otherwise.
func (s *service) ListPromos(ctx context.Context, q *salesv1.ListPromosRequest) (*salesv1.ListPromosResponse, error) {
	now := s.now()
	f, err := s.promoFilter(q, now)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	order := promoOrderOf(q.GetSort())
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.promoPage(ctx, one("p.id", id), order, nil, 1)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		p := order.position(rows[0])
		return &p, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, promoEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.promoPage(ctx, f, order, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListPromosResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = encodeToken(hash, order.position(rows[size-1]))
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message(now))
	}
	if q.Count == nil || q.GetCount() {
		err = s.promoTotal(ctx, f, answer)
	}
	return answer, err
}

// promoStates are the clauses of promo.State, each without the states before it.
func promoStates() map[string]string {
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

func (s *service) promoFilter(q *salesv1.ListPromosRequest, now time.Time) (*filter, error) {
	from, to, err := s.span("created_from", q.GetCreatedFrom(), "created_to", q.GetCreatedTo())
	if err != nil {
		return nil, err
	}
	f := newFilter()
	if len(q.GetState()) > 0 {
		var clauses []string
		for _, state := range q.GetState() {
			clauses = append(clauses, promoStates()[state])
		}
		f.add(`(`+strings.Join(clauses, ` OR `)+`)`, pgx.NamedArgs{"now": now})
	}
	oneOf(f, "p.type", "type", q.GetType())
	f.between("p.created_at", "created", from, to)
	if asked := strings.TrimSpace(oneLine(q.GetText())); asked != "" {
		pattern := likePattern(asked) + "%"
		if s.substring && utf8.RuneCountInString(asked) >= shortest {
			pattern = "%" + pattern
		}
		f.add("p.search LIKE @text", pgx.NamedArgs{"text": pattern})
	}
	return f, nil
}

// promoPageSQL takes the page by index order first, then looks up names.
func promoPageSQL(f *filter, order promoOrder, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	order.after(page, after)
	page.args["limit"] = limit
	return `SELECT ` + promoFields + `, t.name AS tariff_name, g.name AS promo_group_name
FROM (SELECT ` + promoFields + ` FROM sales.promo_codes p` + page.where() + order.orderBy() + ` LIMIT @limit) p
LEFT JOIN sales.tariffs t ON t.id = p.tariff_id LEFT JOIN sales.promo_groups g ON g.id = p.promo_group_id` + order.orderBy(), page.args
}

func (s *service) promoPage(ctx context.Context, f *filter, order promoOrder, after *position, limit int) ([]promoRow, error) {
	query, args := promoPageSQL(f, order, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list promo codes: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[promoRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list promo codes: %w", err))
	}
	return list, nil
}

func promoTotalSQL(f *filter) string {
	return `SELECT count(*) FROM (SELECT p.id FROM sales.promo_codes p` + f.where() + ` ORDER BY p.created_at DESC, p.id DESC LIMIT ` + countLimit + `) p`
}

func (s *service) promoTotal(ctx context.Context, f *filter, answer *salesv1.ListPromosResponse) error {
	var total int
	if err := s.read.QueryRow(ctx, promoTotalSQL(f), f.args).Scan(&total); err != nil {
		return pg.MapError(fmt.Errorf("count promo codes: %w", err))
	}
	answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	return nil
}
