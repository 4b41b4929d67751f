package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// WebAPI answers the promo code part of the bot's web API from the shop's own tables: its paths, rules, texts and error shapes, its lack of
// checks included (a code of more than 50 characters is a 500). It knows the newest layout.
type WebAPI struct {
	db    *pgxpool.Pool
	token string
	now   func() time.Time
	// Fault decides before each request what goes wrong; nil = nothing.
	Fault func(r *http.Request) Fault
}

// Fault is what a request meets.
type Fault struct {
	// Status answers with this code instead; 0 = none.
	Status int
	// Detail is its text.
	Detail string
	// Wait holds the answer back.
	Wait time.Duration
	// Lost carries the request out and then breaks the connection.
	Lost bool
	// Late carries the request out and then holds the answer back.
	Late time.Duration
}

// NewWebAPI serves the shop in databaseURL to whoever brings token. The database may come later. Close it.
func NewWebAPI(ctx context.Context, databaseURL, token string, now func() time.Time) (*WebAPI, error) {
	cfg, err := pgxpool.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("read the shop's database URL: %w", err)
	}
	cfg.MaxConns = 2
	cfg.ConnConfig.RuntimeParams["application_name"] = "remnadesk-simulator-api"
	db, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the shop's database: %w", err)
	}
	return &WebAPI{db: db, token: token, now: now}, nil
}

// Close disconnects.
func (a *WebAPI) Close() { a.db.Close() }

// ServeHTTP implements http.Handler.
func (a *WebAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	if a.Fault != nil {
		fault = a.Fault(r)
	}
	if fault.Wait > 0 && !sleep(r.Context(), fault.Wait) {
		return
	}
	if fault.Status != 0 {
		say(w, fault.Status, map[string]string{"detail": fault.Detail})
		return
	}
	if fault.Lost {
		a.serve(discarded{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	}
	if fault.Late > 0 {
		a.serve(discarded{http.Header{}}, r)
		sleep(r.Context(), fault.Late)
		panic(http.ErrAbortHandler)
	}
	a.serve(w, r)
}

type discarded struct{ header http.Header }

func (d discarded) Header() http.Header         { return d.header }
func (d discarded) Write(p []byte) (int, error) { return len(p), nil }
func (d discarded) WriteHeader(int)             {}

func (a *WebAPI) serve(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("X-API-Key")
	if key == "" {
		key = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	}
	switch {
	case key == "":
		say(w, http.StatusUnauthorized, detail("Missing API key"))
		return
	case key != a.token:
		say(w, http.StatusUnauthorized, detail("Invalid or expired API key"))
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /promo-codes", a.list)
	mux.HandleFunc("GET /promo-codes/{id}", a.get)
	mux.HandleFunc("POST /promo-codes", a.create)
	mux.HandleFunc("PATCH /promo-codes/{id}", a.update)
	mux.ServeHTTP(w, r)
}

func detail(text string) map[string]string { return map[string]string{"detail": text} }

func say(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body) // the asker is gone; nobody is left to tell
}

// invalid is a 422 as the bot's framework words it.
func invalid(w http.ResponseWriter, field, kind, text string) {
	say(w, http.StatusUnprocessableEntity, map[string]any{"detail": []map[string]any{{"type": kind, "loc": []string{"body", field}, "msg": text, "input": nil}}})
}

func broken(w http.ResponseWriter) {
	http.Error(w, "Internal Server Error", http.StatusInternalServerError)
}
