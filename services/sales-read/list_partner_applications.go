package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
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
	customerColumns
}

func (row applicationRow) message() *salesv1.PartnerApplication {
	a := &salesv1.PartnerApplication{Id: row.ID, CustomerId: row.CustomerID, Customer: row.customer(), CompanyName: row.CompanyName, WebsiteUrl: row.WebsiteURL,
		TelegramChannel: row.TelegramChannel, ExpectedMonthlyReferrals: row.ExpectedMonthlyReferrals, DesiredCommissionPercent: row.DesiredCommissionPercent,
		ApprovedCommissionPercent: row.ApprovedCommissionPercent, Status: row.Status, CreatedAt: stamp(&row.CreatedAt), ProcessedAt: stamp(row.ProcessedAt),
		GoneAt: stamp(row.GoneAt), Invited: row.Invited, InvitedPaid: row.InvitedPaid}
	if row.GoneAt == nil && row.Status == "pending" {
		a.WaitingSince = a.GetCreatedAt()
	}
	return a
}

// ListPartnerApplications lists who asked to be a partner, latest first unless asked otherwise.
func (s *service) ListPartnerApplications(ctx context.Context, q *salesv1.ListPartnerApplicationsRequest) (*salesv1.ListPartnerApplicationsResponse, error) {
	f := newFilter()
	oneOf(f, "w.status", "status", q.GetStatus())
	s.textFilter(f, "w.customer_id", q.GetText())
	hash, order := filterHash(q), requestOrderOf(q.GetSort())
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.applicationPage(ctx, one("w.id", id), order, nil, 1)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		return &position{at: rows[0].CreatedAt, id: id}, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, applicationEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.applicationPage(ctx, f, order, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListPartnerApplicationsResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = encodeToken(hash, position{at: rows[size-1].CreatedAt, id: rows[size-1].ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count == nil || q.GetCount() {
		answer.Total, answer.TotalCapped, err = s.requestTotal(ctx, "sales.partner_applications", f)
	}
	return answer, err
}

func applicationPageSQL(f *filter, order requestOrder, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	order.after(page, after)
	page.args["limit"] = limit
	return `SELECT ` + applicationFields + `, i.invited, i.invited_paid, ` + customerSelect + `
FROM (SELECT ` + applicationFields + ` FROM sales.partner_applications w` + page.where() + order.orderBy() + ` LIMIT @limit) w` + invitations + order.orderBy(), page.args
}

func (s *service) applicationPage(ctx context.Context, f *filter, order requestOrder, after *position, limit int) ([]applicationRow, error) {
	query, args := applicationPageSQL(f, order, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list partner applications: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[applicationRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list partner applications: %w", err))
	}
	return list, nil
}
