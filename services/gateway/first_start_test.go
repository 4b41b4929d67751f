package gateway

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	w := start(t)
	owner := w.script(bootstrap)
	made := owner.post("/api/v2/access/tokens", `{"name":"report","role":"analyst","expires_in_days":2}`)
	require.Equal(t, http.StatusOK, made.code, made.body)
	secret, _ := made.json(t)["secret"].(string)
	require.Regexp(t, `^rd_[A-Za-z0-9_-]{43}$`, secret)
	token := made.json(t)["token"].(map[string]any)
	require.Equal(t, secret[:8], token["prefix"])
	require.NotContains(t, token, "revoked_at")
	require.NotContains(t, token, "last_used_at")

	script := w.script(secret)
	me := script.get("/api/v2/auth/me").json(t)["me"].(map[string]any)
	require.Equal(t, []any{"token", "analyst", ""}, []any{me["kind"], me["role"], me["csrf_token"]})
	list := owner.get("/api/v2/access/tokens")
	require.NotContains(t, list.body, secret)
	require.Contains(t, list.body, "last_used_at")
	var stored int
	require.NoError(t, w.db.QueryRow(t.Context(), `SELECT count(*) FROM access.tokens t WHERE t::text LIKE '%' || $1 || '%'`, secret[3:]).Scan(&stored))
	require.Zero(t, stored)

	require.Equal(t, http.StatusBadRequest, script.post("/api/v2/auth/logout", "{}").code)
	require.Equal(t, http.StatusOK, owner.do(http.MethodDelete, "/api/v2/access/tokens/"+token["id"].(string), "").code)
	require.Equal(t, http.StatusUnauthorized, script.get("/api/v2/auth/me").code)
	require.Equal(t, http.StatusNotFound, owner.do(http.MethodDelete, "/api/v2/access/tokens/"+token["id"].(string), "").code)
	require.Equal(t, http.StatusNotFound, owner.do(http.MethodDelete, "/api/v2/access/tokens/abc", "").code)

	short := w.script(w.token(roleManager))
	require.Equal(t, http.StatusOK, short.get("/api/v2/auth/me").code)
	w.clock.advance(defaultExpires + time.Hour)
	require.Equal(t, http.StatusUnauthorized, short.get("/api/v2/auth/me").code)
	for _, wrong := range []string{"rd_", "Basic abc", "rd_" + strings.Repeat("a", 43), bootstrap + "x", bootstrap[1:]} {
		require.Equal(t, http.StatusUnauthorized, w.script(wrong).get("/api/v2/auth/me").code, wrong)
	}
	require.Equal(t, http.StatusBadRequest, owner.post("/api/v2/access/tokens", `{"name":"x","role":"god"}`).code)
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	w := start(t, func(d *Deps) { d.Config.AdminPassword = ""; d.Config.BootstrapToken = "" })
	require.Len(t, w.made, 20)
	require.Equal(t, http.StatusOK, w.person().login("admin", w.made).code)
	require.Equal(t, http.StatusUnauthorized, w.script("").get("/api/v2/auth/me").code, "no bootstrap token, so an empty one is none")
	first := w.made
	require.NoError(t, w.stop())

	w.run(func(d *Deps) { d.Config.AdminPassword = "" })
	require.Empty(t, w.made, "announced once")
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", first).code)
	require.NoError(t, w.stop())

	w.run() // with a password in the environment
	require.Equal(t, http.StatusUnauthorized, p.get("/api/v2/auth/me").code, "the sessions of the old password ended")
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	require.NoError(t, w.stop())
	w.run()
	require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code, "the same password changes nothing")
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	for range freeByLogin + 1 {
		p.login("admin", "wrong")
	}
	require.Equal(t, http.StatusTooManyRequests, p.login("admin", password).code)
	_, err := SetPassword(t.Context(), w.db, "admin", "short")
	require.Error(t, err)
	made, err := SetPassword(t.Context(), w.db, "Admin", "another password")
	require.NoError(t, err)
	require.False(t, made)
	require.Equal(t, http.StatusOK, p.login("admin", "another password").code)
	made, err = SetPassword(t.Context(), w.db, "anna", "yet another one")
	require.NoError(t, err)
	require.True(t, made, "a mistyped login must not pass for a known one")
	require.Equal(t, http.StatusOK, p.login("anna", "yet another one").code)
	_, err = CreateToken(t.Context(), w.db, "x", "god", time.Time{})
	require.ErrorContains(t, err, "god")
	_, err = CreateToken(t.Context(), w.db, "x", roleOwner, time.Now().Add(-time.Hour))
	require.Error(t, err)
}

func TestConfig(t *testing.T) {
	t.Parallel()
	good := Config{Addr: "127.0.0.1:8090", AdminLogin: "admin", Timezone: "Europe/Moscow", TrustedProxies: []string{"10.0.0.0/8"}}
	require.Empty(t, good.Validate())
	bad := Config{Addr: "8090", AdminLogin: " ", Timezone: "Mars", BootstrapToken: "tooshortsecret", TrustedProxies: []string{"10.0.0.1"}}
	problems := bad.Validate()
	require.Len(t, problems, 5)
	require.NotContains(t, strings.Join(problems, " "), "tooshortsecret")
}
