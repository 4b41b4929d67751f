package referrals

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

var branchDefinitions = []string{"referral.branch_size", "referral.branch_paid", "referral.net", "referral.branch_net", "referral.earned_for"}

// nodeRow is a customer with the sums of their branch.
type nodeRow struct {
	ID           int64
	ParentID     *int64
	Looped       bool
	Paid         bool
	NetKopeks    int64
	Invited      int32
	InvitedPaid  int32
	Size         int32
	BranchPaid   int32
	BranchKopeks int64
	EarnedKopeks int64
	ask.CustomerColumns
}

// known tells whether the source has ever spoken of this customer.
func (row nodeRow) known() bool { return row.CustomerRow != nil || row.Invited > 0 }

func (row nodeRow) message(depth int32) *salesv1.ReferralNode {
	node := &salesv1.ReferralNode{CustomerId: row.ID, Customer: row.Customer(), ParentId: row.ParentID, Depth: depth, Invited: row.Invited, InvitedPaid: row.InvitedPaid,
		BranchSize: row.Size, BranchPaid: row.BranchPaid, Paid: row.Paid, NetKopeks: row.NetKopeks, BranchNetKopeks: row.BranchKopeks,
		EarnedKopeks: row.EarnedKopeks, More: row.Invited}
	switch {
	case row.Looped:
		node.Loop = "loop"
	case row.ReferredByID != nil && *row.ReferredByID == row.ID:
		node.Loop = "self"
	}
	return node
}

// nodeColumns are the columns of nodeRow, of customers b with branches where they have any.
const nodeColumns = `coalesce(b.looped, false) AS looped, coalesce(b.payments, 0) > 0 AS paid, coalesce(b.net_kopeks, 0) AS net_kopeks, coalesce(b.invited, 0) AS invited,
	coalesce(b.invited_paid, 0) AS invited_paid, coalesce(b.size, 0) AS size, coalesce(b.paid, 0) AS branch_paid, coalesce(b.branch_kopeks, 0) AS branch_kopeks,
	coalesce(e.kopeks, 0)::bigint AS earned_kopeks, ` + ask.CustomerSelect

// earnedFor is what the inviter was credited for a customer.
const earnedFor = `
LEFT JOIN LATERAL (SELECT sum(amount_kopeks) AS kopeks FROM sales.referral_earnings WHERE referral_id = b.customer_id AND earner_id = b.parent_id) e ON true`

const selectNodes = `
SELECT u.id, b.parent_id, ` + nodeColumns + `
FROM unnest(@ids::bigint[]) WITH ORDINALITY AS u (id, place)
LEFT JOIN LATERAL (SELECT customer_id, parent_id, looped, payments, net_kopeks, invited, invited_paid, size, paid, branch_kopeks
	FROM sales.referral_branches WHERE customer_id = u.id LIMIT 1) b ON true
LEFT JOIN sales.customers c ON c.id = u.id` + earnedFor + `
ORDER BY u.place`

// nodes reads customers in the order of their ids.
func nodes(ctx context.Context, tx pgx.Tx, ids []int64) ([]nodeRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return ask.Structs[nodeRow](ctx, tx, "referral branches", selectNodes, pgx.NamedArgs{"ids": ids})
}

const selectUncounted = `SELECT min(marked_at) FROM sales.dirty_branches`

// branchMark is the watermark of answers made of branches: not beyond the oldest change that is not summed up yet. Read it before the rows.
func (s *Server) branchMark(ctx context.Context, entities []string) (ask.Watermark, error) {
	mark, err := s.read.Watermark(ctx, entities)
	if err != nil || mark.Complete == nil {
		return mark, err
	}
	since, err := s.uncountedSince(ctx)
	if err != nil {
		return mark, err
	}
	if since != nil && since.Before(mark.Complete.AsTime()) {
		mark.Complete = timestamppb.New(*since)
	}
	return mark, nil
}

// uncountedSince is when the oldest change happened that is not summed up yet; nil when none waits.
func (s *Server) uncountedSince(ctx context.Context) (*time.Time, error) {
	var since *time.Time
	if err := s.read.QueryRow(ctx, selectUncounted).Scan(&since); err != nil {
		return nil, pg.MapError(fmt.Errorf("look for changes that wait: %w", err))
	}
	return since, nil
}
