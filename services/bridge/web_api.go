package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

// webAPI is the bot's web API: the one way to have it change its own data.
type webAPI struct {
	base, token string
	client      *http.Client
}

const (
	apiTimeout = 10 * time.Second
	apiAnswer  = 4 << 20
)

// errNoAPI says what is missing before anything can be written.
var errNoAPI = errors.New("BEDOLAGA_API_URL and BEDOLAGA_API_TOKEN are not set: nothing can be changed in the bot")

func newWebAPI(cfg Config) *webAPI {
	return &webAPI{base: strings.TrimRight(cfg.APIURL, "/"), token: cfg.APIToken, client: &http.Client{Timeout: apiTimeout,
		// A redirect would carry the token to another place.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// refusal is the bot's no; asking again changes nothing.
type refusal struct {
	code   int
	cause  bridgev1.ExecuteResponse_Cause
	reason string
	// detail is the bot's own words.
	detail string
}

func (r *refusal) Error() string { return r.reason }

// unsettled is an answer that says neither yes nor no: ask again later. doubtful = it may have been done all the same.
type unsettled struct {
	cause    bridgev1.ExecuteResponse_Cause
	reason   string
	detail   string
	doubtful bool
}

func (t *unsettled) Error() string { return t.reason }

// call sends one request and decodes its answer into out. A *refusal is final; a *unsettled is not.
func (a *webAPI) call(ctx context.Context, method, path string, in, out any) error {
	if a.base == "" || a.token == "" {
		return &refusal{cause: bridgev1.ExecuteResponse_CAUSE_NOT_SET_UP, reason: errNoAPI.Error()}
	}
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return &refusal{cause: bridgev1.ExecuteResponse_CAUSE_NOT_SET_UP, reason: "BEDOLAGA_API_URL is no address: expected http://host:8080"}
	}
	req.Header.Set("X-API-Key", a.token)
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	answer, err := a.client.Do(req)
	if err != nil {
		return explainAPI(err, method)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, apiAnswer))
	if err != nil {
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_TIMEOUT, reason: "the bot's web API broke off its answer", doubtful: changes(method)}
	}
	if err := judge(answer.StatusCode, detailOf(raw), method); err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_BROKEN, doubtful: changes(method),
			reason: "the bot's web API answers something else than expected: does BEDOLAGA_API_URL point at it?"}
	}
	return nil
}

func changes(method string) bool { return method != http.MethodGet }

// judge is what a status means; nil = done.
func judge(code int, detail, method string) error {
	switch {
	case code == http.StatusTooManyRequests:
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_BUSY, reason: "the bot's web API asks for a pause: " + detail, detail: detail}
	case code >= 500, code == http.StatusRequestTimeout:
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_BROKEN, reason: fmt.Sprintf("the bot's web API answers %d: %s", code, detail), detail: detail,
			doubtful: changes(method)}
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return &refusal{code, bridgev1.ExecuteResponse_CAUSE_TOKEN, "the bot's web API refuses our token (" + detail + "): check BEDOLAGA_API_TOKEN", detail}
	case code == http.StatusNotFound:
		return &refusal{code, bridgev1.ExecuteResponse_CAUSE_NOT_FOUND, detail, detail}
	case code == http.StatusBadRequest, code == http.StatusUnprocessableEntity:
		return &refusal{code, bridgev1.ExecuteResponse_CAUSE_INVALID, detail, detail}
	case code >= 300:
		return &refusal{code, bridgev1.ExecuteResponse_CAUSE_OTHER, detail, detail}
	}
	return nil
}

// explainAPI names what happened without the address's query or anything secret.
func explainAPI(err error, method string) error {
	var where *url.Error
	if errors.As(err, &where) && where.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_TIMEOUT, reason: "the bot's web API did not answer in time", doubtful: changes(method)}
	}
	if where != nil {
		err = where.Err
	}
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_UNREACHABLE,
			reason: fmt.Sprintf("the bot's web API cannot be reached (%s): is the bot running, and is BEDOLAGA_API_URL right?", err)}
	}
	return &unsettled{cause: bridgev1.ExecuteResponse_CAUSE_TIMEOUT, reason: fmt.Sprintf("the bot's web API broke off its answer (%s)", err), doubtful: changes(method)}
}

// detailOf is the bot's reason: a text, or one line for each field of a 422.
func detailOf(raw []byte) string {
	var said struct {
		Detail json.RawMessage `json:"detail"`
	}
	var text string
	var fields []struct {
		Loc []any  `json:"loc"`
		Msg string `json:"msg"`
	}
	if json.Unmarshal(raw, &said) == nil {
		switch {
		case json.Unmarshal(said.Detail, &text) == nil:
			return text
		case json.Unmarshal(said.Detail, &fields) == nil && len(fields) > 0:
			var lines []string
			for _, f := range fields {
				name := ""
				if len(f.Loc) > 0 {
					name = fmt.Sprint(f.Loc[len(f.Loc)-1]) + ": "
				}
				lines = append(lines, name+f.Msg)
			}
			return strings.Join(lines, "; ")
		}
	}
	text = strings.Join(strings.Fields(string(raw)), " ")
	if r := []rune(text); len(r) > 200 {
		text = string(r[:200])
	}
	if text == "" {
		return "no reason given"
	}
	return text
}

// CheckAPI tells whether the bot's web API answers and takes our token. Errors are sentences for the operator.
func CheckAPI(ctx context.Context, cfg Config) error {
	var page promoPage
	return newWebAPI(cfg).call(ctx, http.MethodGet, "/promo-codes?limit=1", nil, &page)
}
