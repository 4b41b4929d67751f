package gateway

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// visit is what the edge knows of one request. It travels in the context, so that Access, which answers in this process, can read and extend it.
type visit struct {
	requestID string
	ip        string
	// secure tells whether the browser's side of the connection is TLS.
	secure  bool
	route   *route
	who     *identity
	cookies []*http.Cookie

	// For the audit line. actor replaces who when the call itself finds out.
	actor    *accessv1.Caller
	detail   string
	finished bool
}

type visitKey struct{}

func withVisit(ctx context.Context, v *visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// visitFrom returns the request's visit; outside of a request an empty one.
func visitFrom(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// actorOrCaller is who the audit names; nil for nobody.
func (v *visit) actorOrCaller() *accessv1.Caller {
	if v.actor != nil {
		return v.actor
	}
	return v.who.callerOrNil()
}

var requestIDForm = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

func newRequestID() string {
	raw := make([]byte, 12)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(raw)
}
