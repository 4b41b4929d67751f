package bridge

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

// mirrored is what we last knew of a row.
type mirrored struct {
	Key  int64
	Hash int64
	Gone bool
	Row  []byte
}

// scope says which keys a reading speaks for: those it does not show are gone.
type scope struct {
	// whole blocks of keys from <= key < to, or else the named keys; neither: the reading shows new rows only.
	from, to int64
	keys     []int64
}

func (s scope) blocks() bool { return s.to > s.from }

// difference is what a reading changes in the mirror.
type difference struct {
	changed []readRow // new, or with another message
	rehash  []readRow // the same message, another digest
	gone    []mirrored
	prior   map[int64]mirrored
}

// compare holds a reading against the mirror.
func (c *capture) compare(ctx context.Context, st *tableState, rd *reading, sc scope) (*difference, error) {
	prior, err := c.prior(ctx, st, rd, sc)
	if err != nil {
		return nil, err
	}
	d := &difference{prior: prior}
	seen := make(map[int64]struct{}, len(rd.rows))
	for _, row := range rd.rows {
		seen[row.key] = struct{}{}
		before, known := prior[row.key]
		switch {
		case !known || before.Gone || !bytes.Equal(before.Row, row.body):
			d.changed = append(d.changed, row)
		case before.Hash != row.hash:
			d.rehash = append(d.rehash, row)
		}
	}
	if sc.blocks() || sc.keys != nil {
		for _, key := range slices.Sorted(maps.Keys(prior)) {
			if _, present := seen[key]; !present && !prior[key].Gone {
				d.gone = append(d.gone, prior[key])
			}
		}
	}
	return d, nil
}

const (
	priorRange = `SELECT key, hash, gone, row FROM bridge.mirror WHERE entity = $1 AND key >= $2 AND key < $3`
	priorKeys  = `SELECT key, hash, gone, row FROM bridge.mirror WHERE entity = $1 AND key = ANY($2)`
)

func (c *capture) prior(ctx context.Context, st *tableState, rd *reading, sc scope) (map[int64]mirrored, error) {
	var rows pgx.Rows
	var err error
	if sc.blocks() {
		rows, err = c.db.Query(ctx, priorRange, st.Entity, sc.from, sc.to)
	} else {
		keys := slices.Clone(sc.keys)
		for _, row := range rd.rows {
			keys = append(keys, row.key)
		}
		if len(keys) == 0 {
			return map[int64]mirrored{}, nil
		}
		rows, err = c.db.Query(ctx, priorKeys, st.Entity, keys)
	}
	if err != nil {
		return nil, fmt.Errorf("read mirror of %s: %w", st.Entity, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[mirrored])
	if err != nil {
		return nil, fmt.Errorf("read mirror of %s: %w", st.Entity, err)
	}
	byKey := make(map[int64]mirrored, len(list))
	for _, m := range list {
		byKey[m.Key] = m
	}
	return byKey, nil
}

// apply brings a reading into the mirror, records its events and publishes what changed. It returns how many rows changed or went.
func (c *capture) apply(ctx context.Context, st *tableState, rd *reading, sc scope) (int, error) {
	d, err := c.compare(ctx, st, rd, sc)
	if err != nil {
		return 0, err
	}
	if reason := c.guard(st, d); reason != "" {
		return 0, c.pause(ctx, st, reason)
	}
	if len(d.changed)+len(d.gone)+len(d.rehash) == 0 && !sc.blocks() {
		return 0, nil
	}
	events, err := c.derive(ctx, st, d, rd.at)
	if err != nil {
		return 0, err
	}
	version := st.nextVersion(rd.at)
	after := st.entityRow
	after.LastVersion = version
	for _, row := range d.changed {
		before, known := d.prior[row.key]
		if !known || before.Gone {
			after.Rows++
		}
		if known && before.Gone {
			after.Gone--
		}
		after.MaxID = max(after.MaxID, row.key&(1<<keyBits-1))
	}
	after.Rows -= int64(len(d.gone))
	after.Gone += int64(len(d.gone))
	blocks := blockChanges(rd, sc, d)
	var told int64
	err = c.commit(ctx, func(tx pgx.Tx) error {
		if err := writeMirror(ctx, tx, st.Entity, version, d); err != nil {
			return err
		}
		if err := writeBlocks(ctx, tx, st, blocks, sc.blocks(), len(d.changed)+len(d.gone) > 0); err != nil {
			return err
		}
		if err := c.rememberLanding(ctx, tx, st, d); err != nil {
			return err
		}
		if err := rememberEnds(ctx, tx, st, d, rd.at); err != nil {
			return err
		}
		if told, err = recordEvents(ctx, tx, events); err != nil {
			return err
		}
		return c.save(ctx, tx, after)
	})
	if err != nil {
		return 0, err
	}
	st.entityRow = after
	if told > 0 {
		c.relay.signal()
	}
	if len(d.changed)+len(d.gone) == 0 {
		return 0, nil
	}
	return len(d.changed) + len(d.gone), c.publishDifference(ctx, st, version, d, blocks)
}

// commit runs f in a transaction that fails if another process leads by now.
func (c *capture) commit(ctx context.Context, f func(tx pgx.Tx) error) error {
	return c.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.Fence(ctx, c.db, tx, leaderName, c.epoch); err != nil {
			return err
		}
		return f(tx)
	})
}

const upsertMirror = `
INSERT INTO bridge.mirror AS m (entity, key, version, hash, gone, row)
SELECT $1, u.key, $2, u.hash, false, u.row FROM unnest($3::bigint[], $4::bigint[], $5::bytea[]) AS u (key, hash, row)
ON CONFLICT (entity, key) DO UPDATE SET version = excluded.version, hash = excluded.hash, gone = false, row = excluded.row`

func writeMirror(ctx context.Context, tx pgx.Tx, entity string, version int64, d *difference) error {
	if len(d.prior) == 0 && len(d.changed) > 0 {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"bridge", "mirror"}, []string{"entity", "key", "version", "hash", "gone", "row"},
			pgx.CopyFromSlice(len(d.changed), func(i int) ([]any, error) {
				return []any{entity, d.changed[i].key, version, d.changed[i].hash, false, d.changed[i].body}, nil
			}))
		if err != nil {
			return fmt.Errorf("copy mirror of %s: %w", entity, err)
		}
		return nil
	}
	if rows := slices.Concat(d.changed, d.rehash); len(rows) > 0 {
		keys, hashes, bodies := make([]int64, len(rows)), make([]int64, len(rows)), make([][]byte, len(rows))
		for i, row := range rows {
			keys[i], hashes[i], bodies[i] = row.key, row.hash, row.body
		}
		if _, err := tx.Exec(ctx, upsertMirror, entity, version, keys, hashes, bodies); err != nil {
			return fmt.Errorf("write mirror of %s: %w", entity, err)
		}
	}
	if len(d.gone) > 0 {
		const bury = `UPDATE bridge.mirror SET gone = true, version = $2 WHERE entity = $1 AND key = ANY($3)`
		if _, err := tx.Exec(ctx, bury, entity, version, keysOf(d.gone)); err != nil {
			return fmt.Errorf("mark gone rows of %s: %w", entity, err)
		}
	}
	return nil
}

func keysOf(rows []mirrored) []int64 {
	keys := make([]int64, len(rows))
	for i, row := range rows {
		keys[i] = row.Key
	}
	return keys
}

// publishDifference sends what changed and then marks its blocks as published; a crash in between sends the blocks again at the next start.
func (c *capture) publishDifference(ctx context.Context, st *tableState, version int64, d *difference, blocks map[int64]blockChange) error {
	bodies := make([][]byte, len(d.changed))
	for i, row := range d.changed {
		bodies[i] = row.body
	}
	if err := c.publish(ctx, st, &bedolagav1.BatchHeader{Version: version, Gone: keysOf(d.gone)}, bodies); err != nil {
		return err
	}
	return c.published(ctx, st, slices.Collect(maps.Keys(blocks)))
}

func (c *capture) published(ctx context.Context, st *tableState, blocks []int64) error {
	// Only the leader may say so: the next one may have changed the block again, and not published yet.
	const clean = `UPDATE bridge.blocks SET dirty = false WHERE entity = $1 AND block = ANY($2) AND dirty AND EXISTS (SELECT FROM bridge.leader WHERE name = $3 AND epoch = $4)`
	if _, err := c.db.Exec(ctx, clean, st.Entity, blocks, leaderName, c.epoch); err != nil {
		return fmt.Errorf("mark blocks of %s published: %w", st.Entity, err)
	}
	return nil
}
