package bedolaga

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTimesOfTheBotsLog(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-01-05T10:00:00+00:00":        "2026-01-05T10:00:00Z",
		"2026-01-05T13:00:00+03:00":        "2026-01-05T10:00:00Z",
		"2026-01-05T10:00:00.123456":       "2026-01-05T10:00:00.123456Z",
		"2026-01-05 10:00:00":              "2026-01-05T10:00:00Z",
		"2026-01-05 10:00:00.123456+00:00": "2026-01-05T10:00:00.123456Z",
		"":                                 "",
		"soon":                             "",
		"10000-01-01T00:00:00Z":            "",
	} {
		got := ""
		if at := isoTime(text); at != nil {
			got = at.AsTime().Format(time.RFC3339Nano)
		}
		require.Equal(t, want, got, text)
	}
}
