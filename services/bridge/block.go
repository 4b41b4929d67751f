package bridge

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// blockChange is a block's new digest and count (absolute), or what to fold into the stored ones (relative).
type blockChange struct {
	digest int64
	rows   int64
}

// blockChanges folds a reading of whole blocks into absolute digests, a reading of single keys into differences.
func blockChanges(rd *reading, sc scope, d *difference) map[int64]blockChange {
	changes := map[int64]blockChange{}
	fold := func(key, hash, rows int64) {
		b := changes[key>>blockBits]
		changes[key>>blockBits] = blockChange{digest: b.digest ^ hash, rows: b.rows + rows}
	}
	if sc.blocks() {
		for _, row := range rd.rows {
			fold(row.key, row.hash, 1)
		}
		for _, m := range d.prior { // a block whose rows all went
			fold(m.Key, 0, 0)
		}
		return changes
	}
	for _, row := range d.changed {
		if before, known := d.prior[row.key]; known && !before.Gone {
			fold(row.key, before.Hash^row.hash, 0)
		} else {
			fold(row.key, row.hash, 1)
		}
	}
	for _, row := range d.rehash {
		fold(row.key, d.prior[row.key].Hash^row.hash, 0)
	}
	for _, m := range d.gone {
		fold(m.Key, m.Hash, -1)
	}
	return changes
}

const (
	setBlocks = `
INSERT INTO bridge.blocks AS b (entity, block, digest, rows, columns, dirty)
SELECT $1, u.block, u.digest, u.rows, $2, $3 FROM unnest($4::bigint[], $5::bigint[], $6::bigint[]) AS u (block, digest, rows)
ON CONFLICT (entity, block) DO UPDATE SET digest = excluded.digest, rows = excluded.rows, columns = excluded.columns, dirty = b.dirty OR excluded.dirty`
	foldBlocks = `
INSERT INTO bridge.blocks AS b (entity, block, digest, rows, columns, dirty)
SELECT $1, u.block, u.digest, u.rows, $2, $3 FROM unnest($4::bigint[], $5::bigint[], $6::bigint[]) AS u (block, digest, rows)
ON CONFLICT (entity, block) DO UPDATE SET digest = b.digest # excluded.digest, rows = b.rows + excluded.rows, dirty = b.dirty OR excluded.dirty`
)

func writeBlocks(ctx context.Context, tx pgx.Tx, st *tableState, changes map[int64]blockChange, absolute, dirty bool) error {
	if len(changes) == 0 {
		return nil
	}
	blocks, digests, counts := make([]int64, 0, len(changes)), make([]int64, 0, len(changes)), make([]int64, 0, len(changes))
	for block, change := range changes {
		blocks, digests, counts = append(blocks, block), append(digests, change.digest), append(counts, change.rows)
	}
	query := foldBlocks
	if absolute {
		query = setBlocks
	}
	if _, err := tx.Exec(ctx, query, st.Entity, st.plan.columns, dirty, blocks, digests, counts); err != nil {
		return fmt.Errorf("write blocks of %s: %w", st.Entity, err)
	}
	return nil
}

// knownBlocks reads the stored digests of blocks from <= block < to that were made with the current columns; others count as unknown (rows -1).
func (c *capture) knownBlocks(ctx context.Context, st *tableState, from, to int64) (map[int64]digest, error) {
	rows, err := c.db.Query(ctx, `SELECT block, CASE WHEN columns = $4 THEN rows ELSE -1 END, digest FROM bridge.blocks WHERE entity = $1 AND block >= $2 AND block < $3`,
		st.Entity, from, to, st.plan.columns)
	if err != nil {
		return nil, fmt.Errorf("read blocks of %s: %w", st.Entity, err)
	}
	known := map[int64]digest{}
	var d digest
	_, err = pgx.ForEachRow(rows, []any{&d.block, &d.rows, &d.xor}, func() error {
		known[d.block] = d
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read blocks of %s: %w", st.Entity, err)
	}
	return known, nil
}

// nextKnownBlock is the first stored block at or above from that holds rows, below to.
func (c *capture) nextKnownBlock(ctx context.Context, st *tableState, from, to int64) (*int64, error) {
	var block *int64
	err := c.db.QueryRow(ctx, `SELECT min(block) FROM bridge.blocks WHERE entity = $1 AND block >= $2 AND block < $3 AND rows > 0`, st.Entity, from, to).Scan(&block)
	if err != nil {
		return nil, fmt.Errorf("find next block of %s: %w", st.Entity, err)
	}
	return block, nil
}

// lastKnownBlock is the last stored block of the current incarnation that holds rows; the caller knows that there is one.
func (c *capture) lastKnownBlock(ctx context.Context, st *tableState) (int64, error) {
	var block int64
	err := c.db.QueryRow(ctx, `SELECT coalesce(max(block), 0) FROM bridge.blocks WHERE entity = $1 AND block >= $2 AND rows > 0`, st.Entity, c.base()>>blockBits).Scan(&block)
	if err != nil {
		return 0, fmt.Errorf("find last block of %s: %w", st.Entity, err)
	}
	return block, nil
}
