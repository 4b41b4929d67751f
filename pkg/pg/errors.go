package pg

import (
	"context"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// MapError gives an error of the database the gRPC status that decides what happens next: Unavailable for what passes by itself (connection
// lost, classes 08, 53, 57P, serialization, deadlock, lock not available), so that a consumer waits and a caller retries. Others stay as
// they are; a status stays what it was; nil stays nil.
func MapError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := status.FromError(err); ok {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if Transient(err) {
		return &unavailable{err}
	}
	return err
}

// unavailable keeps the chain for errors.Is and As, and tells gRPC its code.
type unavailable struct{ err error }

func (u *unavailable) Error() string { return u.err.Error() }
func (u *unavailable) Unwrap() error { return u.err }
func (u *unavailable) GRPCStatus() *status.Status {
	return status.New(codes.Unavailable, "the database is not reachable right now; nothing is lost, try again")
}

// Transient tells whether the same statement can succeed later without anybody changing it.
func Transient(err error) bool {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		switch {
		case strings.HasPrefix(pgErr.Code, "08"), strings.HasPrefix(pgErr.Code, "53"), strings.HasPrefix(pgErr.Code, "57P"):
			return true
		case pgErr.Code == "40001", pgErr.Code == "40P01", pgErr.Code == "55P03", pgErr.Code == "57014":
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || strings.Contains(err.Error(), "conn closed")
}

var password = regexp.MustCompile(`password=('[^']*'|\S+)`)

// redacted hides the password of url, which a driver error may quote whole or, when a character of it was taken for a separator, in parts.
func redacted(err error, url string) error {
	text := password.ReplaceAllString(err.Error(), "password=***")
	_, rest, _ := strings.Cut(url, "://")
	if end := strings.LastIndex(rest, "@"); end >= 0 {
		_, secret, _ := strings.Cut(rest[:end], ":")
		for _, part := range strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune("@/?#&", r) }) {
			if len(part) > 2 {
				text = strings.ReplaceAll(text, part, "***")
			}
		}
	}
	if text == err.Error() {
		return err
	}
	return &quiet{text, err}
}

// quiet is an error that tells less than its cause, which errors.As still finds.
type quiet struct {
	text string
	err  error
}

func (q *quiet) Error() string { return q.text }
func (q *quiet) Unwrap() error { return q.err }
