// Package bedolaga declares the bot's tables: which columns we read, the message and the events a row becomes, what proves a row to be the same. It
// reads nothing itself, and no other package knows a foreign name.
package bedolaga

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

// Kind is what we read a foreign column as; the cast happens in the bot's server, so that its type may change between releases.
type Kind int

// Kinds of columns. An Instant is a timestamp with or without zone, JSON is json, jsonb or text that holds it.
const (
	Integer Kind = iota
	Text
	Boolean
	Instant
	Float
	JSON
)

// Column is one foreign column we read.
type Column struct {
	Name string
	Kind Kind
	// Required: without it the entity is switched off. Others read as NULL where a release lacks them.
	Required bool
	// Volatile: carried with the row, but a change of it alone is no reason to read.
	Volatile bool
}

// Table declares how one foreign table becomes an entity.
type Table struct {
	// Entity is our word, Name is the foreign table; its key column is id.
	Entity, Name string
	Columns      []Column
	// Batch names the subject of the state batches.
	Batch proto.Message
	// Row makes our message of a foreign row.
	Row func(r *Record) proto.Message
	// Empty is a new message to decode a mirrored row into.
	Empty func() proto.Message
	// Fact tells what never changes while the same row lives: differing values under one key mean another fact.
	Fact func(m proto.Message) string
	// Events derives the domain events of a row as it is now; the log drops those already told.
	Events func(c Change) []Event
}

// SameFact tells whether two mirrored rows under one key are the same fact; what cannot be read is not.
func (t *Table) SameFact(a, b []byte) bool {
	one, other := t.Empty(), t.Empty()
	return proto.Unmarshal(a, one) == nil && proto.Unmarshal(b, other) == nil && t.Fact(one) == t.Fact(other)
}

// Change is a row as it is now, and as we knew it before.
type Change struct {
	Key int64
	Is  proto.Message
	// Was is nil for a row that is new to us, or was gone.
	Was proto.Message
	// Seen is when the row was read.
	Seen time.Time
}

// Record is one foreign row being read: values in the order of the table's columns, nil for NULL or absent.
type Record struct {
	// Index is the place of each column in Values.
	Index  map[string]int
	Values []any
	// Base is what the source's incarnation adds to every key.
	Base int64
}

func (r *Record) value(name string) any { return r.Values[r.Index[name]] }

func (r *Record) int(name string) int64 {
	v, _ := r.value(name).(int64)
	return v
}

func (r *Record) optInt(name string) *int64 {
	if v, ok := r.value(name).(int64); ok {
		return &v
	}
	return nil
}

// Key is the row's own id in our key space.
func (r *Record) Key() int64 { return r.Base + r.int("id") }

// ref is the key of another row of the same source.
func (r *Record) ref(name string) int64 { return r.Base + r.int(name) }

func (r *Record) optRef(name string) *int64 {
	v := r.optInt(name)
	if v == nil {
		return nil
	}
	key := r.Base + *v
	return &key
}

func (r *Record) text(name string) string {
	v, _ := r.value(name).(string)
	return v
}

func (r *Record) optText(name string) *string {
	if v, ok := r.value(name).(string); ok {
		return &v
	}
	return nil
}

func (r *Record) bool(name string) bool {
	v, _ := r.value(name).(bool)
	return v
}

func (r *Record) float(name string) float64 {
	v, _ := r.value(name).(float64)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func (r *Record) time(name string) *timestamppb.Timestamp {
	v, ok := r.value(name).(time.Time)
	if !ok {
		return nil
	}
	return timestamppb.New(v)
}

// json decodes into v; what is not the expected shape reads as empty, because a foreign text must not stop the row.
func (r *Record) json(name string, v any) {
	if s, ok := r.value(name).(string); ok {
		_ = json.Unmarshal([]byte(s), v)
	}
}

// byPeriod reads {"30": 19900}: days as text keys, numbers as values; entries of another shape are left out.
func (r *Record) byPeriod(name string) map[int32]int64 {
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
func untold(Change) []Event { return nil }

// Clean makes foreign text valid UTF-8, which protobuf demands; a database in SQL_ASCII may hold anything.
func Clean(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	return strings.ToValidUTF8(string(raw), "�")
}

var (
	earliest = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
)

// Sane drops instants that JSON cannot carry: infinity and years beyond 9999.
func Sane(t time.Time) (time.Time, bool) {
	return t, !t.Before(earliest) && t.Before(latest)
}
