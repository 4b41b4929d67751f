package gateway

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

const minPassword = 8

const lockAccounts = `SELECT pg_advisory_xact_lock(hashtextextended('remnadesk.access.accounts', 0))`

const countOwners = `SELECT count(*) FROM access.users WHERE role = 'owner'`

const insertUser = `INSERT INTO access.users (login, password_hash, role) VALUES (@login, @hash, @role)`

const changePassword = `UPDATE access.users SET password_hash = @hash, password_changed_at = now() WHERE login = @login`

const endSessionsOfLogin = `DELETE FROM access.sessions WHERE user_id = (SELECT id FROM access.users WHERE login = @login)`

// ensureAdmin makes the first account. It returns the password only if it has just been made up. A configured password that differs from the
// stored one replaces it and ends the account's sessions; replicas wait for each other.
func (s *service) ensureAdmin(ctx context.Context) (string, error) {
	login, password := normalLogin(s.cfg.AdminLogin), s.cfg.AdminPassword
	generated := ""
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockAccounts); err != nil {
			return fmt.Errorf("wait for other gateways: %w", err)
		}
		user, err := findUserByLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if user.ID != 0 {
			return s.followPassword(ctx, tx, user, password)
		}
		var owners int
		if err := tx.QueryRow(ctx, countOwners).Scan(&owners); err != nil {
			return fmt.Errorf("count owners: %w", err)
		}
		if password == "" && owners > 0 {
			return nil // somebody can sign in and make further accounts
		}
		if password == "" {
			generated = secret()[:20]
			password = generated
		}
		return s.insertOwner(ctx, tx, login, password)
	})
	if err != nil {
		return "", fmt.Errorf("prepare the first account: %w", err)
	}
	return generated, nil
}

func (s *service) insertOwner(ctx context.Context, tx pgx.Tx, login, password string) error {
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertUser, pgx.NamedArgs{"login": login, "hash": hash, "role": roleOwner}); err != nil {
		return fmt.Errorf("make account: %w", err)
	}
	return nil
}

func (s *service) followPassword(ctx context.Context, tx pgx.Tx, user userRow, password string) error {
	if password == "" {
		return nil
	}
	same, err := s.hasher.verify(ctx, user.PasswordHash, password)
	if err != nil || same {
		return err
	}
	return replacePassword(ctx, tx, s.hasher, user.Login, password)
}

func replacePassword(ctx context.Context, tx pgx.Tx, h *hasher, login, password string) error {
	hash, err := h.hash(ctx, password)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, changePassword, pgx.NamedArgs{"login": login, "hash": hash}); err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	if _, err := tx.Exec(ctx, endSessionsOfLogin, pgx.NamedArgs{"login": login}); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// SetPassword gives an account a new password, ends its sessions and lifts its lock, without a running gateway; db is a pool on the schema access.
// An account that does not exist is made, as an owner, and told so.
func SetPassword(ctx context.Context, db *pg.DB, login, password string) (made bool, err error) {
	login = normalLogin(login)
	if login == "" {
		return false, errors.New("name the account")
	}
	if utf8.RuneCountInString(password) < minPassword {
		return false, fmt.Errorf("the password is too short: use at least %d characters", minPassword)
	}
	if err := pg.Migrate(ctx, db, migrationFiles()); err != nil {
		return false, err
	}
	s := &service{db: db, hasher: newHasher()}
	err = db.Tx(ctx, func(tx pgx.Tx) error {
		user, err := findUserByLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if made = user.ID == 0; made {
			return s.insertOwner(ctx, tx, login, password)
		}
		if err := replacePassword(ctx, tx, s.hasher, login, password); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM access.attempts WHERE key = @key`, pgx.NamedArgs{"key": locksOf(login, "")[0].key}); err != nil {
			return fmt.Errorf("lift lock: %w", err)
		}
		return nil
	})
	return made && err == nil, err
}
