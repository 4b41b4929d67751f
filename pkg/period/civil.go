package period

import (
	"sort"
	"time"
)

// civil is a calendar date without a zone, kept as midnight UTC so that its arithmetic knows no clock changes.
type civil struct{ utc time.Time }

func civilOf(t time.Time) civil {
	y, m, d := t.Date()
	return civil{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// dayOf is the business day whose span holds t. It is the date on the wall, except where a clock is turned back over midnight shortly after it:
// the few minutes that show both dates belong to one of them, because a day is one unbroken span.
func dayOf(t time.Time, loc *time.Location) civil {
	c := civilOf(t.In(loc))
	for c.start(loc).After(t) {
		c = c.add(-1)
	}
	for !c.add(1).start(loc).After(t) {
		c = c.add(1)
	}
	return c
}

func (c civil) add(days int) civil { return civil{c.utc.AddDate(0, 0, days)} }

func (c civil) daysUntil(other civil) int { return int(other.utc.Sub(c.utc) / (24 * time.Hour)) }

func (c civil) String() string { return c.utc.Format(dateLayout) }

// start is the instant at which the zone's wall clock turns to this date. time.Date does not promise that: for a midnight that is skipped or
// repeated it may answer with either side. A date the zone skipped altogether starts, empty, where the next one does.
// It is searched for, because time.ZoneBounds of Go 1.26 names wrong borders around the ends of leap years.
func (c civil) start(loc *time.Location) time.Time {
	const farthest = 16 * 3600 // seconds; no zone was ever that far from UTC
	first := c.utc.Unix() - farthest
	n := sort.Search(2*farthest, func(n int) bool {
		return !civilOf(time.Unix(first+int64(n), 0).In(loc)).utc.Before(c.utc)
	})
	return time.Unix(first+int64(n), 0).In(loc)
}
