package ask

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// teller encodes the rows of one result as messages, in buffers it uses again.
type teller struct {
	own, theirs   []cell // columns of the row and of its customer
	customer      protowire.Number
	at, id        int
	row, customed []byte
}

// cell is how one column is told.
type cell struct {
	column int
	number protowire.Number
	put    put
}

// put appends a field to a message, given a value as PostgreSQL sends it, which is never NULL.
type put func(b []byte, n protowire.Number, raw []byte) []byte

func (w *Wire) teller(row protoreflect.MessageDescriptor, columns []pgconn.FieldDescription) (*teller, error) {
	t := &teller{at: -1, id: -1}
	for i, column := range columns {
		of, into, name := row, &t.own, column.Name
		if field, theirs := strings.CutPrefix(name, "c_"); theirs {
			link := row.Fields().ByName("customer")
			of, into, name, t.customer = link.Message(), &t.theirs, field, link.Number()
		}
		field := of.Fields().ByName(protoreflect.Name(name))
		if field == nil {
			return nil, fmt.Errorf("tell %s: it has no field for the column %s", row.FullName(), column.Name)
		}
		how := putOf(field, column, w.Words[column.Name])
		if how == nil {
			return nil, fmt.Errorf("tell %s: a column of type %d in format %d does not fit the field %s", row.FullName(), column.DataTypeOID, column.Format, field.FullName())
		}
		*into = append(*into, cell{i, field.Number(), how})
		switch column.Name {
		case w.At:
			t.at = i
		case w.ID:
			t.id = i
		}
	}
	if t.at < 0 || t.id < 0 {
		return nil, fmt.Errorf("tell %s: its order needs the columns %s and %s", row.FullName(), w.At, w.ID)
	}
	return t, nil
}

// tell encodes one row; good until the next call. A customer all of whose columns are NULL has not arrived.
func (t *teller) tell(raw [][]byte) []byte {
	t.row = fields(t.row[:0], t.own, raw)
	if t.customed = fields(t.customed[:0], t.theirs, raw); len(t.customed) > 0 {
		t.row = protowire.AppendBytes(protowire.AppendTag(t.row, t.customer, protowire.BytesType), t.customed)
	}
	return t.row
}

func fields(b []byte, cells []cell, raw [][]byte) []byte {
	for _, c := range cells {
		if value := raw[c.column]; value != nil {
			b = c.put(b, c.number, value)
		}
	}
	return b
}

// putOf is nil where a column does not fit its field.
func putOf(field protoreflect.FieldDescriptor, column pgconn.FieldDescription, words []string) put {
	if column.Format != pgx.BinaryFormatCode {
		return nil
	}
	kind, zeros := field.Kind(), field.HasPresence() // without presence a zero is not on the wire
	switch column.DataTypeOID {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		switch {
		case words != nil && kind == protoreflect.StringKind:
			return func(b []byte, n protowire.Number, raw []byte) []byte {
				return putText(b, n, []byte(words[int(number(raw))%len(words)]))
			}
		case kind == protoreflect.Int64Kind || kind == protoreflect.Int32Kind:
			return func(b []byte, n protowire.Number, raw []byte) []byte {
				return putVarint(b, n, uint64(number(raw)), zeros)
			}
		}
	case pgtype.BoolOID:
		if kind == protoreflect.BoolKind {
			return func(b []byte, n protowire.Number, raw []byte) []byte { return putVarint(b, n, uint64(raw[0]), zeros) }
		}
	case pgtype.TextOID, pgtype.VarcharOID:
		if kind == protoreflect.StringKind {
			return putText
		}
	case pgtype.TimestamptzOID:
		if kind == protoreflect.MessageKind && field.Message().FullName() == "google.protobuf.Timestamp" {
			return putStamp
		}
	}
	return nil
}

func putVarint(b []byte, n protowire.Number, v uint64, zeros bool) []byte {
	if v == 0 && !zeros {
		return b
	}
	return protowire.AppendVarint(protowire.AppendTag(b, n, protowire.VarintType), v)
}

// putText of an empty text says no more than leaving it out where the field has no presence, and is right where it has.
func putText(b []byte, n protowire.Number, raw []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, n, protowire.BytesType), raw)
}

// putStamp leaves the epoch out, as Stamp does.
func putStamp(b []byte, n protowire.Number, raw []byte) []byte {
	at := instant(raw)
	if at.UnixMicro() == 0 {
		return b
	}
	const seconds, nanos = 1, 2 // of google.protobuf.Timestamp
	inner := putVarint(make([]byte, 0, 24), seconds, uint64(at.Unix()), false)
	return putText(b, n, putVarint(inner, nanos, uint64(at.Nanosecond()), false))
}

// number reads an int2, int4 or int8.
func number(raw []byte) int64 {
	switch len(raw) {
	case 2:
		return int64(int16(binary.BigEndian.Uint16(raw)))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(raw)))
	case 8:
		return int64(binary.BigEndian.Uint64(raw))
	}
	return math.MinInt64 // no such type
}

// instant reads a timestamptz: microseconds since the year 2000.
func instant(raw []byte) time.Time {
	const epoch = 946_684_800_000_000
	return time.UnixMicro(number(raw) + epoch)
}
