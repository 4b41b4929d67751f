package gateway

import (
	"io"
	"net/http"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestPanelFiles(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	for _, path := range []string{"/", "/sales", "/sales/subscriptions/7"} {
		a := p.get(path)
		require.Equal(t, http.StatusOK, a.code)
		require.Contains(t, a.body, "<title>app</title>")
		require.Equal(t, "no-cache", a.header.Get("Cache-Control"))
		csp := a.header.Get("Content-Security-Policy")
		require.Contains(t, csp, "script-src 'self';")
		require.Contains(t, csp, "frame-ancestors 'none'")
		require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
		require.Equal(t, "same-origin", a.header.Get("Referrer-Policy"))
	}
	asset := p.get("/assets/app-1a2b.js")
	require.Contains(t, asset.header.Get("Cache-Control"), "immutable")
	require.Equal(t, "text/javascript; charset=utf-8", asset.header.Get("Content-Type"))
	require.Empty(t, asset.header.Get("Content-Encoding"))
	p.header.Set("Accept-Encoding", "gzip")
	zipped := p.get("/assets/app-1a2b.js")
	require.Equal(t, "gzip", zipped.header.Get("Content-Encoding"))
	require.Less(t, len(zipped.body), len(asset.body))
	head := p.do(http.MethodHead, "/assets/app-1a2b.js", "")
	require.Equal(t, zipped.header.Get("Content-Length"), head.header.Get("Content-Length"))
	p.header.Set("If-None-Match", asset.header.Get("Etag"))
	require.Equal(t, http.StatusNotModified, p.get("/assets/app-1a2b.js").code)

	bare := start(t, func(d *Deps) { d.Panel = fstest.MapFS{"placeholder.html": {Data: []byte("not built yet")}} })
	require.Contains(t, bare.person().get("/").body, "not built yet")
}

func TestDocsAndHealth(t *testing.T) {
	t.Parallel()
	ready := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	scrape := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "up 1") })
	w := start(t, func(d *Deps) { d.Ready, d.Metrics = ready, scrape; d.Config.TrustedProxies = []string{"127.0.0.0/8"} })
	p := w.person()
	require.Equal(t, http.StatusOK, p.get("/healthz").code)
	require.Equal(t, http.StatusServiceUnavailable, p.get("/readyz").code)
	require.Contains(t, p.get("/api/openapi.json").json(t)["paths"], transactions)
	page := p.get("/api/docs")
	require.Contains(t, page.header.Get("Content-Type"), "text/html")
	require.NotContains(t, page.body, "https://", "it works offline")
	require.Contains(t, p.get("/api/docs/docs.js").header.Get("Content-Type"), "javascript")
	require.Equal(t, http.StatusNotFound, p.get("/api/docs/..%2f..%2fservice.go").code)

	require.Equal(t, "up 1", p.get("/metrics").body)
	p.header.Set("X-Forwarded-For", "203.0.113.7")
	require.Equal(t, http.StatusUnauthorized, p.get("/metrics").code)
	owner := w.script(bootstrap)
	owner.header.Set("X-Forwarded-For", "203.0.113.7")
	require.Equal(t, "up 1", owner.get("/metrics").body)
}
