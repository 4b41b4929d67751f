package rpc

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

const (
	headerCaller    = "Rd-Caller"
	headerTimeout   = "Rd-Timeout-Us"
	headerRequestID = "Rd-Request-Id"

	headerIdempotency = "Rd-Idempotency-Key"
	// IdempotencyKey is the one piece of gRPC metadata that is carried: a client's Idempotency-Key.
	IdempotencyKey = "idempotency-key"

	// concurrent calls one process serves; more wait in the subscription.
	maxConcurrent = 128
)

// Server serves gRPC services over NATS micro. Register the services, then Run. Replicas share the work by queue group.
type Server struct {
	nc      *nats.Conn
	name    string
	version string
	log     *slog.Logger
	methods []*method
	errs    []error
	slots   chan struct{}
}

// NewServer returns a server for the service with this name (letters, digits, dash).
func NewServer(nc *nats.Conn, name, version string, log *slog.Logger) *Server {
	return &Server{nc: nc, name: name, version: version, log: log, slots: make(chan struct{}, maxConcurrent)}
}

// RegisterService implements grpc.ServiceRegistrar.
func (s *Server) RegisterService(desc *grpc.ServiceDesc, impl any) {
	all, err := methods(desc, impl, s.log)
	if err != nil {
		s.errs = append(s.errs, err)
	}
	s.methods = append(s.methods, all...)
}

// Run answers until ctx ends, then lets running calls finish.
func (s *Server) Run(ctx context.Context) error {
	if err := errors.Join(s.errs...); err != nil {
		return err
	}
	service, err := micro.AddService(s.nc, micro.Config{Name: s.name, Version: "0.0.0", Description: s.version})
	if err != nil {
		return fmt.Errorf("announce %s on NATS: %w", s.name, err)
	}
	for _, m := range s.methods {
		handler := func(req micro.Request) { s.accept(ctx, m, req) }
		if err := service.AddEndpoint(endpointName(m.full), micro.HandlerFunc(handler), micro.WithEndpointSubject(subject(m.full))); err != nil {
			return fmt.Errorf("serve %s: %w", m.full, err)
		}
	}
	if err := s.nc.FlushWithContext(withTimeout(ctx, 5*time.Second)); err != nil && ctx.Err() == nil {
		return fmt.Errorf("announce %s on NATS: %w", s.name, err)
	}
	<-ctx.Done()
	err = service.Stop()
	for range cap(s.slots) { // whoever holds a slot still answers; after that nobody gets one
		s.slots <- struct{}{}
	}
	if err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// accept takes a slot, so that micro, which delivers one by one, stays free.
func (s *Server) accept(ctx context.Context, m *method, req micro.Request) {
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		refuse(req, status.Error(codes.Unavailable, "the service is stopping; nothing is lost, try again"))
		return
	}
	go func() {
		defer func() { <-s.slots }()
		s.answer(context.WithoutCancel(ctx), m, req)
	}()
}

func (s *Server) answer(ctx context.Context, m *method, req micro.Request) {
	header := nats.Header(req.Headers())
	ctx, cancel := incoming(ctx, header)
	defer cancel()
	ctx, span := otel.Tracer("rpc").Start(ctx, m.full, trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	reply, err := m.call(ctx, func(into any) error {
		if err := proto.Unmarshal(req.Data(), into.(proto.Message)); err != nil {
			return status.Error(codes.InvalidArgument, "the request is not the protobuf message of "+m.full)
		}
		return nil
	})
	if err == nil {
		err = respond(req, reply)
	}
	if err != nil {
		span.RecordError(err)
		refuse(req, err)
	}
}

func respond(req micro.Request, reply proto.Message) error {
	body, err := proto.Marshal(reply)
	if err != nil {
		return status.Error(codes.Internal, "the answer could not be encoded")
	}
	if len(body) > MaxReply {
		return status.Errorf(codes.ResourceExhausted, "the answer has %d KiB, more than %d; ask for fewer rows", len(body)>>10, MaxReply>>10)
	}
	return req.Respond(body)
}

func refuse(req micro.Request, err error) {
	s, _ := status.FromError(err)
	body, merr := proto.Marshal(s.Proto())
	if merr != nil {
		body = nil
	}
	// Headers instead of req.Error, which writes what micro's own goroutine reads. The asker may be gone; then nobody is left to tell.
	_ = req.Respond(body, micro.WithHeaders(micro.Headers{micro.ErrorCodeHeader: {strconv.Itoa(int(s.Code()))}, micro.ErrorHeader: {oneLine(s.Message())}}))
}

// incoming restores what the asker's context held.
func incoming(ctx context.Context, header nats.Header) (context.Context, context.CancelFunc) {
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(header))
	if raw, err := base64.StdEncoding.DecodeString(header.Get(headerCaller)); err == nil && len(raw) > 0 {
		caller := &accessv1.Caller{}
		if proto.Unmarshal(raw, caller) == nil {
			ctx = WithCaller(ctx, caller)
		}
	}
	ctx = WithRequestID(ctx, header.Get(headerRequestID))
	ctx = received(ctx, header.Get(headerIdempotency))
	timeout := defaultTimeout
	if us, err := strconv.ParseInt(header.Get(headerTimeout), 10, 64); err == nil && us > 0 {
		timeout = time.Duration(us) * time.Microsecond
	}
	return context.WithTimeout(ctx, timeout)
}

// received returns the context of the side that serves: the key is the only metadata it sees.
func received(ctx context.Context, key string) context.Context {
	if key == "" {
		return metadata.NewIncomingContext(ctx, metadata.MD{})
	}
	return metadata.NewIncomingContext(ctx, metadata.Pairs(IdempotencyKey, key))
}

// subject maps /sales.v1.Sales/ListTransactions to rpc.sales.v1.Sales.ListTransactions; NATS subjects hold no slash.
func subject(full string) string {
	return "rpc." + strings.ReplaceAll(strings.TrimPrefix(full, "/"), "/", ".")
}

func endpointName(full string) string {
	return strings.NewReplacer("/", "-", ".", "-").Replace(strings.TrimPrefix(full, "/"))
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 200 {
		s = s[:200]
	}
	if s == "" {
		s = "error"
	}
	return s
}

func withTimeout(ctx context.Context, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(ctx, d)
	context.AfterFunc(ctx, cancel)
	return ctx
}
