package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

const checkTimeout = 2 * time.Second

// Health asks every dependency by name. The zero value is ready for use and healthy.
type Health struct {
	mu     sync.Mutex
	checks map[string]*check
}

// Report is the answer of /readyz.
type Report struct {
	// Status is "ok" when every check is, else "degraded".
	Status string            `json:"status"`
	Checks map[string]Result `json:"checks"`
}

// Result is one dependency's answer.
type Result struct {
	OK       bool   `json:"ok"`
	Critical bool   `json:"critical"`
	Error    string `json:"error,omitempty"`
}

// CheckOption changes what a failing check means.
type CheckOption func(*check)

// NotCritical marks a dependency without which the process still serves: it shows as degraded, but /readyz stays 200.
func NotCritical() CheckOption { return func(c *check) { c.critical = false } }

// check shares one running ask between all who want to know, so that a dependency that hangs holds one goroutine and not one per request.
type check struct {
	ask      func(context.Context) error
	critical bool
	mu       sync.Mutex
	running  *run
}

type run struct {
	done chan struct{}
	err  error
}

// Add registers a check under a name; the same name again replaces it. The check should end with its context, which lasts two seconds.
func (h *Health) Add(name string, ask func(context.Context) error, options ...CheckOption) {
	c := &check{ask: ask, critical: true}
	for _, option := range options {
		option(c)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.checks == nil {
		h.checks = map[string]*check{}
	}
	h.checks[name] = c
}

// Ready asks all at once and answers after two seconds at the latest.
func (h *Health) Ready(ctx context.Context) Report {
	h.mu.Lock()
	report := Report{Status: "ok", Checks: make(map[string]Result, len(h.checks))}
	var wg sync.WaitGroup
	var results sync.Mutex
	for name, c := range h.checks {
		wg.Go(func() {
			result := c.result(ctx)
			results.Lock()
			defer results.Unlock()
			report.Checks[name] = result
			if !result.OK {
				report.Status = "degraded"
			}
		})
	}
	h.mu.Unlock()
	wg.Wait()
	return report
}

// Serving is false when a critical check failed.
func (r Report) Serving() bool {
	for _, result := range r.Checks {
		if result.Critical && !result.OK {
			return false
		}
	}
	return true
}

// Handler answers /readyz: 200 while serving, else 503, with the report either way.
func (h *Health) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		report, code := h.Ready(r.Context()), http.StatusOK
		if !report.Serving() {
			code = http.StatusServiceUnavailable
		}
		writeJSON(w, code, report)
	})
}

// Live answers /healthz: the process runs. It asks nobody, so that a dependency that is down gets no process killed.
func (h *Health) Live() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
}

func (c *check) result(ctx context.Context) Result {
	err := c.once(ctx)
	if err == nil {
		return Result{OK: true, Critical: c.critical}
	}
	line, _, _ := strings.Cut(Redact(err.Error()), "\n") // a panic carries its stack, which is for the log
	return Result{Critical: c.critical, Error: line}
}

// once joins the ask under way, or starts one.
func (c *check) once(ctx context.Context) error {
	c.mu.Lock()
	current := c.running
	if current == nil {
		current = &run{done: make(chan struct{})}
		c.running = current
		go c.perform(context.WithoutCancel(ctx), current)
	}
	c.mu.Unlock()
	timer := time.NewTimer(checkTimeout)
	defer timer.Stop()
	select {
	case <-current.done:
		return current.err
	case <-timer.C:
		return fmt.Errorf("no answer within %s", checkTimeout)
	case <-ctx.Done():
		return errors.New("not asked to the end: the request was given up")
	}
}

func (c *check) perform(ctx context.Context, r *run) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	r.err = protect(func() error { return c.ask(ctx) })
	c.mu.Lock()
	c.running = nil
	c.mu.Unlock()
	close(r.done)
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body) // the client is gone; nobody is left to tell
}
