package campaigns

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// registrationRow is one who came, with what followed until now.
type registrationRow struct {
	ID               int64
	CustomerID       int64
	CreatedAt        time.Time
	GoneAt           *time.Time
	BonusKopeks      int64
	Trial            bool
	PaidAt           *time.Time
	NetCashKopeks    int64
	CommissionKopeks int64
	PromoKopeks      int64
	ask.CustomerColumns
}

func (row registrationRow) message() *salesv1.CampaignRegistration {
	return &salesv1.CampaignRegistration{Id: row.ID, CustomerId: row.CustomerID, Customer: row.Customer(), RegisteredAt: ask.Stamp(&row.CreatedAt), Trial: row.Trial,
		PaidAt: ask.Stamp(row.PaidAt), NetCashKopeks: row.NetCashKopeks, BonusKopeks: row.BonusKopeks, CommissionKopeks: row.CommissionKopeks,
		PromoKopeks: row.PromoKopeks, GoneAt: ask.Stamp(row.GoneAt)}
}

const (
	registrations = `FROM (SELECT registration_id AS id, campaign_id, customer_id, at AS created_at, bonus_kopeks FROM sales.first_touches) r`
	// What followed is looked up for the rows of the page only.
	selectRegistration = `
SELECT r.id, r.customer_id, r.created_at, k.gone_at, r.bonus_kopeks, ` + hadTrial + ` AS trial, m.paid_at, coalesce(m.net, 0)::bigint AS net_cash_kopeks,
	coalesce((SELECT sum(e.amount_kopeks) FROM sales.referral_earnings e
		WHERE e.referral_id = r.customer_id AND e.created_at >= r.created_at AND e.amount_kopeks <> 0), 0)::bigint AS commission_kopeks,
	coalesce((SELECT sum(p.balance_bonus_kopeks) FROM sales.promo_code_uses u JOIN sales.promo_codes p ON p.id = u.promo_code_id
		WHERE u.customer_id = r.customer_id AND u.used_at >= r.created_at), 0)::bigint AS promo_kopeks, ` + ask.CustomerSelect + `
FROM (SELECT r.id, r.customer_id, r.created_at, r.bonus_kopeks `
	joinRegistration = ` ORDER BY r.created_at DESC, r.id DESC LIMIT @limit) r
CROSS JOIN LATERAL (SELECT min(c.booked_at) FILTER (WHERE NOT c.refund) AS paid_at, sum(CASE WHEN c.refund THEN -c.amount_kopeks ELSE c.amount_kopeks END) AS net
	FROM sales.cash c WHERE c.customer_id = r.customer_id AND c.booked_at >= r.created_at OFFSET 0) m
LEFT JOIN sales.campaign_registrations k ON k.id = r.id
LEFT JOIN sales.customers c ON c.id = r.customer_id ORDER BY r.created_at DESC, r.id DESC`
)

// ListCampaignRegistrations lists who came by a campaign first of all, latest first; NotFound if the campaign never arrived.
func (s *Server) ListCampaignRegistrations(ctx context.Context, q *salesv1.ListCampaignRegistrationsRequest) (*salesv1.ListCampaignRegistrationsResponse, error) {
	from, to, err := s.read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	if err := s.read.Snapshot(ctx, func(tx pgx.Tx) error { return campaignExists(ctx, tx, q.GetCampaignId()) }); err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Add("r.campaign_id = @campaign", pgx.NamedArgs{"campaign": q.GetCampaignId()})
	f.Between("r.created_at", "created", from, to)
	switch q.GetStage() {
	case "trial":
		f.Add(hadTrial, nil)
	case "paid":
		f.Add(hasPaid, nil)
	case "unpaid":
		f.Add("NOT "+hasPaid, nil)
	}
	list := ask.List[registrationRow, *salesv1.CampaignRegistration]{Entities: entities(), ID: "r.id", Page: s.registrationPage, Tell: registrationRow.message,
		Place: func(row registrationRow) ask.Position { return ask.Position{At: row.CreatedAt, ID: row.ID} },
		Count: func(f *ask.Filter) string {
			return `SELECT count(*) FROM (SELECT r.id ` + registrations + f.Where() + ` LIMIT ` + ask.CountLimit + `) r`
		}}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListCampaignRegistrationsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func (s *Server) registrationPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]registrationRow, error) {
	page := f.Clone()
	if after != nil {
		page.Add("(r.created_at, r.id) < (@after, @after_id)", pgx.NamedArgs{"after": after.At, "after_id": after.ID})
	}
	page.Args["limit"] = limit
	return ask.Rows[registrationRow](ctx, s.read, "registrations of a campaign", selectRegistration+registrations+page.Where()+joinRegistration, page.Args)
}
