package bridge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// An order on a landing page is told when it is paid; the ledger row that its delivery writes is the same money. This file keeps the two apart.

const (
	forgetLanding   = `DELETE FROM bridge.landing_payments WHERE key = ANY($1)`
	rememberLanding = `
INSERT INTO bridge.landing_payments (payment_id, key, counted)
SELECT u.payment_id, u.key, u.counted FROM unnest($1::text[], $2::bigint[], $3::boolean[]) AS u (payment_id, key, counted)
ON CONFLICT (payment_id, key) DO UPDATE SET counted = excluded.counted`
	findLanding = `SELECT payment_id, key, counted FROM bridge.landing_payments WHERE payment_id = ANY($1)`
)

// rememberLanding keeps the payment ids of changed orders. Orders gone at the source keep theirs: their money was told.
func (c *capture) rememberLanding(ctx context.Context, tx pgx.Tx, st *tableState, d *difference) error {
	if st.Entity != "guest_purchase" || len(d.changed) == 0 {
		return nil
	}
	var all, keys []int64
	var ids []string
	var counted []bool
	for _, row := range d.changed {
		all = append(all, row.key)
		order := row.msg.(*bedolagav1.GuestPurchase)
		if order.GetPaymentId() != "" {
			keys, ids, counted = append(keys, row.key), append(ids, order.GetPaymentId()), append(counted, bedolaga.LandingCounts(order))
		}
	}
	if _, err := tx.Exec(ctx, forgetLanding, all); err != nil {
		return fmt.Errorf("forget landing payments: %w", err)
	}
	if _, err := tx.Exec(ctx, rememberLanding, ids, keys, counted); err != nil {
		return fmt.Errorf("remember landing payments: %w", err)
	}
	return nil
}

// derive makes the events of changed rows, leaving out facts from before the import began and ledger rows of told landing orders.
func (c *capture) derive(ctx context.Context, st *tableState, d *difference, seen time.Time) ([]bedolaga.Event, error) {
	if st.ImportStarted == nil {
		return nil, nil
	}
	var events []bedolaga.Event
	var external []string
	for _, row := range d.changed {
		ch := bedolaga.Change{Key: row.key, Is: row.msg, Seen: seen}
		if before, known := d.prior[row.key]; known && !before.Gone {
			ch.Was = st.Empty()
			if err := unmarshal(before.Row, ch.Was); err != nil {
				return nil, fmt.Errorf("decode %s %d of the mirror: %w", st.Entity, row.key, err)
			}
		}
		for _, e := range st.Table.Events(ch) {
			if e.At.Before(*st.ImportStarted) {
				continue
			}
			if e.UnlessLanding != "" {
				external = append(external, e.UnlessLanding)
			}
			events = append(events, e)
		}
	}
	if len(external) == 0 {
		return events, nil
	}
	told, err := c.toldByLanding(ctx, external)
	if err != nil {
		return nil, err
	}
	kept := events[:0]
	for _, e := range events {
		if e.UnlessLanding == "" || !told[e.UnlessLanding] {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// toldByLanding tells which payment ids belong to counted orders. An order known as unpaid is read again first: its payment is an update in
// place, which we may not have seen yet.
func (c *capture) toldByLanding(ctx context.Context, external []string) (map[string]bool, error) {
	orders := c.table("guest_purchase")
	if orders.ready(c.now()) && orders.ImportStarted != nil { // an order may be as new as its payment, and a push may have woken us before its tail
		if err := c.tailAll(ctx, orders); err != nil {
			return nil, err
		}
	}
	told, waiting, err := c.landings(ctx, external)
	if err != nil || len(waiting) == 0 {
		return told, err
	}
	if orders.ready(c.now()) {
		if err := c.readKeys(ctx, orders, waiting); err != nil {
			return nil, err
		}
		told, _, err = c.landings(ctx, external)
	}
	return told, err
}

func (c *capture) landings(ctx context.Context, external []string) (told map[string]bool, waiting []int64, err error) {
	rows, err := c.db.Query(ctx, findLanding, external)
	if err != nil {
		return nil, nil, fmt.Errorf("look up landing payments: %w", err)
	}
	told = map[string]bool{}
	var id string
	var key int64
	var counted bool
	_, err = pgx.ForEachRow(rows, []any{&id, &key, &counted}, func() error {
		told[id] = told[id] || counted
		if !counted {
			waiting = append(waiting, key)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("look up landing payments: %w", err)
	}
	return told, waiting, nil
}
