package gateway

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/labstack/echo/v4"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/remnadesk/remnadesk/pkg/pg"
)

// httpError is a status with an HTTP code that its gRPC code does not say.
type httpError struct {
	code int
	err  error
}

func (e *httpError) Error() string { return e.err.Error() }
func (e *httpError) Unwrap() error { return e.err }

// tooMany is ResourceExhausted with the time after which to try again.
func tooMany(wait time.Duration, format string, args ...any) error {
	s, err := status.New(codes.ResourceExhausted, fmt.Sprintf(format, args...)).WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(wait)})
	if err != nil {
		return status.Errorf(codes.ResourceExhausted, format, args...)
	}
	return s.Err()
}

// fail answers with google.rpc.Status as JSON, and finishes the audit of the request first.
func (s *service) fail(w http.ResponseWriter, r *http.Request, err error) {
	st, code := s.explain(r, err)
	s.finish(r.Context(), st.Code())
	header := w.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	if code == http.StatusUnauthorized {
		header.Set("WWW-Authenticate", `Bearer realm="remnadesk"`)
	}
	for _, detail := range st.Details() {
		if retry, ok := detail.(*errdetails.RetryInfo); ok {
			header.Set("Retry-After", strconv.Itoa(int(math.Ceil(retry.GetRetryDelay().AsDuration().Seconds()))))
		}
	}
	body, err := protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}.Marshal(st.Proto())
	if err != nil { // a detail of a type we do not know
		body = fmt.Appendf(nil, `{"code":%d,"message":%q,"details":[]}`, st.Code(), st.Message())
	}
	w.WriteHeader(code)
	_, _ = w.Write(body) // the client is gone; nobody is left to tell
}

// explain finds the status and HTTP code of an error. What has no status is our fault and is told to the log only.
func (s *service) explain(r *http.Request, err error) (*status.Status, int) {
	var routed *echo.HTTPError
	if errors.As(err, &routed) {
		return fromEcho(routed)
	}
	var exact *httpError
	hasExact := errors.As(err, &exact)
	st := statusOf(pg.MapError(err))
	if st == nil {
		s.log.ErrorContext(r.Context(), "request failed", "error", err.Error(), "request_id", visitFrom(r.Context()).requestID)
		st = status.New(codes.Internal, "something went wrong on our side; the logs have it under this request id")
	}
	if hasExact {
		return st, exact.code
	}
	return st, runtime.HTTPStatusFromCode(st.Code())
}

func fromEcho(err *echo.HTTPError) (*status.Status, int) {
	switch err.Code {
	case http.StatusNotFound:
		return status.New(codes.NotFound, "there is nothing at this address; /api/docs lists what there is"), err.Code
	case http.StatusMethodNotAllowed:
		return status.New(codes.Unimplemented, "this address does not know this HTTP method; the Allow header lists those it knows"), err.Code
	}
	return status.New(codes.Internal, fmt.Sprint(err.Message)), err.Code
}

// statusOf finds the status in the chain of err, without what wraps it, which may tell more than the asker should read; nil if there is none.
func statusOf(err error) *status.Status {
	var carrier interface{ GRPCStatus() *status.Status }
	switch {
	case errors.As(err, &carrier) && carrier.GRPCStatus().Code() != codes.Unknown:
		return carrier.GRPCStatus()
	case errors.Is(err, context.DeadlineExceeded):
		return status.New(codes.DeadlineExceeded, "the answer took too long; narrow the question or try again")
	case errors.Is(err, context.Canceled):
		return status.New(codes.Canceled, "the caller went away")
	}
	return nil
}
