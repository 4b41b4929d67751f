package bridge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// plan is how a table can be read right now: its columns as found in the catalog.
type plan struct {
	oid      int64
	estimate int64  // rows, as the planner believes
	list     string // select list in the order of the declaration
	hash     string // expression of the row's digest
	columns  string // what the digest covers; digests of another list do not compare
	from     string // quoted schema and table
	has      map[string]bool
}

const findSchema = `
SELECT n.nspname FROM pg_namespace n
WHERE n.nspname = ANY($1) AND EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'users')
  AND EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'transactions')
ORDER BY array_position($1, n.nspname::text) LIMIT 1`

// findSchema returns the schema that holds the bot's tables.
func (s *source) findSchema(ctx context.Context) (string, error) {
	candidates := []string{"bedolaga", "public"}
	if s.schema != "" {
		candidates = []string{s.schema}
	}
	var found string
	_, err := s.timed(ctx, func(ctx context.Context) error { return s.conn.QueryRow(ctx, findSchema, candidates).Scan(&found) })
	if errors.Is(err, pgx.ErrNoRows) {
		return "", &unreadable{sentence: fmt.Sprintf("no schema with the bot's tables users and transactions was found (looked in: %s): set BEDOLAGA_DB_SCHEMA, or check that "+
			"BEDOLAGA_DATABASE_URL names the bot's database and not another", strings.Join(candidates, ", "))}
	}
	return found, err
}

// unreadable is a finding about a table or schema, in words for the operator.
type unreadable struct {
	sentence string
	// absent: the table does not exist, so there is nothing to miss.
	absent bool
}

func (u *unreadable) Error() string { return u.sentence }

const findTable = `
SELECT c.oid::bigint AS oid, greatest(c.reltuples, 0)::bigint AS estimate, has_schema_privilege(n.oid, 'USAGE') AS usage
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`

const findColumns = `
SELECT a.attname AS name, t.typname AS type, has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS granted
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped`

type foundColumn struct {
	Name    string
	Type    string
	Granted bool
}

// look reads the catalog and makes the plan of a table. An *unreadable error means that the entity stays off until somebody acts.
// information_schema is no help here: it hides what is not granted.
func (s *source) look(ctx context.Context, schema string, t *bedolaga.Table) (*plan, error) {
	p := &plan{from: pgx.Identifier{schema, t.Name}.Sanitize()}
	var usage bool
	_, err := s.timed(ctx, func(ctx context.Context) error {
		return s.conn.QueryRow(ctx, findTable, schema, t.Name).Scan(&p.oid, &p.estimate, &usage)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, &unreadable{sentence: fmt.Sprintf("the bot's table %s.%s does not exist: this bot release has no %s data", schema, t.Name, t.Entity), absent: true}
	}
	if err != nil {
		return nil, err
	}
	if !usage {
		return nil, &unreadable{sentence: fmt.Sprintf("schema %s is not granted: GRANT USAGE ON SCHEMA %s TO %s;", schema, pgx.Identifier{schema}.Sanitize(), s.user())}
	}
	found := map[string]foundColumn{}
	_, err = s.timed(ctx, func(ctx context.Context) error {
		rows, err := s.conn.Query(ctx, findColumns, p.oid)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByName[foundColumn])
		for _, c := range list {
			found[c.Name] = c
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return p, s.compose(p, t, found)
}

// compose writes the SQL pieces from what the catalog holds.
func (s *source) compose(p *plan, t *bedolaga.Table, found map[string]foundColumn) error {
	var missing, denied, list, digested, names []string
	for _, c := range t.Columns {
		f, present := found[c.Name]
		switch {
		case !present && c.Required:
			missing = append(missing, c.Name)
			continue
		case present && !f.Granted:
			denied = append(denied, c.Name)
			continue
		}
		expr := read(c, f.Type, present)
		list = append(list, expr)
		if present && !c.Volatile {
			digested = append(digested, expr)
			names = append(names, c.Name+" "+f.Type)
		}
	}
	if len(denied) > 0 {
		quoted := make([]string, len(denied))
		for i, name := range denied {
			quoted[i] = pgx.Identifier{name}.Sanitize()
		}
		return &unreadable{sentence: fmt.Sprintf("columns of %s are not granted: GRANT SELECT (%s) ON %s TO %s;", t.Name, strings.Join(quoted, ", "), p.from, s.user())}
	}
	if len(missing) > 0 {
		return &unreadable{sentence: fmt.Sprintf("table %s lacks the columns %s, without which %s rows mean nothing: is the bot's migration unfinished?",
			t.Name, strings.Join(missing, ", "), t.Entity)}
	}
	p.has = make(map[string]bool, len(found))
	for name := range found {
		p.has[name] = true
	}
	p.list = strings.Join(list, ", ")
	p.hash = "hashint8extended(hash_record_extended(ROW(" + strings.Join(digested, ", ") + "), 0), 0)"
	sum := sha256.Sum256([]byte(strings.Join(names, ",")))
	p.columns = hex.EncodeToString(sum[:8])
	return nil
}

func (s *source) user() string { return pgx.Identifier{s.conn.Config().User}.Sanitize() }

// read casts a column to the one type we decode; a missing one is a typed NULL. A naive timestamp was written in UTC by the bot.
func read(c bedolaga.Column, typ string, present bool) string {
	name := pgx.Identifier{c.Name}.Sanitize()
	cast := map[bedolaga.Kind]string{bedolaga.Integer: "bigint", bedolaga.Text: "text", bedolaga.Boolean: "boolean", bedolaga.Instant: "timestamptz", bedolaga.Float: "float8", bedolaga.JSON: "text"}[c.Kind]
	switch {
	case !present:
		return "NULL::" + cast
	case c.Kind == bedolaga.Instant && typ == "timestamp":
		return name + " AT TIME ZONE 'UTC'"
	}
	return name + "::" + cast
}
