// Package calendar finds business days.
package calendar

import (
	"fmt"
	"sort"
	"time"

	"github.com/remnadesk/remnadesk/pkg/period"
)

const secondsPerDay = 24 * 3600

// Day is one business day.
type Day struct {
	period.Interval
	// Date is the day as midnight UTC, as the database gives a date.
	Date time.Time
}

// Key is the day's number since 1970.
func (d Day) Key() int64 { return Key(d.Date) }

// Key is the number since 1970 of a day that the database gave.
func Key(date time.Time) int64 { return date.Unix() / secondsPerDay }

// Calendar finds business days fast: the days of the last years are laid out once, others are computed.
type Calendar struct {
	// Zone is the business zone.
	Zone *time.Location
	days []Day // without gaps, in order
}

// New lays out the days around now.
func New(zone *time.Location, now time.Time) *Calendar {
	c := &Calendar{Zone: zone}
	for at := period.StartOf(period.ByMonth, now.AddDate(-3, 0, 0), zone); at.Before(now.AddDate(1, 0, 0)); {
		d := makeDay(at, zone)
		c.days = append(c.days, d)
		at = d.To
	}
	return c
}

func makeDay(at time.Time, loc *time.Location) Day {
	start := period.StartOf(period.ByDay, at, loc)
	date, err := time.Parse(time.DateOnly, period.Day(start, loc))
	if err != nil { // years beyond 9999: no database date worth a name
		date = time.Unix(0, 0).UTC()
	}
	return Day{Interval: period.Interval{From: start, To: period.Next(period.ByDay, start, loc)}, Date: date}
}

// Of is the business day that holds t.
func (c *Calendar) Of(t time.Time) Day {
	n := sort.Search(len(c.days), func(i int) bool { return c.days[i].From.After(t) }) - 1
	if n < 0 || !c.days[n].Contains(t) {
		return makeDay(t, c.Zone)
	}
	return c.days[n]
}

// On is the business day of a database date.
func (c *Calendar) On(date time.Time) (Day, error) {
	start, err := period.Parse(date.Format(time.DateOnly), c.Zone, "day")
	if err != nil {
		return Day{}, fmt.Errorf("read stored day: %w", err)
	}
	return c.Of(start), nil
}

// Piece is a business day's part of an asked interval.
type Piece struct {
	period.Interval
	Day   Day
	Whole bool
}

// Cut divides an interval at the borders of business days.
func (c *Calendar) Cut(i period.Interval) []Piece {
	var pieces []Piece
	for at := i.From; at.Before(i.To); {
		d := c.Of(at)
		p := Piece{Interval: d.Interval, Day: d, Whole: true}
		if p.From.Before(i.From) {
			p.From, p.Whole = i.From, false
		}
		if p.To.After(i.To) {
			p.To, p.Whole = i.To, false
		}
		pieces = append(pieces, p)
		at = d.To
	}
	return pieces
}
