package referrals

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
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
	ask.CustomerColumns
	facts payoutFacts
}

func (row withdrawalRow) message() *salesv1.Withdrawal {
	w := &salesv1.Withdrawal{Id: row.ID, CustomerId: row.CustomerID, Customer: row.Customer(), AmountKopeks: row.AmountKopeks, Status: row.Status, RiskScore: row.RiskScore,
		CreatedAt: ask.Stamp(&row.CreatedAt), ProcessedAt: ask.Stamp(row.ProcessedAt), GoneAt: ask.Stamp(row.GoneAt), EarnedKopeks: row.EarnedKopeks,
		PaidOutKopeks: row.PaidOutKopeks, Invited: row.Invited, InvitedPaid: row.InvitedPaid}
	if row.GoneAt == nil && (row.Status == "pending" || row.Status == "approved") {
		w.WaitingSince = w.GetCreatedAt()
	}
	return w
}

// judgeable is how far the sums of branches may be behind for a risk to be told: without them, customers who paid look as if they never had.
const judgeable = time.Minute

// told makes messages, with our risk unless what it rests on is still being summed up.
func told(judge bool) func(withdrawalRow) *salesv1.Withdrawal {
	return func(row withdrawalRow) *salesv1.Withdrawal {
		w := row.message()
		if judge {
			w.OurRisk, w.RiskReasons = row.judged()
		}
		return w
	}
}

// withdrawalsNow is how complete requests of payouts are, and what is said of each at this moment.
func (s *Server) withdrawalsNow(ctx context.Context) (ask.Watermark, func(withdrawalRow) *salesv1.Withdrawal, error) {
	mark, err := s.branchMark(ctx, withdrawalEntities())
	if err != nil {
		return mark, nil, err
	}
	since, err := s.uncountedSince(ctx)
	if err != nil {
		return mark, nil, err
	}
	return mark, told(since == nil || s.mark.Now().Sub(*since) < judgeable), nil
}

// requestOrderOf orders requests by time.
func requestOrderOf(asked string) ask.Order {
	return ask.Order{Column: "w.created_at", ID: "w.id", Desc: asked != "created_asc"}
}

// ListWithdrawals lists requests of payouts, latest first unless asked otherwise.
func (s *Server) ListWithdrawals(ctx context.Context, q *salesv1.ListWithdrawalsRequest) (*salesv1.ListWithdrawalsResponse, error) {
	mark, tell, err := s.withdrawalsNow(ctx)
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	ask.OneOf(f, "w.status", "status", q.GetStatus())
	s.read.TextFilter(f, "w.customer_id", q.GetText())
	list := ask.List[withdrawalRow, *salesv1.Withdrawal]{Entities: withdrawalEntities(), ID: "w.id", Page: s.withdrawalPage(requestOrderOf(q.GetSort())), Tell: tell,
		Place: func(row withdrawalRow) ask.Position { return ask.Position{At: row.CreatedAt, ID: row.ID} }, Count: withdrawalTotalSQL}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	return &salesv1.ListWithdrawalsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped,
		CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified, Definitions: []string{"payout_risk"}}, nil
}

func withdrawalPageSQL(f *ask.Filter, order ask.Order, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	order.After(page, after)
	page.Args["limit"] = limit
	return `SELECT ` + withdrawalFields + `, i.invited, i.invited_paid, ` + ask.CustomerSelect + `,
	(SELECT coalesce(sum(e.amount_kopeks), 0)::bigint FROM sales.referral_earnings e WHERE e.earner_id = w.customer_id) AS earned_kopeks,
	(SELECT coalesce(sum(p.amount_kopeks), 0)::bigint FROM sales.withdrawal_requests p WHERE p.customer_id = w.customer_id AND p.status = 'completed') AS paid_out_kopeks
FROM (SELECT ` + withdrawalFields + ` FROM sales.withdrawal_requests w` + page.Where() + order.By() + ` LIMIT @limit) w` + invitations + order.By(), page.Args
}

// withdrawalPage reads pages in one order.
func (s *Server) withdrawalPage(order ask.Order) func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]withdrawalRow, error) {
	return func(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]withdrawalRow, error) {
		query, args := withdrawalPageSQL(f, order, after, limit)
		rows, err := ask.Rows[withdrawalRow](ctx, s.read, "withdrawal requests", query, args)
		if err != nil || len(rows) == 0 {
			return nil, err
		}
		facts, err := s.payoutFacts(ctx, rows)
		for n, row := range rows {
			rows[n].facts = facts[row.ID]
		}
		return rows, err
	}
}

func withdrawalTotalSQL(f *ask.Filter) string { return requestTotalSQL("sales.withdrawal_requests", f) }

func requestTotalSQL(table string, f *ask.Filter) string {
	return `SELECT count(*) FROM (SELECT w.id FROM ` + table + ` w` + f.Where() + ` ORDER BY w.created_at DESC, w.id DESC LIMIT ` + ask.CountLimit + `) w`
}
