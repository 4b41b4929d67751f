package reconciliation

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/reconcile"
)

const (
	// Payments are read in growing portions until a page is full: most of a day for a rare cause, little for a frequent one.
	firstPortion = 512
	lastPortion  = 32_768
)

// reconcileQuestion is a list of the payments behind a difference.
type reconcileQuestion struct {
	comparison
	neighbour reconcile.Neighbour
	causes    []string
}

func (q reconcileQuestion) judge(r reconcileRow) (reconcile.Verdict, bool) {
	v := q.neighbour.Judge(r.payment(), q.ours, q.theirs[q.neighbour])
	return v, v.Cause != reconcile.None && (len(q.causes) == 0 || slices.Contains(q.causes, string(v.Cause)))
}

type judged struct {
	reconcileRow
	reconcile.Verdict
}

// ListReconciliationRows lists the payments that we and a neighbour count differently, newest first.
func (s *Server) ListReconciliationRows(ctx context.Context, q *salesv1.ListReconciliationRowsRequest) (*salesv1.ListReconciliationRowsResponse, error) {
	c, err := s.comparison(q.GetDate(), q.GetFrom(), q.GetTo())
	if err != nil {
		return nil, err
	}
	if err := ask.AllKnown("cause", q.GetCause(), reconcile.Causes()); err != nil {
		return nil, err
	}
	hash := ask.FilterHash(q)
	after, err := ask.DecodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	mark, err := s.read.Watermark(ctx, append([]string{"customer"}, cash.Entities...))
	if err != nil {
		return nil, err
	}
	asked := reconcileQuestion{comparison: c, neighbour: reconcile.Neighbour(q.GetNeighbour()), causes: q.GetCause()}
	answer := &salesv1.ListReconciliationRowsResponse{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	size := ask.PageSize(q.GetPageSize())
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		rows, err := asked.page(ctx, tx, after, size+1)
		if err != nil {
			return err
		}
		if len(rows) > size {
			rows = rows[:size]
			last := rows[size-1]
			answer.NextPageToken = ask.EncodeToken(hash, ask.Position{At: last.BookedAt, ID: last.key()})
		}
		if answer.Items, err = reconciliationItems(ctx, tx, rows); err != nil {
			return err
		}
		if !ask.Counted(q) {
			return nil
		}
		total, err := asked.total(ctx, tx)
		answer.Total, answer.TotalCapped = int32(min(total, ask.CountTo)), total > ask.CountTo
		return err
	})
	return answer, err
}

func (q reconcileQuestion) page(ctx context.Context, tx pgx.Tx, after *ask.Position, size int) ([]judged, error) {
	var found []judged
	for portion := firstPortion; ; portion = min(2*portion, lastPortion) {
		last := ask.Position{}
		n, err := reconcilePayments(ctx, tx, q.window, after, portion, func(r reconcileRow) {
			last = ask.Position{At: r.BookedAt, ID: r.key()}
			if v, wanted := q.judge(r); wanted && len(found) < size {
				found = append(found, judged{r, v})
			}
		})
		if err != nil || n < portion || len(found) == size {
			return found, err
		}
		after = &last
	}
}

func (q reconcileQuestion) total(ctx context.Context, tx pgx.Tx) (int, error) {
	total := 0
	_, err := reconcilePayments(ctx, tx, q.window, nil, 0, func(r reconcileRow) {
		if _, wanted := q.judge(r); wanted {
			total++
		}
	})
	return total, err
}

const selectCustomersOf = `SELECT ` + ask.CustomerSelect + ` FROM sales.customers c WHERE c.id = ANY($1)`

// customersByID are those whose rows have arrived.
func customersByID(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64]*salesv1.Customer, error) {
	found, err := tx.Query(ctx, selectCustomersOf, ids)
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	list, err := pgx.CollectRows(found, pgx.RowToStructByName[ask.CustomerColumns])
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	byID := make(map[int64]*salesv1.Customer, len(list))
	for _, c := range list {
		byID[*c.CustomerRow] = c.Customer()
	}
	return byID, nil
}

func reconciliationItems(ctx context.Context, tx pgx.Tx, rows []judged) ([]*salesv1.ReconciliationRow, error) {
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.CustomerID
	}
	customers, err := customersByID(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]*salesv1.ReconciliationRow, len(rows))
	for i, r := range rows {
		items[i] = &salesv1.ReconciliationRow{
			Source: [4]string{"", "transaction", "guest_purchase", "wheel_spin"}[r.Source%4], Id: r.ID, CustomerId: r.CustomerID, Customer: customers[r.CustomerID],
			Cause: string(r.Cause), OursKopeks: r.Ours, TheirsKopeks: r.Theirs, DifferenceKopeks: r.Difference(), Kind: r.Kind, PaymentMethod: r.PaymentMethod,
			Description: r.Description, BookedAt: ask.Stamp(&r.BookedAt), CreatedAt: ask.Stamp(r.CreatedAt), DeliveryId: r.DeliveryID, GoneAt: ask.Stamp(r.GoneAt),
		}
	}
	return items, nil
}
