package boot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/propagation"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type part struct {
	Pause time.Duration `env:"PAUSE" envDefault:"5s"`
}

type settings struct {
	Addr     string         `env:"ADDR" envDefault:"127.0.0.1:8090"`
	Password string         `env:"PASSWORD,required" secret:"true"`
	Workers  int            `env:"WORKERS" envDefault:"4"`
	Code     int            `env:"CODE" secret:"true"`
	Enabled  bool           `env:"ENABLED" envDefault:"true"`
	Zone     *time.Location `env:"ZONE" envDefault:"Europe/Moscow"`
	Reader   part           `envPrefix:"READER_"`
	Writer   part           `envPrefix:"WRITER_"`
}

func (s *settings) Validate() []string {
	var problems []string
	if s.Workers < 1 {
		problems = append(problems, "WORKERS must be at least 1")
	}
	if s.Addr == "nowhere" {
		problems = append(problems, `ADDR is "nowhere": use host:port`)
	}
	return problems
}

func TestLoad(t *testing.T) {
	t.Parallel()
	got, err := Load[settings](map[string]string{"PASSWORD": "p", "WRITER_PAUSE": "1m", "WORKERS": " "})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8090", got.Addr)
	require.Equal(t, 4, got.Workers, "an empty variable counts as unset")
	require.Equal(t, "Europe/Moscow", got.Zone.String())
	require.Equal(t, 5*time.Second, got.Reader.Pause)
	require.Equal(t, time.Minute, got.Writer.Pause)
}

func TestLoadReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Load[settings](map[string]string{
		"ADDR": "nowhere", "WORKERS": "many", "CODE": "hunter2", "ENABLED": "perhaps", "ZONE": "Mars/Base", "READER_PAUSE": "1s", "WRITER_PAUSE": "soon",
	})
	var config *ConfigError
	require.ErrorAs(t, err, &config)
	require.Equal(t, []string{
		`CODE is "(not shown)": use a whole number`,
		`ENABLED is "perhaps": use true or false`,
		"PASSWORD is not set: it has no default, give it a value",
		`WORKERS is "many": use a whole number`,
		`WRITER_PAUSE is "soon": use a duration such as 500ms, 30s or 5m`,
		`ZONE is "Mars/Base": use an IANA time zone such as Europe/Moscow`,
		`ADDR is "nowhere": use host:port`,
	}, config.Problems)
	require.NotContains(t, err.Error(), "hunter2")
	_, err = Load[settings](nil)
	require.ErrorContains(t, err, "PASSWORD is not set")
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"postgres://u:p@h:5432/db":                      "postgres://u:xxxxx@h:5432/db",
		"postgres://u:p/@:x@h/db?password=z&sslmode=no": "postgres://u:xxxxx@h/db?password=xxxxx&sslmode=no",
		"postgres://u@h/db":                             "postgres://u@h/db",
		"redis://:secret@h:6379/0":                      "redis://:xxxxx@h:6379/0",
		"nats://t0ken@h:4222":                           "nats://xxxxx@h:4222",
		`host=h password='a b\'c' user=u`:               "host=h password=xxxxx user=u",
		"host=h password=abc":                           "host=h password=xxxxx",
		`dial "redis://u:p@h": refused`:                 `dial "redis://u:xxxxx@h": refused`,
		"nats://a:1@h1:1,nats://b:2@h2:1":               "nats://a:xxxxx@h2:1",
		"plain words, a@b.example":                      "plain words, a@b.example",
	} {
		require.Equal(t, want, Redact(in))
	}
}

func TestLoggerAddsTheTraceAndHidesPasswords(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := Logger(&out, "info", "bridge")
	ctx := propagation.TraceContext{}.Extract(t.Context(), propagation.MapCarrier{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
	log.With("source", "postgres://u:p@h/db").InfoContext(ctx, "connected", "error", errors.New("dial redis://:p@h"))
	log.Debug("unseen")
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	delete(line, "time")
	require.Equal(t, map[string]any{
		"level": "INFO", "msg": "connected", "service": "bridge", "source": "postgres://u:xxxxx@h/db", "error": "dial redis://:xxxxx@h",
		"trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
	}, line)
	_, err := ParseLevel("loud")
	require.ErrorContains(t, err, "debug, info, warn or error")
}

func TestTelemetry(t *testing.T) {
	t.Parallel()
	obs, err := Telemetry(t.Context(), "bridge", "v1", "")
	require.NoError(t, err)
	counter, err := obs.Meter.Meter("test").Int64Counter("rows_read")
	require.NoError(t, err)
	counter.Add(t.Context(), 3)
	answer := httptest.NewRecorder()
	obs.Metrics.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Contains(t, answer.Body.String(), "rows_read_total 3")
	require.Contains(t, answer.Body.String(), "go_goroutines")
	_, span := obs.Tracer.Tracer("test").Start(t.Context(), "span")
	span.End()
	require.True(t, span.SpanContext().TraceID().IsValid(), "logs have a trace id also when nothing is exported")
	require.NoError(t, obs.Shutdown(t.Context()))
	_, err = Telemetry(t.Context(), "bridge", "v1", "collector:4318")
	require.ErrorContains(t, err, "OTEL_EXPORTER_OTLP_ENDPOINT")
}

func TestTelemetryExports(t *testing.T) {
	t.Parallel()
	paths := make(chan string, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { paths <- r.URL.Path }))
	defer collector.Close()
	obs, err := Telemetry(t.Context(), "bridge", "v1", collector.URL)
	require.NoError(t, err)
	_, span := obs.Tracer.Tracer("test").Start(t.Context(), "span")
	span.End()
	require.NoError(t, obs.Shutdown(t.Context()))
	require.Equal(t, "/v1/traces", <-paths)
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var h Health
	require.True(t, h.Ready(t.Context()).Serving(), "nothing to ask is healthy")
	h.Add("good", func(context.Context) error { return nil })
	h.Add("extra", func(context.Context) error { return errors.New("dial postgres://u:p@h") }, NotCritical())
	code, report := readyz(t, &h)
	require.Equal(t, http.StatusOK, code)
	require.Equal(t, Report{Status: "degraded", Checks: map[string]Result{
		"good": {OK: true, Critical: true}, "extra": {Error: "dial postgres://u:xxxxx@h"},
	}}, report)
	h.Add("broken", func(context.Context) error { panic("oh") })
	code, report = readyz(t, &h)
	require.Equal(t, http.StatusServiceUnavailable, code)
	require.Equal(t, "panic: oh", report.Checks["broken"].Error)
	live := httptest.NewRecorder()
	h.Live().ServeHTTP(live, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	require.JSONEq(t, `{"status":"ok"}`, live.Body.String())
}

func TestAHangingCheckIsAskedOnce(t *testing.T) {
	t.Parallel()
	var h Health
	asked, release := make(chan struct{}, 10), make(chan struct{})
	h.Add("stuck", func(context.Context) error { asked <- struct{}{}; <-release; return nil })
	answers := make(chan Report, 2)
	for range 2 {
		go func() { answers <- h.Ready(t.Context()) }()
	}
	for range 2 {
		require.Contains(t, (<-answers).Checks["stuck"].Error, "no answer within 2s")
	}
	require.Len(t, asked, 1)
	close(release)
}

func readyz(t *testing.T, h *Health) (int, Report) {
	t.Helper()
	answer := httptest.NewRecorder()
	h.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/readyz", nil))
	var report Report
	require.NoError(t, json.Unmarshal(answer.Body.Bytes(), &report))
	return answer.Code, report
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
