package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const withdrawalFields = `w.id, w.customer_id, w.amount_kopeks, w.status, w.risk_score, w.created_at, w.processed_at, w.gone_at`

// What a person who waits for a decision has invited, a look into an index each.
const invitations = `
LEFT JOIN sales.customers c ON c.id = w.customer_id
LEFT JOIN LATERAL (SELECT count(*)::integer AS invited, count(f.customer_id)::integer AS invited_paid FROM sales.customers i
	LEFT JOIN sales.first_payments f ON f.customer_id = i.id WHERE i.referred_by_id = w.customer_id AND i.id <> w.customer_id) i ON true`

// withdrawalRow is one request with what its customer earned and was paid so far.
type withdrawalRow struct {
	ID            int64
	CustomerID    int64
	AmountKopeks  int64
	Status        string
	RiskScore     *int64
	CreatedAt     time.Time
	ProcessedAt   *time.Time
	GoneAt        *time.Time
	EarnedKopeks  int64
	PaidOutKopeks int64
	Invited       int32
	InvitedPaid   int32
	customerColumns
}

func (row withdrawalRow) message() *salesv1.Withdrawal {
	w := &salesv1.Withdrawal{Id: row.ID, CustomerId: row.CustomerID, Customer: row.customer(), AmountKopeks: row.AmountKopeks, Status: row.Status, RiskScore: row.RiskScore,
		CreatedAt: stamp(&row.CreatedAt), ProcessedAt: stamp(row.ProcessedAt), GoneAt: stamp(row.GoneAt), EarnedKopeks: row.EarnedKopeks,
		PaidOutKopeks: row.PaidOutKopeks, Invited: row.Invited, InvitedPaid: row.InvitedPaid}
	if row.GoneAt == nil && (row.Status == "pending" || row.Status == "approved") {
		w.WaitingSince = w.GetCreatedAt()
	}
	return w
}

// requestOrder is an order of requests by time; the id decides between equals.
type requestOrder bool

const oldestFirst requestOrder = true

func requestOrderOf(asked string) requestOrder {
	return requestOrder(asked == "created_asc")
}

func (o requestOrder) orderBy() string {
	if o == oldestFirst {
		return ` ORDER BY w.created_at, w.id`
	}
	return ` ORDER BY w.created_at DESC, w.id DESC`
}

func (o requestOrder) after(f *filter, p *position) {
	if p == nil {
		return
	}
	compare := " < "
	if o == oldestFirst {
		compare = " > "
	}
	f.add(`(w.created_at, w.id)`+compare+`(@after, @after_id)`, pgx.NamedArgs{"after": p.at, "after_id": p.id})
}

// ListWithdrawals lists requests of payouts, latest first unless asked otherwise.
func (s *service) ListWithdrawals(ctx context.Context, q *salesv1.ListWithdrawalsRequest) (*salesv1.ListWithdrawalsResponse, error) {
	f := newFilter()
	oneOf(f, "w.status", "status", q.GetStatus())
	s.textFilter(f, "w.customer_id", q.GetText())
	hash, order := filterHash(q), requestOrderOf(q.GetSort())
	after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
		rows, err := s.withdrawalPage(ctx, one("w.id", id), order, nil, 1)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		return &position{at: rows[0].CreatedAt, id: id}, nil
	})
	if err != nil {
		return nil, err
	}
	mark, err := s.watermark(ctx, withdrawalEntities)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.withdrawalPage(ctx, f, order, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListWithdrawalsResponse{CompleteUntil: mark.complete, VerifiedUntil: mark.verified}
	if len(rows) > size {
		rows = rows[:size]
		answer.NextPageToken = encodeToken(hash, position{at: rows[size-1].CreatedAt, id: rows[size-1].ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count == nil || q.GetCount() {
		answer.Total, answer.TotalCapped, err = s.requestTotal(ctx, "sales.withdrawal_requests", f)
	}
	return answer, err
}

func withdrawalPageSQL(f *filter, order requestOrder, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	order.after(page, after)
	page.args["limit"] = limit
	return `SELECT ` + withdrawalFields + `, i.invited, i.invited_paid, ` + customerSelect + `,
	(SELECT coalesce(sum(e.amount_kopeks), 0)::bigint FROM sales.referral_earnings e WHERE e.earner_id = w.customer_id) AS earned_kopeks,
	(SELECT coalesce(sum(p.amount_kopeks), 0)::bigint FROM sales.withdrawal_requests p WHERE p.customer_id = w.customer_id AND p.status = 'completed') AS paid_out_kopeks
FROM (SELECT ` + withdrawalFields + ` FROM sales.withdrawal_requests w` + page.where() + order.orderBy() + ` LIMIT @limit) w` + invitations + order.orderBy(), page.args
}

func (s *service) withdrawalPage(ctx context.Context, f *filter, order requestOrder, after *position, limit int) ([]withdrawalRow, error) {
	query, args := withdrawalPageSQL(f, order, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list withdrawal requests: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[withdrawalRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list withdrawal requests: %w", err))
	}
	return list, nil
}

func requestTotalSQL(table string, f *filter) string {
	return `SELECT count(*) FROM (SELECT w.id FROM ` + table + ` w` + f.where() + ` ORDER BY w.created_at DESC, w.id DESC LIMIT ` + countLimit + `) w`
}

func (s *service) requestTotal(ctx context.Context, table string, f *filter) (total int32, capped bool, err error) {
	var count int
	if err := s.read.QueryRow(ctx, requestTotalSQL(table, f), f.args).Scan(&count); err != nil {
		return 0, false, pg.MapError(fmt.Errorf("count %s: %w", table, err))
	}
	return int32(min(count, countTo)), count > countTo, nil
}
