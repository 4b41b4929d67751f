package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/pkg/rpc"
	"github.com/remnadesk/remnadesk/pkg/testkit"
	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const (
	password  = "correct horse battery"
	bootstrap = "bootstrap-token-of-at-least-32-characters"
)

// logbook keeps everything that was logged, to look for secrets in it.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// world is a running gateway with its real dependencies.
type world struct {
	t     *testing.T
	url   string
	nats  *testkit.NATSServer
	bus   *bus.Bus
	db    *pg.DB
	log   *logbook
	clock *clock
	made  string // password given to Announce
	pace  pace
	stop  func() error
}

// clock is the gateway's time: the real one, moved.
type clock struct {
	mu    sync.Mutex
	moved time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.moved)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved += d
}

func database(t *testing.T) *pg.DB {
	t.Helper()
	return testkit.Postgres(t, Schema, func(ctx context.Context, db *pg.DB) error { return pg.Migrate(ctx, db, migrationFiles()) })
}

func testPace() pace {
	return pace{tick: 20 * time.Millisecond, heartbeat: 50 * time.Millisecond, recheck: 50 * time.Millisecond, watch: 50 * time.Millisecond, write: 5 * time.Second}
}

// start runs a gateway; change may alter its dependencies first.
func start(t *testing.T, change ...func(*Deps)) *world {
	t.Helper()
	w := &world{t: t, nats: testkit.NATS(t), db: database(t), log: &logbook{}, clock: &clock{}, pace: testPace()}
	w.bus = w.nats.Bus("gateway")
	w.run(change...)
	return w
}

func (w *world) run(change ...func(*Deps)) {
	w.t.Helper()
	d := Deps{
		Config: Config{Addr: "127.0.0.1:0", AdminLogin: "admin", AdminPassword: password, BootstrapToken: bootstrap, BedolagaEnabled: true, Timezone: "Europe/Moscow"},
		DB:     w.db, Bus: w.bus, Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: w.clock.now, Version: "test",
		Panel: fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>app</title>")}, "assets/app-1a2b.js": {Data: []byte(strings.Repeat("console.log(1);", 200))}},
	}
	for _, c := range change {
		c(&d)
	}
	listening := make(chan string, 1)
	d.Announce = func(url, _, made string) { w.made = made; listening <- url }
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, d, w.pace) }()
	select {
	case w.url = <-listening:
	case err := <-ended:
		cancel()
		require.NoError(w.t, err)
	}
	w.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	w.t.Cleanup(func() { require.NoError(w.t, w.stop()) })
}

// sales stands in for the process on the other side of NATS.
type sales struct {
	salesv1.UnimplementedSalesServer
	list func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error)
}

func (s *sales) ListTransactions(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error) {
	return s.list(ctx, q)
}

func (w *world) serveSales(list func(ctx context.Context, q *salesv1.ListTransactionsRequest) (*salesv1.ListTransactionsResponse, error)) {
	w.t.Helper()
	other := w.nats.Bus("sales-read")
	server := rpc.NewServer(other.Conn, "sales-read", "test", testkit.Log(w.t))
	salesv1.RegisterSalesServer(server, &sales{list: list})
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	w.t.Cleanup(func() { cancel(); require.NoError(w.t, <-ended) })
	require.Eventually(w.t, func() bool {
		_, err := salesv1.NewSalesClient(rpc.NewConn(w.bus.Conn)).ListTransactions(rpc.AsService(w.t.Context(), "test"), &salesv1.ListTransactionsRequest{PageSize: 1001})
		return err != nil && !strings.Contains(err.Error(), "not running")
	}, 5*time.Second, 5*time.Millisecond)
}

// person is one client: a browser with its cookies, or a script with a token.
type person struct {
	w       *world
	header  http.Header
	cookies map[string]*http.Cookie
	client  *http.Client
}

func (w *world) person() *person {
	transport := &http.Transport{DisableCompression: true}
	w.t.Cleanup(transport.CloseIdleConnections)
	return &person{w: w, header: http.Header{}, cookies: map[string]*http.Cookie{}, client: &http.Client{Transport: transport}}
}

func (w *world) script(token string) *person {
	p := w.person()
	p.header.Set("Authorization", "Bearer "+token)
	return p
}

// answer is a response read whole.
type answer struct {
	code   int
	header http.Header
	body   string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &m), a.body)
	return m
}

func (a answer) message(t *testing.T) string {
	t.Helper()
	text, _ := a.json(t)["message"].(string)
	require.NotEmpty(t, text, a.body)
	require.NotEmpty(t, a.header.Get("X-Request-Id"))
	return text
}

func (p *person) request(ctx context.Context, method, path, body string) *http.Request {
	p.w.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, p.w.url+path, strings.NewReader(body))
	require.NoError(p.w.t, err)
	req.Header = p.header.Clone()
	if body != "" && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, c := range p.cookies {
		req.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value}) //nolint:gosec // what a browser sends back
	}
	return req
}

func (p *person) do(method, path, body string) answer {
	p.w.t.Helper()
	res, err := p.client.Do(p.request(p.w.t.Context(), method, path, body))
	require.NoError(p.w.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(p.w.t, err)
	for _, c := range res.Cookies() {
		p.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(p.cookies, c.Name)
		}
	}
	return answer{res.StatusCode, res.Header, string(raw)}
}

func (p *person) get(path string) answer { p.w.t.Helper(); return p.do(http.MethodGet, path, "") }

func (p *person) post(path, body string) answer {
	p.w.t.Helper()
	return p.do(http.MethodPost, path, body)
}

// login signs in and from then on sends the CSRF token, as the panel does.
func (p *person) login(login, word string) answer {
	p.w.t.Helper()
	body, err := json.Marshal(map[string]string{"login": login, "password": word})
	require.NoError(p.w.t, err)
	a := p.post("/api/v2/auth/login", string(body))
	if a.code == http.StatusOK {
		me, _ := a.json(p.w.t)["me"].(map[string]any)
		token, _ := me["csrf_token"].(string)
		require.NotEmpty(p.w.t, token)
		p.header.Set("X-Csrf-Token", token)
	}
	return a
}

// token makes an API token of a role.
func (w *world) token(role string) string {
	w.t.Helper()
	text, err := CreateToken(w.t.Context(), w.db, "for "+role, role, time.Time{})
	require.NoError(w.t, err)
	return text
}

func TestStopsCleanly(t *testing.T) { //nolint:paralleltest // counts goroutines, which others would disturb
	database(t) // starts the shared server, which stays
	before := goleak.IgnoreCurrent()
	n := testkit.NATS(t)
	w := &world{t: t, nats: n, db: database(t), log: &logbook{}, clock: &clock{}, pace: testPace()}
	w.bus = n.Bus("gateway")
	w.run()
	p := w.script(bootstrap)
	stream := p.listen("")
	require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code)
	require.NoError(t, w.stop())
	stream.ended()
	stream.close()
	p.client.CloseIdleConnections()
	w.bus.Close()
	w.db.Close()
	n.Stop()
	goleak.VerifyNone(t, before)
}
