package rpc

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const defaultTimeout = 10 * time.Second

// Raw, as the reply of an Invoke over NATS, takes the answer's message as it came, for those who read a large one piece by piece.
type Raw []byte

// Conn is a grpc.ClientConnInterface over NATS: give it to any generated client. A call without a deadline gets 10 s.
type Conn struct {
	nc *nats.Conn
}

// NewConn returns a Conn; it needs no closing.
func NewConn(nc *nats.Conn) *Conn { return &Conn{nc: nc} }

// Invoke implements grpc.ClientConnInterface. Errors are gRPC statuses: Unavailable when nobody serves the method.
func (c *Conn) Invoke(ctx context.Context, full string, args, reply any, _ ...grpc.CallOption) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, defaultTimeout)
		defer cancel()
	}
	if !c.nc.IsConnected() {
		return status.Error(codes.Unavailable, "NATS is not connected; nothing is lost, try again in a moment")
	}
	ctx, span := otel.Tracer("rpc").Start(ctx, full, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	body, err := proto.Marshal(args.(proto.Message))
	if err != nil {
		return status.Errorf(codes.Internal, "encode request of %s: %v", full, err)
	}
	header, err := outgoing(ctx)
	if err != nil {
		return err
	}
	msg, err := c.nc.RequestMsgWithContext(ctx, &nats.Msg{Subject: subject(full), Data: body, Header: header})
	if err != nil {
		span.RecordError(err)
		return unreachable(full, err)
	}
	if msg.Header.Get(micro.ErrorCodeHeader) != "" {
		return refusal(msg)
	}
	if raw, ok := reply.(*Raw); ok {
		*raw = msg.Data
		return nil
	}
	if err := proto.Unmarshal(msg.Data, reply.(proto.Message)); err != nil {
		return status.Errorf(codes.Internal, "decode answer of %s: %v", full, err)
	}
	return nil
}

// NewStream implements grpc.ClientConnInterface; streams are not carried.
func (c *Conn) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, fmt.Errorf("open stream: %w", errors.ErrUnsupported)
}

func outgoing(ctx context.Context) (nats.Header, error) {
	header := nats.Header{}
	propagation.TraceContext{}.Inject(ctx, propagation.HeaderCarrier(header))
	if caller := CallerFrom(ctx); caller != nil {
		raw, err := proto.Marshal(caller)
		if err != nil {
			return nil, status.Errorf(codes.Internal, "encode caller: %v", err)
		}
		header.Set(headerCaller, base64.StdEncoding.EncodeToString(raw))
	}
	if id := RequestIDFrom(ctx); id != "" {
		header.Set(headerRequestID, id)
	}
	if sent, ok := metadata.FromOutgoingContext(ctx); ok {
		for _, key := range sent.Get(IdempotencyKey) {
			header.Set(headerIdempotency, key)
		}
	}
	if deadline, ok := ctx.Deadline(); ok {
		header.Set(headerTimeout, strconv.FormatInt(time.Until(deadline).Microseconds(), 10))
	}
	return header, nil
}

func unreachable(full string, err error) error {
	service, _, _ := strings.Cut(strings.TrimPrefix(full, "/"), ".")
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return status.Errorf(codes.Unavailable, "the %s service is not running or still starting; nothing is lost, try again", service)
	case errors.Is(err, nats.ErrMaxPayload):
		return status.Error(codes.ResourceExhausted, "the request is too large; send less at once")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		return status.Errorf(codes.DeadlineExceeded, "the %s service did not answer in time", service)
	case errors.Is(err, context.Canceled):
		return status.Error(codes.Canceled, "the caller went away")
	}
	return status.Errorf(codes.Unavailable, "the %s service cannot be reached over NATS", service)
}

func refusal(msg *nats.Msg) error {
	answer := &spb.Status{}
	if err := proto.Unmarshal(msg.Data, answer); err == nil && answer.GetCode() != 0 {
		return status.ErrorProto(answer)
	}
	return status.Error(codes.Internal, "the service answered with an unreadable error")
}
