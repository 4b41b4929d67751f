package simulator

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed layouts/*.json
var layoutFiles embed.FS

// Versions are the bot releases whose table layout can be built.
func Versions() []string { return []string{"2.9.6", "3.0.0", "3.43.0", "4.1.0"} }

// Layout names a release of the bot and the schema its tables live in. The zero value means 4.1.0 in public.
type Layout struct {
	Version string
	Schema  string // public or bedolaga
}

func (l Layout) normal() Layout {
	if l.Version == "" {
		l.Version = "4.1.0"
	}
	if l.Schema == "" {
		l.Schema = "public"
	}
	return l
}

// layout is one release's tables as PostgreSQL reports them, and the values that release's code knows.
type layout struct {
	Layout
	AlembicHead *string `json:"alembic_head"`
	Methods     []string
	Kinds       []string
	Statuses    []string
	PromoTypes  []string `json:"promo_types"`
	Tables      map[string]table
	has         map[string]map[string]column
}

type table struct {
	Columns     []column
	PrimaryKey  []string `json:"primary_key"`
	ForeignKeys []struct {
		Columns    []string
		References string
		RefColumns []string `json:"ref_columns"`
		OnDelete   string   `json:"on_delete"`
	} `json:"foreign_keys"`
	Unique []struct {
		Name    string
		Columns []string
	}
	Indexes []struct {
		Name    string
		Columns []string
		Unique  bool
		Where   string
	}
	Checks []struct{ Name, Check string }
}

type column struct {
	Name     string
	Type     string
	Nullable bool
	Default  string
}

// tableOrder lists parents before children.
var tableOrder = [...]string{"promo_groups", "users", "tariffs", "server_squads", "advertising_campaigns", "landing_pages", "promocodes", "coupon_batches",
	"subscriptions", "transactions", "guest_purchases", "wheel_spins", "user_promo_groups", "promocode_uses", "discount_offers", "coupons",
	"advertising_campaign_registrations", "referral_earnings", "withdrawal_requests", "partner_applications", "subscription_events",
	"subscription_conversions", "traffic_purchases"}

func loadLayout(name Layout) (*layout, error) {
	name = name.normal()
	body, err := layoutFiles.ReadFile("layouts/bedolaga-" + name.Version + ".json")
	if err != nil {
		return nil, fmt.Errorf("unknown bot version %q: choose one of %s", name.Version, strings.Join(Versions(), ", "))
	}
	l := &layout{}
	if err := json.Unmarshal(body, l); err != nil {
		return nil, fmt.Errorf("read layout %s: %w", name.Version, err)
	}
	l.Layout, l.has = name, map[string]map[string]column{}
	for t, def := range l.Tables {
		l.has[t] = map[string]column{}
		for _, c := range def.Columns {
			l.has[t][c.Name] = c
		}
	}
	return l, nil
}

// old tells whether users own at most one subscription.
func (l *layout) old() bool { return l.Version == "2.9.6" || l.Version == "3.0.0" }

func (l *layout) hasTable(name string) bool { _, ok := l.Tables[name]; return ok }

func (l *layout) knowsKind(kind string) bool { return slices.Contains(l.Kinds, kind) }

func (l *layout) knowsPromo(kind string) bool { return slices.Contains(l.PromoTypes, kind) }

func (l *layout) knowsMethod(method string) bool { return slices.Contains(l.Methods, method) }

func (l *layout) table(name string) string { return pgx.Identifier{l.Schema, name}.Sanitize() }

// Create builds the bot's tables, empty, as a fresh installation of that release has them.
func Create(ctx context.Context, dbURL string, name Layout) error {
	l, err := loadLayout(name)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, dbURL)
	if err != nil {
		return fmt.Errorf("connect to the shop's database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return l.create(ctx, tx) })
}

// mark is the comment on our table users: a database without it is somebody's real shop, and nothing is ever written there.
const mark = "synthetic shop of remnadesk"

// ours is an error for a database whose tables we did not make.
func (l *layout) ours(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}) error {
	var comment string
	if err := db.QueryRow(ctx, "SELECT coalesce(obj_description(to_regclass($1), 'pg_class'), '')", l.table("users")).Scan(&comment); err != nil {
		return fmt.Errorf("look whose shop it is: %w", err)
	}
	if comment != mark {
		return fmt.Errorf("the database holds a bot's tables that were not made here: the synthetic shop never writes into a real one, name an empty database")
	}
	return nil
}

func (l *layout) create(ctx context.Context, tx pgx.Tx) error {
	schema := pgx.Identifier{l.Schema}.Sanitize()
	steps := []string{"CREATE SCHEMA IF NOT EXISTS " + schema, "SET LOCAL search_path TO " + schema}
	steps = append(steps, l.build(tableOrder[:])...)
	steps = append(steps, "COMMENT ON TABLE users IS '"+mark+"'")
	if l.AlembicHead != nil {
		steps = append(steps, "CREATE TABLE alembic_version (version_num character varying(32) NOT NULL CONSTRAINT alembic_version_pkc PRIMARY KEY)",
			"INSERT INTO alembic_version (version_num) VALUES ('"+*l.AlembicHead+"')")
	}
	return l.run(ctx, tx, steps)
}

// complete adds the tables that a shop made by an earlier build lacks, empty.
func (l *layout) complete(ctx context.Context, tx pgx.Tx) error {
	var missing []string
	for _, name := range tableOrder {
		var there bool
		if err := tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", l.table(name)).Scan(&there); err != nil {
			return fmt.Errorf("look for table %s: %w", name, err)
		}
		if !there {
			missing = append(missing, name)
		}
	}
	return l.run(ctx, tx, append([]string{"SET LOCAL search_path TO " + pgx.Identifier{l.Schema}.Sanitize()}, l.build(missing)...))
}

// build makes the tables of these names that the release has, with their indexes and keys.
func (l *layout) build(names []string) []string {
	var steps []string
	for _, name := range names {
		if def, ok := l.Tables[name]; ok {
			steps = append(steps, createTable(name, def)...)
		}
	}
	for _, x := range l.extras(names) {
		steps = append(steps, x.create)
	}
	return steps
}

func (l *layout) run(ctx context.Context, tx pgx.Tx, steps []string) error {
	for _, sql := range steps {
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("create layout %s: %s: %w", l.Version, strings.SplitN(sql, "\n", 2)[0], err)
		}
	}
	return nil
}

func createTable(name string, def table) []string {
	var steps, parts, owned []string
	for _, c := range def.Columns {
		part := pgx.Identifier{c.Name}.Sanitize() + " " + c.Type
		if seq, ok := strings.CutPrefix(c.Default, "nextval('"); ok {
			seq, _, _ = strings.Cut(seq, "'")
			steps = append(steps, "CREATE SEQUENCE "+seq+" AS integer")
			owned = append(owned, fmt.Sprintf("ALTER SEQUENCE %s OWNED BY %s.%s", seq, name, c.Name))
		}
		if c.Default != "" {
			part += " DEFAULT " + c.Default
		}
		if !c.Nullable {
			part += " NOT NULL"
		}
		parts = append(parts, part)
	}
	parts = append(parts, "CONSTRAINT "+name+"_pkey PRIMARY KEY ("+columns(def.PrimaryKey)+")")
	for _, c := range def.Checks {
		parts = append(parts, "CONSTRAINT "+c.Name+" CHECK "+c.Check)
	}
	steps = append(steps, "CREATE TABLE "+name+" (\n  "+strings.Join(parts, ",\n  ")+"\n)")
	return append(steps, owned...)
}

// extra is an index or constraint that a big load does without for a while.
type extra struct{ create, drop string }

func (l *layout) extras(names []string) []extra {
	var out, foreign []extra
	for _, name := range names {
		def := l.Tables[name]
		alter := "ALTER TABLE " + name
		for _, u := range def.Unique {
			out = append(out, extra{alter + " ADD CONSTRAINT " + u.Name + " UNIQUE (" + columns(u.Columns) + ")", alter + " DROP CONSTRAINT " + u.Name})
		}
		for _, i := range def.Indexes {
			create := "CREATE INDEX "
			if i.Unique {
				create = "CREATE UNIQUE INDEX "
			}
			create += i.Name + " ON " + name + " (" + columns(i.Columns) + ")"
			if i.Where != "" {
				create += " WHERE " + i.Where
			}
			out = append(out, extra{create, "DROP INDEX " + i.Name})
		}
		for _, f := range def.ForeignKeys {
			key := name + "_" + strings.Join(f.Columns, "_") + "_fkey"
			foreign = append(foreign, extra{alter + " ADD CONSTRAINT " + key + " FOREIGN KEY (" + columns(f.Columns) + ") REFERENCES " +
				f.References + " (" + columns(f.RefColumns) + ") ON DELETE " + f.OnDelete, alter + " DROP CONSTRAINT " + key})
		}
	}
	return append(out, foreign...)
}

func columns(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = pgx.Identifier{n}.Sanitize()
	}
	return strings.Join(quoted, ", ")
}
