package ask

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Structs reads rows within a transaction by the names of T's fields; what names them in an error.
func Structs[T any](ctx context.Context, tx pgx.Tx, what, query string, args ...any) ([]T, error) {
	return collect(ctx, tx, pgx.RowToStructByName[T], what, query, args...)
}

// Column reads rows of one column within a transaction.
func Column[T any](ctx context.Context, tx pgx.Tx, what, query string, args ...any) ([]T, error) {
	return collect(ctx, tx, pgx.RowTo[T], what, query, args...)
}

func collect[T any](ctx context.Context, tx pgx.Tx, to pgx.RowToFunc[T], what, query string, args ...any) ([]T, error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	list, err := pgx.CollectRows(rows, to)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return list, nil
}

// Same tells whether two values that may be missing are the same.
func Same[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// SameTime tells whether two instants that may be missing are the same.
func SameTime(a, b *time.Time) bool {
	return a == b || a != nil && b != nil && a.Equal(*b)
}
