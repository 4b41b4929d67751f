package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// frames writes server-sent events. Nothing leaves before flush.
type frames struct {
	w       http.ResponseWriter
	control *http.ResponseController
	buf     bytes.Buffer
	patient time.Duration
}

func newFrames(w http.ResponseWriter, patient time.Duration) *frames {
	return &frames{w: w, control: http.NewResponseController(w), patient: patient}
}

func (f *frames) begin() {
	h := f.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold frames back
	// The server's time-outs are for ordinary requests; an error means that the connection has none.
	_ = f.control.SetReadDeadline(time.Time{})
	f.w.WriteHeader(http.StatusOK)
	f.buf.WriteString("retry: 2000\n\n")
}

// flush sends what was written. An error means that the client is gone or too slow.
func (f *frames) flush() error {
	if f.buf.Len() == 0 {
		return nil
	}
	if err := f.control.SetWriteDeadline(time.Now().Add(f.patient)); err != nil {
		return err
	}
	if _, err := f.w.Write(f.buf.Bytes()); err != nil {
		return err
	}
	f.buf.Reset()
	return f.control.Flush()
}

// position moves the client's Last-Event-ID without an event.
func (f *frames) position(epoch int64, sequence uint64) {
	fmt.Fprintf(&f.buf, "id: %d-%d\n\n", epoch, sequence)
}

func (f *frames) reset(epoch int64, sequence uint64) {
	fmt.Fprintf(&f.buf, "id: %d-%d\nevent: reset\ndata: {}\n\n", epoch, sequence)
}

func (f *frames) comment() { f.buf.WriteString(": still here\n\n") }

func (f *frames) changed(service, entity string) {
	data, err := json.Marshal(map[string]string{"service": service, "entity": entity})
	if err != nil {
		return // two strings; cannot happen
	}
	fmt.Fprintf(&f.buf, "event: changed\ndata: %s\n\n", data)
}

func (f *frames) domain(epoch int64, sequence uint64, data []byte) {
	fmt.Fprintf(&f.buf, "id: %d-%d\nevent: domain\ndata: ", epoch, sequence)
	f.buf.Write(data)
	f.buf.WriteString("\n\n")
}

// batch bounds how much is put into one write.
const batch = 256

// takeAll takes msg and whatever else has been read ahead.
func (st *stream) takeAll(msg jetstream.Msg) {
	st.take(msg)
	for range batch {
		select {
		case more := <-st.tail.messages:
			st.take(more)
		default:
			return
		}
	}
}

func (st *stream) take(msg jetstream.Msg) {
	md, err := msg.Metadata()
	if err != nil {
		return // the tail has read it already; cannot happen
	}
	st.seen = md.Sequence.Stream
	event := bus.ReadEvent(msg.Headers(), msg.Subject(), msg.Data())
	kind, ok := st.visible[event.Type]
	if !ok {
		return // the position moves with the next tick
	}
	data, err := cloudEvent(event, kind)
	if err != nil {
		st.s.log.WarnContext(st.req.Context(), "live event left out", "type", event.Type, "sequence", st.seen, "error", err.Error())
		return
	}
	st.out.domain(st.epoch, st.seen, data)
	st.told = st.seen
}

// cloudEvent is the event as CloudEvents structured JSON.
func cloudEvent(event bus.Event, kind bus.EventType) ([]byte, error) {
	message := kind.New()
	if err := proto.Unmarshal(event.Data, message); err != nil {
		return nil, fmt.Errorf("decode event: %w", err)
	}
	data, err := protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}.Marshal(message)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return json.Marshal(struct {
		SpecVersion string          `json:"specversion"`
		ID          string          `json:"id"`
		Type        string          `json:"type"`
		Source      string          `json:"source"`
		Time        time.Time       `json:"time"`
		Subject     string          `json:"subject,omitempty"`
		Verified    bool            `json:"verified"`
		Data        json.RawMessage `json:"data"`
	}{"1.0", event.ID, event.Type, event.Source, event.Time.UTC(), event.Subject, event.Verified, data})
}

func (st *stream) tellChanges() {
	for _, what := range slices.Sorted(maps.Keys(st.ear.take())) {
		service, entity, _ := strings.Cut(what, ".")
		st.out.changed(service, entity)
	}
}
