package referrals

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const (
	defaultDepth    = 3
	defaultChildren = 50
	// treeNodes is how many an answer has room for, ancestors how many of those above are shown.
	treeNodes = 1000
	ancestors = 100
)

const (
	// selectAbove walks up from a customer, the nearest first. Stored inviters make no loops.
	selectAbove = `
WITH RECURSIVE up (id, step) AS (
	SELECT parent_id, 1 FROM sales.referral_branches WHERE customer_id = @customer AND parent_id IS NOT NULL
	UNION ALL SELECT b.parent_id, up.step + 1 FROM up JOIN sales.referral_branches b ON b.customer_id = up.id WHERE b.parent_id IS NOT NULL AND up.step < @limit)
SELECT id FROM up ORDER BY step`
	// selectBelow is one level: the largest branches of each inviter, as many as there is room for.
	selectBelow = `
SELECT k.customer_id, p.id, k.size FROM unnest(@inviters::bigint[]) WITH ORDINALITY AS p (id, place) CROSS JOIN LATERAL (
	SELECT customer_id, size FROM sales.referral_branches WHERE parent_id = p.id ORDER BY size DESC, customer_id DESC LIMIT @children) k
ORDER BY p.place, k.size DESC, k.customer_id DESC LIMIT @room`
)

// tree collects the answer level by level.
type tree struct {
	tx       pgx.Tx
	ids      []int64
	depth    []int32
	inviters []int64 // of the level that is opened next
	shown    map[int64]int32
	last     map[int64]ask.Position
	cut      bool
}

// GetReferralTree answers who is above one customer, and whom they invited, some levels down. NotFound if nobody has ever spoken of the customer.
// Its cost is that of what it shows, however many a customer invited and however long the chain of inviters is.
func (s *Server) GetReferralTree(ctx context.Context, q *salesv1.GetReferralTreeRequest) (*salesv1.GetReferralTreeResponse, error) {
	mark, err := s.branchMark(ctx, referralEntities())
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetReferralTreeResponse{Definitions: branchDefinitions, CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := readAbove(ctx, tx, q.GetCustomerId(), answer); err != nil {
			return err
		}
		t := &tree{tx: tx, ids: []int64{q.GetCustomerId()}, depth: []int32{0}, inviters: []int64{q.GetCustomerId()}, shown: map[int64]int32{}, last: map[int64]ask.Position{}}
		for level := range cmp.Or(q.GetDepth(), defaultDepth) {
			if err := t.open(ctx, level+1, cmp.Or(q.GetChildren(), defaultChildren)); err != nil {
				return err
			}
		}
		return t.tell(ctx, answer)
	})
	return answer, err
}

func readAbove(ctx context.Context, tx pgx.Tx, customer int64, answer *salesv1.GetReferralTreeResponse) error {
	rows, err := tx.Query(ctx, selectAbove, pgx.NamedArgs{"customer": customer, "limit": ancestors + 1})
	if err != nil {
		return fmt.Errorf("read inviters: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return fmt.Errorf("read inviters: %w", err)
	}
	if answer.AncestorsCut = len(ids) > ancestors; answer.AncestorsCut {
		ids = ids[:ancestors]
	}
	above, err := nodes(ctx, tx, ids)
	if err != nil {
		return err
	}
	for step := len(above); step > 0; step-- {
		answer.Ancestors = append(answer.Ancestors, above[step-1].message(int32(-step)))
	}
	return nil
}

// open reads one level more.
func (t *tree) open(ctx context.Context, depth, children int32) error {
	room := treeNodes - len(t.ids)
	if len(t.inviters) == 0 || room <= 0 {
		t.cut = t.cut || len(t.inviters) > 0
		return nil
	}
	rows, err := t.tx.Query(ctx, selectBelow, pgx.NamedArgs{"inviters": t.inviters, "children": children, "room": room + 1})
	if err != nil {
		return fmt.Errorf("read invited customers: %w", err)
	}
	t.inviters = nil
	var id, inviter int64
	var size int32
	_, err = pgx.ForEachRow(rows, []any{&id, &inviter, &size}, func() error {
		if len(t.ids) == treeNodes {
			t.cut, t.inviters = true, nil
			return nil
		}
		t.ids, t.depth = append(t.ids, id), append(t.depth, depth)
		t.shown[inviter]++
		t.last[inviter] = placeOf(size, id)
		if size > 0 {
			t.inviters = append(t.inviters, id)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read invited customers: %w", err)
	}
	return nil
}

func (t *tree) tell(ctx context.Context, answer *salesv1.GetReferralTreeResponse) error {
	rows, err := nodes(ctx, t.tx, t.ids)
	if err != nil {
		return err
	}
	if !rows[0].known() {
		return status.Errorf(codes.NotFound, "there is no customer %d; a new one appears within seconds of the registration in the bot", rows[0].ID)
	}
	for n, row := range rows {
		node := row.message(t.depth[n])
		if node.More -= t.shown[row.ID]; node.More > 0 && t.shown[row.ID] > 0 {
			node.NextPageToken = ask.EncodeToken(ask.FilterHash(&salesv1.ListInvitedRequest{CustomerId: row.ID}), t.last[row.ID])
		}
		answer.Items = append(answer.Items, node)
	}
	answer.Cut = t.cut
	return t.ownCash(ctx, answer.GetItems()[0])
}

const selectLoneCash = `
SELECT count(*) FILTER (WHERE NOT refund) > 0, coalesce(sum(CASE WHEN refund THEN -amount_kopeks ELSE amount_kopeks END), 0)::bigint FROM sales.cash WHERE customer_id = @customer`

// ownCash looks up what somebody paid who is in nobody's branch and has none.
func (t *tree) ownCash(ctx context.Context, node *salesv1.ReferralNode) error {
	if node.ParentId != nil || node.GetInvited() > 0 {
		return nil
	}
	if err := t.tx.QueryRow(ctx, selectLoneCash, pgx.NamedArgs{"customer": node.GetCustomerId()}).Scan(&node.Paid, &node.NetKopeks); err != nil {
		return fmt.Errorf("add up a customer's cash: %w", err)
	}
	return nil
}
