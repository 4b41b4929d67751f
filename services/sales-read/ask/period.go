package ask

import (
	"time"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// DefaultDays is how many business days a period has that is asked for without a beginning.
const DefaultDays = 30

// Period is the asked period; open ends are filled to thirty days, the last one up to now.
func (r *Reader) Period(first, last string, now time.Time) (period.Interval, error) {
	from, to, err := r.Span("from", first, "to", last)
	if err != nil {
		return period.Interval{}, err
	}
	if to == nil {
		to = &now
	}
	if from == nil {
		day := period.StartOf(period.ByDay, to.Add(-time.Nanosecond), r.Zone).In(r.Zone)
		start := period.StartOf(period.ByDay, time.Date(day.Year(), day.Month(), day.Day()+1-DefaultDays, 12, 0, 0, 0, r.Zone), r.Zone)
		from = &start
	}
	i, err := period.New(*from, *to)
	if err != nil {
		return i, rpc.Invalid("from", "%s", err.Error())
	}
	return i, nil
}
