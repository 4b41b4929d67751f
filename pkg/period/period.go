// Package period is the one place that turns calendar words (days, weeks, months of the business time zone) into instants.
//
// Every interval is half-open: From belongs to it, To does not, so adjacent intervals never share and never lose an instant.
// Days are days of the zone, whatever their length: a day of a clock change has 23 or 25 hours, and where midnight does not exist the day
// begins at the first instant that does.
package period

import (
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // business zones must resolve in images without a zone database
)

const (
	maxYears   = 10
	maxBuckets = 1100
	dateLayout = "2006-01-02"
)

// Interval is the time from From (included) to To (excluded).
type Interval struct {
	From, To time.Time
}

// New returns the interval [from, to). An empty, reversed or longer than ten years interval is an error a person can read.
func New(from, to time.Time) (Interval, error) {
	i := Interval{From: from, To: to}
	return i, i.Validate()
}

// Parse reads one border of a period: YYYY-MM-DD is the first instant of that business day, RFC 3339 is itself. The field's name begins the error.
func Parse(value string, loc *time.Location, field string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
		return t, nil
	}
	t, err := time.Parse(dateLayout, value)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %q is neither a day (YYYY-MM-DD) nor an instant such as 2026-11-01T00:00:00+03:00", field, value)
	}
	return civilOf(t).start(loc), nil
}

// Validate says what is wrong with a period somebody asked for, or nil.
func (i Interval) Validate() error {
	switch {
	case i.From.Equal(i.To):
		return errors.New("the period is empty: it ends where it begins (the end is not part of it)")
	case i.To.Before(i.From):
		return errors.New("the period ends before it begins: swap its two ends")
	case i.To.After(i.From.AddDate(maxYears, 0, 1)): // one day of slack: the zone's offset may differ between the ends
		return fmt.Errorf("the period is longer than %d years: ask for a shorter one", maxYears)
	}
	return nil
}

// Contains tells whether t lies in [From, To).
func (i Interval) Contains(t time.Time) bool {
	return !t.Before(i.From) && t.Before(i.To)
}

// Previous is the equal period directly before: as many calendar days when both ends are borders of business days, else the same duration.
func (i Interval) Previous(loc *time.Location) Interval {
	from, to := dayOf(i.From, loc), dayOf(i.To, loc)
	if !from.start(loc).Equal(i.From) || !to.start(loc).Equal(i.To) {
		return Interval{From: i.From.Add(i.From.Sub(i.To)), To: i.From}
	}
	return Interval{From: from.add(-from.daysUntil(to)).start(loc), To: i.From}
}
