package projections

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

// first_touches keeps each customer's very first campaign registration, whether or not the bot still has it: the one that counts for campaigns and for
// revenue by campaign. It follows from the registrations we have alone, so the order in which they came does not matter.

const (
	// movedTouches are those who came first by another campaign or at another time than we knew.
	movedTouches = `
SELECT u.customer_id FROM unnest($1::bigint[]) AS u (customer_id)
LEFT JOIN LATERAL (SELECT campaign_id, at FROM sales.first_touches WHERE customer_id = u.customer_id LIMIT 1) t ON true
LEFT JOIN LATERAL (SELECT campaign_id, created_at AS at FROM sales.campaign_registrations WHERE customer_id = u.customer_id ORDER BY created_at, id LIMIT 1) r ON true
WHERE (t.campaign_id, t.at) IS DISTINCT FROM (r.campaign_id, r.at)`
	dropTouches = `
DELETE FROM sales.first_touches t WHERE customer_id = ANY($1)
AND (SELECT true FROM sales.campaign_registrations r WHERE r.customer_id = t.customer_id LIMIT 1) IS NULL`
	storeTouches = `
INSERT INTO sales.first_touches AS t (customer_id, campaign_id, at, registration_id, bonus_kopeks, registrations)
SELECT DISTINCT ON (customer_id) customer_id, campaign_id, created_at, id, balance_bonus_kopeks, count(*) FILTER (WHERE gone_at IS NULL) OVER (PARTITION BY customer_id)
FROM sales.campaign_registrations WHERE customer_id = ANY($1) ORDER BY customer_id, created_at, id
ON CONFLICT (customer_id) DO UPDATE SET campaign_id = excluded.campaign_id, at = excluded.at, registration_id = excluded.registration_id,
	bonus_kopeks = excluded.bonus_kopeks, registrations = excluded.registrations
WHERE (t.campaign_id, t.at, t.registration_id, t.bonus_kopeks, t.registrations)
	IS DISTINCT FROM (excluded.campaign_id, excluded.at, excluded.registration_id, excluded.bonus_kopeks, excluded.registrations)`
)

// replaceTouches looks up again by which campaign each of the customers came first.
func (k *Keeper) replaceTouches(ctx context.Context, tx pgx.Tx, customers []int64) error {
	if len(customers) == 0 {
		return nil
	}
	moved, err := ask.Column[int64](ctx, tx, "first registrations", movedTouches, customers)
	if err != nil {
		return err
	}
	for _, query := range []string{dropTouches, storeTouches} {
		if _, err := tx.Exec(ctx, query, customers); err != nil {
			return fmt.Errorf("replace first registrations: %w", err)
		}
	}
	return k.mark.People(ctx, tx, moved)
}
