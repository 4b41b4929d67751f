package gateway

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func changing(method string) bool {
	return !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, method)
}

// guardForgery refuses a changing request that another site could have made a browser send: login and every cookie session. Tokens are never sent by
// a browser on its own. A public call needs no CSRF token: there may be no session yet.
func guardForgery(r *http.Request, id *identity, public bool) error {
	if !changing(r.Method) || id != nil && id.session == nil {
		return nil
	}
	if !sameOrigin(r) {
		return status.Error(codes.PermissionDenied, "this request came from another site; open the panel itself and try again")
	}
	if id == nil || public {
		return nil
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-CSRF-Token")), []byte(id.csrf)) != 1 {
		return status.Error(codes.PermissionDenied, "the X-CSRF-Token header is missing or of another session; reload the page (it is csrf_token of /api/v2/auth/me)")
	}
	return nil
}

// sameOrigin believes what browsers say of themselves; a client that says nothing is no browser.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
