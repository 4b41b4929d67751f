package salesread

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sums by who paid (people_days) depend on more than payments: on whom the bot names as referrer, on promo groups, on first registrations and on the
// slugs of campaigns. When one of these changes, the days of the payments it concerns are marked.

const (
	storePeople = `
INSERT INTO sales.people_days (day, grain, gateway, tariff_id, promo_group_id, campaign_id, freshness, referrer_id, measure, kind, kopeks, count, payers)
SELECT $1, CASE WHEN grouping(referrer_id) = 0 THEN 'referrer' WHEN grouping(gateway) = 0 THEN 'method' WHEN grouping(tariff_id) = 0 THEN 'tariff' ELSE 'people' END,
	coalesce(gateway, ''), coalesce(tariff_id, 0),
	coalesce(promo_group_id, 0), coalesce(campaign_id, 0), coalesce(freshness, ''), coalesce(referrer_id, 0), measure, kind, sum(kopeks), count(*), ` + paidBy + `
FROM sales.revenue_people r WHERE booked_at >= $2 AND booked_at < $3
GROUP BY GROUPING SETS ((promo_group_id, campaign_id, freshness, measure, kind), (gateway, promo_group_id, campaign_id, freshness, measure, kind),
	(tariff_id, promo_group_id, campaign_id, freshness, measure, kind), (referrer_id, measure, kind))`
	// paidBy are the ids of who paid, one after the other, some perhaps twice.
	paidBy = `string_agg(int8send(r.customer_id), '') FILTER (WHERE r.measure = 'cash' AND r.customer_id <> 0)`

	// Hours, because the database cuts days by a zone of its own.
	peopleHours = `
SELECT date_trunc('hour', booked_at) FROM sales.cash WHERE customer_id = ANY($1)
UNION SELECT date_trunc('hour', booked_at) FROM sales.payment_facts WHERE customer_id = ANY($1)`
	landingHours = `
SELECT DISTINCT date_trunc('hour', paid_at) FROM sales.guest_purchases
WHERE campaign_slug = ANY($1) AND paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0`
	markPeopleDays = `
INSERT INTO sales.dirty_people_days AS d (day, touched) SELECT u.day::date, 1 FROM unnest($1::text[]) AS u (day) ORDER BY 1
ON CONFLICT (day) DO UPDATE SET touched = d.touched + 1`
)

// markPeople has the days counted again on which the customers paid or bought.
func markPeople(ctx context.Context, tx pgx.Tx, days *calendar, customers []int64) error {
	if len(customers) == 0 {
		return nil
	}
	return markHours(ctx, tx, days, peopleHours, customers)
}

// markLandings has the days counted again on which orders of these slugs were paid.
func markLandings(ctx context.Context, tx pgx.Tx, days *calendar, slugs []string) error {
	if len(slugs) == 0 {
		return nil
	}
	return markHours(ctx, tx, days, landingHours, slugs)
}

func markHours(ctx context.Context, tx pgx.Tx, days *calendar, query string, what any) error {
	rows, err := tx.Query(ctx, query, what)
	if err != nil {
		return fmt.Errorf("find days of payments: %w", err)
	}
	hours, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil {
		return fmt.Errorf("find days of payments: %w", err)
	}
	marked := map[string]struct{}{}
	for _, hour := range hours {
		for _, at := range []time.Time{hour, hour.Add(time.Hour - 1)} { // a zone may begin its days within an hour
			marked[days.of(at).date.Format(time.DateOnly)] = struct{}{}
		}
	}
	if len(marked) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, markPeopleDays, keys(marked)); err != nil {
		return fmt.Errorf("mark days whose people changed: %w", err)
	}
	return nil
}

const (
	clearPeople = `DELETE FROM sales.people_days WHERE grain = ANY('{people,method,tariff,referrer}') AND day = ANY($1)`
	peopleLock  = `SELECT pg_try_advisory_xact_lock(hashtextextended('sales.people', 2)) AND EXISTS (SELECT FROM sales.facts_imported)`
	// A day has few payments beside all customers, and little to compile: each payment looks its own up.
	planForADay = `SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off`
	// Days are not taken away before they are counted: nobody who marks one waits for the count, and one marked meanwhile stays.
	findDirtyPeople  = `SELECT day, touched FROM sales.dirty_people_days ORDER BY day DESC LIMIT $1`
	clearDirtyPeople = `
DELETE FROM sales.dirty_people_days d USING unnest($1::date[], $2::bigint[]) AS u (day, touched) WHERE d.day = u.day AND d.touched = u.touched`
)

// peopleShare bounds the part of the time that days of people are counted for: who paid is asked less often than how much, and costs more to count.
// A backlog may take more.
const peopleShare, peopleBacklogShare = 10, 2

// refreshPeople counts days again whose people changed until ctx ends. Nothing depends on when: answers read dirty days from the facts.
func (s *service) refreshPeople(ctx context.Context) error {
	return s.repeat(ctx, "people", func(ctx context.Context) (time.Duration, error) {
		began := time.Now()
		n, err := s.recountPeople(ctx)
		share := time.Duration(peopleShare)
		if n == refreshDays {
			share = peopleBacklogShare
		}
		return max(refreshEvery, min(share*time.Since(began), refreshWait)), err
	})
}

// recountPeople counts some days again whose people changed and returns how many. Only one process at a time does it, when the first import is
// classified.
func (s *service) recountPeople(ctx context.Context) (int, error) {
	var dates []time.Time
	var touched []int64
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, peopleLock).Scan(&mine); err != nil || !mine {
			return err
		}
		if _, err := tx.Exec(ctx, planForADay); err != nil {
			return fmt.Errorf("plan for a day: %w", err)
		}
		var date time.Time
		var times int64
		rows, err := tx.Query(ctx, findDirtyPeople, refreshDays)
		if err == nil {
			_, err = pgx.ForEachRow(rows, []any{&date, &times}, func() error {
				dates, touched = append(dates, date), append(touched, times)
				return nil
			})
		}
		if err != nil {
			return fmt.Errorf("find days whose people changed: %w", err)
		}
		if len(dates) == 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, clearPeople, dates); err != nil {
			return fmt.Errorf("clear days: %w", err)
		}
		for _, date := range dates {
			d, err := s.dayOn(date)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, storePeople, date, d.From, d.To); err != nil {
				return fmt.Errorf("store revenue by people of a day: %w", err)
			}
		}
		if _, err := tx.Exec(ctx, clearDirtyPeople, dates, touched); err != nil {
			return fmt.Errorf("note that days are counted: %w", err)
		}
		return nil
	})
	return len(dates), err
}

// markPeopleOf has the days counted again by who paid: their money has just been.
func markPeopleOf(ctx context.Context, tx pgx.Tx, dates []time.Time) error {
	days := make([]string, len(dates))
	for n, date := range dates {
		days[n] = date.Format(time.DateOnly)
	}
	if _, err := tx.Exec(ctx, markPeopleDays, days); err != nil {
		return fmt.Errorf("mark days whose people changed: %w", err)
	}
	return nil
}
