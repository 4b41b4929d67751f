package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
)

const (
	buryKnown = `
UPDATE %s AS t SET gone_at = coalesce(t.gone_at, g.at), version = $1
FROM unnest($2::bigint[], $3::timestamptz[]) AS g (id, at) WHERE t.id = g.id AND t.version < $1`
	buryUnknown = `
INSERT INTO sales.tombstones AS t (entity, id, version, gone_at, moved)
SELECT $1, g.id, $2, g.at, $5 FROM unnest($3::bigint[], $4::timestamptz[]) AS g (id, at)
ON CONFLICT (entity, id) DO UPDATE SET version = excluded.version, moved = excluded.moved,
	gone_at = CASE WHEN t.moved THEN excluded.gone_at ELSE t.gone_at END
WHERE t.version < excluded.version`
)

func (m *merge[R, K]) markGone(ctx context.Context) error {
	have, unseen := keyed{}, keyed{}
	stored := make(map[int64]bool, len(m.accepted))
	for _, row := range m.accepted {
		stored[row.GetId()] = len(m.goneAt) > 0
	}
	for id, at := range m.goneAt {
		if _, ok := m.was[id]; ok {
			have.add(id, at)
		} else if !stored[id] {
			unseen.add(id, at)
		}
	}
	version := m.header.GetVersion()
	if len(have.ids) > 0 {
		if _, err := m.tx.Exec(ctx, fmt.Sprintf(buryKnown, m.table), version, have.ids, have.at); err != nil {
			return fmt.Errorf("mark gone rows of %s: %w", m.table, err)
		}
	}
	moved := keyed{}
	for _, id := range m.header.GetMoved() {
		moved.add(id, time.UnixMicro(version))
	}
	for _, t := range []struct {
		keyed
		moved bool
	}{{unseen, false}, {moved, true}} {
		if len(t.ids) == 0 {
			continue
		}
		if _, err := m.tx.Exec(ctx, buryUnknown, m.entity, version, t.ids, t.at, t.moved); err != nil {
			return fmt.Errorf("remember absent keys of %s: %w", m.table, err)
		}
	}
	return nil
}

type keyed struct {
	ids []int64
	at  []time.Time
}

func (k *keyed) add(id int64, at time.Time) { k.ids, k.at = append(k.ids, id), append(k.at, at) }

// goneTimes is when each key of the header went: as told, else when the batch was read.
func goneTimes(header *bedolagav1.BatchHeader) map[int64]time.Time {
	times := make(map[int64]time.Time, len(header.GetGone()))
	for i, id := range header.GetGone() {
		at := header.GetVersion()
		if len(header.GetGoneAtUs()) == len(header.GetGone()) {
			at = header.GetGoneAtUs()[i]
		}
		times[id] = time.UnixMicro(at)
	}
	return times
}
