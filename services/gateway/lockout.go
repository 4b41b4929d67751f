package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// How many wrong tries are free, and how the pause grows after them: 1, 2, 4 … seconds up to the most. Counts are forgotten after an hour of peace.
const (
	freeByLogin = 5
	freeByIP    = 20
	mostLocked  = 5 * time.Minute
)

type lock struct {
	key  []byte
	free int
}

// locksOf are the two counters of an attempt. A login nobody has counts like any other, so that a lock tells nothing.
func locksOf(login, ip string) []lock {
	key := func(text string) []byte { sum := sha256.Sum256([]byte(text)); return sum[:] }
	return []lock{{key("login:" + login), freeByLogin}, {key("ip:" + ip), freeByIP}}
}

// The attempt is counted as a failure before the password is looked at: guesses sent at the same time count too. A locked key stays as it is.
const countAttempt = `
INSERT INTO access.attempts AS a (key, failures, last_at, locked_until) VALUES (@key, 1, @now, @now)
ON CONFLICT (key) DO UPDATE SET
	failures = CASE WHEN a.last_at < @now::timestamptz - interval '1 hour' THEN 1 ELSE a.failures + 1 END,
	locked_until = CASE WHEN a.last_at < @now::timestamptz - interval '1 hour' OR a.failures < @free THEN @now
		ELSE @now::timestamptz + least(@most::float8, power(2, least(a.failures - @free, 20))) * interval '1 second' END,
	last_at = @now
WHERE a.locked_until <= @now
RETURNING a.failures`

const readLock = `SELECT locked_until FROM access.attempts WHERE key = @key`

// countAttempts counts one more try of login from ip; it is refused while either is locked.
func (s *service) countAttempts(ctx context.Context, login, ip string) error {
	var locked time.Duration
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		for _, l := range locksOf(login, ip) {
			wait, err := s.countOne(ctx, tx, l)
			if err != nil {
				return err
			}
			locked = max(locked, wait)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if locked > 0 {
		return tooMany(locked, "too many wrong tries; wait %s and try again", locked.Round(time.Second))
	}
	return nil
}

func (s *service) countOne(ctx context.Context, tx pgx.Tx, l lock) (time.Duration, error) {
	now := s.now().UTC()
	var failures int
	err := tx.QueryRow(ctx, countAttempt, pgx.NamedArgs{"key": l.key, "now": now, "free": l.free, "most": mostLocked.Seconds()}).Scan(&failures)
	if err == nil {
		return 0, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("count login attempt: %w", err)
	}
	var until time.Time
	if err := tx.QueryRow(ctx, readLock, pgx.NamedArgs{"key": l.key}).Scan(&until); err != nil {
		return 0, fmt.Errorf("read lock: %w", err)
	}
	return max(until.Sub(now), time.Second), nil
}

const forgetLogin = `DELETE FROM access.attempts WHERE key = @login OR last_at < @old`

const forgiveIP = `UPDATE access.attempts SET failures = greatest(failures - 1, 0), locked_until = @now WHERE key = @ip`

// forgiveAttempts is called after a right password: the login starts anew, the address gets this try back.
func forgiveAttempts(ctx context.Context, tx pgx.Tx, login, ip string, now time.Time) error {
	locks := locksOf(login, ip)
	if _, err := tx.Exec(ctx, forgetLogin, pgx.NamedArgs{"login": locks[0].key, "old": now.Add(-24 * time.Hour)}); err != nil {
		return pg.MapError(fmt.Errorf("forget login attempts: %w", err))
	}
	if _, err := tx.Exec(ctx, forgiveIP, pgx.NamedArgs{"ip": locks[1].key, "now": now}); err != nil {
		return pg.MapError(fmt.Errorf("forgive address: %w", err))
	}
	return nil
}
