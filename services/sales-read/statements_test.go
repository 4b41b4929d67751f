package salesread

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// statements hears what is asked of a database.
type statements struct {
	mu   sync.Mutex
	list []pgx.TraceQueryStartData
}

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	verb, _, _ := strings.Cut(strings.TrimSpace(data.SQL), " ")
	if slices.Contains([]string{"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "SET"}, verb) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.list = append(s.list, data)
	}
	return ctx
}

func (s *statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (s *statements) take() []pgx.TraceQueryStartData {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

// heard is db with sessions whose statements are heard.
func heard(t testing.TB, db *pg.DB) (*pg.DB, *statements) {
	t.Helper()
	s := &statements{}
	cfg := db.Config()
	cfg.ConnConfig.Tracer = s
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return &pg.DB{Pool: pool, Schema: db.Schema}, s
}

// requireQuestionByIndexes asks a question, or does some work, and explains every statement that it ran, planned as it was.
func (b *big) requireQuestionByIndexes(name string, question func(ctx context.Context) error) {
	b.t.Helper()
	b.asked.take()
	require.NoError(b.t, question(b.t.Context()), name)
	list := b.asked.take()
	require.NotEmpty(b.t, list, "%s asked nothing", name)
	settings := ""
	for _, statement := range list {
		if strings.HasPrefix(statement.SQL, "SET ") {
			settings = statement.SQL
			continue
		}
		requireIndexes(b.t, b.service, name, settings, statement.SQL, statement.Args...)
	}
}

// requireListByIndexes explains the first page of a list and the one after a row.
func (b *big) requireListByIndexes(name string, q proto.Message, after int64, question func(ctx context.Context) error) {
	b.t.Helper()
	b.requireQuestionByIndexes(name, question)
	field := q.ProtoReflect().Descriptor().Fields().ByName("after_id")
	q.ProtoReflect().Set(field, protoreflect.ValueOfInt64(after))
	b.requireQuestionByIndexes(name+" after a row", question)
	q.ProtoReflect().Clear(field)
}
