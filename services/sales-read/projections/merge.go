package projections

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
	"github.com/remnadesk/remnadesk/services/sales-read/turn"
)

// known is what every projection says of a row it has.
type known struct {
	ID      int64
	Version int64
	GoneAt  *time.Time
}

func (k known) meta() known { return k }

// projection is the table of one entity. R is the row of a batch, K the row as it was before, with the columns that consequences depend on.
type projection[R interface{ GetId() int64 }, K interface{ meta() known }] struct {
	entity string
	table  string
	// lock is the advisory lock that handlers take which depend on each other's rows.
	lock string
	// before are the columns of K beyond known.
	before  []string
	columns []string
	values  func(R) []any
}

// merge brings one batch into one projection: plan, then consequences that decide values, then write.
type merge[R interface{ GetId() int64 }, K interface{ meta() known }] struct {
	projection[R, K]
	tx     pgx.Tx
	header *bedolagav1.BatchHeader
	// accepted rows are newer than ours.
	accepted []R
	// was are our rows, before the batch, of every key it names.
	was map[int64]K
	// removed are our rows that live on under another key.
	removed []K
	// absent are our rows, beyond those the batch names, that its whole range no longer shows; known after write.
	absent []int64

	goneAt map[int64]time.Time
	late   map[int64]tombstone
}

type tombstone struct {
	ID      int64
	Version int64
	GoneAt  time.Time
	Moved   bool
}

// plan locks, reads what we have and decides which rows are newer.
func plan[R interface{ GetId() int64 }, K interface{ meta() known }](ctx context.Context, tx pgx.Tx, p projection[R, K], header *bedolagav1.BatchHeader, rows []R) (*merge[R, K], error) {
	m := &merge[R, K]{projection: p, tx: tx, header: header, goneAt: goneTimes(header)}
	ids := slices.Concat(header.GetGone(), header.GetMoved())
	for _, row := range rows {
		ids = append(ids, row.GetId())
	}
	if len(ids) == 0 && header.GetWhole() == nil {
		return m, nil
	}
	if err := turn.Lock(ctx, tx, p.lock); err != nil {
		return nil, err
	}
	if err := m.load(ctx, ids); err != nil {
		return nil, err
	}
	m.decide(rows)
	return m, nil
}

func (m *merge[R, K]) load(ctx context.Context, ids []int64) error {
	columns := strings.Join(append([]string{"id", "version", "gone_at"}, m.before...), ", ")
	list, err := ask.Structs[K](ctx, m.tx, m.table, `SELECT `+columns+` FROM `+m.table+` WHERE id = ANY($1)`, ids)
	if err != nil {
		return err
	}
	m.was = make(map[int64]K, len(list))
	for _, k := range list {
		m.was[k.meta().ID] = k
	}
	const find = `SELECT id, version, gone_at, moved FROM sales.tombstones WHERE entity = $1 AND id = ANY($2)`
	dead, err := ask.Structs[tombstone](ctx, m.tx, "tombstones of "+m.table, find, m.entity, ids)
	if err != nil {
		return err
	}
	m.late = make(map[int64]tombstone, len(dead))
	for _, t := range dead {
		m.late[t.ID] = t
	}
	return nil
}

func (m *merge[R, K]) decide(rows []R) {
	moved := make(map[int64]bool, len(m.header.GetMoved()))
	for _, id := range m.header.GetMoved() {
		moved[id] = true
		if k, ok := m.was[id]; ok && k.meta().Version <= m.header.GetVersion() {
			m.removed = append(m.removed, k)
		}
	}
	place := make(map[int64]int, len(rows))
	for _, row := range rows {
		id := row.GetId()
		if n, twice := place[id]; twice { // the last one of a batch counts
			m.accepted[n] = row
			continue
		}
		if !moved[id] && m.newer(id) {
			place[id] = len(m.accepted)
			m.accepted = append(m.accepted, row)
		}
	}
}

// newer tells whether a row of the batch replaces what we have. Of one version, a row may come after the word that it is gone.
func (m *merge[R, K]) newer(id int64) bool {
	if t, ok := m.late[id]; ok && t.Moved && t.Version >= m.header.GetVersion() {
		return false
	}
	k, ok := m.was[id]
	if !ok {
		return true
	}
	was := k.meta()
	return was.Version < m.header.GetVersion() || was.Version == m.header.GetVersion() && was.GoneAt != nil
}

// stamp is the version and gone_at an accepted row gets.
func (m *merge[R, K]) stamp(id int64) (int64, *time.Time) {
	version := m.header.GetVersion()
	k, have := m.was[id]
	if at, gone := m.goneAt[id]; gone {
		if have && k.meta().GoneAt != nil {
			at = *k.meta().GoneAt
		}
		return version, &at
	}
	if t, ok := m.late[id]; ok && !t.Moved && t.Version >= version {
		return t.Version, &t.GoneAt
	}
	if have && k.meta().Version == version {
		return version, k.meta().GoneAt
	}
	return version, nil
}

// write stores the accepted rows and marks or removes the others the batch speaks of.
func (m *merge[R, K]) write(ctx context.Context) error {
	if err := m.replace(ctx); err != nil {
		return err
	}
	if err := m.markGone(ctx); err != nil {
		return err
	}
	if whole := m.header.GetWhole(); whole != nil {
		// One version less: the rest of a range that was cut into several batches brings its rows back.
		const absent = `UPDATE %s SET gone_at = $4, version = greatest(version, $3 - 1) WHERE id >= $1 AND id < $2 AND version < $3 AND gone_at IS NULL RETURNING id`
		rows, err := m.tx.Query(ctx, fmt.Sprintf(absent, m.table), whole.GetFrom(), whole.GetTo(), m.header.GetVersion(), time.UnixMicro(m.header.GetVersion()))
		if err != nil {
			return fmt.Errorf("mark absent rows of %s: %w", m.table, err)
		}
		if m.absent, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			return fmt.Errorf("mark absent rows of %s: %w", m.table, err)
		}
	}
	return nil
}

// touched are the keys of rows that the batch changed, marked or removed; to be asked after write.
func (m *merge[R, K]) touched() []int64 {
	ids := slices.Clone(m.absent)
	for _, row := range m.accepted {
		ids = append(ids, row.GetId())
	}
	for id := range m.goneAt {
		if _, have := m.was[id]; have {
			ids = append(ids, id)
		}
	}
	for _, k := range m.removed {
		ids = append(ids, k.meta().ID)
	}
	return ids
}

func (m *merge[R, K]) replace(ctx context.Context) error {
	var old []int64
	for _, k := range m.removed {
		old = append(old, k.meta().ID)
	}
	for _, row := range m.accepted {
		if _, have := m.was[row.GetId()]; have {
			old = append(old, row.GetId())
		}
	}
	if len(old) > 0 {
		if _, err := m.tx.Exec(ctx, `DELETE FROM `+m.table+` WHERE id = ANY($1)`, old); err != nil {
			return fmt.Errorf("replace rows of %s: %w", m.table, err)
		}
	}
	if len(m.accepted) == 0 {
		return nil
	}
	schema, table, _ := strings.Cut(m.table, ".")
	columns := append([]string{"id", "version", "gone_at"}, m.columns...)
	_, err := m.tx.CopyFrom(ctx, pgx.Identifier{schema, table}, columns, pgx.CopyFromSlice(len(m.accepted), func(i int) ([]any, error) {
		row := m.accepted[i]
		version, gone := m.stamp(row.GetId())
		return append([]any{row.GetId(), version, gone}, m.values(row)...), nil
	}))
	if err != nil {
		return fmt.Errorf("copy into %s: %w", m.table, err)
	}
	return nil
}
