// Package rpc carries ordinary gRPC services over NATS: generated clients and servers, status errors, deadlines, trace and caller in headers.
// Permissions and field rules are checked once, on the side that serves.
package rpc

import (
	"context"
	"slices"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

type callerKey struct{}

type requestIDKey struct{}

// WithCaller returns a context whose calls are made in the name of caller.
func WithCaller(ctx context.Context, caller *accessv1.Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

// CallerFrom returns who makes the call, or nil.
func CallerFrom(ctx context.Context) *accessv1.Caller {
	caller, _ := ctx.Value(callerKey{}).(*accessv1.Caller)
	return caller
}

// WithRequestID returns a context whose calls carry the id to the services' logs and errors.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestIDFrom returns the request id, or "".
func RequestIDFrom(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// AsService returns a context whose calls are made by a service itself: it may call everything, also what is marked internal.
func AsService(ctx context.Context, name string) context.Context {
	return WithCaller(ctx, &accessv1.Caller{Kind: accessv1.Caller_KIND_SERVICE, Id: name, Name: name})
}

// May tells whether the caller holds the permission ("resource:action"). "public" needs nobody, "signed-in" anybody, "internal" a service.
func May(caller *accessv1.Caller, permission string) bool {
	switch {
	case permission == "public":
		return true
	case caller == nil || permission == "":
		return false
	case caller.GetKind() == accessv1.Caller_KIND_SERVICE:
		return true
	case permission == "internal":
		return false
	case permission == "signed-in":
		return true
	}
	return slices.Contains(caller.GetPermissions(), permission)
}
