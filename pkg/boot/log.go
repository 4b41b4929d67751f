package boot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/otel/trace"
)

// Logger writes JSON lines with the service's name and, inside a trace, trace_id and span_id; to a terminal it writes text for people.
// Passwords inside URLs and DSNs are hidden. The level is debug, info, warn or error; anything else is info (see ParseLevel).
func Logger(w io.Writer, level, service string) *slog.Logger {
	var threshold slog.Level
	threshold, _ = ParseLevel(level)
	options := &slog.HandlerOptions{Level: threshold, ReplaceAttr: hidePasswords}
	var handler slog.Handler = slog.NewJSONHandler(w, options)
	if isTerminal(w) {
		options.ReplaceAttr = forPeople
		handler = slog.NewTextHandler(w, options)
	}
	if service == "" { // several services share the process: each names itself
		return slog.New(traced{handler})
	}
	return slog.New(traced{handler}).With("service", service)
}

// ParseLevel reads a log level; its error is a sentence for ConfigError, without the variable's name. The empty text is info.
func ParseLevel(level string) (slog.Level, error) {
	switch strings.ToLower(level) {
	case "debug":
		return slog.LevelDebug, nil
	case "info", "":
		return slog.LevelInfo, nil
	case "warn", "warning":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return slog.LevelInfo, fmt.Errorf("%q is no log level: use debug, info, warn or error", level)
}

// traced adds the ids of the span in the context.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }
func (h traced) WithGroup(name string) slog.Handler       { return traced{h.Handler.WithGroup(name)} }

func hidePasswords(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Redact(a.Value.String()))
	case slog.KindAny:
		if err, ok := a.Value.Any().(error); ok && err != nil {
			return slog.String(a.Key, Redact(err.Error()))
		}
	}
	return a
}

func forPeople(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.String(a.Key, a.Value.Time().Format("15:04:05"))
	}
	return hidePasswords(groups, a)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && f.Name() != os.DevNull
}
