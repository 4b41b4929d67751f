package pg_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/testkit"
)

func TestMigrateFromManyProcesses(t *testing.T) {
	t.Parallel()
	url := testkit.PostgresURL(t)
	var group errgroup.Group
	for range 4 { // replicas that start together, each with its own pool
		group.Go(func() error {
			db, err := pg.Open(t.Context(), url, "shop", 4)
			if err != nil {
				return err
			}
			defer db.Close()
			return migrate(t.Context(), db)
		})
	}
	require.NoError(t, group.Wait())
	db, err := pg.Open(t.Context(), url, "shop", 4)
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, migrate(t.Context(), db), "once more")
	require.Equal(t, 2, count(t, db, `SELECT count(*) FROM shop.goose_db_version WHERE version_id > 0`))
	require.Equal(t, 0, count(t, db, `SELECT count(*) FROM shop.notes`))
}

func TestMigrateRefusesForeignDatabase(t *testing.T) {
	t.Parallel()
	for _, schema := range []string{"public", "bedolaga"} {
		db, err := pg.Open(t.Context(), testkit.PostgresURL(t), "shop", 4)
		require.NoError(t, err)
		t.Cleanup(db.Close)
		_, err = db.Exec(t.Context(), `CREATE SCHEMA IF NOT EXISTS `+schema+`; CREATE TABLE `+schema+`.alembic_version (version_num text)`)
		require.NoError(t, err)
		require.ErrorContains(t, migrate(t.Context(), db), "belongs to another program (table "+schema+".alembic_version exists)")
		require.Zero(t, count(t, db, `SELECT count(*) FROM pg_namespace WHERE nspname = 'shop'`), "something was written into it")
	}
}

func TestMigrateReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	db, err := pg.Open(t.Context(), testkit.PostgresURL(t), "shop", 4)
	require.NoError(t, err)
	t.Cleanup(db.Close)
	broken := fstest.MapFS{"0001_broken.sql": {Data: []byte("-- +goose Up\nCREATE TABLE shop.a (id int);\nCREATE TABEL shop.b (id int);\n")}}
	require.ErrorContains(t, pg.Migrate(t.Context(), db, broken), "migrate schema shop: ")
	require.Zero(t, count(t, db, `SELECT count(*) FROM pg_tables WHERE schemaname = 'shop' AND tablename = 'a'`), "half a migration stayed")
	require.NoError(t, migrate(t.Context(), db), "it goes on once repaired")
	require.ErrorContains(t, pg.Migrate(t.Context(), &pg.DB{Pool: db.Pool, Schema: "shop; DROP"}, migrations), "not a schema name")
}
