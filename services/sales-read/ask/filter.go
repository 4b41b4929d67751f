package ask

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// Filter is a WHERE of clauses from constants; what was asked travels in arguments only.
type Filter struct {
	clauses []string
	// Args are what the clauses name.
	Args pgx.NamedArgs
}

// NewFilter lets everything pass.
func NewFilter() *Filter { return &Filter{Args: pgx.NamedArgs{}} }

// Add takes a clause with the arguments it names.
func (f *Filter) Add(clause string, args pgx.NamedArgs) {
	f.clauses = append(f.clauses, clause)
	maps.Copy(f.Args, args)
}

// Len is how many clauses there are.
func (f *Filter) Len() int { return len(f.clauses) }

// Clone is a filter of its own with the same clauses.
func (f *Filter) Clone() *Filter {
	return &Filter{clauses: slices.Clone(f.clauses), Args: maps.Clone(f.Args)}
}

// Where is the clauses as SQL, with a blank before them; empty when there are none.
func (f *Filter) Where() string {
	if len(f.clauses) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.clauses, " AND ")
}

// One finds the row with this id.
func One(column string, id int64) *Filter {
	f := NewFilter()
	f.Add(column+" = @id", pgx.NamedArgs{"id": id})
	return f
}

// OneOf is for a column with few values: a single one by equality, which keeps an index in its order.
func OneOf[V any](f *Filter, column, argument string, values []V) {
	switch len(values) {
	case 0:
	case 1:
		f.Add(column+" = @"+argument, pgx.NamedArgs{argument: values[0]})
	default:
		f.Add(column+" = ANY(@"+argument+")", pgx.NamedArgs{argument: values})
	}
}

// Span reads two borders of a filter and refuses an impossible period; an empty border is open.
func (r *Reader) Span(fromField, from, toField, to string) (lower, upper *time.Time, err error) {
	if lower, err = r.Border(fromField, from); err != nil {
		return nil, nil, err
	}
	if upper, err = r.Border(toField, to); err != nil {
		return nil, nil, err
	}
	if lower != nil && upper != nil && !upper.After(*lower) {
		return nil, nil, rpc.Invalid(toField, "must be later than %s: the period from %s to %s holds nothing", fromField, from, to)
	}
	return lower, upper, nil
}

// Border reads one border of a filter as an instant; nil when empty.
func (r *Reader) Border(field, value string) (*time.Time, error) {
	if value == "" {
		return nil, nil
	}
	at, err := period.Parse(value, r.Zone, field)
	if err != nil {
		return nil, rpc.Invalid(field, "%s", strings.TrimPrefix(err.Error(), field+": "))
	}
	if at.Year() < 1 || at.Year() > 9999 {
		return nil, rpc.Invalid(field, "the year %d is outside 1 to 9999", at.Year())
	}
	return &at, nil
}

// Between adds lower <= column < upper.
func (f *Filter) Between(column, argument string, lower, upper *time.Time) {
	if lower != nil {
		f.Add(column+" >= @"+argument+"_from", pgx.NamedArgs{argument + "_from": *lower})
	}
	if upper != nil {
		f.Add(column+" < @"+argument+"_to", pgx.NamedArgs{argument + "_to": *upper})
	}
}

// AllKnown refuses a value outside a list.
func AllKnown(field string, values, known []string) error {
	for _, value := range values {
		if !slices.Contains(known, value) {
			return rpc.Invalid(field, "%q is unknown: use one of %s", value, strings.Join(known, ", "))
		}
	}
	return nil
}
