package pg_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

func TestMapError(t *testing.T) {
	t.Parallel()
	require.NoError(t, pg.MapError(nil))
	for code, want := range map[string]codes.Code{
		"08000": codes.Unavailable, "08006": codes.Unavailable, "53300": codes.Unavailable, "53100": codes.Unavailable, "57P01": codes.Unavailable,
		"57P02": codes.Unavailable, "57P03": codes.Unavailable, "40001": codes.Unavailable, "40P01": codes.Unavailable, "55P03": codes.Unavailable, "57014": codes.Unavailable,
		"23505": codes.Unknown, "42P01": codes.Unknown, "22P02": codes.Unknown, "55006": codes.Unknown, "40002": codes.Unknown, "P0001": codes.Unknown, "57000": codes.Unknown,
	} {
		cause := fmt.Errorf("load tariff 7: %w", &pgconn.PgError{Code: code, Message: "secret table shop.x"})
		err := pg.MapError(cause)
		require.Equal(t, want, status.Code(err), code)
		require.ErrorIs(t, err, cause)
		require.Equal(t, cause.Error(), err.Error(), "logs keep the whole story")
		if want == codes.Unavailable {
			require.NotContains(t, status.Convert(errors.Unwrap(fmt.Errorf("%w", err))).Message(), "secret")
		}
	}
	for name, c := range map[string]struct {
		err  error
		want codes.Code
	}{
		"end of file":      {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), codes.Unavailable},
		"refused":          {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, codes.Unavailable},
		"status stays":     {fmt.Errorf("check: %w", status.Error(codes.NotFound, "no tariff 7")), codes.NotFound},
		"no rows":          {pgx.ErrNoRows, codes.Unknown},
		"other":            {errors.New("bug"), codes.Unknown},
		"canceled":         {fmt.Errorf("query: %w", context.Canceled), codes.Unknown},
		"deadline":         {fmt.Errorf("query: %w", context.DeadlineExceeded), codes.Unknown},
		"mapped once more": {pg.MapError(&pgconn.PgError{Code: "57P01"}), codes.Unavailable},
	} {
		err := pg.MapError(c.err)
		require.Equal(t, c.want, status.Code(err), name)
		require.ErrorIs(t, err, c.err, name)
	}
}

func TestTerminatedBackendIsUnavailable(t *testing.T) {
	t.Parallel()
	db := database(t)
	err := db.Tx(t.Context(), func(tx pgx.Tx) error {
		var pid int
		if err := tx.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
			return err
		}
		_, err := db.Exec(t.Context(), `SELECT pg_terminate_backend($1, 10000)`, pid)
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), `SELECT 1`)
		return err
	})
	require.Equal(t, codes.Unavailable, status.Code(err), "%v", err)
	require.NoError(t, db.Tx(t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT 1`)
		return err
	}))

	err = db.Tx(t.Context(), func(tx pgx.Tx) error { // the commit itself finds the connection gone
		var pid int
		if err := tx.QueryRow(t.Context(), `SELECT pg_backend_pid()`).Scan(&pid); err != nil {
			return err
		}
		_, err := db.Exec(t.Context(), `SELECT pg_terminate_backend($1, 10000)`, pid)
		return err
	})
	require.Equal(t, codes.Unavailable, status.Code(err), "%v", err)
}

func TestLockedRowIsUnavailable(t *testing.T) {
	t.Parallel()
	db := database(t)
	_, err := db.Exec(t.Context(), `INSERT INTO shop.notes (text) VALUES ('a')`)
	require.NoError(t, err)
	lock := func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT 1 FROM shop.notes FOR UPDATE NOWAIT`)
		return err
	}
	require.NoError(t, db.Tx(t.Context(), func(tx pgx.Tx) error {
		require.NoError(t, lock(tx))
		require.Equal(t, codes.Unavailable, status.Code(db.Tx(t.Context(), lock)))
		return nil
	}))
}

func TestOpenKeepsThePassword(t *testing.T) {
	t.Parallel()
	const secret = "hunter2xyz"
	for _, url := range []string{
		"postgres://user:hunter2xyz@127.0.0.1:1/db",
		"postgres://user:hunter2xyz@127.0.0.1:notaport/db",
		"postgres://user:hunter2xyz%zz@127.0.0.1:1/db",
		"postgres://user:a@hunter2xyz@127.0.0.1:1/db",
		"postgres://user:a/hunter2xyz@127.0.0.1:1/db",
		"postgres://user:a?hunter2xyz#@127.0.0.1:1/db",
		"postgres://user:hunter2xyz@127.0.0.1:1/db?sslmode=nonsense",
		"postgres://127.0.0.1:1/db?user=user&password=hunter2xyz&sslmode=nonsense",
		"host=127.0.0.1 port=1 user=user password=hunter2xyz",
		"host=127.0.0.1 port=x user=user password=hunter2xyz",
		"host=127.0.0.1 port=x user=user password='a hunter2xyz b'",
		"host=127.0.0.1 port=1 user=user password='hunter2xyz",
	} {
		_, err := pg.Open(t.Context(), url, "shop", 1)
		require.Error(t, err, url)
		require.NotContains(t, err.Error(), secret, url)
		require.NotContains(t, status.Convert(err).Message(), secret, url)
	}
	_, err := pg.Open(t.Context(), "postgres://user:user@127.0.0.1:1/db", "shop", 1)
	require.Equal(t, codes.Unavailable, status.Code(err), "an error with hidden words keeps its code")
	require.True(t, strings.Contains(err.Error(), "127.0.0.1"))
}
