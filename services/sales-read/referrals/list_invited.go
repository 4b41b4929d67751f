package referrals

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// placeOf is where a branch stands among others: the largest first, then the customer who came last. The place holds the size as microseconds.
func placeOf(size int32, id int64) ask.Position {
	return ask.Position{At: time.UnixMicro(int64(size)), ID: id}
}

const countInvited = `SELECT coalesce((SELECT invited FROM sales.referral_branches WHERE customer_id = @customer), 0)`

// ListInvited lists whom one customer invited, the largest branch first.
func (s *Server) ListInvited(ctx context.Context, q *salesv1.ListInvitedRequest) (*salesv1.ListInvitedResponse, error) {
	mark, err := s.branchMark(ctx, referralEntities())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Add("b.parent_id = @customer", pgx.NamedArgs{"customer": q.GetCustomerId()})
	list := ask.List[nodeRow, *salesv1.ReferralNode]{Entities: referralEntities(), ID: "b.customer_id", Page: s.invitedPage,
		Place: func(row nodeRow) ask.Position { return placeOf(row.Size, row.ID) }, Tell: func(row nodeRow) *salesv1.ReferralNode { return row.message(1) }}
	page, err := list.Answer(ctx, s.read, q, f)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListInvitedResponse{Items: page.Items, NextPageToken: page.NextPageToken, Definitions: branchDefinitions, CompleteUntil: mark.Complete,
		VerifiedUntil: mark.Verified}
	if ask.Counted(q) {
		if err := s.read.QueryRow(ctx, countInvited, f.Args).Scan(&answer.Total); err != nil {
			return nil, pg.MapError(fmt.Errorf("count invited customers: %w", err))
		}
	}
	return answer, nil
}

func (s *Server) invitedPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]nodeRow, error) {
	page := f.Clone()
	if after != nil {
		page.Add("(b.size, b.customer_id) < (@after, @after_id)", pgx.NamedArgs{"after": after.At.UnixMicro(), "after_id": after.ID})
	}
	page.Args["limit"] = limit
	query := `
SELECT b.customer_id AS id, b.parent_id, ` + nodeColumns + `
FROM (SELECT b.customer_id, b.parent_id, b.looped, b.payments, b.net_kopeks, b.invited, b.invited_paid, b.size, b.paid, b.branch_kopeks
	FROM sales.referral_branches b` + page.Where() + ` ORDER BY b.size DESC, b.customer_id DESC LIMIT @limit) b
LEFT JOIN sales.customers c ON c.id = b.customer_id` + earnedFor + ` ORDER BY b.size DESC, b.customer_id DESC`
	return ask.Rows[nodeRow](ctx, s.read, "invited customers", query, page.Args)
}
