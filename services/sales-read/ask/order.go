package ask

import (
	"time"

	"github.com/jackc/pgx/v5"
)

// Order is an order of rows by one column; the id decides between equals.
type Order struct {
	// Column and ID are columns as the statement names them.
	Column, ID string
	Desc       bool
	// Number tells that the column is a number, which a place holds instead of an instant.
	Number bool
}

// By is the ORDER BY clause, with a blank before it.
func (o Order) By() string {
	if o.Desc {
		return ` ORDER BY ` + o.Column + ` DESC, ` + o.ID + ` DESC`
	}
	return ` ORDER BY ` + o.Column + `, ` + o.ID
}

// After has a filter begin after a place; nil = at the head.
func (o Order) After(f *Filter, p *Position) {
	if p == nil {
		return
	}
	compare := ` > `
	if o.Desc {
		compare = ` < `
	}
	args := pgx.NamedArgs{"after": p.At, "after_id": p.ID}
	if o.Number {
		args["after"] = p.At.UnixMicro()
	}
	f.Add(`(`+o.Column+`, `+o.ID+`)`+compare+`(@after, @after_id)`, args)
}

// Numbered is the place of a row in an order by a number.
func Numbered(n, id int64) Position { return Position{At: time.UnixMicro(n), ID: id} }
