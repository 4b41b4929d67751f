package push

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseShapes(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"cloudevents": `{"specversion":"1.0","id":"x","type":"payment.completed","source":"bot","time":"2026-08-20T09:00:00.5Z","data":{"transaction_id":17,"note":"ы"}}`,
		"emitter":     `{"type":"payment.completed","payload":{"transaction_id":17},"timestamp":"2026-08-20 09:00:00.500000+00:00"}`,
		"plain":       `{"event":"payment.completed","data":{"transaction_id":"17"}}`,
	} {
		p, err := Parse([]byte(raw))
		require.NoError(t, err, name)
		require.Equal(t, "payment.completed", p.Type, name)
		id, ok := p.Int("transaction_id")
		require.True(t, ok, name)
		require.EqualValues(t, 17, id, name)
		if name != "plain" {
			require.Equal(t, time.Date(2026, 8, 20, 9, 0, 0, 5e8, time.UTC), p.Time, name)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"empty": "", "garbage": "\x00\xff\x01", "text": "hello", "truncated": `{"type":"payment.completed","payload":{`, "array": `[1]`, "null": `null`,
		"no shape": `{"a":1}`, "star": `{"type":"*","payload":{}}`, "gt": `{"type":">","payload":{}}`, "subject": `{"type":"a.*.b","payload":{}}`,
		"blank": `{"type":"a b","payload":{}}`, "dots": `{"type":"a..b","payload":{}}`, "data is text": `{"event":"payment.completed","data":"x"}`,
		"deep": `{"event":"payment.completed","data":` + strings.Repeat(`{"a":`, 20000) + `1` + strings.Repeat(`}`, 20000) + `}`,
		"huge": `{"event":"payment.completed","data":"` + strings.Repeat("x", 2<<20) + `"}`,
	} {
		_, err := Parse([]byte(raw))
		require.Error(t, err, name)
		require.Less(t, len(err.Error()), 400, name)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"specversion":"1.0","type":"a","data":{"x":1}}`))
	f.Add([]byte(`{"type":"a.b","payload":{"x":"1"},"timestamp":1}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Parse(raw)
		if err == nil && !plain(p.Type) {
			t.Fatalf("accepted type %q", p.Type)
		}
		p.Int("x")
		p.Text("x")
	})
}
