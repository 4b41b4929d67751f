package referrals

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/share"
)

// referrersOf adds up a period by referrer; money by the sums of its days. Whom the bot lets refer themselves is nobody's referral.
const referrersOf = `
WITH invited AS (
	SELECT c.referred_by_id AS id, count(*)::integer AS invited, count(f.customer_id)::integer AS paid
	FROM sales.customers c LEFT JOIN sales.first_payments f ON f.customer_id = c.id AND f.at >= @from AND f.at < @to
	WHERE c.referred_by_id IS NOT NULL AND c.created_at >= @from AND c.created_at < @to AND c.referred_by_id <> c.id GROUP BY 1
), money AS (
	SELECT id, sum(kopeks)::bigint AS money_kopeks FROM (
		SELECT referrer_id AS id, CASE measure WHEN 'refund' THEN -kopeks ELSE kopeks END AS kopeks FROM sales.people_days
		WHERE grain = 'referrer' AND day = ANY(@days::date[]) AND measure IN ('cash', 'refund') AND referrer_id <> 0
		UNION ALL
		SELECT c.referred_by_id, CASE WHEN m.refund THEN -m.amount_kopeks ELSE m.amount_kopeks END
		FROM unnest(@lows::timestamptz[], @highs::timestamptz[]) AS w (low, high) CROSS JOIN LATERAL (
			SELECT customer_id, refund, amount_kopeks FROM sales.cash WHERE booked_at >= w.low AND booked_at < w.high OFFSET 0) m
		JOIN sales.customers c ON c.id = m.customer_id
		WHERE c.referred_by_id IS NOT NULL AND c.referred_by_id <> c.id) m GROUP BY 1
), earned AS (
	SELECT e.earner_id AS id, sum(e.amount_kopeks)::bigint AS earned_kopeks
	FROM sales.referral_earnings e WHERE e.created_at >= @from AND e.created_at < @to AND e.amount_kopeks <> 0 GROUP BY 1
), referrers AS (
	SELECT id, coalesce(invited, 0) AS invited, coalesce(paid, 0) AS paid, coalesce(money_kopeks, 0) AS money_kopeks, coalesce(earned_kopeks, 0) AS earned_kopeks
	FROM invited FULL JOIN money USING (id) FULL JOIN earned USING (id)
)`

const selectReferralTotals = referrersOf + `
SELECT count(*)::integer AS referrers, coalesce(sum(invited), 0)::integer AS invited, coalesce(sum(paid), 0)::integer AS paid,
	coalesce(sum(money_kopeks), 0)::bigint AS money_kopeks, coalesce(sum(earned_kopeks), 0)::bigint AS earned_kopeks
FROM referrers`

// The base are those who paid for the first time in the period; theirs are the people they invited who did so within 30 days after.
const selectK = `
SELECT count(*)::integer AS base, coalesce(sum(theirs.paid), 0)::integer AS invited_paid, count(*) FILTER (WHERE f.at + interval '720 hours' > @now)::integer AS open
FROM sales.first_payments f LEFT JOIN LATERAL (
	SELECT count(*) AS paid FROM sales.customers c JOIN sales.first_payments p ON p.customer_id = c.id
	WHERE c.referred_by_id = f.customer_id AND c.id <> f.customer_id AND p.at >= f.at AND p.at < f.at + interval '720 hours') theirs ON true
WHERE f.at >= @from AND f.at < @to`

type referralSums struct {
	Referrers    int32
	Invited      int32
	Paid         int32
	MoneyKopeks  int64
	EarnedKopeks int64
}

type referralK struct {
	Base        int32
	InvitedPaid int32
	Open        int32
}

// periodArgs are the arguments of referrersOf: the days that have sums, and the windows without.
func (s *Server) periodArgs(ctx context.Context, tx pgx.Tx, i period.Interval) (pgx.NamedArgs, error) {
	days, rest, err := cash.Split(ctx, tx, s.mark.Days, i, true)
	if err != nil {
		return nil, err
	}
	lows, highs := make([]time.Time, len(rest)), make([]time.Time, len(rest))
	for n, window := range rest {
		lows[n], highs[n] = window.From, window.To
	}
	return pgx.NamedArgs{"from": i.From, "to": i.To, "days": days, "lows": lows, "highs": highs}, nil
}

// referralTotals adds up a period over all referrers.
func (s *Server) referralTotals(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (*salesv1.ReferralTotals, error) {
	rows, err := tx.Query(ctx, selectReferralTotals, args)
	if err != nil {
		return nil, fmt.Errorf("add up referrals: %w", err)
	}
	sums, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[referralSums])
	if err != nil {
		return nil, fmt.Errorf("add up referrals: %w", err)
	}
	args["now"] = s.mark.Now()
	if rows, err = tx.Query(ctx, selectK, args); err != nil {
		return nil, fmt.Errorf("count referrals that paid: %w", err)
	}
	k, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[referralK])
	if err != nil {
		return nil, fmt.Errorf("count referrals that paid: %w", err)
	}
	totals := &salesv1.ReferralTotals{Referrers: sums.Referrers, Invited: sums.Invited, Paid: sums.Paid, Conversion: shareOf(sums.Paid, sums.Invited),
		MoneyKopeks: sums.MoneyKopeks, EarnedKopeks: sums.EarnedKopeks, KBase: k.Base, KInvitedPaid: k.InvitedPaid, KOpen: k.Open}
	if k.Base >= share.Enough {
		factor := float64(k.InvitedPaid) / float64(k.Base)
		totals.K = &factor
	}
	return totals, nil
}

func shareOf(count, of int32) *salesv1.Share {
	answer := &salesv1.Share{Count: count, Of: of}
	if rate, low, high, ok := share.Wilson(int(count), int(of)); ok {
		answer.Rate, answer.Low, answer.High = &rate, &low, &high
	}
	return answer
}
