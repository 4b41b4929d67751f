package gateway

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/labstack/echo/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/remnadesk/remnadesk/pkg/rpc"
)

const callTimeout = 10 * time.Second

// newMux makes the grpc-gateway mux whose answers are our JSON and our errors.
func (s *service) newMux() *runtime.ServeMux {
	return runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, &runtime.JSONPb{
			MarshalOptions:   protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true},
			UnmarshalOptions: protojson.UnmarshalOptions{DiscardUnknown: false},
		}),
		runtime.WithIncomingHeaderMatcher(func(key string) (string, bool) { return "idempotency-key", key == "Idempotency-Key" }),
		runtime.WithOutgoingHeaderMatcher(func(string) (string, bool) { return "", false }),
		runtime.WithErrorHandler(func(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, r *http.Request, err error) {
			s.fail(w, r, err)
		}),
		runtime.WithRoutingErrorHandler(func(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, r *http.Request, code int) {
			s.fail(w, r, echo.NewHTTPError(code))
		}),
		runtime.WithForwardResponseOption(func(ctx context.Context, w http.ResponseWriter, _ proto.Message) error {
			s.finish(ctx, codes.OK)
			for _, cookie := range visitFrom(ctx).cookies {
				http.SetCookie(w, cookie)
			}
			return nil
		}),
		runtime.WithDisablePathLengthFallback(),
		runtime.WithDisableHTTPMethodOverride(),
	)
}

// call answers one route: who asks, may they, is it no forgery, is it well formed; then grpc-gateway asks the service.
func (s *service) call(r *route) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		v := visitFrom(req.Context())
		v.route = r
		if err := s.admit(req, v, r.require); err != nil {
			return err
		}
		body, err := r.check(c, v)
		if err != nil {
			return err
		}
		if !r.local && !s.bus.Conn.IsConnected() {
			return status.Error(codes.Unavailable, "the services cannot be reached: NATS is not connected; nothing is lost, try again in a moment")
		}
		ctx, cancel := context.WithTimeout(req.Context(), callTimeout)
		defer cancel()
		ctx = rpc.WithRequestID(rpc.WithCaller(ctx, v.who.callerOrNil()), v.requestID)
		c.Response().Header().Set("Cache-Control", "no-store")
		s.mux.ServeHTTP(c.Response(), inward(req.WithContext(ctx), body))
		return nil
	}
}

// admit checks identity, permission and forgery, and notes who it is.
func (s *service) admit(req *http.Request, v *visit, require string) error {
	id, err := s.authenticate(req.Context(), req, v.secure)
	if err != nil && require != "public" {
		return err
	}
	v.who = id
	if !rpc.May(id.callerOrNil(), require) {
		if id == nil {
			return status.Error(codes.Unauthenticated, "sign in, or send an API token")
		}
		return status.Errorf(codes.PermissionDenied, "this needs the permission %s; an owner can grant it", require)
	}
	return guardForgery(req, id, require == "public")
}

// check looks at path, query and body before anything leaves this process.
func (r *route) check(c echo.Context, v *visit) ([]byte, error) {
	req := c.Request()
	if err := r.checkQuery(req.URL.RawQuery); err != nil {
		return nil, err
	}
	for name, field := range r.params {
		value := c.Param(name)
		if plain, err := url.PathUnescape(value); err == nil {
			value = plain
		}
		if err := checkValue(name, field, value); err != nil {
			return nil, err
		}
		v.remember(name, value)
	}
	body, message, err := r.readBody(c.Response(), req)
	if err != nil {
		return nil, err
	}
	v.rememberMessage(message.ProtoReflect())
	return body, nil
}

func (v *visit) rememberMessage(m protoreflect.Message) {
	for _, name := range auditSafe() {
		field := m.Descriptor().Fields().ByName(protoreflect.Name(name))
		if field == nil || !m.Has(field) {
			continue
		}
		value := m.Get(field).Interface()
		if field.Enum() != nil {
			value = field.Enum().Values().ByNumber(m.Get(field).Enum()).Name()
		}
		v.remember(name, value)
	}
}

// inward is the request as grpc-gateway may see it: no credentials, no header that changes method, time-out or metadata.
func inward(req *http.Request, body []byte) *http.Request {
	clean := req.Clone(req.Context())
	clean.Header = http.Header{}
	for _, name := range []string{"Content-Type", "Idempotency-Key"} {
		if value := req.Header.Get(name); value != "" {
			clean.Header.Set(name, value)
		}
	}
	clean.Body = io.NopCloser(bytes.NewReader(body))
	clean.ContentLength = int64(len(body))
	return clean
}
