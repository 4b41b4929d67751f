// Package push reads what arrives on the Redis channel: CloudEvents structured JSON, {"type","payload","timestamp"} and {"event","data"}.
// It never panics on foreign bytes; an error is the reason of a dead letter.
package push

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxSize is the largest message looked into, in bytes.
const MaxSize = 256 << 10

// Push is one message in our words.
type Push struct {
	// Type as sent, for example payment.completed; not yet checked against the contract.
	Type string
	// Source of a CloudEvent; empty for the other shapes.
	Source string
	// Time the sender gave, or zero.
	Time time.Time
	Data map[string]any
}

// envelope holds the fields of all three shapes.
type envelope struct {
	SpecVersion string          `json:"specversion"`
	Type        string          `json:"type"`
	Source      string          `json:"source"`
	Time        string          `json:"time"`
	Data        json.RawMessage `json:"data"`
	Payload     json.RawMessage `json:"payload"`
	Timestamp   any             `json:"timestamp"`
	Event       string          `json:"event"`
}

// Parse reads one message.
func Parse(raw []byte) (Push, error) {
	if len(raw) > MaxSize {
		return Push{}, fmt.Errorf("message of %d KiB is larger than %d KiB", len(raw)>>10, MaxSize>>10)
	}
	if !utf8.Valid(raw) {
		return Push{}, errors.New("message is not UTF-8 text")
	}
	var e envelope
	if err := json.Unmarshal(raw, &e); err != nil {
		return Push{}, fmt.Errorf("message is not a JSON object: %w", short(err))
	}
	p := Push{Source: e.Source}
	body := e.Data
	switch {
	case e.SpecVersion != "":
		p.Type, p.Time = e.Type, instant(e.Time)
	case e.Payload != nil && e.Type != "":
		p.Type, p.Time, body = e.Type, instant(e.Timestamp), e.Payload
	case e.Event != "":
		p.Type, p.Time = e.Event, instant(e.Timestamp)
	default:
		return Push{}, errors.New(`message has none of the three shapes: CloudEvents, {"type","payload"} or {"event","data"}`)
	}
	if !plain(p.Type) {
		return Push{}, fmt.Errorf("type %.60q is not a name like payment.completed", p.Type)
	}
	if len(body) > 0 && !bytes.Equal(body, []byte("null")) {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&p.Data); err != nil {
			return Push{}, fmt.Errorf("data of %s is not a JSON object: %w", p.Type, short(err))
		}
	}
	return p, nil
}

// plain holds for dotted lower-case names: nothing that means something in a NATS subject.
func plain(name string) bool {
	if name == "" || len(name) > 80 || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".") || strings.Contains(name, "..") {
		return false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '_' && r != '-' {
			return false
		}
	}
	return true
}

// instant reads RFC 3339, the bot's "2026-08-20 09:00:00.123456+00:00" and Unix seconds; anything else is no time.
func instant(v any) time.Time {
	switch v := v.(type) {
	case string:
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999-07:00", "2006-01-02T15:04:05.999999999"} {
			if t, err := time.Parse(layout, v); err == nil {
				return t.UTC()
			}
		}
	case float64:
		if v > 0 && v < 1e11 {
			return time.UnixMicro(int64(v * 1e6)).UTC()
		}
	}
	return time.Time{}
}

func short(err error) error {
	text := err.Error()
	if len(text) > 160 {
		return errors.New(text[:160])
	}
	return err
}

// Int reads a whole number that may have come as a number or a text; false when it is neither or not positive.
func (p Push) Int(names ...string) (int64, bool) {
	for _, name := range names {
		switch v := p.Data[name].(type) {
		case json.Number:
			if n, err := v.Int64(); err == nil && n > 0 {
				return n, true
			}
		case string:
			if n, err := json.Number(v).Int64(); err == nil && n > 0 {
				return n, true
			}
		}
	}
	return 0, false
}

// Text reads a text without NUL, which PostgreSQL does not store, cut to 500 bytes of whole runes.
func (p Push) Text(names ...string) string {
	for _, name := range names {
		v, _ := p.Data[name].(string)
		if v = strings.ReplaceAll(v, "\x00", ""); v != "" {
			if len(v) > 500 {
				return strings.ToValidUTF8(v[:500], "")
			}
			return v
		}
	}
	return ""
}

// Bool reads a truth value and whether it was given.
func (p Push) Bool(name string) (value, given bool) {
	v, ok := p.Data[name].(bool)
	return v, ok
}
