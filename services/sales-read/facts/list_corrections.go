package facts

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/mark"
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
func (s *Server) ListCorrections(ctx context.Context, q *salesv1.ListCorrectionsRequest) (*salesv1.ListCorrectionsResponse, error) {
	f, err := s.correctionFilter(q)
	if err != nil {
		return nil, err
	}
	list := ask.List[correctionRow, *salesv1.Correction]{ID: "k.id", Page: s.correctionPage, Tell: correctionRow.message, Count: correctionTotalSQL,
		Place: func(row correctionRow) ask.Position { return ask.Position{At: row.LearnedAt, ID: row.ID} }}
	page, err := list.Answer(ctx, s.Read, q, f)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.ListCorrectionsResponse{Items: page.Items, NextPageToken: page.NextPageToken, Total: page.Total, TotalCapped: page.TotalCapped}
	answer.Awaiting, _, err = mark.Waiting(ctx, s.Read.DB)
	return answer, err
}

func (s *Server) correctionFilter(q *salesv1.ListCorrectionsRequest) (*ask.Filter, error) {
	from, to, err := s.Read.Span("from", q.GetFrom(), "to", q.GetTo())
	if err != nil {
		return nil, err
	}
	bookedFrom, bookedTo, err := s.Read.Span("booked_from", q.GetBookedFrom(), "booked_to", q.GetBookedTo())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	f.Between("k.learned_at", "learned", from, to)
	f.Between("k.booked_at", "booked", bookedFrom, bookedTo)
	ask.OneOf(f, "k.field", "field", q.GetField())
	ask.OneOf(f, "k.why", "why", q.GetWhy())
	ask.OneOf(f, "k.source", "source", q.GetSource())
	return f, nil
}

func correctionPageSQL(f *ask.Filter, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	if after != nil {
		page.Add("(k.learned_at, k.id) < (@after_at, @after_id)", pgx.NamedArgs{"after_at": after.At, "after_id": after.ID})
	}
	page.Args["limit"] = limit
	return `SELECT k.id, k.source, k.payment_id, k.booked_at, k.field, k.was, k.now, k.why, k.learned_at, f.customer_id
FROM (SELECT k.id, k.source, k.payment_id, k.booked_at, k.field, k.was, k.now, k.why, k.learned_at FROM sales.payment_corrections k` + page.Where() + `
	ORDER BY k.learned_at DESC, k.id DESC LIMIT @limit) k
LEFT JOIN sales.payment_facts f ON f.source = k.source AND f.id = k.payment_id ORDER BY k.learned_at DESC, k.id DESC`, page.Args
}

func correctionTotalSQL(f *ask.Filter) string {
	return `SELECT count(*) FROM (SELECT FROM sales.payment_corrections k` + f.Where() + ` ORDER BY k.learned_at DESC, k.id DESC LIMIT ` + ask.CountLimit + `) k`
}

func (s *Server) correctionPage(ctx context.Context, f *ask.Filter, after *ask.Position, limit int) ([]correctionRow, error) {
	query, args := correctionPageSQL(f, after, limit)
	return ask.Rows[correctionRow](ctx, s.Read, "corrections", query, args)
}

func (row correctionRow) message() *salesv1.Correction {
	return &salesv1.Correction{Id: row.ID, Source: row.Source, PaymentId: row.PaymentID, BookedAt: ask.Stamp(&row.BookedAt), Field: row.Field, Was: row.Was, Now: row.Now,
		Why: row.Why, LearnedAt: ask.Stamp(&row.LearnedAt), CustomerId: row.CustomerID}
}
