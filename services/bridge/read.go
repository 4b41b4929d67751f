package bridge

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// readRow is one foreign row as our message.
type readRow struct {
	key  int64
	hash int64
	body []byte // deterministic bytes of the message
	msg  proto.Message
}

// reading is the result of one statement: everything in it was true at the same instant.
type reading struct {
	rows       []readRow
	at         time.Time // statement_timestamp of the source
	xmin, xmax uint64    // of the statement's snapshot
	took       time.Duration
}

var deterministic = proto.MarshalOptions{Deterministic: true}

// What is carried of one foreign value, in bytes: a row of many must fit into a message, and one row that does not would stop all others.
const (
	maxText = 32 << 10
	maxJSON = 256 << 10
)

// pgEpoch is what PostgreSQL counts binary timestamps from.
const pgEpoch = 946684800

// readRange reads ids from <= id < to. Bounds are bigint everywhere: the block above the last one ends beyond a 32-bit id.
func (s *source) readRange(ctx context.Context, t *bedolaga.Table, p *plan, base, from, to int64) (*reading, error) {
	return s.rows(ctx, t, p, base, "id >= $1::bigint AND id < $2::bigint", from, to)
}

// readKeys reads the named ids.
func (s *source) readKeys(ctx context.Context, t *bedolaga.Table, p *plan, base int64, ids []int64) (*reading, error) {
	return s.rows(ctx, t, p, base, "id = ANY($1::bigint[])", ids)
}

// readAbove reads up to limit ids above settled, in order.
func (s *source) readAbove(ctx context.Context, t *bedolaga.Table, p *plan, base, settled int64, limit int) (*reading, error) {
	return s.rows(ctx, t, p, base, fmt.Sprintf("id > $1::bigint ORDER BY id LIMIT %d", limit), settled)
}

// rows runs one statement that also tells its snapshot and time, even when it finds no row.
func (s *source) rows(ctx context.Context, t *bedolaga.Table, p *plan, base int64, where string, args ...any) (*reading, error) {
	query := `SELECT pg_snapshot_xmin(s.now)::text::bigint, pg_snapshot_xmax(s.now)::text::bigint, (extract(epoch FROM statement_timestamp()) * 1000000)::bigint, r.*
FROM (SELECT pg_current_snapshot() AS now) s LEFT JOIN LATERAL (SELECT ` + p.hash + ` AS digest, ` + p.list + ` FROM ` + p.from + ` WHERE ` + where + `) r ON true`
	out := &reading{}
	took, err := s.timed(ctx, func(ctx context.Context) error {
		rows, err := s.conn.Query(ctx, query, append([]any{pgx.QueryResultFormats{1}}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		decoder := newDecoder(t, base)
		for rows.Next() {
			if err := decoder.add(out, rows.RawValues()); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	out.took = took
	return out, err
}

// decoder turns binary values into records, reusing its buffers.
type decoder struct {
	t *bedolaga.Table
	r bedolaga.Record
}

func newDecoder(t *bedolaga.Table, base int64) *decoder {
	index := make(map[string]int, len(t.Columns))
	for i, c := range t.Columns {
		index[c.Name] = i
	}
	return &decoder{t: t, r: bedolaga.Record{Index: index, Values: make([]any, len(t.Columns)), Base: base}}
}

// add decodes one result row: xmin, xmax, time, digest, columns. A NULL digest is the empty result.
func (d *decoder) add(out *reading, raw [][]byte) error {
	out.xmin, out.xmax = binary.BigEndian.Uint64(raw[0]), binary.BigEndian.Uint64(raw[1])
	out.at = time.UnixMicro(int64(binary.BigEndian.Uint64(raw[2]))).UTC()
	if raw[3] == nil {
		return nil
	}
	for i, c := range d.t.Columns {
		d.r.Values[i] = decodeValue(c.Kind, raw[4+i])
	}
	msg := d.t.Row(&d.r)
	body, err := deterministic.Marshal(msg)
	if err != nil {
		return fmt.Errorf("encode %s %d: %w", d.t.Entity, d.r.Key(), err)
	}
	out.rows = append(out.rows, readRow{key: d.r.Key(), hash: int64(binary.BigEndian.Uint64(raw[3])), body: body, msg: msg})
	return nil
}

func decodeValue(k bedolaga.Kind, raw []byte) any {
	if raw == nil {
		return nil
	}
	switch k {
	case bedolaga.Integer:
		return int64(binary.BigEndian.Uint64(raw))
	case bedolaga.Boolean:
		return raw[0] != 0
	case bedolaga.Float:
		return math.Float64frombits(binary.BigEndian.Uint64(raw))
	case bedolaga.Instant:
		us := int64(binary.BigEndian.Uint64(raw))
		if us == math.MaxInt64 || us == math.MinInt64 {
			return nil
		}
		if t, ok := bedolaga.Sane(time.Unix(pgEpoch+us/1_000_000, us%1_000_000*1000).UTC()); ok {
			return t
		}
		return nil
	case bedolaga.JSON:
		if len(raw) > maxJSON {
			return nil // reads as empty, like any other shape we do not expect
		}
		return bedolaga.Clean(raw)
	}
	if len(raw) > maxText {
		return strings.ToValidUTF8(string(raw[:maxText]), "")
	}
	return bedolaga.Clean(raw)
}

// digest is what a block of the source looks like now.
type digest struct {
	block int64
	rows  int64
	xor   int64
}

// readDigests compares nothing yet: it lets PostgreSQL fold every block of the range into one number.
func (s *source) readDigests(ctx context.Context, p *plan, from, to int64) (map[int64]digest, time.Duration, error) {
	query := `SELECT id::bigint >> 10, count(*), coalesce(bit_xor(` + p.hash + `), 0) FROM ` + p.from + ` WHERE id >= $1::bigint AND id < $2::bigint GROUP BY 1`
	found := map[int64]digest{}
	took, err := s.timed(ctx, func(ctx context.Context) error {
		rows, err := s.conn.Query(ctx, query, from, to)
		if err != nil {
			return err
		}
		var d digest
		_, err = pgx.ForEachRow(rows, []any{&d.block, &d.rows, &d.xor}, func() error {
			found[d.block] = d
			return nil
		})
		return err
	})
	return found, took, err
}

// bounds returns the smallest and largest id, the smallest id at or above from, and the source's time; all nil for an empty table.
func (s *source) bounds(ctx context.Context, p *plan, from int64) (smallest, largest, next *int64, at time.Time, err error) {
	query := fmt.Sprintf(`SELECT (SELECT min(id)::bigint FROM %[1]s), (SELECT max(id)::bigint FROM %[1]s), (SELECT min(id)::bigint FROM %[1]s WHERE id >= $1::bigint), statement_timestamp()`, p.from)
	_, err = s.timed(ctx, func(ctx context.Context) error {
		return s.conn.QueryRow(ctx, query, from).Scan(&smallest, &largest, &next, &at)
	})
	return smallest, largest, next, at, err
}
