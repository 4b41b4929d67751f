package salesread

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// referrerRow is one referrer with the figures of a period.
type referrerRow struct {
	ID           int64
	Invited      int32
	Paid         int32
	MoneyKopeks  int64
	EarnedKopeks int64
	customerColumns
}

func (row referrerRow) message() *salesv1.Referrer {
	return &salesv1.Referrer{CustomerId: row.ID, Customer: row.customer(), Invited: row.Invited, Paid: row.Paid, Conversion: shareOf(row.Paid, row.Invited),
		MoneyKopeks: row.MoneyKopeks, EarnedKopeks: row.EarnedKopeks}
}

// referrerOrder is the column that a leaderboard is sorted by, the largest first; the id decides between equals.
type referrerOrder string

func referrerOrderOf(asked string) referrerOrder {
	switch asked {
	case "paid":
		return "r.paid"
	case "money":
		return "r.money_kopeks"
	case "earned":
		return "r.earned_kopeks"
	}
	return "r.invited"
}

func (o referrerOrder) orderBy() string { return ` ORDER BY ` + string(o) + ` DESC, r.id DESC` }

// after adds where the page begins. The position holds the figure in the place of microseconds.
func (o referrerOrder) after(f *filter, p *position) {
	if p != nil {
		f.add(`(`+string(o)+`, r.id) < (@after, @after_id)`, pgx.NamedArgs{"after": p.at.UnixMicro(), "after_id": p.id})
	}
}

func (o referrerOrder) position(row referrerRow) position {
	figure := int64(row.Invited)
	switch o {
	case "r.paid":
		figure = int64(row.Paid)
	case "r.money_kopeks":
		figure = row.MoneyKopeks
	case "r.earned_kopeks":
		figure = row.EarnedKopeks
	}
	return position{at: time.UnixMicro(figure), id: row.ID}
}

// ListReferrers lists who invited, brought or earned anything in a period, best first.
func (s *service) ListReferrers(ctx context.Context, q *salesv1.ListReferrersRequest) (*salesv1.ListReferrersResponse, error) {
	asked, err := s.statsPeriod(q.GetFrom(), q.GetTo(), s.now())
	if err != nil {
		return nil, err
	}
	f := newFilter()
	s.textFilter(f, "r.id", q.GetText())
	hash, order, previous := filterHash(q), referrerOrderOf(q.GetSort()), asked.Previous(s.days.loc)
	answer := &salesv1.ListReferrersResponse{From: timestamppb.New(asked.From), To: timestamppb.New(asked.To), PreviousFrom: timestamppb.New(previous.From),
		Timezone: s.days.loc.String(), Definitions: []string{"referral.invited", "referral.paid", "referral.conversion", "referral.money", "referral.earned", "referral.k30"}}
	mark, err := s.watermark(ctx, referralEntities)
	if err != nil {
		return nil, err
	}
	answer.CompleteUntil, answer.VerifiedUntil = mark.complete, mark.verified
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		after, err := begin(q.GetPageToken(), hash, q.AfterId, func(id int64) (*position, error) {
			rows, err := referrerPage(ctx, tx, one("r.id", id), order, asked, nil, 1)
			if err != nil || len(rows) == 0 {
				return nil, err
			}
			p := order.position(rows[0])
			return &p, nil
		})
		if err != nil {
			return err
		}
		size := pageSize(q.GetPageSize())
		rows, err := referrerPage(ctx, tx, f, order, asked, after, size+1)
		if err != nil {
			return err
		}
		if len(rows) > size {
			rows = rows[:size]
			answer.NextPageToken = encodeToken(hash, order.position(rows[size-1]))
		}
		for _, row := range rows {
			answer.Items = append(answer.Items, row.message())
		}
		if q.Count != nil && !q.GetCount() {
			return nil
		}
		return s.referrerTotals(ctx, tx, f, asked, previous, answer)
	})
	return answer, err
}

func (s *service) referrerTotals(ctx context.Context, tx pgx.Tx, f *filter, asked, previous period.Interval, answer *salesv1.ListReferrersResponse) error {
	query, args := referrerTotalSQL(f, asked)
	var total int
	if err := tx.QueryRow(ctx, query, args).Scan(&total); err != nil {
		return fmt.Errorf("count referrers: %w", err)
	}
	answer.Total, answer.TotalCapped = int32(min(total, countTo)), total > countTo
	var err error
	if answer.Totals, err = s.referralTotals(ctx, tx, asked); err != nil {
		return err
	}
	answer.Previous, err = s.referralTotals(ctx, tx, previous)
	return err
}

func referrerTotalSQL(f *filter, asked period.Interval) (string, pgx.NamedArgs) {
	all := f.clone()
	maps.Copy(all.args, periodArgs(asked))
	return referrersOf + `
SELECT count(*) FROM (SELECT r.id FROM referrers r` + all.where() + ` LIMIT ` + countLimit + `) r`, all.args
}

func referrerPageSQL(f *filter, order referrerOrder, asked period.Interval, after *position, limit int) (string, pgx.NamedArgs) {
	page := f.clone()
	order.after(page, after)
	maps.Copy(page.args, periodArgs(asked))
	page.args["limit"] = limit
	return referrersOf + `
SELECT r.id, r.invited, r.paid, r.money_kopeks, r.earned_kopeks, ` + customerSelect + `
FROM (SELECT r.id, r.invited, r.paid, r.money_kopeks, r.earned_kopeks FROM referrers r` + page.where() + order.orderBy() + ` LIMIT @limit) r
LEFT JOIN sales.customers c ON c.id = r.id` + order.orderBy(), page.args
}

func referrerPage(ctx context.Context, tx pgx.Tx, f *filter, order referrerOrder, asked period.Interval, after *position, limit int) ([]referrerRow, error) {
	query, args := referrerPageSQL(f, order, asked, after, limit)
	rows, err := tx.Query(ctx, query, args)
	if err != nil {
		return nil, fmt.Errorf("list referrers: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[referrerRow])
	if err != nil {
		return nil, fmt.Errorf("list referrers: %w", err)
	}
	return list, nil
}
