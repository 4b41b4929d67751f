package gateway

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const eventsPath = "/api/v2/events"

// handler is everything the gateway answers, by path.
func (s *service) handler() http.Handler {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.trust.extractor()
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		if !c.Response().Committed {
			s.fail(c.Response(), c.Request(), err)
		}
	}
	e.Use(s.observe, s.protect, s.recover)

	if !s.cfg.BedolagaEnabled {
		e.Any("/api/v2/sales/*", s.salesOff)
		e.Any("/api/v2/data/*", s.salesOff)
	}
	for _, r := range s.routes {
		if !s.cfg.BedolagaEnabled && (strings.HasPrefix(r.path, "/api/v2/sales/") || strings.HasPrefix(r.path, "/api/v2/data/")) {
			continue
		}
		if r.csv {
			e.Add(r.method, r.echoPath(), s.export(r))
			continue
		}
		e.Add(r.method, r.echoPath(), s.call(r))
	}
	e.GET(eventsPath, s.events)
	e.GET("/api/openapi.json", s.openAPI)
	e.GET("/api/docs", s.docs)
	e.GET("/api/docs/:file", s.docs)
	e.GET("/healthz", s.healthz)
	e.GET("/readyz", echo.WrapHandler(s.ready))
	e.GET("/metrics", s.metrics)
	e.Any("/*", s.fallback)

	// A stream lasts for hours: it would be one endless span.
	return otelhttp.NewHandler(e, "http", otelhttp.WithFilter(func(r *http.Request) bool { return r.URL.Path != eventsPath }))
}

func (s *service) salesOff(echo.Context) error {
	return status.Error(codes.NotFound, "sales are switched off here: BEDOLAGA_ENABLED is false")
}

// fallback is the panel's files, and the 404 and 405 of everything else.
func (s *service) fallback(c echo.Context) error {
	path, method := c.Request().URL.Path, c.Request().Method
	if path == "/api" || strings.HasPrefix(path, "/api/") {
		if allowed := s.allowed(path); len(allowed) > 0 {
			c.Response().Header().Set("Allow", strings.Join(allowed, ", "))
			return echo.ErrMethodNotAllowed
		}
		return echo.ErrNotFound
	}
	if method != http.MethodGet && method != http.MethodHead {
		c.Response().Header().Set("Allow", "GET, HEAD")
		return echo.ErrMethodNotAllowed
	}
	return s.panel.serve(c)
}
