package revenue

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/turn"
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
)

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
const peopleShare = 10

// RefreshPeople counts days again whose people changed until ctx ends. Nothing depends on when: answers read dirty days from the facts.
func (s *Server) RefreshPeople(ctx context.Context) error {
	return turn.Repeat(ctx, s.log, "people", func(ctx context.Context) (time.Duration, error) {
		began := time.Now()
		n, err := s.RefreshSomePeople(ctx)
		if n == refreshDays {
			return turn.Share(backlogShare, began), err
		}
		return turn.Share(peopleShare, began), err
	})
}

// RefreshSomePeople counts some days again whose people changed and returns how many. Only one process at a time does it, when the first import is
// classified.
func (s *Server) RefreshSomePeople(ctx context.Context) (int, error) {
	var dates []time.Time
	var touched []int64
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		if mine, err := turn.Mine(ctx, tx, peopleLock); err != nil || !mine {
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
			d, err := s.mark.Days.On(date)
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
