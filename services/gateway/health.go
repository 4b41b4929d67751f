package gateway

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// healthz asks nobody: the process runs.
func (s *service) healthz(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
}

// metrics answers this machine, and whoever may see the settings. A proxy on this machine is not this machine.
func (s *service) metrics(c echo.Context) error {
	req := c.Request()
	forwarded := req.Header.Get("X-Forwarded-For") != "" || req.Header.Get("Forwarded") != "" || req.Header.Get("X-Real-Ip") != ""
	if ip := remoteIP(req); forwarded || ip == nil || !ip.IsLoopback() {
		if err := s.admit(req, visitFrom(req.Context()), "settings:view"); err != nil {
			return err
		}
	}
	if s.scrape == nil {
		return status.Error(codes.NotFound, "this process collects no metrics")
	}
	s.scrape.ServeHTTP(c.Response(), req)
	return nil
}
