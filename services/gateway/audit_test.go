package gateway

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAudit(t *testing.T) {
	t.Parallel()
	w := start(t)
	p, owner := w.person(), w.script(bootstrap)
	p.login("admin", "wrong")
	p.login("my secret password", "wrong")
	require.Equal(t, http.StatusOK, p.login("admin", password).code)
	made := p.post("/api/v2/access/tokens", `{"name":"report","role":"analyst"}`)
	require.Equal(t, http.StatusOK, made.code)
	secret := made.json(t)["secret"].(string)
	require.Equal(t, http.StatusForbidden, w.script(secret).post("/api/v2/access/tokens", `{"name":"more","role":"owner"}`).code)
	require.Equal(t, http.StatusUnauthorized, w.person().post("/api/v2/access/tokens", `{}`).code)

	all := owner.get("/api/v2/audit?page_size=200")
	require.Equal(t, http.StatusOK, all.code)
	items := all.json(t)["items"].([]any)
	var got [][]any
	for _, item := range items {
		m := item.(map[string]any)
		got = append(got, []any{m["actor_kind"], m["actor_name"], m["action"], m["outcome"], m["detail"]})
		require.Equal(t, "127.0.0.1", m["ip"])
	}
	require.Equal(t, [][]any{
		{"token", "report", "access.v1.Access/CreateToken", "PermissionDenied", ""},
		{"user", "admin", "access.v1.Access/CreateToken", "OK", "name=report role=analyst"},
		{"user", "admin", "access.v1.Access/Login", "OK", ""},
		{"anonymous", "", "access.v1.Access/Login", "Unauthenticated", "unknown login"},
		{"user", "admin", "access.v1.Access/Login", "Unauthenticated", ""},
	}, got)
	require.NotContains(t, all.body, secret)

	var paged []any
	path := "/api/v2/audit?page_size=2"
	for token := ""; ; {
		page := owner.get(path + "&page_token=" + token).json(t)
		paged = append(paged, page["items"].([]any)...)
		if token = page["next_page_token"].(string); token == "" {
			break
		}
	}
	require.Equal(t, items, paged)
	bad := owner.get("/api/v2/audit?page_token=!!")
	require.Equal(t, http.StatusBadRequest, bad.code)
	require.Contains(t, bad.message(t), "page_token")

	for _, statement := range []string{`DELETE FROM access.audit`, `UPDATE access.audit SET outcome = 'OK'`, `TRUNCATE access.audit`} {
		_, err := w.db.Exec(t.Context(), statement)
		require.ErrorContains(t, err, "append-only")
	}
}
