package gateway

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	apidoc "github.com/remnadesk/remnadesk/proto"
	accessv1 "github.com/remnadesk/remnadesk/proto/gen/access/v1"
)

type documented struct{ method, path, permission string }

// documentedRoutes is every route of the published document.
func documentedRoutes(t *testing.T) []documented {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			Permission string `json:"x-permission"`
		}
	}
	require.NoError(t, json.Unmarshal(apidoc.OpenAPI(), &doc))
	var all []documented
	for path, item := range doc.Paths {
		for method, operation := range item {
			all = append(all, documented{strings.ToUpper(method), path, operation.Permission})
		}
	}
	require.NotEmpty(t, all)
	return all
}

// Every documented route × every role, and nobody: the answer is the matrix's.
func TestEveryRouteForEveryRole(t *testing.T) {
	t.Parallel()
	w := start(t)
	columns := map[string]func(g grant) bool{
		roleOwner: func(g grant) bool { return g.owner }, roleManager: func(g grant) bool { return g.manager },
		roleSupport: func(g grant) bool { return g.support }, roleAnalyst: func(g grant) bool { return g.analyst },
	}
	allowed := func(role, permission string) bool {
		if permission == "signed-in" || permission == "public" {
			return true
		}
		i := slices.IndexFunc(matrix(), func(g grant) bool { return g.permission == permission })
		return i >= 0 && columns[role](matrix()[i])
	}
	people := map[string]*person{"": w.person()}
	for role := range columns {
		people[role] = w.script(w.token(role))
	}
	for _, r := range documentedRoutes(t) {
		path := strings.NewReplacer("{id}", "424242").Replace(r.path)
		for role, p := range people {
			code := p.do(r.method, path, "").code
			name := r.method + " " + r.path + " as " + role
			switch {
			case r.permission == "public":
				require.Equal(t, http.StatusBadRequest, code, name) // let through, and told that the body is incomplete
			case role == "":
				require.Equal(t, http.StatusUnauthorized, code, name)
			case allowed(role, r.permission):
				require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed}, code, name)
			default:
				require.Equal(t, http.StatusForbidden, code, name)
			}
		}
	}
}

// The document, the mounted routes and the proto files tell the same.
func TestRoutesAreDocumented(t *testing.T) {
	t.Parallel()
	w := start(t)
	s, err := newService(t.Context(), Deps{Bus: w.bus, DB: w.db}, testPace())
	require.NoError(t, err)
	var mounted []documented
	for _, r := range s.routes {
		mounted = append(mounted, documented{r.method, r.path, r.require})
	}
	require.ElementsMatch(t, documentedRoutes(t), mounted)
}

// A permission that some method or event asks for and the matrix does not know would shut everybody out.
func TestMatrixKnowsEveryPermission(t *testing.T) {
	t.Parallel()
	known := []string{"public", "signed-in", "internal"}
	for _, g := range matrix() {
		require.NotContains(t, known, g.permission)
		require.True(t, g.owner, "an owner may do everything: %s", g.permission)
		known = append(known, g.permission)
	}
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			methods := file.Services().Get(i).Methods()
			for j := range methods.Len() {
				if permission, _ := proto.GetExtension(methods.Get(j).Options(), accessv1.E_Require).(string); permission != "" {
					require.Contains(t, known, permission)
				}
			}
		}
		return true
	})
	require.Empty(t, permissionsOf("god"))
	require.Empty(t, permissionsOf(""))
}
