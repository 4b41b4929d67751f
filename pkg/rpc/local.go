package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// Local is a grpc.ClientConnInterface for services of the same process: no bytes on a wire, the same checks.
type Local struct {
	log     *slog.Logger
	methods map[string]*method
	errs    []error
}

// NewLocal returns an empty Local; register services on it, then ask Err.
func NewLocal(log *slog.Logger) *Local {
	return &Local{log: log, methods: map[string]*method{}}
}

// RegisterService implements grpc.ServiceRegistrar.
func (l *Local) RegisterService(desc *grpc.ServiceDesc, impl any) {
	all, err := methods(desc, impl, l.log)
	if err != nil {
		l.errs = append(l.errs, err)
	}
	for _, m := range all {
		l.methods[m.full] = m
	}
}

// Err tells what was wrong with the registered services.
func (l *Local) Err() error { return errors.Join(l.errs...) }

// Invoke implements grpc.ClientConnInterface.
func (l *Local) Invoke(ctx context.Context, full string, args, reply any, _ ...grpc.CallOption) error {
	m := l.methods[full]
	if m == nil {
		return status.Errorf(codes.Unimplemented, "%s is not served here", full)
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, defaultTimeout)
		defer cancel()
	}
	key := ""
	if sent, ok := metadata.FromOutgoingContext(ctx); ok {
		key = strings.Join(sent.Get(IdempotencyKey), "")
	}
	out, err := m.call(received(ctx, key), func(req any) error {
		proto.Merge(req.(proto.Message), args.(proto.Message))
		return nil
	})
	if err != nil {
		return err
	}
	proto.Merge(reply.(proto.Message), out)
	return nil
}

// NewStream implements grpc.ClientConnInterface; streams are not carried.
func (l *Local) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, fmt.Errorf("open stream: %w", errors.ErrUnsupported)
}
