package gateway

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
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
		"nonsense=1": "nonsense", "pageSize=5": "pageSize", "page_size=1001": "page_size", "page_size=abc": "page_size", "page_size=": "page_size",
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

func FuzzQueryAndBody(f *testing.F) {
	routes, err := routesOf(salesv1.File_sales_v1_sales_proto.Services().Get(0), false)
	require.NoError(f, err)
	login, err := routesOf(accessv1.File_access_v1_access_proto.Services().Get(0), true)
	require.NoError(f, err)
	for _, seed := range []string{"page_size=1", "kind=a&kind=b", "a;b", "%zz", "x=%00", `{"login":"a","password":"b"}`, `{"login":{"a":[]}}`, "null", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range routes {
			if err := r.checkQuery(text); err != nil {
				require.Equal(t, codes.InvalidArgument, status.Code(err))
			}
		}
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text))
		req.Header.Set("Content-Type", "application/json")
		if _, _, err := login[0].readBody(httptest.NewRecorder(), req); err != nil {
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		}
	})
}
