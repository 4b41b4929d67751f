package salesread

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/period"
	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// filter is a WHERE of clauses from this package's constants; what was asked travels in arguments only.
type filter struct {
	clauses []string
	args    pgx.NamedArgs
}

func newFilter() *filter { return &filter{args: pgx.NamedArgs{}} }

// add takes a clause with the arguments it names.
func (f *filter) add(clause string, args pgx.NamedArgs) {
	f.clauses = append(f.clauses, clause)
	maps.Copy(f.args, args)
}

func (f *filter) clone() *filter {
	return &filter{clauses: slices.Clone(f.clauses), args: maps.Clone(f.args)}
}

func (f *filter) where() string {
	if len(f.clauses) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(f.clauses, " AND ")
}

// one finds the row with this id.
func one(column string, id int64) *filter {
	f := newFilter()
	f.add(column+" = @id", pgx.NamedArgs{"id": id})
	return f
}

// oneOf is for a column with few values: a single one by equality, which keeps an index in its order.
func oneOf[V any](f *filter, column, argument string, values []V) {
	switch len(values) {
	case 0:
	case 1:
		f.add(column+" = @"+argument, pgx.NamedArgs{argument: values[0]})
	default:
		f.add(column+" = ANY(@"+argument+")", pgx.NamedArgs{argument: values})
	}
}

// span reads two borders of a filter and refuses an impossible period; an empty border is open.
func (s *service) span(fromField, from, toField, to string) (lower, upper *time.Time, err error) {
	if lower, err = s.border(fromField, from); err != nil {
		return nil, nil, err
	}
	if upper, err = s.border(toField, to); err != nil {
		return nil, nil, err
	}
	if lower != nil && upper != nil && !upper.After(*lower) {
		return nil, nil, rpc.Invalid(toField, "must be later than %s: the period from %s to %s holds nothing", fromField, from, to)
	}
	return lower, upper, nil
}

func (s *service) border(field, value string) (*time.Time, error) {
	if value == "" {
		return nil, nil
	}
	at, err := period.Parse(value, s.days.loc, field)
	if err != nil {
		return nil, rpc.Invalid(field, "%s", strings.TrimPrefix(err.Error(), field+": "))
	}
	if at.Year() < 1 || at.Year() > 9999 {
		return nil, rpc.Invalid(field, "the year %d is outside 1 to 9999", at.Year())
	}
	return &at, nil
}

// between adds lower <= column < upper.
func (f *filter) between(column, argument string, lower, upper *time.Time) {
	if lower != nil {
		f.add(column+" >= @"+argument+"_from", pgx.NamedArgs{argument + "_from": *lower})
	}
	if upper != nil {
		f.add(column+" < @"+argument+"_to", pgx.NamedArgs{argument + "_to": *upper})
	}
}

// allKnown refuses a value outside a list.
func allKnown(field string, values, known []string) error {
	for _, value := range values {
		if !slices.Contains(known, value) {
			return rpc.Invalid(field, "%q is unknown: use one of %s", value, strings.Join(known, ", "))
		}
	}
	return nil
}
