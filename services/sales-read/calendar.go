package salesread

import (
	"sort"
	"time"

	"github.com/remnadesk/remnadesk/pkg/period"
)

const secondsPerDay = 24 * 3600

// day is one business day.
type day struct {
	period.Interval
	// date is the day as midnight UTC, as the database gives a date.
	date time.Time
}

func (d day) key() int64 { return d.date.Unix() / secondsPerDay }

// calendar finds business days fast: the days of the last years are laid out once, others are computed.
type calendar struct {
	loc  *time.Location
	days []day // without gaps, in order
}

func newCalendar(loc *time.Location, now time.Time) *calendar {
	c := &calendar{loc: loc}
	for at := period.StartOf(period.ByMonth, now.AddDate(-3, 0, 0), loc); at.Before(now.AddDate(1, 0, 0)); {
		d := makeDay(at, loc)
		c.days = append(c.days, d)
		at = d.To
	}
	return c
}

func makeDay(at time.Time, loc *time.Location) day {
	start := period.StartOf(period.ByDay, at, loc)
	date, err := time.Parse(time.DateOnly, period.Day(start, loc))
	if err != nil { // years beyond 9999: no database date worth a name
		date = time.Unix(0, 0).UTC()
	}
	return day{Interval: period.Interval{From: start, To: period.Next(period.ByDay, start, loc)}, date: date}
}

// of is the business day that holds t.
func (c *calendar) of(t time.Time) day {
	n := sort.Search(len(c.days), func(i int) bool { return c.days[i].From.After(t) }) - 1
	if n < 0 || !c.days[n].Contains(t) {
		return makeDay(t, c.loc)
	}
	return c.days[n]
}

// piece is a business day's part of an asked interval.
type piece struct {
	period.Interval
	day   day
	whole bool
}

// cut divides an interval at the borders of business days.
func (c *calendar) cut(i period.Interval) []piece {
	var pieces []piece
	for at := i.From; at.Before(i.To); {
		d := c.of(at)
		p := piece{Interval: d.Interval, day: d, whole: true}
		if p.From.Before(i.From) {
			p.From, p.whole = i.From, false
		}
		if p.To.After(i.To) {
			p.To, p.whole = i.To, false
		}
		pieces = append(pieces, p)
		at = d.To
	}
	return pieces
}
