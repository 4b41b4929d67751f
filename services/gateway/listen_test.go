package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// frame is one server-sent event; kind is empty for an id-only frame.
type frame struct {
	id, kind, data string
	at             time.Time
}

// listening is an open stream of a person.
type listening struct {
	t      *testing.T
	frames chan frame
	cancel context.CancelFunc
	last   string
	beats  int
}

func (p *person) listen(last string) *listening {
	p.w.t.Helper()
	ctx, cancel := context.WithCancel(p.w.t.Context())
	req := p.request(ctx, http.MethodGet, eventsPath, "")
	if last != "" {
		req.Header.Set("Last-Event-ID", last)
	}
	res, err := p.client.Do(req) //nolint:bodyclose // read closes it at the stream's end
	require.NoError(p.w.t, err)
	require.Equal(p.w.t, http.StatusOK, res.StatusCode)
	require.Equal(p.w.t, "text/event-stream", res.Header.Get("Content-Type"))
	l := &listening{t: p.w.t, frames: make(chan frame, 4096), cancel: cancel}
	go l.read(res.Body)
	p.w.t.Cleanup(cancel)
	return l
}

func (l *listening) read(body io.ReadCloser) {
	defer body.Close()
	defer close(l.frames)
	var f frame
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			f.id = value
		case "event":
			f.kind = value
		case "data":
			f.data = value
		case "":
			if lines.Text() == "" && f != (frame{}) {
				f.at = time.Now()
				l.frames <- f
				f = frame{}
			} else if strings.HasPrefix(lines.Text(), ":") {
				l.frames <- frame{kind: "heartbeat"}
			}
		}
	}
}

// next returns the next frame of a kind, remembering the id of all it passes, as a browser does.
func (l *listening) next(kind string) frame {
	l.t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case f, open := <-l.frames:
			require.True(l.t, open, "the stream ended before a %q", kind)
			if f.id != "" {
				l.last = f.id
			}
			if f.kind == "heartbeat" {
				l.beats++
			}
			if f.kind == kind {
				return f
			}
		case <-timeout:
			require.FailNow(l.t, "no frame of kind "+kind)
		}
	}
}

// ended waits until the server has closed the stream.
func (l *listening) ended() {
	l.t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case _, open := <-l.frames:
			if !open {
				return
			}
		case <-timeout:
			require.FailNow(l.t, "the stream is still open")
		}
	}
}

func (l *listening) close() {
	l.cancel()
	for range l.frames {
	}
}

func (f frame) event(t *testing.T) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(f.data), &m), f.data)
	return m
}

func payment(t *testing.T, id int64) bus.Event {
	t.Helper()
	data, err := proto.Marshal(&eventsv1.PaymentCompleted{Source: "transaction", SourceId: id, Kind: "deposit", AmountKopeks: 19900, Gateway: "yookassa"})
	require.NoError(t, err)
	return bus.Event{ID: fmt.Sprintf("bedolaga:transaction:%d:completed", id), Type: "payment.completed", Source: "remnadesk/bridge",
		Subject: fmt.Sprintf("transaction/%d", id), Time: time.Now(), Verified: true, Data: data}
}

func ticket(t *testing.T, id int64) bus.Event {
	t.Helper()
	data, err := proto.Marshal(&eventsv1.TicketCreated{TicketId: id, Title: "<b>help</b>\n; DROP TABLE"})
	require.NoError(t, err)
	return bus.Event{ID: fmt.Sprintf("bedolaga:ticket:%d:created", id), Type: "ticket.created", Source: "remnadesk/bridge", Time: time.Now(), Verified: true, Data: data}
}
