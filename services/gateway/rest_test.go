package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

const transactions = "/api/v2/sales/transactions"

func TestQuestionOverNATS(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.serveSales(func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
		caller := rpc.CallerFrom(ctx)
		if caller.GetRole() != roleAnalyst || len(q.GetKind()) != 2 || q.GetCustomerId() != 7 || !q.GetCompleted() || rpc.RequestIDFrom(ctx) == "" {
			return nil, rpc.Invalid("from", "unexpected %v %v", caller, q)
		}
		return &salesv1.ListTransactionsResponse{Items: []*salesv1.Transaction{{Id: 9007199254740993, AmountKopeks: 100}}, Total: 1}, nil
	})
	var mu sync.Mutex
	var seen []nats.Header
	spy, err := w.nats.Bus("spy").Conn.Subscribe("rpc.>", func(m *nats.Msg) { mu.Lock(); defer mu.Unlock(); seen = append(seen, m.Header) })
	require.NoError(t, err)
	require.NoError(t, w.nats.Bus("spy2").Conn.Flush())

	p := w.script(w.token(roleAnalyst))
	p.header.Set("Cookie", "rd_session=cookie-secret")
	p.header.Set("Grpc-Timeout", "1n")
	p.header.Set("X-HTTP-Method-Override", "DELETE")
	a := p.get(transactions + "?kind=deposit&kind=refund&customer_id=7&completed=true")
	require.Equal(t, http.StatusOK, a.code, a.body)
	require.Equal(t, "application/json", a.header.Get("Content-Type"))
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	require.JSONEq(t, `{"items":[{"id":"9007199254740993","customer_id":"0","kind":"","direction":"","amount_kopeks":"100","completed":false,"cash":""}],
		"next_page_token":"","total":1,"total_capped":false}`, a.body)

	require.NoError(t, spy.Unsubscribe())
	mu.Lock()
	defer mu.Unlock()
	text := fmt.Sprint(seen)
	require.NotContains(t, text, "cookie-secret")
	require.NotContains(t, strings.ToLower(text), "authorization")
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	w := start(t)
	w.serveSales(func(context.Context, *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
		return &salesv1.ListTransactionsResponse{}, nil
	})
	p := w.script(bootstrap)
	for query, field := range map[string]string{
		"nonsense=1": "nonsense", "pageSize=5": "pageSize", "page_size=201": "page_size", "page_size=abc": "page_size", "page_size=": "page_size",
		"page_size=99999999999": "page_size", "page_size=1&page_size=2": "page_size", "customer_id=9999999999999999999999": "customer_id",
		"completed=perhaps": "completed", "direction=up": "direction", "kind=bribe": "kind", "kind[]=deposit": "kind[]",
		"page_token=%00": "page_token", "from=%ff": "from", "amount_min_kopeks=-1": "amount_min_kopeks", "a;b": "query", "x=%zz": "query",
	} {
		a := p.get(transactions + "?" + query)
		require.Equal(t, http.StatusBadRequest, a.code, query)
		require.Contains(t, a.message(t), field, query)
		require.InDelta(t, 3, a.json(t)["code"], 0)
		require.Contains(t, a.json(t), "details")
	}
	require.Equal(t, http.StatusBadRequest, p.get("/api/v2/sales/subscriptions/abc").code)
	require.Equal(t, http.StatusBadRequest, p.get("/api/v2/auth/me?x=1").code, "a route without parameters")
	require.Contains(t, p.post("/api/v2/auth/logout?everywhere=true", "{}").message(t), "everywhere", "a route with a body")

	for body, want := range map[string]string{
		`{"name":"x","role":"owner","colour":"red"}`: "colour", `{"name":7}`: "name", `{"name":"x","name":"y"}`: "name", `{`: "JSON", `[]`: "JSON", `{} {}`: "JSON",
		`{"expires_in_days":"soon"}`: "expires_in_days", `{"name":"a\u0000b","role":"owner"}`: "name", `{"name":"","role":"owner"}`: "name",
		strings.Repeat(`{"name":`, 20000): "",
	} {
		a := p.post("/api/v2/access/tokens", body)
		require.Equal(t, http.StatusBadRequest, a.code, body[:min(len(body), 60)])
		require.Contains(t, a.message(t), want)
	}
	require.Equal(t, http.StatusRequestEntityTooLarge, p.post("/api/v2/access/tokens", `{"name":"`+strings.Repeat("x", maxBody)+`"}`).code)
	require.Equal(t, http.StatusBadRequest, p.do(http.MethodGet, "/api/v2/auth/me", "{}").code)
}

func TestUnknownAddresses(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	for _, path := range []string{"/api", "/api/", "/api/v2", "/api/v2/nothing", "/api/v2/auth/me/", "/api/v2/access/tokens/1/2", "/api/v1/auth/me", "/assets/gone.js", "/missing.png"} {
		a := p.get(path)
		require.Equal(t, http.StatusNotFound, a.code, path)
		a.message(t)
	}
	wrong := p.get("/api/v2/auth/login")
	require.Equal(t, http.StatusMethodNotAllowed, wrong.code)
	require.Equal(t, "POST", wrong.header.Get("Allow"))
	wrong.message(t)
	require.Equal(t, http.StatusMethodNotAllowed, p.do(http.MethodPut, transactions, "").code)
	require.Equal(t, http.StatusMethodNotAllowed, p.post("/", "").code)
	require.Equal(t, http.StatusNotFound, p.do(http.MethodDelete, "/api/v2/access/tokens/a%2Fb", "").code)
}

func TestSalesOff(t *testing.T) {
	t.Parallel()
	w := start(t, func(d *Deps) { d.Config.BedolagaEnabled = false })
	p := w.script(bootstrap)
	for _, path := range []string{transactions, "/api/v2/data/status", "/api/v2/sales/subscriptions/1"} {
		a := p.get(path)
		require.Equal(t, http.StatusNotFound, a.code)
		require.Contains(t, a.message(t), "BEDOLAGA_ENABLED")
	}
	require.Contains(t, p.get("/api/v2/auth/me").body, `"bedolaga_enabled":false`)
}

func TestServiceAndNATSDown(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(bootstrap)
	a := p.get(transactions)
	require.Equal(t, http.StatusServiceUnavailable, a.code)
	require.Contains(t, a.message(t), "sales service is not running")
	lost := make(chan struct{})
	w.bus.Conn.SetDisconnectErrHandler(func(*nats.Conn, error) { close(lost) })
	w.nats.Stop()
	<-lost
	a = p.get(transactions)
	require.Equal(t, http.StatusServiceUnavailable, a.code)
	require.Contains(t, a.message(t), "NATS is not connected")
	require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code, "what does not need NATS goes on")
}

// cable is a TCP connection to PostgreSQL that can be pulled.
type cable struct {
	t        *testing.T
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]struct{}
	down     bool
}

func pullable(t *testing.T, db *pg.DB) (*pg.DB, *cable) {
	t.Helper()
	target := db.Config().ConnConfig
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &cable{t: t, listener: listener, open: map[net.Conn]struct{}{}}
	network, address := "tcp", net.JoinHostPort(target.Host, fmt.Sprint(target.Port))
	if strings.HasPrefix(target.Host, "/") {
		network, address = "unix", fmt.Sprintf("%s/.s.PGSQL.%d", target.Host, target.Port)
	}
	go c.accept(network, address)
	t.Cleanup(c.pull)
	t.Cleanup(func() { _ = listener.Close() })
	u := url.URL{Scheme: "postgres", User: url.UserPassword(target.User, target.Password), Host: listener.Addr().String(), Path: target.Database, RawQuery: "sslmode=disable"}
	through, err := pg.Open(t.Context(), u.String(), Schema, 4)
	require.NoError(t, err)
	t.Cleanup(through.Close)
	return through, c
}

func (c *cable) accept(network, address string) {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial(network, address)
		c.mu.Lock()
		if err != nil || c.down {
			_ = near.Close()
			if far != nil {
				_ = far.Close()
			}
		} else {
			c.open[near], c.open[far] = struct{}{}, struct{}{}
			go func() { _, _ = io.Copy(near, far) }()
			go func() { _, _ = io.Copy(far, near) }()
		}
		c.mu.Unlock()
	}
}

func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = true
	for conn := range c.open {
		_ = conn.Close()
	}
	clear(c.open)
}

func (c *cable) plug() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = false
}

func TestDatabaseDown(t *testing.T) {
	t.Parallel()
	var wire *cable
	w := start(t, func(d *Deps) { d.DB, wire = pullable(t, d.DB) })
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	stream := p.listen("")
	stream.next("")
	wire.pull()
	w.clock.advance(knownFor)
	for _, a := range []answer{p.get("/api/v2/auth/me"), p.login("admin", password), w.script("rd_x").get("/api/v2/auth/me"), w.script(bootstrap).get("/api/v2/audit")} {
		require.Equal(t, http.StatusServiceUnavailable, a.code, a.body)
		require.Contains(t, a.message(t), "database is not reachable")
	}
	stream.next("heartbeat")
	wire.plug()
	require.Eventually(t, func() bool { return p.get("/api/v2/auth/me").code == http.StatusOK }, 10*time.Second, 20*time.Millisecond, "it comes back by itself")
	stream.next("heartbeat")
}

func TestSecretsStayOutOfLogs(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	p.login("admin", "a wrong secret word")
	p.login("typed-into-login-field", "x")
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	made := p.post("/api/v2/access/tokens", `{"name":"x","role":"analyst"}`).json(t)["secret"].(string)
	w.script(made).get("/api/v2/auth/me?token=query-secret")
	w.script(bootstrap).get(transactions + "?text=anna@example.org")
	p.post("/api/v2/auth/login", `{"login":"x","password":12345678}`)
	log := w.log.String()
	require.Contains(t, log, `"msg":"request"`)
	cookie := p.cookies["rd_session"].Value
	for _, secret := range []string{password, "a wrong secret word", "typed-into-login-field", made, bootstrap, cookie, p.header.Get("X-Csrf-Token"), "query-secret", "anna@example.org", "12345678", "argon2id"} {
		require.NotContains(t, log, secret)
	}
	var rows string
	require.NoError(t, w.db.QueryRow(t.Context(), `SELECT string_agg(s::text, ' ') || (SELECT string_agg(a::text, ' ') FROM access.audit a) FROM access.sessions s`).Scan(&rows))
	for _, secret := range []string{password, made, cookie, "typed-into-login-field"} {
		require.NotContains(t, rows, secret)
	}
}

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

func TestBehindTrustedProxy(t *testing.T) {
	t.Parallel()
	forward := func(w *world) *person {
		p := w.person()
		p.header.Set("X-Forwarded-For", "203.0.113.7")
		p.header.Set("X-Forwarded-Proto", "https")
		p.header.Set("X-Request-Id", "from-the-proxy-1")
		return p
	}
	w := start(t, func(d *Deps) { d.Config.TrustedProxies = []string{"127.0.0.1/32"} })
	p := forward(w)
	a := p.login("admin", password)
	require.Equal(t, http.StatusOK, a.code)
	require.True(t, p.cookies["__Host-rd_session"].Secure)
	require.NotEmpty(t, a.header.Get("Strict-Transport-Security"))
	require.Equal(t, "from-the-proxy-1", a.header.Get("X-Request-Id"))
	require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code)
	require.Contains(t, w.script(bootstrap).get("/api/v2/audit").body, "203.0.113.7")

	direct := start(t)
	q := forward(direct)
	a = q.login("admin", password)
	require.NotNil(t, q.cookies["rd_session"], "nobody is believed by default")
	require.NotEqual(t, "from-the-proxy-1", a.header.Get("X-Request-Id"))
	require.NotContains(t, direct.script(bootstrap).get("/api/v2/audit").body, "203.0.113.7")
}

func TestAddressTaken(t *testing.T) {
	t.Parallel()
	w := start(t)
	err := Run(t.Context(), Deps{Config: Config{Addr: strings.TrimPrefix(w.url, "http://"), AdminLogin: "admin", Timezone: "UTC"}, DB: w.db, Bus: w.bus, Log: testkit.Log(t)})
	require.ErrorContains(t, err, "REMNADESK_ADDR")
	require.False(t, errors.Is(err, context.Canceled))
}
