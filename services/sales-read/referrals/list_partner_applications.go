package referrals

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const applicationFields = `w.id, w.customer_id, w.company_name, w.website_url, w.telegram_channel, w.expected_monthly_referrals, w.desired_commission_percent,
	w.approved_commission_percent, w.status, w.created_at, w.processed_at, w.gone_at`

// applicationRow is one application with what its customer has invited so far.
type applicationRow struct {
	ID                        int64
	CustomerID                int64
	CompanyName               *string
	WebsiteURL                *string `db:"website_url"`
	TelegramChannel           *string
	ExpectedMonthlyReferrals  *int64
	DesiredCommissionPercent  *int64
	ApprovedCommissionPercent *int64
	Status                    string
	CreatedAt                 time.Time
	ProcessedAt               *time.Time
	GoneAt                    *time.Time
	Invited                   int32
	InvitedPaid               int32
	ask.CustomerColumns
}

func (row applicationRow) message() *salesv1.PartnerApplication {
	a := &salesv1.PartnerApplication{Id: row.ID, CustomerId: row.CustomerID, Customer: row.Customer(), CompanyName: row.CompanyName, WebsiteUrl: row.WebsiteURL,
		TelegramChannel: row.TelegramChannel, ExpectedMonthlyReferrals: row.ExpectedMonthlyReferrals, DesiredCommissionPercent: row.DesiredCommissionPercent,
		ApprovedCommissionPercent: row.ApprovedCommissionPercent, Status: row.Status, CreatedAt: ask.Stamp(&row.CreatedAt), ProcessedAt: ask.Stamp(row.ProcessedAt),
		GoneAt: ask.Stamp(row.GoneAt), Invited: row.Invited, InvitedPaid: row.InvitedPaid}
	if row.GoneAt == nil && row.Status == "pending" {
		a.WaitingSince = a.GetCreatedAt()
	}
	return a
}

// ListPartnerApplications lists who asked to be a partner, latest first unless asked otherwise.
func (s *Server) ListPartnerApplications(ctx context.Context, q *salesv1.ListPartnerApplicationsRequest) (*salesv1.ListPartnerApplicationsResponse, error) {
	f := ask.NewFilter()
	ask.OneOf(f, "w.status", "status", q.GetStatus())
	s.read.TextFilter(f, "w.customer_id", q.GetText())
	list := ask.List[applicationRow, *salesv1.PartnerApplication]{Entities: applicationEntities(), ID: "w.id", Page: s.applicationPage(requestOrderOf(q.GetSort())),
		Place: func(row applicationRow) ask.Position { return ask.Position{At: row.CreatedAt, ID: row.ID} }, Tell: applicationRow.message, Count: applicationTotalSQL}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListPartnerApplicationsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: page.CompleteUntil, VerifiedUntil: page.VerifiedUntil}, nil
}

func applicationPageSQL(f *ask.Filter, order ask.Order, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	order.After(page, after)
	page.Args["limit"] = limit
	return `SELECT ` + applicationFields + `, i.invited, i.invited_paid, ` + ask.CustomerSelect + `
FROM (SELECT ` + applicationFields + ` FROM sales.partner_applications w` + page.Where() + order.By() + ` LIMIT @limit) w` + invitations + order.By(), page.Args
}

// applicationPage reads pages in one order.
func (s *Server) applicationPage(order ask.Order) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]applicationRow, error) {
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]applicationRow, error) {
		query, args := applicationPageSQL(f, order, after, limit)
		return ask.Rows[applicationRow](ctx, s.read, "partner applications", query, args)
	}
}

func applicationTotalSQL(f *ask.Filter) string {
	return requestTotalSQL("sales.partner_applications", f)
}
