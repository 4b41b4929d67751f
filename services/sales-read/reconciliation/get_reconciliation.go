package reconciliation

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/reconcile"
)

const reconcileDays = 31

// comparison is what one question compares: the same calendar days as we and as each neighbour cut them.
type comparison struct {
	first, last, end string // YYYY-MM-DD, end excluded
	ours             period.Interval
	theirs           map[reconcile.Neighbour]reconcile.Days
	// window holds them all.
	window period.Interval
}

// comparison reads the asked days; without any it is yesterday.
func (s *Server) comparison(date, from, to string) (comparison, error) {
	first, end, err := s.comparedDays(date, from, to)
	if err != nil {
		return comparison{}, err
	}
	c := comparison{first: first.Format(time.DateOnly), last: end.AddDate(0, 0, -1).Format(time.DateOnly), end: end.Format(time.DateOnly), theirs: map[reconcile.Neighbour]reconcile.Days{}}
	if c.ours, err = reconcile.Between(c.first, c.end, s.mark.Days.Zone); err != nil {
		return c, rpc.Invalid("from", "%s", err.Error())
	}
	c.window = c.ours
	for _, n := range reconcile.Neighbours() {
		days, err := n.DaysOf(c.first, c.end, s.mark.Days.Zone.String())
		if err != nil {
			return c, err
		}
		c.theirs[n] = days
		if days.Whole.From.Before(c.window.From) {
			c.window.From = days.Whole.From
		}
		if days.Whole.To.After(c.window.To) {
			c.window.To = days.Whole.To
		}
	}
	return c, nil
}

func (s *Server) comparedDays(date, from, to string) (first, end time.Time, err error) {
	if date != "" && (from != "" || to != "") {
		return first, end, rpc.Invalid("date", "name one day by date, or several by from and to, not both")
	}
	switch {
	case date != "":
		first, err = calendarDay("date", date)
		return first, first.AddDate(0, 0, 1), err
	case from == "" && to == "":
		first = s.mark.Days.Of(s.mark.Now()).Date.AddDate(0, 0, -1)
		return first, first.AddDate(0, 0, 1), nil
	case from == "":
		return first, end, rpc.Invalid("from", "is missing: name the first day")
	case to == "":
		return first, end, rpc.Invalid("to", "is missing: name the day after the last one")
	}
	if first, err = calendarDay("from", from); err != nil {
		return first, end, err
	}
	if end, err = calendarDay("to", to); err != nil {
		return first, end, err
	}
	switch days := int(end.Sub(first) / (24 * time.Hour)); {
	case days <= 0:
		return first, end, rpc.Invalid("to", "must be later than from: the days from %s to %s are none", from, to)
	case days > reconcileDays:
		return first, end, rpc.Invalid("to", "the period has %d days: compare at most %d", days, reconcileDays)
	}
	return first, end, nil
}

// calendarDay reads a day without a zone: each side cuts it by its own.
func calendarDay(field, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 2000 {
		return day, rpc.Invalid(field, "%q is not a day since the year 2000 (YYYY-MM-DD)", text)
	}
	return day, nil
}

// GetReconciliation answers our cash of some days beside what the neighbours show for them.
func (s *Server) GetReconciliation(ctx context.Context, q *salesv1.GetReconciliationRequest) (*salesv1.GetReconciliationResponse, error) {
	c, err := s.comparison(q.GetDate(), q.GetFrom(), q.GetTo())
	if err != nil {
		return nil, err
	}
	mark, err := s.read.Watermark(ctx, append([]string{"campaign_registration"}, cash.Entities...))
	if err != nil {
		return nil, err
	}
	var total cash.Tally
	sums := map[reconcile.Neighbour]*reconcile.Sum{}
	for _, n := range reconcile.Neighbours() {
		sums[n] = &reconcile.Sum{}
	}
	err = s.read.Snapshot(ctx, func(tx pgx.Tx) error {
		// Our number is counted as everywhere else, not from the payments compared: the residual tells when the two disagree.
		own := &cash.Reading{Tx: tx, Days: s.mark.Days, Gateways: []string{cash.WholeDay}, Visit: func(_ calendar.Piece, _ string, t *cash.Tally) { total.AddTally(t) }}
		if err := own.Run(ctx, c.ours); err != nil {
			return err
		}
		_, err := reconcilePayments(ctx, tx, c.window, nil, 0, func(r reconcileRow) {
			p := r.payment()
			for n, sum := range sums {
				sum.Add(n.Judge(p, c.ours, c.theirs[n]))
			}
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	answer := &salesv1.GetReconciliationResponse{
		From: timestamppb.New(c.ours.From), To: timestamppb.New(c.ours.To), FirstDay: c.first, LastDay: c.last,
		Timezone: s.mark.Days.Zone.String(), CashInKopeks: total.In, CashRefundsKopeks: total.Refunds, NetCashKopeks: total.In - total.Refunds, Payments: int32(total.Payments),
		Incomplete: c.window.To.After(s.mark.Now()), Definitions: []string{"cash_in", "cash_refunds", "net_cash", "reconciliation"},
		CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified,
	}
	for _, n := range reconcile.Neighbours() {
		answer.Neighbours = append(answer.Neighbours, neighbourSum(n, sums[n], c.theirs[n], total.In, s.mark.Days.Zone.String()))
	}
	return answer, nil
}

func neighbourSum(n reconcile.Neighbour, sum *reconcile.Sum, days reconcile.Days, ours int64, zone string) *salesv1.NeighbourSum {
	m := &salesv1.NeighbourSum{Neighbour: string(n), SumKopeks: sum.Theirs.Amount, Payments: int32(sum.Theirs.Payments), DifferenceKopeks: ours - sum.Theirs.Amount,
		ResidualKopeks: sum.Residual(ours), Timezone: n.Zone(zone), From: timestamppb.New(days.Whole.From), To: timestamppb.New(days.Whole.To)}
	for _, part := range sum.Causes() {
		m.Causes = append(m.Causes, &salesv1.DifferenceCause{Cause: string(part.Cause), AmountKopeks: part.Amount, Payments: int32(part.Payments)})
	}
	return m
}
