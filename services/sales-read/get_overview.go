package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

// spans are the periods of the first page.
type spans struct {
	today, todayBefore, month, monthBefore, days period.Interval
}

func (s *service) overviewSpans(now time.Time) spans {
	loc := s.days.Zone
	local := now.In(loc)
	today := s.days.Of(now)
	month := period.StartOf(period.ByMonth, now, loc)
	yesterday := s.days.Of(today.From.Add(-time.Nanosecond))
	monthBefore := period.StartOf(period.ByMonth, month.Add(-time.Nanosecond), loc)
	y, m, d := local.Date()
	clock := func(y int, m time.Month, d int) time.Time {
		return time.Date(y, m, d, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), loc)
	}
	first := s.days.Of(today.From)
	for range defaultDays - 1 {
		first = s.days.Of(first.From.Add(-time.Nanosecond))
	}
	return spans{
		today:       period.Interval{From: today.From, To: now},
		todayBefore: period.Interval{From: yesterday.From, To: within(clock(y, m, d-1), yesterday.Interval)},
		month:       period.Interval{From: month, To: now},
		// The month before may be shorter: its 31st is its end.
		monthBefore: period.Interval{From: monthBefore, To: within(clock(y, m-1, d), period.Interval{From: monthBefore, To: month})},
		days:        period.Interval{From: first.From, To: now},
	}
}

// within moves an instant into the interval or to the nearer end of it.
func within(at time.Time, i period.Interval) time.Time {
	switch {
	case at.Before(i.From):
		return i.From
	case at.After(i.To):
		return i.To
	}
	return at
}

// GetOverview answers the first page.
func (s *service) GetOverview(ctx context.Context, _ *salesv1.GetOverviewRequest) (*salesv1.GetOverviewResponse, error) {
	now := s.now()
	sp := s.overviewSpans(now)
	mark, err := s.read.Watermark(ctx, overviewEntities)
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetOverviewResponse{Timezone: s.days.Zone.String(), Now: timestamppb.New(now), CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		if err := s.overviewCash(ctx, tx, sp, answer); err != nil {
			return err
		}
		if err := readLive(ctx, tx, now, answer); err != nil {
			return err
		}
		return readNew(ctx, tx, sp, answer)
	})
	return answer, err
}

func (s *service) overviewCash(ctx context.Context, tx pgx.Tx, sp spans, answer *salesv1.GetOverviewResponse) error {
	for _, part := range []struct {
		period.Interval
		into **salesv1.Cash
	}{{sp.today, &answer.Today}, {sp.todayBefore, &answer.TodayPrevious}, {sp.month, &answer.Month}, {sp.monthBefore, &answer.MonthPrevious}} {
		total := &cash.Tally{}
		r := &cash.Reading{Tx: tx, Days: s.days, Gateways: []string{cash.WholeDay}, Visit: func(_ calendar.Piece, _ string, t *cash.Tally) { total.AddTally(t) }}
		if err := r.Run(ctx, part.Interval); err != nil {
			return err
		}
		cash, err := total.Answer()
		if err != nil {
			return err
		}
		*part.into = cash
	}
	if !sp.days.To.After(sp.days.From) {
		return nil
	}
	buckets, err := sp.days.Buckets(period.ByDay, s.days.Zone)
	if err != nil {
		return fmt.Errorf("cut the last days: %w", err)
	}
	st := cash.NewStats(buckets, nil, false)
	if err := st.Read(ctx, tx, s.days, sp.days); err != nil {
		return err
	}
	answer.Days, err = st.Answer(s.days.Zone, answer.GetNow().AsTime())
	return err
}

// selectLive is answered from subscriptions_live alone.
const selectLive = `SELECT s.split, count(*) FROM sales.subscriptions s WHERE ` + live + ` GROUP BY s.split`

func readLive(ctx context.Context, tx pgx.Tx, now time.Time, answer *salesv1.GetOverviewResponse) error {
	rows, err := tx.Query(ctx, selectLive, pgx.NamedArgs{"now": now})
	if err != nil {
		return fmt.Errorf("count live subscriptions: %w", err)
	}
	var split string
	var n int32
	_, err = pgx.ForEachRow(rows, []any{&split, &n}, func() error {
		switch split {
		case "paid":
			answer.LivePaid = n
		case "free_active":
			answer.LiveFreeActive = n
		case "trial":
			answer.LiveTrial = n
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("count live subscriptions: %w", err)
	}
	return nil
}

const selectNew = `
SELECT count(*) FILTER (WHERE created_at >= @today), count(*) FILTER (WHERE created_at >= @yesterday AND created_at < @yesterday_to),
	count(*) FILTER (WHERE created_at >= @month), count(*) FILTER (WHERE created_at < @month_before_to)
FROM sales.customers WHERE created_at >= @month_before AND created_at < @now`

func readNew(ctx context.Context, tx pgx.Tx, sp spans, answer *salesv1.GetOverviewResponse) error {
	row := tx.QueryRow(ctx, selectNew, pgx.NamedArgs{"now": sp.today.To, "today": sp.today.From, "yesterday": sp.todayBefore.From, "yesterday_to": sp.todayBefore.To,
		"month": sp.month.From, "month_before": sp.monthBefore.From, "month_before_to": sp.monthBefore.To})
	err := row.Scan(&answer.NewCustomersToday, &answer.NewCustomersTodayPrevious, &answer.NewCustomersMonth, &answer.NewCustomersMonthPrevious)
	if err != nil {
		return fmt.Errorf("count new customers: %w", err)
	}
	return nil
}
