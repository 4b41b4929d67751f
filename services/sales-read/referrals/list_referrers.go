package referrals

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// referrerRow is one referrer with the figures of a period.
type referrerRow struct {
	ID           int64
	Invited      int32
	Paid         int32
	MoneyKopeks  int64
	EarnedKopeks int64
	ask.CustomerColumns
}

func (row referrerRow) message() *salesv1.Referrer {
	return &salesv1.Referrer{CustomerId: row.ID, Customer: row.Customer(), Invited: row.Invited, Paid: row.Paid, Conversion: shareOf(row.Paid, row.Invited),
		MoneyKopeks: row.MoneyKopeks, EarnedKopeks: row.EarnedKopeks}
}

// referrerOrderOf sorts a leaderboard by one figure, the largest first.
func referrerOrderOf(asked string) ask.Order {
	column := "r.invited"
	switch asked {
	case "paid":
		column = "r.paid"
	case "money":
		column = "r.money_kopeks"
	case "earned":
		column = "r.earned_kopeks"
	}
	return ask.Order{Column: column, ID: "r.id", Desc: true, Number: true}
}

func (row referrerRow) place(o ask.Order) ask.Position {
	figure := int64(row.Invited)
	switch o.Column {
	case "r.paid":
		figure = int64(row.Paid)
	case "r.money_kopeks":
		figure = row.MoneyKopeks
	case "r.earned_kopeks":
		figure = row.EarnedKopeks
	}
	return ask.Numbered(figure, row.ID)
}

// ListReferrers lists who invited, brought or earned anything in a period, best first.
func (s *Server) ListReferrers(ctx context.Context, q *salesv1.ListReferrersRequest) (*salesv1.ListReferrersResponse, error) {
	asked, err := s.read.Period(q.GetFrom(), q.GetTo(), s.mark.Now())
	if err != nil {
		return nil, err
	}
	f := ask.NewFilter()
	s.read.TextFilter(f, "r.id", q.GetText())
	hash, order, previous := ask.FilterHash(q), referrerOrderOf(q.GetSort()), asked.Previous(s.read.Zone)
	answer := &salesv1.ListReferrersResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.read.Zone.String(), Definitions: []string{"referral.invited", "referral.paid", "referral.conversion", "referral.money", "referral.earned", "referral.k30"}}
	mark, err := s.read.Watermark(ctx, referralEntities())
	if err != nil {
		return nil, err
	}
	answer.CompleteUntil, answer.VerifiedUntil = mark.Complete, mark.Verified
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		figures, err := s.periodArgs(ctx, tx, asked)
		if err != nil {
			return err
		}
		after, err := ask.Begin(q, hash, func(id int64) (*ask.Position, error) {
			rows, err := referrerPage(ctx, tx, ask.One("r.id", id), order, figures, nil, 1)
			if err != nil || len(rows) == 0 {
				return nil, err
			}
			p := rows[0].place(order)
			return &p, nil
		})
		if err != nil {
			return err
		}
		size := ask.PageSize(q.GetPageSize())
		rows, err := referrerPage(ctx, tx, f, order, figures, after, size+1)
		if err != nil {
			return err
		}
		if len(rows) > size {
			rows = rows[:size]
			answer.NextPageToken = ask.EncodeToken(hash, rows[size-1].place(order))
		}
		for _, row := range rows {
			answer.Items = append(answer.Items, row.message())
		}
		if !ask.Counted(q) {
			return nil
		}
		return s.referrerTotals(ctx, tx, f, figures, previous, answer)
	})
	return answer, err
}

func (s *Server) referrerTotals(ctx context.Context, tx pgx.Tx, f *ask.Filter, figures pgx.NamedArgs, previous period.Interval, answer *salesv1.ListReferrersResponse) error {
	query, args := referrerTotalSQL(f, figures)
	var total int
	if err := tx.QueryRow(ctx, query, args).Scan(&total); err != nil {
		return fmt.Errorf("count referrers: %w", err)
	}
	answer.Total, answer.TotalCapped = int32(min(total, ask.CountTo)), total > ask.CountTo
	var err error
	if answer.Totals, err = s.referralTotals(ctx, tx, figures); err != nil {
		return err
	}
	before, err := s.periodArgs(ctx, tx, previous)
	if err != nil {
		return err
	}
	answer.Previous, err = s.referralTotals(ctx, tx, before)
	return err
}

func referrerTotalSQL(f *ask.Filter, figures pgx.NamedArgs) (string, pgx.NamedArgs) {
	all := f.Clone()
	maps.Copy(all.Args, figures)
	return referrersOf + `
SELECT count(*) FROM (SELECT r.id FROM referrers r` + all.Where() + ` LIMIT ` + ask.CountLimit + `) r`, all.Args
}

func referrerPageSQL(f *ask.Filter, order ask.Order, figures pgx.NamedArgs, after *ask.Position, limit int) (string, pgx.NamedArgs) {
	page := f.Clone()
	order.After(page, after)
	maps.Copy(page.Args, figures)
	page.Args["limit"] = limit
	return referrersOf + `
SELECT r.id, r.invited, r.paid, r.money_kopeks, r.earned_kopeks, ` + ask.CustomerSelect + `
FROM (SELECT r.id, r.invited, r.paid, r.money_kopeks, r.earned_kopeks FROM referrers r` + page.Where() + order.By() + ` LIMIT @limit) r` +
		ask.CustomerOf("r.id") + order.By(), page.Args
}

func referrerPage(ctx context.Context, tx pgx.Tx, f *ask.Filter, order ask.Order, figures pgx.NamedArgs, after *ask.Position, limit int) ([]referrerRow, error) {
	query, args := referrerPageSQL(f, order, figures, after, limit)
	return ask.Structs[referrerRow](ctx, tx, "referrers", query, args)
}
