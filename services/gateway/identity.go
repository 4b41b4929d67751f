package gateway

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// identity is who makes a request. A nil *identity is nobody.
type identity struct {
	caller *accessv1.Caller
	// of cookie sessions only
	session []byte
	userID  int64
	csrf    string
}

func (id *identity) callerOrNil() *accessv1.Caller {
	if id == nil {
		return nil
	}
	return id.caller
}

// authenticate finds out who asks: an API token if the request carries Authorization, else the session cookie, else nobody. A wrong token is an
// error, a cookie of an ended session is nobody.
func (s *service) authenticate(ctx context.Context, r *http.Request, secure bool) (*identity, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return s.byToken(ctx, header)
	}
	cookie, err := r.Cookie(cookieName(secure))
	if err != nil || cookie.Value == "" {
		return nil, nil //nolint:nilnil // nobody is an answer here, not an error
	}
	key := digest(cookie.Value)
	return s.known.lookup(key, s.now(), func() (*identity, error) { return s.bySession(ctx, cookie.Value, key[:], true) })
}

// stillThere is authenticate for a stream that is already open: it asks the database itself and keeps nobody's session alive.
func (s *service) stillThere(ctx context.Context, r *http.Request, secure bool) (*identity, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return s.byToken(ctx, header)
	}
	cookie, err := r.Cookie(cookieName(secure))
	if err != nil {
		return nil, nil //nolint:nilnil // nobody is an answer here, not an error
	}
	key := digest(cookie.Value)
	return s.bySession(ctx, cookie.Value, key[:], false)
}

func (s *service) bySession(ctx context.Context, cookie string, id []byte, touch bool) (*identity, error) {
	row, err := s.findSession(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // nobody is an answer here, not an error
	}
	if err != nil {
		return nil, err
	}
	if touch && s.now().Sub(row.LastSeenAt) > touchEvery {
		if err := s.touchSession(ctx, id); err != nil {
			return nil, err
		}
	}
	caller := &accessv1.Caller{Kind: accessv1.Caller_KIND_USER, Id: strconv.FormatInt(row.UserID, 10), Name: row.Login, Role: row.Role, Permissions: permissionsOf(row.Role)}
	return &identity{caller: caller, session: id, userID: row.UserID, csrf: csrfToken(cookie)}, nil
}

func (s *service) byToken(ctx context.Context, header string) (*identity, error) {
	wrong := status.Error(codes.Unauthenticated, "this API token is not known, has expired or was revoked; an owner can make a new one")
	scheme, token, _ := strings.Cut(header, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nil, status.Error(codes.Unauthenticated, "send the API token as Authorization: Bearer rd_…")
	}
	key := digest(token)
	if s.isBootstrap(key) {
		return &identity{caller: &accessv1.Caller{Kind: accessv1.Caller_KIND_TOKEN, Id: "bootstrap", Name: "bootstrap", Role: roleOwner, Permissions: permissionsOf(roleOwner)}}, nil
	}
	id, err := s.known.lookup(key, s.now(), func() (*identity, error) { return s.loadToken(ctx, key[:]) })
	if err == nil && id == nil {
		err = wrong
	}
	return id, err
}

func (s *service) isBootstrap(key [sha256.Size]byte) bool {
	if s.cfg.BootstrapToken == "" {
		return false
	}
	want := digest(s.cfg.BootstrapToken)
	return subtle.ConstantTimeCompare(key[:], want[:]) == 1
}

// known keeps identities for two seconds, so that a busy page or script does not ask the database for the same row with every request.
type known struct {
	mu      sync.Mutex
	entries map[[sha256.Size]byte]knownEntry
	round   int
	ended   chan struct{}
}

type knownEntry struct {
	id    *identity
	until time.Time
}

const (
	knownFor  = 2 * time.Second
	knownMost = 4096
)

func newKnown() *known {
	return &known{entries: map[[sha256.Size]byte]knownEntry{}, ended: make(chan struct{})}
}

// lookup returns the remembered identity, or loads it. Nobody is not remembered: a session may begin at any time.
func (k *known) lookup(key [sha256.Size]byte, now time.Time, load func() (*identity, error)) (*identity, error) {
	k.mu.Lock()
	entry, ok := k.entries[key]
	round := k.round
	k.mu.Unlock()
	if ok && now.Before(entry.until) {
		return entry.id, nil
	}
	id, err := load()
	if err != nil || id == nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.entries) >= knownMost {
		clear(k.entries)
	}
	if k.round == round { // else somebody's rights ended while this was being loaded
		k.entries[key] = knownEntry{id: id, until: now.Add(knownFor)}
	}
	return id, nil
}

// forget is called when any session or token ends: everybody is looked up again, and open streams check themselves at once.
func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.entries)
	k.round++
	close(k.ended)
	k.ended = make(chan struct{})
}

// endings is closed at the next forget.
func (k *known) endings() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended
}
