package pg_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

const (
	patient = 60 * time.Second // the machine may be busy
	often   = 20 * time.Millisecond
)

func TestMain(m *testing.M) { testkit.Main(m) }

var migrations = fstest.MapFS{
	"0001_notes.sql": {Data: []byte("-- +goose Up\nCREATE TABLE shop.notes (id bigserial PRIMARY KEY, text text NOT NULL UNIQUE);\n")},
	"0002_more.sql":  {Data: []byte("-- +goose Up\nALTER TABLE shop.notes ADD COLUMN at timestamptz NOT NULL DEFAULT now();\n")},
}

func migrate(ctx context.Context, db *pg.DB) error { return pg.Migrate(ctx, db, migrations) }

func database(t *testing.T) *pg.DB {
	t.Helper()
	return testkit.Postgres(t, "shop", migrate)
}

func count(t *testing.T, db *pg.DB, query string) int {
	t.Helper()
	var n int
	require.NoError(t, db.QueryRow(t.Context(), query).Scan(&n))
	return n
}
