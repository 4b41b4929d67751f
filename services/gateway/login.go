package gateway

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

const findUser = `SELECT id, login, password_hash, role FROM access.users WHERE login = @login`

type userRow struct {
	ID           int64
	Login        string
	PasswordHash string
	Role         string
}

func (u userRow) caller() *accessv1.Caller {
	return &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Id: strconv.FormatInt(u.ID, 10), Name: u.Login, Role: u.Role, Permissions: permissionsOf(u.Role)}
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// findUserByLogin returns the zero userRow for a login nobody has.
func findUserByLogin(ctx context.Context, db querier, login string) (userRow, error) {
	rows, err := db.Query(ctx, findUser, pgx.NamedArgs{"login": login})
	if err != nil {
		return userRow{}, pg.MapError(fmt.Errorf("find account: %w", err))
	}
	user, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[userRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return userRow{}, nil
	}
	if err != nil {
		return userRow{}, pg.MapError(fmt.Errorf("find account: %w", err))
	}
	return user, nil
}

// Login opens a session. Unknown login and wrong password take the same way, time and answer.
func (s *service) Login(ctx context.Context, q *accessv1.LoginRequest) (*accessv1.LoginResponse, error) {
	v := visitFrom(ctx)
	login := normalLogin(q.GetLogin())
	if err := s.countAttempts(ctx, login, v.ip); err != nil {
		return nil, err
	}
	user, err := findUserByLogin(ctx, s.db, login)
	if err != nil {
		return nil, err
	}
	right, err := s.hasher.verify(ctx, user.PasswordHash, q.GetPassword())
	if err != nil {
		return nil, err
	}
	if user.ID != 0 {
		v.actor = user.caller()
	} else {
		v.detail = "unknown login" // not its text: people type passwords into the wrong field
	}
	if !right {
		return nil, status.Error(codes.Unauthenticated, "login or password is wrong")
	}
	id, err := s.enter(ctx, v, user)
	if err != nil {
		return nil, err
	}
	return &accessv1.LoginResponse{Me: s.me(id)}, nil
}

// enter makes the session and its cookie.
func (s *service) enter(ctx context.Context, v *visit, user userRow) (*identity, error) {
	var previous []byte
	if v.who != nil {
		previous = v.who.session
	}
	now := s.now().UTC()
	var cookie string
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := forgiveAttempts(ctx, tx, user.Login, v.ip, now); err != nil {
			return err
		}
		var err error
		cookie, err = openSession(ctx, tx, user.ID, v.ip, previous, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	if previous != nil {
		s.known.forget()
	}
	v.cookies = append(v.cookies, sessionCookie(cookie, v.secure))
	return &identity{caller: user.caller(), userID: user.ID, csrf: csrfToken(cookie)}, nil
}

// Logout ends this session, or all of the account.
func (s *service) Logout(ctx context.Context, q *accessv1.LogoutRequest) (*accessv1.LogoutResponse, error) {
	v := visitFrom(ctx)
	if v.who == nil || v.who.session == nil {
		return nil, status.Error(codes.FailedPrecondition, "an API token has no session to end; revoke it instead")
	}
	ended, err := s.endSessions(ctx, v.who, q.GetEverywhere())
	if err != nil {
		return nil, err
	}
	v.cookies = append(v.cookies, sessionCookie("", v.secure))
	return &accessv1.LogoutResponse{SessionsEnded: ended}, nil
}

// GetMe tells who is calling and what they may do.
func (s *service) GetMe(ctx context.Context, _ *accessv1.GetMeRequest) (*accessv1.GetMeResponse, error) {
	v := visitFrom(ctx)
	if v.who == nil {
		v.who = &identity{caller: rpc.CallerFrom(ctx)}
	}
	return &accessv1.GetMeResponse{Me: s.me(v.who)}, nil
}

func (s *service) me(id *identity) *accessv1.Me {
	return &accessv1.Me{Kind: kindName(id.caller), Id: id.caller.GetId(), Name: id.caller.GetName(), Role: id.caller.GetRole(), Permissions: id.caller.GetPermissions(),
		BedolagaEnabled: s.cfg.BedolagaEnabled, Timezone: s.cfg.Timezone, CsrfToken: id.csrf, Version: s.version, Demo: s.demo}
}
