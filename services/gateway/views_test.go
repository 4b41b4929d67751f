package gateway

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func viewNames(t *testing.T, p *person, page string) []string {
	t.Helper()
	names := []string{}
	for _, item := range p.get("/api/v2/views?page=" + page).json(t)["items"].([]any) {
		v := item.(map[string]any)
		names = append(names, fmt.Sprint(v["name"], " mine=", v["mine"], " editable=", v["editable"]))
	}
	return names
}

func TestSavedViews(t *testing.T) {
	t.Parallel()
	w := start(t)
	owner := w.person()
	require.Equal(t, http.StatusOK, owner.login("admin", password).code)
	analyst, colleague := w.script(w.token("analyst")), w.script(w.token("analyst"))

	made := analyst.post("/api/v2/views", `{"page":"customers","name":" Должники ","query":"paid=no&live=yes"}`)
	require.Equal(t, http.StatusOK, made.code, made.body)
	mine := made.json(t)["view"].(map[string]any)
	require.Equal(t, "Должники", mine["name"])
	require.Equal(t, "paid=no&live=yes", mine["query"])
	shared := analyst.post("/api/v2/views", `{"page":"customers","name":"Команде","query":"","shared":true}`).json(t)["view"].(map[string]any)
	id := fmt.Sprint(shared["id"])

	require.Equal(t, []string{"Должники mine=true editable=true", "Команде mine=true editable=true"}, viewNames(t, analyst, "customers"))
	require.Equal(t, []string{"Команде mine=false editable=false"}, viewNames(t, colleague, "customers"), "own ones stay private")
	require.Equal(t, []string{"Команде mine=false editable=true"}, viewNames(t, owner, "customers"), "access:edit tidies up")
	require.Empty(t, viewNames(t, analyst, "transactions"))

	twice := analyst.post("/api/v2/views", `{"page":"customers","name":"должники","query":""}`)
	require.Equal(t, http.StatusConflict, twice.code, twice.body)
	require.Contains(t, twice.message(t), "exists on this page already")

	require.Equal(t, http.StatusNotFound, colleague.do(http.MethodPatch, "/api/v2/views/"+id, `{"name":"Моё"}`).code)
	require.Equal(t, http.StatusNotFound, colleague.do(http.MethodDelete, "/api/v2/views/"+id, "").code)
	changed := owner.do(http.MethodPatch, "/api/v2/views/"+id, `{"query":"status=blocked"}`)
	require.Equal(t, http.StatusOK, changed.code, changed.body)
	require.Equal(t, "status=blocked", changed.json(t)["view"].(map[string]any)["query"])
	require.Equal(t, "Команде", changed.json(t)["view"].(map[string]any)["name"], "what is not named stays")

	require.Equal(t, http.StatusOK, analyst.do(http.MethodDelete, "/api/v2/views/"+id, "").code)
	require.Empty(t, viewNames(t, colleague, "customers"))
	require.Equal(t, http.StatusOK, analyst.post("/api/v2/views/"+id+"/restore", `{}`).code)
	require.Len(t, viewNames(t, colleague, "customers"), 1)
	require.Equal(t, http.StatusNotFound, analyst.post("/api/v2/views/"+id+"/restore", `{}`).code, "not deleted")

	for body, want := range map[string]string{
		`{"page":"customers","name":"  ","query":""}`:       "name",
		`{"page":"customers","name":"x","query":"?a=b"}`:    "query",
		`{"page":"customers","name":"x","query":"a=%zz"}`:   "query",
		`{"page":"../etc","name":"x","query":""}`:           "page",
		`{"page":"customers","name":"x","query":"","me":1}`: "me",
	} {
		bad := analyst.post("/api/v2/views", body)
		require.Equal(t, http.StatusBadRequest, bad.code, body)
		require.Contains(t, bad.message(t), want, body)
	}
	require.Equal(t, http.StatusUnauthorized, w.person().get("/api/v2/views?page=customers").code)
}

func TestTooManyViews(t *testing.T) {
	t.Parallel()
	w := start(t)
	p := w.script(w.token("analyst"))
	for i := range mostViews {
		require.Equal(t, http.StatusOK, p.post("/api/v2/views", fmt.Sprintf(`{"page":"sales","name":"v%d","query":""}`, i)).code)
	}
	require.Equal(t, http.StatusTooManyRequests, p.post("/api/v2/views", `{"page":"sales","name":"one more","query":""}`).code)
}
