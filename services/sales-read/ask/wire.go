package ask

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// Wire tells rows without making them structs and messages first: what PostgreSQL sends is copied into what the answer will be on the wire. It is
// for a list that is read by the million. A column has the name of its field; "c_" before it means a field of the row's customer.
type Wire struct {
	// Answer is of the type that has the rows as its items.
	Answer proto.Message
	// SQL reads up to limit rows of a filter after a place.
	SQL func(f *Filter, after *Position, limit int) (string, pgx.NamedArgs)
	// At and ID are the columns of the order.
	At, ID string
	// Words are what small numbers are told as, by column.
	Words map[string][]string
}

// rowBytes is what a row takes on the wire, or a little less.
const rowBytes = 256

// page reads size rows: the answer's items, encoded, and the place of the last one if there are more.
func (w *Wire) page(ctx context.Context, r *Reader, f *Filter, after *Position, size int) (items []byte, end *Position, err error) {
	query, args := w.SQL(f, after, size+1)
	rows, err := r.Query(ctx, query, pgx.QueryResultFormats{pgx.BinaryFormatCode}, args)
	if err != nil {
		return nil, nil, pg.MapError(fmt.Errorf("read rows: %w", err))
	}
	defer rows.Close()
	list := w.Answer.ProtoReflect().Descriptor().Fields().ByName("items")
	t, err := w.teller(list.Message(), rows.FieldDescriptions())
	if err != nil {
		return nil, nil, err
	}
	items = make([]byte, 0, size*rowBytes)
	var last Position
	for n := 0; rows.Next(); n++ {
		if n == size {
			end = &last
			break
		}
		raw := rows.RawValues()
		items = protowire.AppendTag(items, list.Number(), protowire.BytesType)
		items = protowire.AppendBytes(items, t.tell(raw))
		if n == size-1 {
			last = Position{At: instant(raw[t.at]), ID: number(raw[t.id])}
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		return nil, nil, pg.MapError(fmt.Errorf("read rows: %w", err))
	}
	return items, end, nil
}
