package mark

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// Days are business days, as the database writes dates.
type Days map[string]struct{}

// Touch adds the instant's day.
func (m Marker) Touch(days Days, at time.Time) {
	days[m.Days.Of(at).Date.Format(time.DateOnly)] = struct{}{}
}

const (
	// The order of days keeps writers from waiting for each other in a circle; the refresher waits for nobody.
	markMoney = `
INSERT INTO sales.dirty_days AS d (day, touched) SELECT u.day::date, 1 FROM unnest($1::text[]) AS u (day) ORDER BY 1
ON CONFLICT (day) DO UPDATE SET touched = d.touched + 1`
	// Hours, because the database cuts days by a zone of its own.
	peopleHours = `
SELECT date_trunc('hour', booked_at) FROM sales.cash WHERE customer_id = ANY($1)
UNION SELECT date_trunc('hour', booked_at) FROM sales.payment_facts WHERE customer_id = ANY($1)`
	landingHours = `
SELECT DISTINCT date_trunc('hour', paid_at) FROM sales.guest_purchases
WHERE campaign_slug = ANY($1) AND paid_at IS NOT NULL AND gateway IS NOT NULL AND amount_kopeks > 0`
	markPeople = `
INSERT INTO sales.dirty_people_days AS d (day, touched) SELECT u.day::date, 1 FROM unnest($1::text[]) AS u (day) ORDER BY 1
ON CONFLICT (day) DO UPDATE SET touched = d.touched + 1`
)

// Money has the cash and revenue of days counted again.
func (m Marker) Money(ctx context.Context, tx pgx.Tx, days Days) error {
	return markDays(ctx, tx, markMoney, days)
}

// PeopleOn has days counted again by who paid.
func (m Marker) PeopleOn(ctx context.Context, tx pgx.Tx, dates []time.Time) error {
	days := make(Days, len(dates))
	for _, date := range dates {
		days[date.Format(time.DateOnly)] = struct{}{}
	}
	return markDays(ctx, tx, markPeople, days)
}

// People has the days counted again by who paid on which the customers paid or bought.
func (m Marker) People(ctx context.Context, tx pgx.Tx, customers []int64) error {
	if len(customers) == 0 {
		return nil
	}
	return m.hours(ctx, tx, peopleHours, customers)
}

// Landings has the days counted again by who paid on which orders of these slugs were paid.
func (m Marker) Landings(ctx context.Context, tx pgx.Tx, slugs []string) error {
	if len(slugs) == 0 {
		return nil
	}
	return m.hours(ctx, tx, landingHours, slugs)
}

func (m Marker) hours(ctx context.Context, tx pgx.Tx, query string, what any) error {
	hours, err := ask.Column[time.Time](ctx, tx, "days of payments", query, what)
	if err != nil {
		return err
	}
	days := Days{}
	for _, hour := range hours {
		m.Touch(days, hour)
		m.Touch(days, hour.Add(time.Hour-1)) // a zone may begin its days within an hour
	}
	return markDays(ctx, tx, markPeople, days)
}

func markDays(ctx context.Context, tx pgx.Tx, mark string, days Days) error {
	if len(days) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, mark, slices.Collect(maps.Keys(days))); err != nil {
		return fmt.Errorf("mark days to count again: %w", err)
	}
	return nil
}
