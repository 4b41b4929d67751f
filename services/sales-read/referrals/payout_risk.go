package referrals

import (
	"context"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/payout"
)

// selectPayoutFacts reads, for requests, what their customers had earned and invited until then. A loop of inviters is looked for ten steps up.
const selectPayoutFacts = `
SELECT w.id, e.earned, e.fresh, e.top, e.top_customer, e.destroyed_rows, e.destroyed, e.self, t.taken,
	i.invited, i.paid, i.refunded_once, i.refunded, i.busiest_hour, l.looped
FROM (SELECT id, customer_id, created_at FROM sales.withdrawal_requests WHERE id = ANY(@ids)) w
CROSS JOIN LATERAL (
	SELECT coalesce(sum(kopeks), 0)::bigint AS earned, coalesce(sum(fresh), 0)::bigint AS fresh, coalesce(max(kopeks), 0)::bigint AS top,
		coalesce((array_agg(referral_id ORDER BY kopeks DESC))[1], 0) AS top_customer, coalesce(sum(gone), 0)::bigint AS destroyed_rows,
		coalesce(sum(gone_kopeks), 0)::bigint AS destroyed, coalesce(sum(kopeks) FILTER (WHERE referral_id = w.customer_id), 0)::bigint AS self
	FROM (SELECT referral_id, sum(amount_kopeks) AS kopeks, sum(amount_kopeks) FILTER (WHERE created_at > w.created_at - @hold::interval) AS fresh,
			count(*) FILTER (WHERE gone_at IS NOT NULL) AS gone, sum(amount_kopeks) FILTER (WHERE gone_at IS NOT NULL) AS gone_kopeks
		FROM sales.referral_earnings WHERE earner_id = w.customer_id AND created_at <= w.created_at AND amount_kopeks <> 0 GROUP BY referral_id) r) e
CROSS JOIN LATERAL (
	SELECT coalesce(sum(p.amount_kopeks), 0)::bigint AS taken FROM sales.withdrawal_requests p
	WHERE p.customer_id = w.customer_id AND p.status IN ('pending', 'approved', 'completed') AND (p.created_at, p.id) < (w.created_at, w.id)) t
CROSS JOIN LATERAL (
	SELECT count(*) AS invited, count(*) FILTER (WHERE payments > 0) AS paid, count(*) FILTER (WHERE payments = 1 AND refunds_kopeks > 0) AS refunded_once,
		coalesce(sum(refunds_kopeks) FILTER (WHERE payments = 1), 0)::bigint AS refunded, coalesce(max(hour), 0) AS busiest_hour
	FROM (SELECT b.payments, b.refunds_kopeks, count(*) OVER (ORDER BY c.created_at RANGE BETWEEN interval '1 hour' PRECEDING AND CURRENT ROW) AS hour
		FROM (SELECT id, created_at FROM sales.customers WHERE referred_by_id = w.customer_id AND id <> w.customer_id AND created_at <= w.created_at
			ORDER BY created_at DESC, id DESC LIMIT @looked) c
		LEFT JOIN sales.referral_branches b ON b.customer_id = c.id) c) i
CROSS JOIN LATERAL (
	WITH RECURSIVE up (id, step) AS (SELECT referred_by_id, 1 FROM sales.customers WHERE id = w.customer_id AND referred_by_id <> id
		UNION ALL SELECT c.referred_by_id, up.step + 1 FROM up JOIN sales.customers c ON c.id = up.id WHERE up.id <> w.customer_id AND up.step < 10)
	SELECT EXISTS (SELECT FROM up WHERE id = w.customer_id) AS looped) l`

type payoutFacts struct {
	ID            int64
	Earned        int64
	Fresh         int64
	Top           int64
	TopCustomer   int64
	DestroyedRows int64
	Destroyed     int64
	Self          int64
	Taken         int64
	Invited       int64
	Paid          int64
	RefundedOnce  int64
	Refunded      int64
	BusiestHour   int64
	Looped        bool
}

// payoutFacts reads what the requests of a page rest on, by id.
func (s *Server) payoutFacts(ctx context.Context, page []withdrawalRow) (map[int64]payoutFacts, error) {
	ids := make([]int64, len(page))
	for n, row := range page {
		ids[n] = row.ID
	}
	list, err := ask.Rows[payoutFacts](ctx, s.read, "facts of payouts", selectPayoutFacts, pgx.NamedArgs{"ids": ids, "hold": payout.Hold, "looked": payout.Looked})
	facts := make(map[int64]payoutFacts, len(list))
	for _, f := range list {
		facts[f.ID] = f
	}
	return facts, err
}

func (row withdrawalRow) judged() (string, []*salesv1.RiskReason) {
	f := row.facts
	facts := payout.Facts{AmountKopeks: row.AmountKopeks, AskedAt: row.CreatedAt, EarnedKopeks: f.Earned, FreshKopeks: f.Fresh, TakenKopeks: f.Taken, TopKopeks: f.Top,
		TopCustomer: f.TopCustomer, DestroyedRows: f.DestroyedRows, DestroyedKopeks: f.Destroyed, SelfKopeks: f.Self, Looped: f.Looped, Invited: f.Invited, Paid: f.Paid,
		RefundedOnce: f.RefundedOnce, RefundedKopeks: f.Refunded, BusiestHour: f.BusiestHour,
		SelfReferred: row.ReferredByID != nil && *row.ReferredByID == row.CustomerID}
	if registered := ask.Stamp(row.Registered); registered != nil {
		facts.RegisteredAt = registered.AsTime()
	}
	risk, reasons := payout.Judge(facts)
	told := make([]*salesv1.RiskReason, len(reasons))
	for n, r := range reasons {
		told[n] = &salesv1.RiskReason{Code: r.Code, Severity: r.Severity.String()}
		for _, e := range r.Evidence {
			told[n].Evidence = append(told[n].Evidence, &salesv1.RiskFact{Name: e.Name, Value: e.Value})
		}
	}
	return risk.String(), told
}
