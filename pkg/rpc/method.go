package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

// MaxReply is the largest reply in bytes; NATS refuses 1 MiB, headers included.
const MaxReply = 900 << 10

// method is one rpc with everything needed to check and run a call.
type method struct {
	full    string // /package.Service/Method
	require string
	impl    any
	handler func(srv any, ctx context.Context, decode func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error)
	log     *slog.Logger
}

// methods reads the permission of every rpc of a service; one without is an error, so that nothing is open by mistake.
func methods(desc *grpc.ServiceDesc, impl any, log *slog.Logger) ([]*method, error) {
	if len(desc.Streams) > 0 {
		return nil, fmt.Errorf("serve %s: streaming methods are not carried", desc.ServiceName)
	}
	var all []*method
	for _, m := range desc.Methods {
		full := "/" + desc.ServiceName + "/" + m.MethodName
		permission, err := Permission(full)
		if err != nil {
			return nil, err
		}
		all = append(all, &method{full: full, require: permission, impl: impl, handler: m.Handler, log: log})
	}
	return all, nil
}

// Descriptor returns what the proto file says about a method given as "/package.Service/Method".
func Descriptor(full string) (protoreflect.MethodDescriptor, error) {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(full, "/"), "/", "."))
	desc, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", full, err)
	}
	md, ok := desc.(protoreflect.MethodDescriptor)
	if !ok {
		return nil, fmt.Errorf("look up %s: not a method", full)
	}
	return md, nil
}

// Permission returns what a caller needs for a method; a method without one is an error.
func Permission(full string) (string, error) {
	md, err := Descriptor(full)
	if err != nil {
		return "", err
	}
	permission, _ := proto.GetExtension(md.Options(), accessv1.E_Require).(string)
	if permission == "" {
		return "", fmt.Errorf("serve %s: the method has no (access.v1.require) option", full)
	}
	return permission, nil
}

// call checks the caller and the request and runs the method. A panic becomes Internal, a plain error too.
func (m *method) call(ctx context.Context, decode func(any) error) (reply proto.Message, err error) {
	defer func() {
		if p := recover(); p != nil {
			m.log.ErrorContext(ctx, "rpc panicked", "method", m.full, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = status.Error(codes.Internal, "something went wrong on our side; the logs of the service have it under this request id")
		}
	}()
	if caller := CallerFrom(ctx); !May(caller, m.require) {
		if caller == nil {
			return nil, status.Error(codes.Unauthenticated, "sign in, or send an API token")
		}
		if m.require == "internal" {
			return nil, status.Error(codes.PermissionDenied, "only our own services may ask this")
		}
		return nil, status.Errorf(codes.PermissionDenied, "this needs the permission %s; an owner can grant it", m.require)
	}
	out, err := m.handler(m.impl, ctx, decode, validated)
	if err != nil {
		return nil, m.asStatus(ctx, err)
	}
	return out.(proto.Message), nil
}

func (m *method) asStatus(ctx context.Context, err error) error {
	var own interface{ GRPCStatus() *status.Status }
	if errors.As(err, &own) && own.GRPCStatus().Code() != codes.Unknown {
		if own.GRPCStatus().Code() == codes.Unavailable {
			m.log.WarnContext(ctx, "rpc unavailable", "method", m.full, "error", err.Error(), "request_id", RequestIDFrom(ctx))
		}
		return own.GRPCStatus().Err() // without the wrapping, which may tell more than the caller should read
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return status.Error(codes.DeadlineExceeded, "the answer took too long; narrow the question or try again")
	case errors.Is(err, context.Canceled):
		return status.Error(codes.Canceled, "the caller went away")
	}
	m.log.ErrorContext(ctx, "rpc failed", "method", m.full, "error", err.Error(), "request_id", RequestIDFrom(ctx))
	return status.Error(codes.Internal, "something went wrong on our side; the logs of the service have it under this request id")
}

// validated applies the field rules of the proto file before the method runs.
func validated(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	if message, ok := req.(proto.Message); ok {
		if err := protovalidate.Validate(message); err != nil {
			return nil, invalid(err)
		}
	}
	return next(ctx, req)
}

func invalid(err error) error {
	var violations *protovalidate.ValidationError
	if !errors.As(err, &violations) {
		return fmt.Errorf("check request: %w", err)
	}
	bad := &errdetails.BadRequest{}
	for _, v := range violations.Violations {
		bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
			Field: protovalidate.FieldPathString(v.Proto.GetField()), Description: v.Proto.GetMessage(),
		})
	}
	return InvalidFields(bad.GetFieldViolations()...)
}

// Invalid is the InvalidArgument error for one field of a request.
func Invalid(field, format string, args ...any) error {
	return InvalidFields(&errdetails.BadRequest_FieldViolation{Field: field, Description: fmt.Sprintf(format, args...)})
}

// InvalidFields is the InvalidArgument error that names each field and what is wrong with it.
func InvalidFields(fields ...*errdetails.BadRequest_FieldViolation) error {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.GetField() + ": " + f.GetDescription()
	}
	s, err := status.New(codes.InvalidArgument, strings.Join(parts, "; ")).WithDetails(&errdetails.BadRequest{FieldViolations: fields})
	if err != nil {
		return status.Error(codes.InvalidArgument, strings.Join(parts, "; "))
	}
	return s.Err()
}
