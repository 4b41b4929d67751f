package gateway

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/remnadesk/remnadesk/pkg/testkit"
)

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
