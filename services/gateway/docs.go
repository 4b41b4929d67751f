package gateway

import (
	"embed"
	"net/http"
	"path"

	"github.com/labstack/echo/v4"

	apidoc "github.com/remnadesk/remnadesk/proto"
)

//go:embed docs
var docFiles embed.FS

func (s *service) openAPI(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, "application/json", apidoc.OpenAPI())
}

// docs is a page that shows the OpenAPI document, without anything from elsewhere.
func (s *service) docs(c echo.Context) error {
	name := c.Param("file")
	if name == "" {
		name = "index.html"
	}
	body, err := docFiles.ReadFile("docs/" + path.Base(name))
	if err != nil {
		return echo.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.Blob(http.StatusOK, contentType(name), body)
}
