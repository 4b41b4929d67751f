package gateway

import (
	"fmt"
	"net/http"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestLoginAndLogout(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	require.Equal(t, http.StatusUnauthorized, p.get("/api/v2/auth/me").code)
	a := p.login(" Admin ", password)
	require.Equal(t, http.StatusOK, a.code, a.body)
	cookie := p.cookies["rd_session"]
	require.NotNil(t, cookie)
	require.True(t, cookie.HttpOnly)
	require.False(t, cookie.Secure, "plain HTTP: a secure cookie would never come back")
	require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	require.Equal(t, "/", cookie.Path)

	me := p.get("/api/v2/auth/me").json(t)["me"].(map[string]any)
	require.Equal(t, "user", me["kind"])
	require.Equal(t, "admin", me["name"])
	require.Equal(t, "owner", me["role"])
	require.Len(t, me["permissions"], len(matrix()))
	require.Equal(t, true, me["bedolaga_enabled"])
	require.Equal(t, "Europe/Moscow", me["timezone"])
	require.Equal(t, false, me["demo"])

	require.JSONEq(t, `{"sessions_ended":1}`, p.post("/api/v2/auth/logout", "").body)
	p.cookies["rd_session"] = cookie
	require.Equal(t, http.StatusUnauthorized, p.get("/api/v2/auth/me").code)
}

func TestLogoutEverywhere(t *testing.T) {
	t.Parallel()
	w := start(t)
	here, there := w.person(), w.person()
	require.Equal(t, http.StatusOK, here.login("admin", password).code)
	require.Equal(t, http.StatusOK, there.login("admin", password).code)
	require.Equal(t, http.StatusOK, there.get("/api/v2/auth/me").code)
	require.JSONEq(t, `{"sessions_ended":2}`, here.post("/api/v2/auth/logout", `{"everywhere":true}`).body)
	require.Equal(t, http.StatusUnauthorized, there.get("/api/v2/auth/me").code)
}

func TestSessionEndsByTime(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	for range int(sessionAbsolute/sessionIdle) + 1 { // used again and again it lives on, but not for ever
		w.clock.advance(sessionIdle - time.Minute)
		if w.clock.moved < sessionAbsolute {
			require.Equal(t, http.StatusOK, p.get("/api/v2/auth/me").code)
		}
	}
	require.Greater(t, w.clock.moved, sessionAbsolute)
	require.Equal(t, http.StatusUnauthorized, p.get("/api/v2/auth/me").code)

	idle := w.person()
	require.Equal(t, http.StatusOK, idle.login("admin", password).code)
	w.clock.advance(sessionIdle + time.Second)
	require.Equal(t, http.StatusUnauthorized, idle.get("/api/v2/auth/me").code)
}

func TestForgery(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	token := p.header.Get("X-Csrf-Token")
	try := func(name, value string) answer {
		q := w.person()
		q.cookies, q.header = p.cookies, p.header.Clone()
		q.header.Set(name, value)
		return q.post("/api/v2/access/tokens", `{"name":"x","role":"analyst"}`)
	}
	for name, value := range map[string]string{"X-Csrf-Token": "", "X-CSRF-Token": token + "x", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
		a := try(name, value)
		require.Equal(t, http.StatusForbidden, a.code, name)
		a.message(t)
	}
	require.Equal(t, http.StatusForbidden, try("Sec-Fetch-Site", "same-site").code)
	require.Equal(t, http.StatusForbidden, try("Origin", "null").code)
	require.Equal(t, http.StatusOK, try("Origin", w.url).code)
	require.Equal(t, http.StatusOK, try("Sec-Fetch-Site", "same-origin").code)

	for name, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
		q := w.person()
		q.header.Set(name, value)
		require.Equal(t, http.StatusForbidden, q.login("admin", password).code, "login CSRF")
	}
	form := w.person()
	form.header.Set("Content-Type", "text/plain") // what a foreign form can send
	require.Equal(t, http.StatusUnsupportedMediaType, form.login("admin", password).code)

	script := w.script(bootstrap)
	script.header.Set("Origin", "https://elsewhere.example")
	require.Equal(t, http.StatusOK, script.post("/api/v2/access/tokens", `{"name":"x","role":"analyst"}`).code, "tokens need no CSRF token")
}

func TestWrongLoginTellsNothing(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	known, unknown := p.login("admin", "wrong"), p.login("nobody", "wrong")
	require.Equal(t, http.StatusUnauthorized, known.code)
	require.Equal(t, known.code, unknown.code)
	require.Equal(t, known.body, unknown.body)
	names := func(h http.Header) []string {
		var all []string
		for name := range h {
			all = append(all, name)
		}
		sort.Strings(all)
		return all
	}
	require.Equal(t, names(known.header), names(unknown.header))
}

// The work is the same: the dummy hash costs what a real one costs.
func TestVerifyTakesTheSameTime(t *testing.T) {
	t.Parallel()
	h := newHasher()
	real, err := h.hash(t.Context(), password)
	require.NoError(t, err)
	r, err := decodeHash(real)
	require.NoError(t, err)
	d, err := decodeHash(h.dummy)
	require.NoError(t, err)
	require.Equal(t, []any{r.memory, r.time, r.threads, len(r.salt), len(r.key)}, []any{d.memory, d.time, d.threads, len(d.salt), len(d.key)})
	ok, err := h.verify(t.Context(), real, password)
	require.NoError(t, err)
	require.True(t, ok)
	for _, hash := range []string{real, ""} {
		ok, err := h.verify(t.Context(), hash, "")
		require.NoError(t, err)
		require.False(t, ok)
	}
	for _, broken := range []string{"x", "$argon2id$v=19$m=1,t=0,p=1$AA$AA", "$argon2id$v=18$m=1,t=1,p=1$AA$AA", strings.Replace(real, "argon2id", "argon2i", 1)} {
		_, err := h.verify(t.Context(), broken, password)
		require.Error(t, err)
	}
}

func TestLockOut(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, login := range []string{"admin", "nobody"} {
		p := w.person()
		for i := range freeByLogin + 1 {
			require.Equal(t, http.StatusUnauthorized, p.login(login, "wrong").code, i)
		}
		locked := p.login(login, password)
		require.Equal(t, http.StatusTooManyRequests, locked.code)
		require.Equal(t, "1", locked.header.Get("Retry-After"))
		require.Contains(t, locked.message(t), "wait 1s")
		w.clock.advance(2 * time.Second)
		require.Equal(t, http.StatusUnauthorized, p.login(login, "wrong").code)
		require.Equal(t, "2", p.login(login, password).header.Get("Retry-After"), "the pause grows")
		w.clock.advance(3 * time.Second)
	}
	p := w.person()
	require.Equal(t, http.StatusOK, p.login("admin", password).code, "a right password after the pause")
	require.Equal(t, http.StatusUnauthorized, p.login("admin", "wrong").code, "and the count began anew")
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
}

func TestLockOutByAddress(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.person()
	codes := map[int]int{}
	for i := range freeByIP + 2 {
		codes[p.login(fmt.Sprint("guess", i), "wrong").code]++
	}
	require.Equal(t, map[int]int{http.StatusUnauthorized: freeByIP + 1, http.StatusTooManyRequests: 1}, codes)
	require.Equal(t, http.StatusTooManyRequests, p.login("admin", password).code)
}

// Guesses sent at once are counted before the password is looked at.
func TestLockOutOfParallelGuesses(t *testing.T) {
	t.Parallel()
	w := start(t)
	var wg sync.WaitGroup
	codes := make(chan int, 16)
	for range cap(codes) {
		p := w.person()
		wg.Go(func() {
			res, err := p.client.Do(p.request(t.Context(), http.MethodPost, "/api/v2/auth/login", `{"login":"admin","password":"guess"}`))
			if err != nil {
				codes <- 0
				return
			}
			_ = res.Body.Close()
			codes <- res.StatusCode
		})
	}
	wg.Wait()
	close(codes)
	tried := 0
	for code := range codes {
		if code == http.StatusUnauthorized {
			tried++
		} else {
			require.Equal(t, http.StatusTooManyRequests, code)
		}
	}
	require.LessOrEqual(t, tried, freeByLogin+1)
}
