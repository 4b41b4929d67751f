package bridge

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// STATE is rebuilt from the mirror, without asking the bot: whole ranges of keys under one new version.

const (
	republishBlocks = 8
	selectBlocks    = `SELECT DISTINCT key >> 10 AS block FROM bridge.mirror WHERE entity = $1 AND key >= $2 ORDER BY 1 LIMIT 512`
	selectDirty     = `SELECT block FROM bridge.blocks WHERE entity = $1 AND dirty ORDER BY block`
)

// republishDirty sends the blocks that were committed but perhaps not published before the last stop.
func (c *capture) republishDirty(ctx context.Context) error {
	for _, st := range c.tables {
		rows, err := c.db.Query(ctx, selectDirty, st.Entity)
		if err != nil {
			return fmt.Errorf("find unpublished blocks of %s: %w", st.Entity, err)
		}
		blocks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("find unpublished blocks of %s: %w", st.Entity, err)
		}
		if len(blocks) == 0 {
			continue
		}
		c.log.InfoContext(ctx, "publishing blocks again after a stop", "entity", st.Entity, "blocks", len(blocks))
		for _, block := range blocks {
			if err := c.republishRange(ctx, st, block<<blockBits, (block+1)<<blockBits); err != nil {
				return err
			}
		}
		if err := c.published(ctx, st, blocks); err != nil {
			return err
		}
	}
	return nil
}

// republish sends all that is known of an entity, also of incarnations before, and then a mark that says so.
func (c *capture) republish(ctx context.Context, st *tableState) error {
	cursor := int64(-1) << 62
	for {
		rows, err := c.db.Query(ctx, selectBlocks, st.Entity, cursor)
		if err != nil {
			return fmt.Errorf("list blocks of %s: %w", st.Entity, err)
		}
		blocks, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return fmt.Errorf("list blocks of %s: %w", st.Entity, err)
		}
		if len(blocks) == 0 {
			break
		}
		for len(blocks) > 0 {
			n := min(len(blocks), republishBlocks)
			if err := c.republishRange(ctx, st, blocks[0]<<blockBits, (blocks[n-1]+1)<<blockBits); err != nil {
				return err
			}
			cursor = (blocks[n-1] + 1) << blockBits
			blocks = blocks[n:]
			if _, err := c.follow(ctx); err != nil { // new rows and pushes do not wait for a long command
				return err
			}
		}
	}
	return c.mark(ctx, st, true)
}

// republishRange sends what the mirror holds of from <= key < to. A row that is gone travels together with the word that it is, so that a
// projection that never saw it learns both.
func (c *capture) republishRange(ctx context.Context, st *tableState, from, to int64) error {
	rows, err := c.db.Query(ctx, selectRange, st.Entity, from, to)
	if err != nil {
		return fmt.Errorf("read mirror of %s: %w", st.Entity, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[versioned])
	if err != nil {
		return fmt.Errorf("read mirror of %s: %w", st.Entity, err)
	}
	after := st.entityRow
	after.LastVersion++
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	var live [][]byte
	var gone []versioned
	for _, m := range list {
		if m.Gone {
			gone = append(gone, m)
		} else {
			live = append(live, m.Row)
		}
	}
	if len(live) > 0 {
		if err := c.publish(ctx, st, &bedolagav1.BatchHeader{Version: st.LastVersion}, live); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(gone, 500) {
		header := &bedolagav1.BatchHeader{Version: st.LastVersion}
		var bodies [][]byte
		for _, m := range chunk {
			header.Gone, header.GoneAtUs, bodies = append(header.Gone, m.Key), append(header.GoneAtUs, m.Version), append(bodies, m.Row)
		}
		if err := c.publish(ctx, st, header, bodies); err != nil {
			return err
		}
	}
	return nil
}

const selectRange = `SELECT key, version, gone, row FROM bridge.mirror WHERE entity = $1 AND key >= $2 AND key < $3 ORDER BY key`

type versioned struct {
	Key     int64
	Version int64
	Gone    bool
	Row     []byte
}
