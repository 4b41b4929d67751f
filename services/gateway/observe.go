package gateway

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// trust knows whose forwarding headers are believed.
type trust []*net.IPNet

func (t trust) extractor() echo.IPExtractor {
	if len(t) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, ipNet := range t {
		options = append(options, echo.TrustIPRange(ipNet))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

func (t trust) proxied(r *http.Request) bool {
	ip := remoteIP(r)
	for _, ipNet := range t {
		if ipNet.Contains(ip) {
			return true
		}
	}
	return false
}

func (t trust) secure(r *http.Request) bool {
	return r.TLS != nil || t.proxied(r) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

func remoteIP(r *http.Request) net.IP {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return nil
	}
	return net.ParseIP(host)
}

// observe begins the visit, names the span and writes the request's line: never its query, body or headers.
func (s *service) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := s.now()
		req := c.Request()
		v := &visit{requestID: newRequestID(), ip: c.RealIP(), secure: s.trust.secure(req)}
		if id := req.Header.Get(echo.HeaderXRequestID); s.trust.proxied(req) && requestIDForm.MatchString(id) {
			v.requestID = id
		}
		c.SetRequest(req.WithContext(withVisit(req.Context(), v)))
		c.Response().Header().Set(echo.HeaderXRequestID, v.requestID)
		span := trace.SpanFromContext(req.Context())
		span.SetName(req.Method + " " + c.Path())
		span.SetAttributes(attribute.String("http.route", c.Path()), attribute.String("request.id", v.requestID))
		if err := next(c); err != nil {
			c.Error(err) // answers now, so that the line below tells the code
		}
		s.logRequest(c, v, s.now().Sub(began))
		return nil
	}
}

func (s *service) logRequest(c echo.Context, v *visit, took time.Duration) {
	level := slog.LevelInfo
	if c.Response().Status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	} else if v.route == nil && c.Path() != eventsPath || c.Request().Method == http.MethodGet && c.Response().Status < http.StatusBadRequest {
		level = slog.LevelDebug // files, health, metrics, and questions that were answered: open pages ask all day
	}
	actor := v.actorOrCaller()
	s.log.Log(c.Request().Context(), level, "request", "method", c.Request().Method, "route", c.Path(), "status", c.Response().Status,
		"duration_ms", float64(took.Microseconds())/1000, "bytes", c.Response().Size, "request_id", v.requestID, "ip", v.ip,
		"actor", kindName(actor)+":"+actor.GetId())
}

// protect sets the headers that keep a browser from doing what the panel does not need.
func (s *service) protect(next echo.HandlerFunc) echo.HandlerFunc {
	// Styles may be inline: the chart and dialog libraries set them. Scripts may not.
	const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; " +
		"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if visitFrom(c.Request().Context()).secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

func (s *service) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			p := recover()
			if p == http.ErrAbortHandler { //nolint:errorlint // a panic's value, compared as net/http does
				panic(p) // an answer that broke off: the connection must end with it
			}
			if p != nil {
				s.log.ErrorContext(c.Request().Context(), "request panicked", "route", c.Path(), "panic", fmt.Sprint(p), "stack", string(debug.Stack()),
					"request_id", visitFrom(c.Request().Context()).requestID)
				err = status.Error(codes.Internal, "something went wrong on our side; the logs have it under this request id")
			}
		}()
		return next(c)
	}
}
