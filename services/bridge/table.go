package bridge

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// kind is what we read a foreign column as; the cast happens in the bot's server, so that its type may change between releases.
type kind int

const (
	integer kind = iota
	text
	boolean
	instant
	float
	jsonText
)

// column is one foreign column we read.
type column struct {
	name string
	kind kind
	// required: without it the entity is switched off. Others read as NULL where a release lacks them.
	required bool
	// volatile: carried with the row, but a change of it alone is no reason to read.
	volatile bool
}

// table declares how one foreign table becomes an entity: everything else in this package is generic.
type table struct {
	// entity is our word, name is the foreign table; its key column is id.
	entity, name string
	columns      []column
	// subject of the state batches.
	batch proto.Message
	// row makes our message of a foreign row.
	row func(r *record) proto.Message
	// empty is a new message to decode a mirrored row into.
	empty func() proto.Message
	// fact tells what never changes while the same row lives: differing values under one key mean another fact.
	fact func(m proto.Message) string
	// events derives the domain events of a row as it is now; the log drops those already told.
	events func(c change) []event
}

// change is a row as it is now, and as we knew it before.
type change struct {
	key int64
	is  proto.Message
	// was is nil for a row that is new to us, or was gone.
	was proto.Message
	// seen is when the row was read.
	seen time.Time
}

// record is one foreign row being read: values in the order of the table's columns, nil for NULL or absent.
type record struct {
	index  map[string]int
	values []any
	base   int64 // incarnation offset of keys
}

func (r *record) value(name string) any { return r.values[r.index[name]] }

func (r *record) int(name string) int64 {
	v, _ := r.value(name).(int64)
	return v
}

func (r *record) optInt(name string) *int64 {
	if v, ok := r.value(name).(int64); ok {
		return &v
	}
	return nil
}

// key is the row's own id in our key space.
func (r *record) key() int64 { return r.base + r.int("id") }

// ref is the key of another row of the same source.
func (r *record) ref(name string) int64 { return r.base + r.int(name) }

func (r *record) optRef(name string) *int64 {
	v := r.optInt(name)
	if v == nil {
		return nil
	}
	key := r.base + *v
	return &key
}

func (r *record) text(name string) string {
	v, _ := r.value(name).(string)
	return v
}

func (r *record) optText(name string) *string {
	if v, ok := r.value(name).(string); ok {
		return &v
	}
	return nil
}

func (r *record) bool(name string) bool {
	v, _ := r.value(name).(bool)
	return v
}

func (r *record) float(name string) float64 {
	v, _ := r.value(name).(float64)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func (r *record) time(name string) *timestamppb.Timestamp {
	v, ok := r.value(name).(time.Time)
	if !ok {
		return nil
	}
	return timestamppb.New(v)
}

// json decodes into v; what is not the expected shape reads as empty, because a foreign text must not stop the row.
func (r *record) json(name string, v any) {
	if s, ok := r.value(name).(string); ok {
		_ = json.Unmarshal([]byte(s), v)
	}
}

// byPeriod reads {"30": 19900}: days as text keys, numbers as values; entries of another shape are left out.
func (r *record) byPeriod(name string) map[int32]int64 {
	var raw map[string]json.Number
	r.json(name, &raw)
	byDays := make(map[int32]int64, len(raw))
	for days, value := range raw {
		d, err := strconv.ParseInt(days, 10, 32)
		if err != nil {
			continue
		}
		if number, err := value.Int64(); err == nil {
			byDays[int32(d)] = number
		}
	}
	return byDays
}

// born is the fact of a row that nothing but its creation tells from another.
func born(m proto.Message) string {
	return strconv.FormatInt(m.(interface{ GetCreatedAt() *timestamppb.Timestamp }).GetCreatedAt().AsTime().UnixMicro(), 10)
}

// untold rows make no event.
func untold(change) []event { return nil }

// clean makes foreign text valid UTF-8, which protobuf demands; a database in SQL_ASCII may hold anything.
func clean(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	return strings.ToValidUTF8(string(raw), "�")
}

var (
	earliest = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// sane drops instants that JSON cannot carry: infinity and years beyond 9999.
func sane(t time.Time) (time.Time, bool) {
	return t, !t.Before(earliest) && t.Before(latest)
}
