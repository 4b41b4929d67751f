package revenue

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/services/sales-read/cash"
)

// readCrowds counts payers the way cash is counted everywhere: by the sets of who paid that are kept by day and gateway.
func (s *Server) readCrowds(ctx context.Context, tx pgx.Tx, w revenueAsk, into *revenue, grouped bool) error {
	split := grouped && w.by.column == "gateway"
	st := cash.NewStats(into.buckets, w.gateways, split)
	st.Daily, st.Hourly = w.unit == period.ByDay, w.unit == period.ByHour
	whole := period.Interval{From: into.buckets[0].From, To: into.buckets[len(into.buckets)-1].To}
	if err := st.Read(ctx, tx, s.mark.Days, whole); err != nil {
		return err
	}
	for n := range st.Sums {
		payers, err := st.Sums[n].Payers()
		if err != nil {
			return err
		}
		into.addCrowd(&n, nil, payers)
	}
	if !split {
		all, err := st.Total().Payers()
		into.addCrowd(nil, nil, all)
		return err
	}
	methods, all, err := st.Methods()
	if err != nil {
		return err
	}
	for _, m := range methods {
		into.addCrowd(nil, &m.Gateway, int64(m.GetCash().GetPayers()))
	}
	into.addCrowd(nil, nil, int64(all.GetPayers()))
	return nil
}

const countCustomers = `SELECT count(*) FILTER (WHERE created_at < $1), count(*) FROM sales.customers WHERE created_at < $2`

// countBase counts the customers that an average over all of them is made of: those registered before each period ends.
func (s *Server) countBase(ctx context.Context, tx pgx.Tx, w revenueAsk, current, earlier *revenue) error {
	if !w.all || w.known != nil { // when a customer was first known is not kept
		return nil
	}
	before, now := earlier.buckets[len(earlier.buckets)-1].To, current.buckets[len(current.buckets)-1].To
	if err := tx.QueryRow(ctx, countCustomers, before, now).Scan(&earlier.base, &current.base); err != nil {
		return fmt.Errorf("count customers: %w", err)
	}
	return nil
}
