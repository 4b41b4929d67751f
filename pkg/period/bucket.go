package period

import (
	"fmt"
	"time"
)

// Unit is the width of a bucket. Its values are the words of the API.
type Unit string

// The units; weeks begin on Monday (ISO 8601). Hours are counted from a day's first instant, so a day of a clock change has 23 or 25 of them, the
// repeated one twice; where clocks move by half an hour, the day's last hour is half an hour.
const (
	ByHour  Unit = "hour"
	ByDay   Unit = "day"
	ByWeek  Unit = "week"
	ByMonth Unit = "month"
)

// Bucket is one calendar unit's part of an interval.
type Bucket struct {
	Interval
	// Whole is false when the interval cut the unit at either end.
	Whole bool
}

// ParseUnit reads a unit's name.
func ParseUnit(s string) (Unit, error) {
	switch u := Unit(s); u {
	case ByHour, ByDay, ByWeek, ByMonth:
		return u, nil
	}
	return "", fmt.Errorf("%q is not a bucket: use hour, day, week or month", s)
}

// Day is the business day t belongs to, as YYYY-MM-DD.
func Day(t time.Time, loc *time.Location) string { return dayOf(t, loc).String() }

// StartOf is the first instant of the unit that holds t.
func StartOf(unit Unit, t time.Time, loc *time.Location) time.Time {
	if unit == ByHour {
		return hourOf(t, loc).From
	}
	return unit.first(dayOf(t, loc)).start(loc)
}

// Next is the first instant of the unit after the one that holds t; it is always later than t.
func Next(unit Unit, t time.Time, loc *time.Location) time.Time {
	if unit == ByHour {
		return hourOf(t, loc).To
	}
	return unit.following(dayOf(t, loc)).start(loc)
}

// hourOf is the hour of its business day that holds t.
func hourOf(t time.Time, loc *time.Location) Interval {
	day := dayOf(t, loc)
	from := day.start(loc)
	from = from.Add(t.Sub(from).Truncate(time.Hour))
	to := from.Add(time.Hour)
	if end := day.add(1).start(loc); to.After(end) {
		to = end
	}
	return Interval{From: from, To: to}
}

// Buckets cuts the interval at the unit's borders: they are in order, do not overlap and together are exactly the interval.
// An invalid interval, an unknown unit and more than 1,100 buckets are errors.
func (i Interval) Buckets(unit Unit, loc *time.Location) ([]Bucket, error) {
	if err := i.Validate(); err != nil {
		return nil, err
	}
	if _, err := ParseUnit(string(unit)); err != nil {
		return nil, err
	}
	var buckets []Bucket
	for start := StartOf(unit, i.From, loc); start.Before(i.To); {
		if len(buckets) == maxBuckets {
			return nil, fmt.Errorf("the period has more than %d buckets by %s: ask for a shorter period or wider buckets", maxBuckets, unit)
		}
		next := Next(unit, start, loc)
		b := Bucket{Interval: Interval{From: start, To: next}, Whole: true}
		if start.Before(i.From) {
			b.From, b.Whole = i.From, false
		}
		if next.After(i.To) {
			b.To, b.Whole = i.To, false
		}
		buckets = append(buckets, b)
		start = next
	}
	return buckets, nil
}

// first is the first date of the unit that holds c.
func (u Unit) first(c civil) civil {
	switch u {
	case ByWeek:
		return c.add(-(int(c.utc.Weekday()) + 6) % 7)
	case ByMonth:
		return c.add(1 - c.utc.Day())
	}
	return c
}

// following is the first date of the unit after the one that holds c.
func (u Unit) following(c civil) civil {
	switch u {
	case ByWeek:
		return u.first(c).add(7)
	case ByMonth:
		return civil{u.first(c).utc.AddDate(0, 1, 0)}
	}
	return c.add(1)
}
