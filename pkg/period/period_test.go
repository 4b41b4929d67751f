package period

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// zones are those whose clocks do the odd things: midnights that do not exist, that exist twice, dates skipped, half hours.
var zones = []string{
	"UTC", "Europe/Moscow", "Europe/Berlin", "America/New_York", "Africa/Cairo", "America/Sao_Paulo", "America/Havana", "Asia/Beirut",
	"America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Asuncion", "Asia/Tehran", "Pacific/Kiritimati",
}

func zone(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func at(t *testing.T, value string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, value)
	require.NoError(t, err)
	return v
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, zone, want string }{
		{"2026-11-01", "Europe/Moscow", "2026-11-01T00:00:00+03:00"},
		{"2026-11-01T10:20:30+05:00", "Europe/Moscow", "2026-11-01T10:20:30+05:00"},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"}, // no midnight that day
		{"2024-04-26", "Africa/Cairo", "2024-04-26T01:00:00+03:00"},
		{"2020-11-01", "America/Havana", "2020-11-01T00:00:00-04:00"}, // midnight comes twice; the first one counts
		{"2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00"},   // a date the zone skipped
		{"2000-02-29", "UTC", "2000-02-29T00:00:00Z"},
	} {
		got, err := Parse(c.value, zone(t, c.zone), "from")
		require.NoError(t, err, c.value)
		require.True(t, at(t, c.want).Equal(got), "%s in %s is %s", c.value, c.zone, got)
	}
	for _, bad := range []string{"", "today", "2026-02-30", "2026-13-01", "2026-1-1", "2026-11-01 10:00", "2026-11-01T10:00:00", "1700000000", "' OR 1=1"} {
		_, err := Parse(bad, time.UTC, "to")
		require.ErrorContains(t, err, "to: ", bad)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	from := at(t, "2016-01-01T00:00:00+03:00")
	for _, c := range []struct {
		to   time.Time
		want string
	}{
		{from.AddDate(10, 0, 0), ""},
		{from.Add(1), ""},
		{from, "empty"},
		{from.Add(-1), "before it begins"},
		{from.AddDate(10, 0, 2), "longer than 10 years"},
	} {
		_, err := New(from, c.to)
		if c.want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, c.want)
	}
	_, err := Interval{from, from.AddDate(0, 0, 1100)}.Buckets(ByDay, time.UTC)
	require.ErrorContains(t, err, "more than 1100 buckets") // it begins at 21:00 UTC, so it touches 1,101 days of UTC
	got, err := Interval{from, from.AddDate(0, 0, 1100)}.Buckets(ByDay, time.FixedZone("", 3*3600))
	require.NoError(t, err)
	require.Len(t, got, 1100)
	_, err = Interval{from, from.AddDate(0, 0, 1)}.Buckets("minute", time.UTC)
	require.ErrorContains(t, err, "hour, day, week or month")
	_, err = Interval{from, from}.Buckets(ByDay, time.UTC)
	require.Error(t, err)
}

func TestPrevious(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, zone, from, to, want string }{
		{"a month of 31 days", "Europe/Moscow", "2026-03-01T00:00:00+03:00", "2026-04-01T00:00:00+03:00", "2026-01-29T00:00:00+03:00"},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-03-28T00:00:00+01:00"},
		{"the day after it", "Europe/Berlin", "2026-03-30T00:00:00+02:00", "2026-03-31T00:00:00+02:00", "2026-03-29T00:00:00+01:00"},
		{"part of a day", "Europe/Berlin", "2026-03-30T00:00:00+02:00", "2026-03-30T10:00:00+02:00", "2026-03-29T14:00:00+02:00"},
	} {
		i := Interval{at(t, c.from), at(t, c.to)}
		got := i.Previous(zone(t, c.zone))
		require.True(t, at(t, c.want).Equal(got.From), "%s: %s", c.name, got.From)
		require.True(t, i.From.Equal(got.To), c.name)
	}
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, from, to string
		unit                 Unit
		hours                []int
		whole                []bool
	}{
		{"spring in Berlin", "Europe/Berlin", "2026-03-28", "2026-03-31", ByDay, []int{24, 23, 24}, []bool{true, true, true}},
		{"autumn in Berlin", "Europe/Berlin", "2026-10-24", "2026-10-27", ByDay, []int{24, 25, 24}, []bool{true, true, true}},
		{"no midnight in Cairo", "Africa/Cairo", "2024-04-25", "2024-04-28", ByDay, []int{24, 23, 24}, []bool{true, true, true}},
		{"no midnight in São Paulo", "America/Sao_Paulo", "2018-11-03", "2018-11-06", ByDay, []int{24, 23, 24}, []bool{true, true, true}},
		{"23 h repeated in São Paulo", "America/Sao_Paulo", "2018-02-17", "2018-02-19", ByDay, []int{25, 24}, []bool{true, true}},
		{"the end of a leap year by rule", "Europe/Berlin", "2040-12-30", "2041-01-02", ByDay, []int{24, 24, 24}, []bool{true, true, true}},
		{"a skipped date", "Pacific/Apia", "2011-12-29", "2012-01-01", ByDay, []int{24, 24}, []bool{true, true}},
		{"weeks are cut", "Europe/Moscow", "2026-11-04", "2026-11-17", ByWeek, []int{5 * 24, 7 * 24, 24}, []bool{false, true, false}},
		{"months end differently", "UTC", "2024-01-31", "2024-04-01", ByMonth, []int{24, 29 * 24, 31 * 24}, []bool{false, true, true}},
		{"within one day", "UTC", "2024-01-31T10:00:00Z", "2024-01-31T13:00:00Z", ByDay, []int{3}, []bool{false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			loc := zone(t, c.zone)
			from, err := Parse(c.from, loc, "from")
			require.NoError(t, err)
			to, err := Parse(c.to, loc, "to")
			require.NoError(t, err)
			got, err := Interval{from, to}.Buckets(c.unit, loc)
			require.NoError(t, err)
			require.Len(t, got, len(c.hours))
			for n, b := range got {
				require.Equal(t, time.Duration(c.hours[n])*time.Hour, b.To.Sub(b.From))
				require.Equal(t, c.whole[n], b.Whole)
			}
		})
	}
}

func TestHours(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, day string
		hours           int
		third, last     string
	}{
		{"an ordinary day", "Europe/Moscow", "2026-03-16", 24, "2026-03-16T02:00:00+03:00", "2026-03-16T23:00:00+03:00"},
		{"spring in Berlin", "Europe/Berlin", "2026-03-29", 23, "2026-03-29T03:00:00+02:00", "2026-03-29T23:00:00+02:00"},
		{"autumn in Berlin", "Europe/Berlin", "2026-10-25", 25, "2026-10-25T02:00:00+02:00", "2026-10-25T23:00:00+01:00"},
		{"quarter hours off UTC", "Asia/Kathmandu", "2026-03-16", 24, "2026-03-16T02:00:00+05:45", "2026-03-16T23:00:00+05:45"},
		{"half an hour back", "Australia/Lord_Howe", "2026-04-05", 25, "2026-04-05T01:30:00+10:30", "2026-04-05T23:30:00+10:30"},
		{"no midnight", "Africa/Cairo", "2024-04-26", 23, "2024-04-26T03:00:00+03:00", "2024-04-26T23:00:00+03:00"},
	} {
		loc := zone(t, c.zone)
		from, err := Parse(c.day, loc, "from")
		require.NoError(t, err)
		hours, err := Interval{from, Next(ByDay, from, loc)}.Buckets(ByHour, loc)
		require.NoError(t, err)
		require.Len(t, hours, c.hours, c.name)
		require.Equal(t, c.third, hours[2].From.In(loc).Format(time.RFC3339), c.name)
		require.Equal(t, c.last, hours[len(hours)-1].From.In(loc).Format(time.RFC3339), c.name)
		for _, h := range hours {
			require.True(t, h.Whole, c.name)
		}
	}
}

func TestDay(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2026-11-02", Day(at(t, "2026-11-01T21:00:00Z"), zone(t, "Europe/Moscow")))
	require.Equal(t, "2026-11-01", Day(at(t, "2026-11-01T20:59:59Z"), zone(t, "Europe/Moscow")))
	require.Equal(t, "2026-11-02", Day(StartOf(ByWeek, at(t, "2026-11-08T12:00:00Z"), time.UTC), time.UTC))
}

func drawZone(t *rapid.T) *time.Location { return zone(t, rapid.SampledFrom(zones).Draw(t, "zone")) }

func drawUnit(t *rapid.T) Unit {
	return rapid.SampledFrom([]Unit{ByHour, ByDay, ByWeek, ByMonth}).Draw(t, "unit")
}

func drawInstant(t *rapid.T, name string) time.Time {
	return time.Unix(rapid.Int64Range(-2_000_000_000, 4_000_000_000).Draw(t, name), rapid.Int64Range(0, 999_999_999).Draw(t, name+" ns"))
}

func TestUnitHoldsItsInstant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc, unit, v := drawZone(t), drawUnit(t), drawInstant(t, "t")
		start, next := StartOf(unit, v, loc), Next(unit, v, loc)
		require.False(t, start.After(v))
		require.True(t, next.After(v))
		require.True(t, StartOf(unit, next, loc).Equal(next))
		require.True(t, StartOf(unit, next.Add(-1), loc).Equal(start))
	})
}

func TestBucketsPartitionTheInterval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc, unit, from := drawZone(t), drawUnit(t), drawInstant(t, "from")
		longest := int64(400 * 24 * time.Hour)
		if unit == ByHour {
			longest /= 10 // not more hours than buckets
		}
		i := Interval{from, from.Add(time.Duration(rapid.Int64Range(1, longest).Draw(t, "length")))}
		buckets, err := i.Buckets(unit, loc)
		require.NoError(t, err)
		border := i.From
		for _, b := range buckets {
			require.True(t, b.From.Equal(border))
			require.True(t, b.To.After(b.From))
			require.Equal(t, b.From.Equal(StartOf(unit, b.From, loc)) && b.To.Equal(Next(unit, b.From, loc)), b.Whole)
			border = b.To
		}
		require.True(t, border.Equal(i.To))
	})
}

func TestAdjacentWindowsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc, a, b := drawZone(t), drawInstant(t, "a"), drawInstant(t, "b")
		middle := drawInstant(t, "middle")
		if b.Before(a) {
			a, b = b, a
		}
		v := drawInstant(t, "t")
		left, right, whole := Interval{a, middle}, Interval{middle, b}, Interval{a, b}
		if whole.Contains(middle) {
			require.Equal(t, whole.Contains(v), left.Contains(v) != right.Contains(v))
		}
		if loc.String() == "Pacific/Apia" || loc.String() == "Pacific/Kiritimati" {
			return // both skipped a whole date once, so a count of dates is no count of days there
		}
		from, days := StartOf(ByDay, a, loc), rapid.IntRange(1, 400).Draw(t, "days")
		to := dayOf(from, loc).add(days).start(loc)
		previous := Interval{from, to}.Previous(loc)
		require.True(t, previous.To.Equal(from))
		require.Equal(t, days, dayOf(previous.From, loc).daysUntil(dayOf(previous.To, loc)))
	})
}
