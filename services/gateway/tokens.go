package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

const (
	tokenPrefix = "rd_"
	// how much of a token is kept readable
	prefixLength   = 8
	defaultExpires = 365 * 24 * time.Hour
)

type tokenRow struct {
	ID         int64
	Name       string
	Role       string
	Prefix     string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

func (t tokenRow) message() *accessv1.Token {
	m := &accessv1.Token{Id: strconv.FormatInt(t.ID, 10), Name: t.Name, Role: t.Role, Prefix: t.Prefix, CreatedAt: timestamppb.New(t.CreatedAt), ExpiresAt: timestamppb.New(t.ExpiresAt)}
	if t.LastUsedAt != nil {
		m.LastUsedAt = timestamppb.New(*t.LastUsedAt)
	}
	if t.RevokedAt != nil {
		m.RevokedAt = timestamppb.New(*t.RevokedAt)
	}
	return m
}

const listTokens = `
SELECT id, name, role, prefix, created_at, expires_at, last_used_at, revoked_at
FROM access.tokens ORDER BY id DESC LIMIT 1000`

// ListTokens lists API tokens, the newest first, also those that no longer work.
func (s *service) ListTokens(ctx context.Context, _ *accessv1.ListTokensRequest) (*accessv1.ListTokensResponse, error) {
	rows, err := s.db.Query(ctx, listTokens)
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list tokens: %w", err))
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[tokenRow])
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("list tokens: %w", err))
	}
	answer := &accessv1.ListTokensResponse{}
	for _, t := range list {
		answer.Items = append(answer.Items, t.message())
	}
	return answer, nil
}

// CreateToken makes a token with a role that holds nothing its maker does not hold.
func (s *service) CreateToken(ctx context.Context, q *accessv1.CreateTokenRequest) (*accessv1.CreateTokenResponse, error) {
	caller := rpc.CallerFrom(ctx)
	for _, permission := range permissionsOf(q.GetRole()) {
		if !slices.Contains(caller.GetPermissions(), permission) {
			return nil, status.Errorf(codes.PermissionDenied, "a token of role %s could do more than you may (%s)", q.GetRole(), permission)
		}
	}
	now := s.now().UTC()
	expires := now.Add(defaultExpires)
	if days := q.GetExpiresInDays(); days > 0 {
		expires = now.AddDate(0, 0, int(days))
	}
	row, text, err := insertToken(ctx, s.db, q.GetName(), q.GetRole(), now, expires)
	if err != nil {
		return nil, err
	}
	s.bus.Changed("token")
	return &accessv1.CreateTokenResponse{Token: row.message(), Secret: text}, nil
}

const makeToken = `
INSERT INTO access.tokens (hash, prefix, name, role, created_at, expires_at) VALUES (@hash, @prefix, @name, @role, @now, @expires)
RETURNING id, name, role, prefix, created_at, expires_at, last_used_at, revoked_at`

func insertToken(ctx context.Context, db *pg.DB, name, role string, now, expires time.Time) (tokenRow, string, error) {
	text := tokenPrefix + secret()
	hash := digest(text)
	rows, err := db.Query(ctx, makeToken, pgx.NamedArgs{"hash": hash[:], "prefix": text[:prefixLength], "name": name, "role": role, "now": now, "expires": expires})
	if err != nil {
		return tokenRow{}, "", pg.MapError(fmt.Errorf("make token: %w", err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[tokenRow])
	if err != nil {
		return tokenRow{}, "", pg.MapError(fmt.Errorf("make token: %w", err))
	}
	return row, text, nil
}

// CreateToken makes an API token without a running gateway; db is a pool on the schema access. A zero expires means in 365 days. The secret is
// shown nowhere else.
func CreateToken(ctx context.Context, db *pg.DB, name, role string, expires time.Time) (secret string, err error) {
	if !knownRole(role) {
		return "", fmt.Errorf("role %q is unknown: use owner, manager, support or analyst", role)
	}
	if name = strings.TrimSpace(name); name == "" || len(name) > 100 {
		return "", errors.New("give the token a name of 1 to 100 characters")
	}
	if err := pg.Migrate(ctx, db, migrationFiles()); err != nil {
		return "", err
	}
	now := time.Now().UTC()
	if expires.IsZero() {
		expires = now.Add(defaultExpires)
	}
	if !expires.After(now) {
		return "", errors.New("the token would have expired already")
	}
	_, secret, err = insertToken(ctx, db, name, role, now, expires)
	return secret, err
}

const revokeToken = `UPDATE access.tokens SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL`

// RevokeToken ends a token at once, also its open streams.
func (s *service) RevokeToken(ctx context.Context, q *accessv1.RevokeTokenRequest) (*accessv1.RevokeTokenResponse, error) {
	missing := status.Error(codes.NotFound, "there is no such token, or it is revoked already")
	id, err := strconv.ParseInt(q.GetId(), 10, 64)
	if err != nil {
		return nil, missing
	}
	tag, err := s.db.Exec(ctx, revokeToken, pgx.NamedArgs{"id": id, "now": s.now().UTC()})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("revoke token: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return nil, missing
	}
	s.known.forget()
	s.bus.Changed("token")
	return &accessv1.RevokeTokenResponse{}, nil
}

const findToken = `
SELECT id, name, role, prefix, created_at, expires_at, last_used_at, revoked_at
FROM access.tokens WHERE hash = @hash AND revoked_at IS NULL AND expires_at > @now`

const touchToken = `UPDATE access.tokens SET last_used_at = @now WHERE id = @id`

// loadToken finds who a token is by its hash; nobody if it does not work.
func (s *service) loadToken(ctx context.Context, hash []byte) (*identity, error) {
	now := s.now().UTC()
	rows, err := s.db.Query(ctx, findToken, pgx.NamedArgs{"hash": hash, "now": now})
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("find token: %w", err))
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[tokenRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody is an answer here, not an error
	}
	if err != nil {
		return nil, pg.MapError(fmt.Errorf("find token: %w", err))
	}
	if t.LastUsedAt == nil || now.Sub(*t.LastUsedAt) > touchEvery {
		if _, err := s.db.Exec(ctx, touchToken, pgx.NamedArgs{"id": t.ID, "now": now}); err != nil {
			return nil, pg.MapError(fmt.Errorf("note use of token: %w", err))
		}
	}
	return &identity{caller: &accessv1.Caller{Kind: accessv1.Caller_KIND_TOKEN, Id: strconv.FormatInt(t.ID, 10), Name: t.Name, Role: t.Role, Permissions: permissionsOf(t.Role)}}, nil
}
