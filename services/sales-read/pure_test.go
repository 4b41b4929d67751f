package salesread

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/calendar"
)

type pgTx = pgx.Tx

func TestOverviewSpans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, now, todayBefore, month, monthBefore string
	}{
		{"Europe/Moscow", "2026-03-16T12:00:00+03:00", "2026-03-15T00:00:00+03:00 2026-03-15T12:00:00+03:00", "2026-03-01T00:00:00+03:00", "2026-02-01T00:00:00+03:00 2026-02-16T12:00:00+03:00"},
		{"Europe/Moscow", "2026-03-31T12:00:00+03:00", "2026-03-30T00:00:00+03:00 2026-03-30T12:00:00+03:00", "2026-03-01T00:00:00+03:00", "2026-02-01T00:00:00+03:00 2026-03-01T00:00:00+03:00"},
		{"Europe/Moscow", "2026-01-01T00:30:00+03:00", "2025-12-31T00:00:00+03:00 2025-12-31T00:30:00+03:00", "2026-01-01T00:00:00+03:00", "2025-12-01T00:00:00+03:00 2025-12-01T00:30:00+03:00"},
		{"Europe/Berlin", "2026-03-29T12:00:00+02:00", "2026-03-28T00:00:00+01:00 2026-03-28T12:00:00+01:00", "2026-03-01T00:00:00+01:00", "2026-02-01T00:00:00+01:00 2026-03-01T00:00:00+01:00"},
		{"Europe/Berlin", "2026-10-26T02:30:00+01:00", "2026-10-25T00:00:00+02:00 2026-10-25T02:30:00+01:00", "2026-10-01T00:00:00+02:00", "2026-09-01T00:00:00+02:00 2026-09-26T02:30:00+02:00"},
	} {
		loc, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		now, err := time.Parse(time.RFC3339, c.now)
		require.NoError(t, err)
		s := &service{days: calendar.New(loc, now)}
		sp := s.overviewSpans(now)
		text := func(i period.Interval) string {
			return i.From.In(loc).Format(time.RFC3339) + " " + i.To.In(loc).Format(time.RFC3339)
		}
		require.Equal(t, c.todayBefore, text(sp.todayBefore), c.now)
		require.Equal(t, c.month, sp.month.From.In(loc).Format(time.RFC3339), c.now)
		require.Equal(t, c.monthBefore, text(sp.monthBefore), c.now)
		require.Len(t, s.days.Cut(sp.days), defaultDays, c.now)
	}
}

func TestCalendarAgreesWithPeriod(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "Europe/Moscow", "America/Havana", "Pacific/Apia", "Asia/Kathmandu"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		c := calendar.New(loc, noon)
		for at := noon.AddDate(-4, 0, 0); at.Before(noon.AddDate(2, 0, 0)); at = at.Add(19*time.Hour + 7*time.Minute) {
			d := c.Of(at)
			require.True(t, d.Contains(at), "%s %s", zone, at)
			require.Equal(t, period.Day(at, loc), d.Date.Format(time.DateOnly), "%s %s", zone, at)
		}
	}
}

func TestStateFiltersAgreeWithShownStates(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "UTC"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	const fillStates = `
INSERT INTO sales.subscriptions (id, version, gone_at, customer_id, status, is_trial, ends_at, traffic_limit_gb, traffic_used_gb, device_limit, autopay_enabled, created_at, payer)
SELECT row_number() OVER (), 1, CASE WHEN gone THEN now() END, 1, status, trial, $1::timestamptz + minutes * interval '1 minute', 0, 0, 1, false, $1, payer
FROM unnest(ARRAY['active', 'trial', 'limited', 'expired', 'disabled', 'pending', 'frozen']) status, unnest(ARRAY[true, false]) gone, unnest(ARRAY[true, false]) trial,
	unnest(ARRAY[true, false]) payer, unnest(ARRAY[-1, 0, 1]) minutes`
	fill(t, db, fillStates, noon)
	all, err := s.ListSubscriptions(t.Context(), &salesv1.ListSubscriptionsRequest{PageSize: 200})
	require.NoError(t, err)
	require.Len(t, all.GetItems(), 168)
	want := map[string]int32{}
	for _, item := range all.GetItems() {
		want[item.GetState()]++
	}
	require.Equal(t, int32(24), want["frozen"], "an unknown status passes through")
	for _, state := range []string{"paid", "free_active", "trial", "limited", "expired", "disabled", "pending"} {
		require.NotZero(t, want[state], state)
		some, err := s.ListSubscriptions(t.Context(), &salesv1.ListSubscriptionsRequest{PageSize: 200, State: []string{state}})
		require.NoError(t, err)
		require.Equal(t, want[state], some.GetTotal(), state)
		for _, item := range some.GetItems() {
			require.Equal(t, state, item.GetState())
		}
	}
	both, err := s.ListSubscriptions(t.Context(), &salesv1.ListSubscriptionsRequest{State: []string{"paid", "pending"}})
	require.NoError(t, err)
	require.Equal(t, want["paid"]+want["pending"], both.GetTotal())
}

func TestTextSearchWithoutTrigrams(t *testing.T) {
	t.Parallel()
	db := testkit.Postgres(t, "sales", migrate)
	s, err := newService(t.Context(), Deps{Config: Config{Timezone: "UTC"}, DB: db, Log: testkit.Log(t), Now: func() time.Time { return noon }})
	require.NoError(t, err)
	t.Cleanup(s.read.Close)
	require.True(t, s.read.Substring, "tests run with pg_trgm")
	fill(t, db, fillCustomers, 20, noon)
	fill(t, db, fillSubscriptions, 20, noon, 20)
	ask := func(text string) int32 {
		answer, err := s.ListSubscriptions(t.Context(), &salesv1.ListSubscriptionsRequest{Text: text})
		require.NoError(t, err)
		return answer.GetTotal()
	}
	require.Equal(t, int32(1), ask("@USER7"))
	require.Equal(t, int32(11), ask("ser1"))
	require.Equal(t, int32(1), ask("000000007"[2:]))
	require.Equal(t, int32(0), ask("u1"), "below three characters the whole of it")
	s.read.Substring = false
	require.Equal(t, int32(1), ask("@User7"))
	require.Equal(t, int32(11), ask("user1"))
	require.Equal(t, int32(11), ask("mail1"))
	require.Equal(t, int32(1), ask("100000007"))
	require.Equal(t, int32(0), ask("ser1"))
}
