package gateway

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"
)

// panel is the built web app in memory, text also compressed.
type panel map[string]*panelFile

type panelFile struct {
	kind   string
	etag   string
	plain  []byte
	zipped []byte // nil when it would not be smaller
}

func loadPanel(files fs.FS) (panel, error) {
	p := panel{}
	if files == nil {
		return p, nil
	}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		p[name], err = newPanelFile(name, raw)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("load the panel's files: %w", err)
	}
	return p, nil
}

func newPanelFile(name string, raw []byte) (*panelFile, error) {
	sum := sha256.Sum256(raw)
	f := &panelFile{kind: contentType(name), etag: `"` + hex.EncodeToString(sum[:8]) + `"`, plain: raw}
	if !compressible(f.kind) {
		return f, nil
	}
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if buf.Len() < len(raw) {
		f.zipped = bytes.Clone(buf.Bytes())
	}
	return f, nil
}

// contentType does not ask the machine's mime tables for what the panel is made of: they differ, and nosniff makes a wrong answer fatal.
func contentType(name string) string {
	known := map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
		".json": "application/json", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".png": "image/png", ".ico": "image/x-icon",
		".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".map": "application/json"}
	if kind := known[path.Ext(name)]; kind != "" {
		return kind
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg")
}

// serve answers a file, or for a page of the app index.html; before the first build placeholder.html.
func (p panel) serve(c echo.Context) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Request().URL.Path), "/")
	cache := "no-cache"
	file := p[name]
	switch {
	case file != nil && strings.HasPrefix(name, "assets/"):
		cache = "public, max-age=31536000, immutable" // names carry a hash of the content
	case file != nil:
	case strings.HasPrefix(name, "assets/") || path.Ext(name) != "":
		return echo.ErrNotFound
	default:
		if file = p["index.html"]; file == nil {
			file = p["placeholder.html"]
		}
	}
	if file == nil {
		return echo.ErrNotFound
	}
	h := c.Response().Header()
	h.Set("Cache-Control", cache)
	h.Set("Etag", file.etag)
	if file.zipped != nil {
		h.Set("Vary", "Accept-Encoding")
	}
	if c.Request().Header.Get("If-None-Match") == file.etag {
		return c.NoContent(http.StatusNotModified)
	}
	body := file.plain
	if file.zipped != nil && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = file.zipped
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if c.Request().Method == http.MethodHead {
		h.Set("Content-Type", file.kind)
		return c.NoContent(http.StatusOK)
	}
	return c.Blob(http.StatusOK, file.kind, body)
}
