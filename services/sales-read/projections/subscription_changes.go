package projections

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/internal/classify"
)

// readLate is how long after its creation a subscription may be read first and still count as seen from the beginning.
const readLate = 15 * time.Minute

// changeRow is one row of sales.subscription_changes.
type changeRow struct {
	subscriptionState
	changedAt time.Time
	gone      bool
	imported  bool
}

// changeTo tells what became of a subscription, if that is a change that matters.
func changeTo(was *subscriptionState, now subscriptionState) (changeRow, bool) {
	read := time.UnixMicro(now.Version).UTC()
	gone := now.GoneAt != nil
	if was == nil {
		c := changeRow{subscriptionState: now, changedAt: now.CreatedAt, gone: gone, imported: read.Sub(now.CreatedAt) > readLate}
		if c.changedAt.UnixMicro() == 0 && now.StartsAt != nil {
			c.changedAt = *now.StartsAt
		}
		return c, true
	}
	same := was.CustomerID == now.CustomerID && was.Status == now.Status && was.IsTrial == now.IsTrial && was.EndsAt.Equal(now.EndsAt) &&
		ask.Same(was.TariffID, now.TariffID) && ask.SameTime(was.StartsAt, now.StartsAt) && (was.GoneAt != nil) == gone
	c := changeRow{subscriptionState: now, changedAt: read, gone: gone}
	if gone {
		c.changedAt = *now.GoneAt
	}
	return c, !same
}

const (
	forgetChanges = `DELETE FROM sales.subscription_changes WHERE subscription_id = ANY($1)`
	// A range that was cut into several batches took these for gone in between.
	undoAbsent = `
DELETE FROM sales.subscription_changes c USING unnest($1::bigint[], $2::bigint[]) AS u (id, version) WHERE c.subscription_id = u.id AND c.version = u.version AND c.gone`
	// Rows that are not in the batch, as they stand now.
	keepGone = `
INSERT INTO sales.subscription_changes (subscription_id, version, changed_at, customer_id, status, is_trial, tariff_id, starts_at, ends_at, gone, imported)
SELECT id, version, gone_at, customer_id, status, is_trial, tariff_id, starts_at, ends_at, true, false FROM sales.subscriptions WHERE id = ANY($1) AND gone_at IS NOT NULL
ON CONFLICT (subscription_id, version) DO UPDATE SET gone = true, changed_at = excluded.changed_at`
)

// keepChanges writes what the batch changed of subscriptions, and has the payments of their customers classified again. It costs two statements for
// each batch, however many rows that has.
func (k *Keeper) keepChanges(ctx context.Context, tx pgx.Tx, m *merge[*bedolagav1.Subscription, subscriptionState]) error {
	var changes []changeRow
	var undone, undoneVersions, gone []int64
	for _, row := range m.accepted {
		now := subscriptionOf(row)
		now.Version, now.GoneAt = m.stamp(now.ID)
		var before *subscriptionState
		if was, have := m.was[now.ID]; have {
			before = &was
			if was.GoneAt != nil && was.Version == now.Version-1 && was.GoneAt.UnixMicro() == now.Version {
				undone, undoneVersions = append(undone, was.ID), append(undoneVersions, was.Version)
				was.GoneAt = nil
			}
		}
		if c, matters := changeTo(before, now); matters {
			changes = append(changes, c)
		}
	}
	stored := make(map[int64]bool, len(m.accepted))
	for _, row := range m.accepted {
		stored[row.GetId()] = true
	}
	for id := range m.goneAt {
		if was, have := m.was[id]; have && was.GoneAt == nil && !stored[id] {
			gone = append(gone, id)
		}
	}
	gone = append(gone, m.absent...)
	forgotten := make([]int64, 0, len(m.removed))
	owners := map[int64]struct{}{}
	for _, was := range m.removed {
		forgotten = append(forgotten, was.ID)
		owners[was.CustomerID] = struct{}{}
	}
	for _, step := range []struct {
		query string
		ids   []int64
		args  []any
	}{{forgetChanges, forgotten, nil}, {undoAbsent, undone, []any{undoneVersions}}, {keepGone, gone, nil}} {
		if len(step.ids) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, step.query, append([]any{step.ids}, step.args...)...); err != nil {
			return fmt.Errorf("keep changes of subscriptions: %w", err)
		}
	}
	if err := copyChanges(ctx, tx, changes); err != nil {
		return err
	}
	if err := k.markOwners(ctx, tx, m, changes, gone, owners); err != nil {
		return err
	}
	return k.markChanges(ctx, tx, changes)
}

const selectOwners = `SELECT customer_id FROM sales.subscriptions WHERE id = ANY($1)`

// markOwners has the recurring revenue counted again of everybody who had or has a subscription that changed.
func (k *Keeper) markOwners(ctx context.Context, tx pgx.Tx, m *merge[*bedolagav1.Subscription, subscriptionState], changes []changeRow, gone []int64, owners map[int64]struct{}) error {
	for _, c := range changes {
		owners[c.CustomerID] = struct{}{}
		if was, have := m.was[c.ID]; have {
			owners[was.CustomerID] = struct{}{}
		}
	}
	if len(gone) > 0 {
		ids, err := ask.Column[int64](ctx, tx, "owners of subscriptions", selectOwners, gone)
		if err != nil {
			return err
		}
		for _, id := range ids {
			owners[id] = struct{}{}
		}
	}
	return k.mark.Mrr(ctx, tx, owners)
}

func copyChanges(ctx context.Context, tx pgx.Tx, changes []changeRow) error {
	if len(changes) == 0 {
		return nil
	}
	columns := []string{"subscription_id", "version", "changed_at", "customer_id", "status", "is_trial", "tariff_id", "starts_at", "ends_at", "gone", "imported"}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"sales", "subscription_changes"}, columns, pgx.CopyFromSlice(len(changes), func(i int) ([]any, error) {
		c := changes[i]
		return []any{c.ID, c.Version, c.changedAt, c.CustomerID, c.Status, c.IsTrial, c.TariffID, c.StartsAt, c.EndsAt, c.gone, c.imported}, nil
	}))
	if err != nil {
		return fmt.Errorf("keep changes of subscriptions: %w", err)
	}
	return nil
}

// markChanges has the payments classified again that the changes may explain: from a little before the first of them on.
func (k *Keeper) markChanges(ctx context.Context, tx pgx.Tx, changes []changeRow) error {
	if len(changes) == 0 {
		return nil
	}
	who := make(map[int64]struct{}, len(changes))
	since := changes[0].changedAt
	for _, c := range changes {
		who[c.CustomerID] = struct{}{}
		if c.changedAt.Before(since) {
			since = c.changedAt
		}
	}
	since = since.Add(-classify.After)
	return k.mark.Payments(ctx, tx, "customer", slices.Collect(maps.Keys(who)), &since)
}
