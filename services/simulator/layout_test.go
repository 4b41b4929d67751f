package simulator

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	"github.com/stretchr/testify/require"
)

func TestLayoutsAreTheSnapshots(t *testing.T) {
	t.Parallel()
	for _, l := range allLayouts() {
		t.Run(l.Version, func(t *testing.T) {
			t.Parallel()
			body, err := layoutFiles.ReadFile("layouts/bedolaga-" + l.Version + ".json")
			require.NoError(t, err)
			var want layout
			require.NoError(t, json.Unmarshal(body, &want))

			url := testkit.PostgresURL(t)
			require.NoError(t, Create(t.Context(), url, l))
			conn := connect(t, url)
			_, err = conn.Exec(t.Context(), "SET search_path TO "+l.Schema)
			require.NoError(t, err)

			names := []string{}
			for name, def := range want.Tables {
				names = append(names, name)
				require.Equal(t, def.Columns, columnsOf(t, conn, name), name)
				indexes := []string{name + "_pkey"}
				for _, i := range def.Indexes {
					indexes = append(indexes, i.Name)
				}
				for _, u := range def.Unique {
					indexes = append(indexes, u.Name)
				}
				require.ElementsMatch(t, indexes, list(t, conn, "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1", name))
				checks := []string{}
				for _, c := range def.Checks {
					checks = append(checks, c.Name)
				}
				require.ElementsMatch(t, checks, list(t, conn, "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND conrelid = $1::regclass", name))
				require.Len(t, list(t, conn, "SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass", name), len(def.ForeignKeys))
			}
			if want.AlembicHead != nil {
				names = append(names, "alembic_version")
				require.Equal(t, []string{*want.AlembicHead}, list(t, conn, "SELECT version_num FROM alembic_version WHERE $1 <> ''", "x"))
			}
			require.ElementsMatch(t, names, list(t, conn, "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = $1::regnamespace", l.Schema))
		})
	}
}

func TestLayoutsDiffer(t *testing.T) {
	t.Parallel()
	kind := func(version, table, column string) string {
		l, err := loadLayout(Layout{Version: version})
		require.NoError(t, err)
		return l.has[table][column].Type
	}
	require.Equal(t, "timestamp without time zone", kind("3.0.0", "wheel_spins", "created_at"))
	require.Equal(t, "timestamp with time zone", kind("3.43.0", "wheel_spins", "created_at"))
	require.Equal(t, "json", kind("3.43.0", "users", "notification_settings"))
	require.Equal(t, "jsonb", kind("4.1.0", "users", "notification_settings"))
	require.Empty(t, kind("2.9.6", "guest_purchases", "id"))
	require.Empty(t, kind("2.9.6", "traffic_purchases", "id"))
	require.Empty(t, kind("3.43.0", "coupons", "id"))
	require.Empty(t, kind("3.43.0", "promocodes", "traffic_gb"))
	require.Equal(t, "integer", kind("4.1.0", "promocodes", "traffic_gb"))
	require.Empty(t, kind("3.43.0", "subscriptions", "remnawave_id"))

	require.ErrorContains(t, Create(t.Context(), "", Layout{Version: "1.0"}), "choose one of 2.9.6, 3.0.0, 3.43.0, 4.1.0")
}

func columnsOf(t *testing.T, conn *pgx.Conn, name string) []column {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
		coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS "default"
		FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = $1::regclass AND a.attnum > 0 ORDER BY a.attnum`, name)
	require.NoError(t, err)
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[column])
	require.NoError(t, err)
	return out
}

func list(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	slices.Sort(out)
	return out
}
