package gateway

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

const (
	sessionIdle     = 12 * time.Hour
	sessionAbsolute = 14 * 24 * time.Hour
	// last_seen_at and last_used_at are written at most this often.
	touchEvery = time.Minute

	cookiePlain  = "rd_session"
	cookieSecure = "__Host-rd_session"
)

func cookieName(secure bool) string {
	if secure {
		return cookieSecure
	}
	return cookiePlain
}

// sessionCookie makes the cookie; an empty value takes it away.
func sessionCookie(value string, secure bool) *http.Cookie {
	age := int(sessionAbsolute.Seconds())
	if value == "" {
		age = -1
	}
	return &http.Cookie{Name: cookieName(secure), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
}

func digest(text string) [sha256.Size]byte { return sha256.Sum256([]byte(text)) }

// csrfToken belongs to one session: only who holds the cookie's value can compute it, and it does not lead back to it.
func csrfToken(cookie string) string {
	mac := hmac.New(sha256.New, []byte(cookie))
	mac.Write([]byte("remnadesk csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const insertSession = `
INSERT INTO access.sessions (id, user_id, created_at, last_seen_at, expires_at, ip) VALUES (@id, @user, @now, @now, @expires, @ip)`

const dropOldSessions = `DELETE FROM access.sessions WHERE expires_at <= @now OR last_seen_at <= @idle OR id = @previous`

// openSession stores a new session and returns the cookie's value. The session the browser had before ends.
func openSession(ctx context.Context, tx pgx.Tx, userID int64, ip string, previous []byte, now time.Time) (string, error) {
	value := secret()
	id := digest(value)
	args := pgx.NamedArgs{"id": id[:], "user": userID, "now": now, "expires": now.Add(sessionAbsolute), "ip": ip, "idle": now.Add(-sessionIdle), "previous": previous}
	if _, err := tx.Exec(ctx, dropOldSessions, args); err != nil {
		return "", fmt.Errorf("end old sessions: %w", err)
	}
	if _, err := tx.Exec(ctx, insertSession, args); err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return value, nil
}

const findSession = `
SELECT u.id AS user_id, u.login, u.role, s.last_seen_at
FROM access.sessions s JOIN access.users u ON u.id = s.user_id
WHERE s.id = @id AND s.expires_at > @now AND s.last_seen_at > @idle`

type sessionRow struct {
	UserID     int64
	Login      string
	Role       string
	LastSeenAt time.Time
}

func (s *service) findSession(ctx context.Context, id []byte) (sessionRow, error) {
	now := s.now().UTC()
	rows, err := s.db.Query(ctx, findSession, pgx.NamedArgs{"id": id, "now": now, "idle": now.Add(-sessionIdle)})
	if err != nil {
		return sessionRow{}, pg.MapError(fmt.Errorf("find session: %w", err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[sessionRow])
	if err != nil {
		return sessionRow{}, pg.MapError(fmt.Errorf("find session: %w", err))
	}
	return row, nil
}

const touchSession = `UPDATE access.sessions SET last_seen_at = @now WHERE id = @id`

func (s *service) touchSession(ctx context.Context, id []byte) error {
	_, err := s.db.Exec(ctx, touchSession, pgx.NamedArgs{"id": id, "now": s.now().UTC()})
	return pg.MapError(err)
}

const endSession = `DELETE FROM access.sessions WHERE id = @id`

const endSessionsOf = `DELETE FROM access.sessions WHERE user_id = @user`

// endSessions ends one session, or all of its account, and returns how many.
func (s *service) endSessions(ctx context.Context, id *identity, everywhere bool) (int32, error) {
	query := endSession
	if everywhere {
		query = endSessionsOf
	}
	tag, err := s.db.Exec(ctx, query, pgx.NamedArgs{"id": id.session, "user": id.userID})
	if err != nil {
		return 0, pg.MapError(fmt.Errorf("end sessions: %w", err))
	}
	s.known.forget()
	return int32(tag.RowsAffected()), nil
}
