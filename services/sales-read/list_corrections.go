package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// correctionRow is one row of the list, with whose payment it is.
type correctionRow struct {
	ID         int64
	Source     string
	PaymentID  int64
	BookedAt   time.Time
	Field      string
	Was, Now   *string
	Why        string
	LearnedAt  time.Time
	CustomerID *int64
}

// ListCorrections lists what was corrected in booked payments, the latest first.
func (s *service) ListCorrections(ctx context.Context, q *salesv1.ListCorrectionsRequest) (*salesv1.ListCorrectionsResponse, error) {
	f, err := s.correctionFilter(q)
	if err != nil {
		return nil, err
	}
	hash := filterHash(q)
	after, err := decodeToken(q.GetPageToken(), hash)
	if err != nil {
		return nil, err
	}
	size := pageSize(q.GetPageSize())
	rows, err := s.correctionPage(ctx, f, after, size+1)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListCorrectionsResponse{}
	if len(rows) > size {
		rows = rows[:size]
		last := rows[size-1]
		answer.NextPageToken = encodeToken(hash, position{at: last.LearnedAt, id: last.ID})
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, row.message())
	}
	if q.Count == nil || q.GetCount() {
		var total int
		if err := s.read.QueryRow(ctx, correctionTotalSQL(f), f.args).Scan(&total); err != nil {
			return nil, pg.MapError(fmt.Errorf("count corrections: %w", err))
		}
		answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	}
	answer.Awaiting, _, err = awaiting(ctx, s.read)
	return answer, err
}

func (s *service) correctionFilter(q *salesv1.ListCorrectionsRequest) (*filter, error) {
	from, to, err := s.span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	bookedFrom, bookedTo, err := s.span("booked_from", q.GetBookedFrom(), "booked_to", q.GetBookedTo())
	if err != nil {
		return nil, err
	}
	f := newFilter()
	f.between("k.learned_at", "learned", from, to)
	f.between("k.booked_at", "booked", bookedFrom, bookedTo)
	return f, nil
}

func correctionPageSQL(f *filter, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	if after != nil {
		page.add("(k.learned_at, k.id) < (@after_at, @after_id)", pgx.NamedArgs{"after_at": after.at, "after_id": after.id})
	}
	page.args["limit"] = limit
	return `SELECT k.id, k.source, k.payment_id, k.booked_at, k.field, k.was, k.now, k.why, k.learned_at, f.customer_id
FROM (SELECT k.id, k.source, k.payment_id, k.booked_at, k.field, k.was, k.now, k.why, k.learned_at FROM sales.payment_corrections k` + page.where() + `
	ORDER BY k.learned_at DESC, k.id DESC LIMIT @limit) k
LEFT JOIN sales.payment_facts f ON f.source = k.source AND f.id = k.payment_id ORDER BY k.learned_at DESC, k.id DESC`, page.args
}

func correctionTotalSQL(f *filter) string {
	return `SELECT count(*) FROM (SELECT FROM sales.payment_corrections k` + f.where() + ` ORDER BY k.learned_at DESC, k.id DESC LIMIT ` + countLimit + `) k`
}

func (s *service) correctionPage(ctx context.Context, f *filter, after *position, limit int) ([]correctionRow, error) {
	query, args := correctionPageSQL(f, after, limit)
	rows, err := s.read.Query(ctx, query, args)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list corrections: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[correctionRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list corrections: %w", err))
	}
	return list, nil
}

func (row correctionRow) message() *salesv1.Correction {
	return &salesv1.Correction{Id: row.ID, Source: row.Source, PaymentId: row.PaymentID, BookedAt: stamp(&row.BookedAt), Field: row.Field, Was: row.Was, Now: row.Now,
		Why: row.Why, LearnedAt: stamp(&row.LearnedAt), CustomerId: row.CustomerID}
}
