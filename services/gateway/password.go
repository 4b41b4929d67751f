package gateway

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"
)

// Cost of one password check: 19 MiB and about 30 ms. Two at once and a bounded queue, so that a flood of logins takes neither memory nor all cores.
const (
	argonMemory   = 19 << 10 // KiB
	argonTime     = 2
	argonThreads  = 1
	argonKey      = 32
	argonParallel = 2
	argonQueue    = 32
)

// hasher makes and checks argon2id hashes in PHC text form.
type hasher struct {
	slots   chan struct{}
	waiting atomic.Int32
	dummy   string
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, argonParallel)}
	h.dummy = encodeHash(make([]byte, 16), make([]byte, argonKey))
	return h
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the process instead
	return encodeHash(salt, argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, argonKey)), nil
}

// verify tells whether the password has this hash. An empty hash is a login nobody has: it takes as long and is never right.
func (h *hasher) verify(ctx context.Context, hash, password string) (bool, error) {
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	real := hash != ""
	if !real {
		hash = h.dummy
	}
	p, err := decodeHash(hash)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), p.salt, p.time, p.memory, p.threads, uint32(len(p.key)))
	return subtle.ConstantTimeCompare(got, p.key) == 1 && real, nil
}

func (h *hasher) enter(ctx context.Context) error {
	if h.waiting.Add(1) > argonQueue {
		h.waiting.Add(-1)
		return tooMany(time.Second, "too many people are signing in at once; try again in a second")
	}
	defer h.waiting.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) leave() { <-h.slots }

type argonParams struct {
	memory, time uint32
	threads      uint8
	salt, key    []byte
}

func encodeHash(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonThreads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decodeHash(text string) (argonParams, error) {
	unreadable := errors.New("read password hash: not argon2id in PHC form")
	var p argonParams
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, unreadable
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.threads); err != nil {
		return p, unreadable
	}
	var err, err2 error
	p.salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	if errors.Join(err, err2) != nil || len(p.key) == 0 || p.time == 0 || p.threads == 0 {
		return p, unreadable
	}
	return p, nil
}

// secret returns 256 random bits as text.
func secret() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	return base64.RawURLEncoding.EncodeToString(raw)
}
