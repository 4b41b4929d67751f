package bridge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// The guard keeps us from burying a shop's history when its database was restored from a backup: ids return there with other content.
// A person decides then: resync --new-incarnation, or continue.

const (
	// Rows that may vanish at once before we ask: this many, or one in a hundred. A returning user's wipe takes dozens.
	vanishFloor = 300
	// What is found within this time happened at once.
	atOnce = 10 * time.Second
	// Keys that may turn out to hold another fact.
	otherFacts = 3
)

const whatNow = "Nothing was deleted here. If the bot's database was restored from a backup, run `remnadesk resync --new-incarnation`; " +
	"if this is meant, run `remnadesk resync %s --continue`."

// guard returns why the difference must not be applied without a person, or "".
func (c *capture) guard(st *tableState, d *difference) string {
	if st.sweep.trusted || !st.Imported {
		return ""
	}
	if c.now().Sub(st.sweep.counting) > atOnce && len(st.sweep.differ) == 0 { // what one statement found, happened at once too
		st.sweep.counting, st.sweep.vanished, st.sweep.others = c.now(), 0, 0
	}
	vanished := st.sweep.vanished + int64(len(d.gone))
	if vanished > vanishFloor && vanished > st.Rows/100 {
		return fmt.Sprintf("%d of %d rows of %s vanished at once. "+whatNow, vanished, st.Rows, st.Name, st.Entity)
	}
	others := st.sweep.others
	for _, row := range d.changed {
		before, known := d.prior[row.key]
		if !known {
			continue
		}
		old := st.Empty()
		if err := unmarshal(before.Row, old); err == nil && st.Fact(old) != st.Fact(row.msg) {
			others++
		}
	}
	if others >= otherFacts {
		return fmt.Sprintf("%d keys of %s came back with other content. "+whatNow, others, st.Name, st.Entity)
	}
	st.sweep.vanished, st.sweep.others = vanished, others
	return ""
}

// guardTable compares what the catalog and the bounds say with what we knew.
func (c *capture) guardTable(st *tableState, oid int64, largest *int64) string {
	if st.TableOID != 0 && st.TableOID != oid {
		return fmt.Sprintf("table %s is not the one we knew: it was dropped and made again. "+whatNow, st.Name, st.Entity)
	}
	if largest == nil || st.sweep.trusted || !st.Imported {
		return ""
	}
	if fell := st.MaxID - *largest; fell > vanishFloor && fell > st.Rows/100 {
		return fmt.Sprintf("the largest id of %s fell from %d to %d. "+whatNow, st.Name, st.MaxID, *largest, st.Entity)
	}
	return ""
}

// pause stops the entity until a person decides; projections keep what they have.
func (c *capture) pause(ctx context.Context, st *tableState, reason string) error {
	after := st.entityRow
	after.Paused = reason
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	c.log.ErrorContext(ctx, "entity paused", "entity", st.Entity, "reason", reason)
	return c.mark(ctx, st, false)
}
