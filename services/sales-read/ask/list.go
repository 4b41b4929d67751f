package ask

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// Question is the request of a list. It may have optional fields after_id (a row to begin after) and count (false leaves the total out).
type Question interface {
	proto.Message
	GetPageToken() string
	GetPageSize() int32
}

// List tells how rows R of one list are read and told as messages M.
type List[R, M any] struct {
	// Entities are what the answer is made of; its watermarks are theirs.
	Entities []string
	// ID is the column that after_id names.
	ID string
	// Page reads up to limit rows of a filter in the list's order, after a place (nil = from its head).
	Page func(ctx context.Context, f *Filter, after *Position, limit int) ([]R, error)
	// Place is where a row stands in that order.
	Place func(R) Position
	// Tell makes a row's message.
	Tell func(R) M
	// Count is the statement that counts the rows of a filter up to CountLimit; nil = the list has no total.
	Count func(f *Filter) string
	// Wire, if set, reads and tells the pages; Page and Place then find the row that after_id names, and Tell is not needed.
	Wire *Wire
}

// Answer is one page.
type Answer[M any] struct {
	Items []M
	// Told are the items, encoded, of a list with a Wire; as unknown fields of its answer they are on the wire what Items would be.
	Told                         []byte
	NextPageToken                string
	Total                        int32
	TotalCapped                  bool
	CompleteUntil, VerifiedUntil *timestamppb.Timestamp
}

// Answer reads the page that q asks for. InvalidArgument when its token or after_id is of no use.
func (l List[R, M]) Answer(ctx context.Context, r *Reader, q Question, f *Filter) (*Answer[M], error) {
	hash := FilterHash(q)
	after, err := Begin(q, hash, func(id int64) (*Position, error) { return l.find(ctx, id) })
	if err != nil {
		return nil, err
	}
	mark, err := r.Watermark(ctx, l.Entities)
	if err != nil {
		return nil, err
	}
	size := PageSize(q.GetPageSize())
	answer := &Answer[M]{CompleteUntil: mark.Complete, VerifiedUntil: mark.Verified}
	end, err := l.read(ctx, r, f, after, size, answer)
	if err != nil {
		return nil, err
	}
	if end != nil {
		answer.NextPageToken = EncodeToken(hash, *end)
	}
	if l.Count != nil && Counted(q) {
		answer.Total, answer.TotalCapped, err = r.total(ctx, l.Count(f), f)
	}
	return answer, err
}

// read fills in the rows; end is the place of the last one if there are more.
func (l List[R, M]) read(ctx context.Context, r *Reader, f *Filter, after *Position, size int, answer *Answer[M]) (end *Position, err error) {
	if l.Wire != nil {
		answer.Told, end, err = l.Wire.page(ctx, r, f, after, size)
		return end, err
	}
	rows, err := l.Page(ctx, f, after, size+1)
	if err != nil {
		return nil, err
	}
	if len(rows) > size {
		rows = rows[:size]
		place := l.Place(rows[size-1])
		end = &place
	}
	for _, row := range rows {
		answer.Items = append(answer.Items, l.Tell(row))
	}
	return end, nil
}

func (l List[R, M]) find(ctx context.Context, id int64) (*Position, error) {
	rows, err := l.Page(ctx, One(l.ID, id), nil, 1)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	place := l.Place(rows[0])
	return &place, nil
}

// Counted tells whether a list is asked for its total: unless count is false.
func Counted(q Question) bool {
	count, asked := optional(q, "count")
	return !asked || count.Bool()
}

func optional(q Question, name protoreflect.Name) (value protoreflect.Value, asked bool) {
	message := q.ProtoReflect()
	field := message.Descriptor().Fields().ByName(name)
	if field == nil || !message.Has(field) {
		return protoreflect.Value{}, false
	}
	return message.Get(field), true
}

func (r *Reader) total(ctx context.Context, query string, f *Filter) (total int32, capped bool, err error) {
	var count int
	if err := r.QueryRow(ctx, query, f.Args).Scan(&count); err != nil {
		return 0, false, pg.MapError(fmt.Errorf("count rows: %w", err))
	}
	return int32(min(count, CountTo)), count > CountTo, nil
}
