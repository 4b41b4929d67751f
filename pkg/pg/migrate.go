package pg

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"regexp"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

var identifier = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,40}$`)

// Every schema has these: what was handled, how far each projection is, who leads, what has to be sent.
const housekeeping = `
CREATE TABLE IF NOT EXISTS %[1]s.inbox (
	handler    text COLLATE "C" NOT NULL,
	event_id   text COLLATE "C" NOT NULL,
	replay_id  text COLLATE "C" NOT NULL DEFAULT '',
	handled_at timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (handler, event_id, replay_id)
);
CREATE TABLE IF NOT EXISTS %[1]s.applied (
	entity         text COLLATE "C" PRIMARY KEY,
	stream_created timestamptz NOT NULL,
	sequence       bigint NOT NULL,
	complete_until timestamptz,
	verified_until timestamptz,
	importing      boolean NOT NULL DEFAULT true,
	problem        text NOT NULL DEFAULT '',
	held           text NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS %[1]s.leader (
	name  text COLLATE "C" PRIMARY KEY,
	epoch bigint NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS %[1]s.outbox (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	topic     text COLLATE "C" NOT NULL,
	key       text COLLATE "C" NOT NULL,
	attempts  integer NOT NULL DEFAULT 0,
	next_at   timestamptz NOT NULL DEFAULT now(),
	posted_at timestamptz NOT NULL DEFAULT now(),
	UNIQUE (topic, key)
);`

// Migrate brings the schema of db up to date with the goose files in migrations, under an advisory lock, so that replicas may start together.
// It refuses a database that belongs to somebody else: one with an alembic_version table in any schema.
func Migrate(ctx context.Context, db *DB, migrations fs.FS) error {
	if !identifier.MatchString(db.Schema) {
		return fmt.Errorf("migrate %q: not a schema name", db.Schema)
	}
	if err := refuseForeign(ctx, db); err != nil {
		return err
	}
	if err := prepare(ctx, db); err != nil {
		return MapError(fmt.Errorf("prepare schema %s: %w", db.Schema, err))
	}
	sqlDB := stdlib.OpenDBFromPool(db.Pool)
	// One lock per schema: services that start together do not wait for each other. A replica looks again each second, for five minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(lockID(db.Schema)), lock.WithLockTimeout(1, 300))
	if err != nil {
		return fmt.Errorf("make migration lock: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, sqlDB, migrations, goose.WithSessionLocker(locker), goose.WithTableName(db.Schema+".goose_db_version"))
	if err != nil {
		return errors.Join(fmt.Errorf("read migrations of %s: %w", db.Schema, err), sqlDB.Close())
	}
	_, err = provider.Up(ctx)
	if err = errors.Join(err, provider.Close()); err != nil {
		return MapError(fmt.Errorf("migrate schema %s: %w", db.Schema, err))
	}
	return nil
}

func lockID(schema string) int64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte("remnadesk.migrate." + schema)) // never fails
	return int64(hash.Sum64())
}

func prepare(ctx context.Context, db *DB) error {
	return pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('remnadesk.prepare', 0))`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+db.Schema); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, fmt.Sprintf(housekeeping, db.Schema))
		return err
	})
}

const findForeign = `
SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = 'alembic_version' AND c.relkind = 'r' LIMIT 1`

func refuseForeign(ctx context.Context, db *DB) error {
	var schema string
	err := db.QueryRow(ctx, findForeign).Scan(&schema)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return MapError(fmt.Errorf("look whose database this is: %w", err))
	}
	return fmt.Errorf("this database belongs to another program (table %s.alembic_version exists): point REMNADESK_DATABASE_URL at a database of its own, "+
		"and the bot's at BEDOLAGA_DATABASE_URL", schema)
}
