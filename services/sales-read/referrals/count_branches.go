package referrals

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/branch"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

// CountBranches sums referral branches again whose members paid or moved, until ctx ends. One process at a time does it, when the first import is
// classified.
func (s *Server) CountBranches(ctx context.Context) error {
	const pause = turn.Rest / 3 // what comes meanwhile shares the way up
	return turn.Drain(ctx, s.log, "referral branches", pause, s.CountSomeBranches)
}

const (
	takeBranches = `
DELETE FROM sales.dirty_branches WHERE seq IN (SELECT seq FROM sales.dirty_branches ORDER BY seq LIMIT $1) RETURNING customers`
	// Plans made while the table was empty would read it whole ever after, so no turn may.
	branchLock = `
SELECT pg_try_advisory_xact_lock(hashtextextended('sales.branches', 2)) AND EXISTS (SELECT FROM sales.facts_imported) FROM set_config('enable_seqscan', 'off', true) AS a, set_config('plan_cache_mode', 'force_custom_plan', true) AS b, set_config('jit', 'off', true) AS c`
	// selectBranches is the customers and everybody above them, by what is stored and by what the bot says now: whoever gains or loses is among them.
	// How many are above cannot be estimated, nor the size of a table that just fills: LIMIT leaves no way but the index.
	selectBranches = `
WITH RECURSIVE up (id) AS (
	SELECT unnest($1::bigint[]) UNION
	SELECT p.id FROM up CROSS JOIN LATERAL (SELECT parent_id AS id FROM sales.referral_branches WHERE customer_id = up.id
		UNION ALL SELECT referred_by_id FROM sales.customers WHERE customers.id = up.id) p WHERE p.id IS NOT NULL)
SELECT up.id, coalesce(c.referred_by_id, 0) AS inviter, b.customer_id IS NOT NULL AS member, coalesce(b.parent_id, 0) AS parent, coalesce(b.looped, false) AS looped,
	coalesce(b.payments, 0) AS payments, coalesce(b.net_kopeks, 0) AS net_kopeks, coalesce(b.refunds_kopeks, 0) AS refunds_kopeks,
	coalesce(b.invited, 0) AS invited, coalesce(b.invited_paid, 0) AS invited_paid, coalesce(b.size, 0) AS size, coalesce(b.paid, 0) AS paid,
	coalesce(b.branch_kopeks, 0) AS branch_kopeks
FROM up LEFT JOIN LATERAL (SELECT referred_by_id FROM sales.customers WHERE id = up.id LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT customer_id, parent_id, looped, payments, net_kopeks, refunds_kopeks, invited, invited_paid, size, paid, branch_kopeks
	FROM sales.referral_branches WHERE customer_id = up.id LIMIT 1) b ON true`
	selectOwnCash = `
SELECT u.id, m.payments, m.net_kopeks, m.refunds_kopeks FROM unnest($1::bigint[]) AS u (id) CROSS JOIN LATERAL (
	SELECT count(*) FILTER (WHERE NOT refund)::integer AS payments, coalesce(sum(CASE WHEN refund THEN -amount_kopeks ELSE amount_kopeks END), 0)::bigint AS net_kopeks,
		coalesce(sum(amount_kopeks) FILTER (WHERE refund), 0)::bigint AS refunds_kopeks
	FROM sales.cash WHERE cash.customer_id = u.id) m`
	clearBranches = `DELETE FROM sales.referral_branches WHERE customer_id = ANY($1)`
	storeBranches = `
INSERT INTO sales.referral_branches AS b (customer_id, parent_id, looped, payments, net_kopeks, refunds_kopeks, invited, invited_paid, size, paid, branch_kopeks)
SELECT u.id, nullif(u.parent, 0), u.looped, u.payments, u.net, u.refunds, u.invited, u.invited_paid, u.size, u.paid, u.branch
FROM unnest($1::bigint[], $2::bigint[], $3::boolean[], $4::integer[], $5::bigint[], $6::bigint[], $7::integer[], $8::integer[], $9::integer[], $10::integer[], $11::bigint[])
	AS u (id, parent, looped, payments, net, refunds, invited, invited_paid, size, paid, branch)
ON CONFLICT (customer_id) DO UPDATE SET parent_id = excluded.parent_id, looped = excluded.looped, payments = excluded.payments, net_kopeks = excluded.net_kopeks,
	refunds_kopeks = excluded.refunds_kopeks, invited = excluded.invited, invited_paid = excluded.invited_paid, size = excluded.size, paid = excluded.paid,
	branch_kopeks = excluded.branch_kopeks`
)

// branchRow is one customer as stored, and whom the bot names as their inviter now.
type branchRow struct {
	ID            int64
	Inviter       int64
	Member        bool
	Parent        int64
	Looped        bool
	Payments      int32
	NetKopeks     int64
	RefundsKopeks int64
	Invited       int32
	InvitedPaid   int32
	Size          int32
	Paid          int32
	BranchKopeks  int64
}

func (r branchRow) state() branch.State {
	own := branch.Own{Payments: r.Payments, NetKopeks: r.NetKopeks, RefundsKopeks: r.RefundsKopeks}
	state := branch.State{Inviter: r.Inviter, Own: own}
	if r.Member {
		state.Was = &branch.Member{Parent: r.Parent, Looped: r.Looped, Own: own, Invited: r.Invited, InvitedPaid: r.InvitedPaid, Size: r.Size, Paid: r.Paid,
			BranchKopeks: r.BranchKopeks}
	}
	return state
}

// CountSomeBranches sums the oldest of the queue again and returns how many customers were in it.
func (s *Server) CountSomeBranches(ctx context.Context) (int, error) {
	n := 0
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		changed, err := turn.Customers(ctx, tx, branchLock, takeBranches)
		if n = len(changed); err != nil || n == 0 {
			return err
		}
		return sumBranches(ctx, tx, changed)
	})
	return n, err
}

func sumBranches(ctx context.Context, tx pgx.Tx, changed []int64) error {
	list, err := ask.Structs[branchRow](ctx, tx, "referral branches", selectBranches, changed)
	if err != nil {
		return err
	}
	customers := make(map[int64]branch.State, len(list))
	related := map[int64]struct{}{}
	for _, row := range list {
		customers[row.ID] = row.state()
		if row.Member || row.Inviter != 0 && row.Inviter != row.ID {
			related[row.ID] = struct{}{}
		}
		if row.Inviter != 0 && row.Inviter != row.ID {
			related[row.Inviter] = struct{}{}
		}
	}
	if err := readOwnCash(ctx, tx, customers, related, changed); err != nil {
		return err
	}
	return storeChanged(ctx, tx, customers, branch.Recount(customers))
}

// readOwnCash looks up what those paid who may have paid since, and those who were no members so far. Most payers are nobody's referral.
func readOwnCash(ctx context.Context, tx pgx.Tx, customers map[int64]branch.State, related map[int64]struct{}, changed []int64) error {
	var ask []int64
	for _, id := range changed {
		if _, ok := related[id]; ok {
			ask = append(ask, id)
		}
	}
	for id := range related {
		if customers[id].Was == nil {
			ask = append(ask, id)
		}
	}
	slices.Sort(ask)
	rows, err := tx.Query(ctx, selectOwnCash, slices.Compact(ask))
	if err != nil {
		return fmt.Errorf("add up cash of referrals: %w", err)
	}
	var id int64
	var own branch.Own
	_, err = pgx.ForEachRow(rows, []any{&id, &own.Payments, &own.NetKopeks, &own.RefundsKopeks}, func() error {
		state := customers[id]
		state.Own = own
		customers[id] = state
		return nil
	})
	if err != nil {
		return fmt.Errorf("add up cash of referrals: %w", err)
	}
	return nil
}

func storeChanged(ctx context.Context, tx pgx.Tx, customers map[int64]branch.State, members map[int64]branch.Member) error {
	var gone, ids, parents, net, refunds, kopeks []int64
	var payments, invited, invitedPaid, size, paid []int32
	var looped []bool
	for _, id := range slices.Sorted(maps.Keys(customers)) {
		was := customers[id].Was
		m, is := members[id]
		switch {
		case !is && was != nil:
			gone = append(gone, id)
		case is && (was == nil || *was != m):
			ids, parents, looped = append(ids, id), append(parents, m.Parent), append(looped, m.Looped)
			payments, net, refunds = append(payments, m.Payments), append(net, m.NetKopeks), append(refunds, m.RefundsKopeks)
			invited, invitedPaid = append(invited, m.Invited), append(invitedPaid, m.InvitedPaid)
			size, paid, kopeks = append(size, m.Size), append(paid, m.Paid), append(kopeks, m.BranchKopeks)
		}
	}
	if len(gone) > 0 {
		if _, err := tx.Exec(ctx, clearBranches, gone); err != nil {
			return fmt.Errorf("forget referral branches: %w", err)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, storeBranches, ids, parents, looped, payments, net, refunds, invited, invitedPaid, size, paid, kopeks); err != nil {
		return fmt.Errorf("store referral branches: %w", err)
	}
	return nil
}
