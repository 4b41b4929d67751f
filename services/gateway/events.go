package gateway

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/rpc"
)

// events is GET /api/v2/events: domain events the caller may see, notices of changed answers, and reset when what was missed cannot be told.
func (s *service) events(c echo.Context) error {
	req := c.Request()
	v := visitFrom(req.Context())
	if err := s.admit(req, v, "signed-in"); err != nil {
		return err
	}
	for name := range c.QueryParams() {
		if name != "last_event_id" {
			return rpc.Invalid(name, "unknown parameter; this address takes last_event_id")
		}
	}
	at, err := s.live.bounds(req.Context())
	if err != nil {
		return err
	}
	ear, leave, err := s.live.enter(kindName(v.who.caller) + ":" + v.who.caller.GetId())
	if err != nil {
		return err
	}
	defer leave()
	last := req.Header.Get("Last-Event-ID")
	if last == "" {
		last = c.QueryParam("last_event_id")
	}
	st := &stream{s: s, req: req, who: v.who, visible: s.visibleTo(v.who), ear: ear, out: newFrames(c.Response(), s.pace.write)}
	return st.run(req.Context(), at, last)
}

// visibleTo is the contract's types the caller may see.
func (s *service) visibleTo(id *identity) map[string]bus.EventType {
	visible := map[string]bus.EventType{}
	for _, t := range bus.EventTypes() {
		if t.VisibleWith != "" && rpc.May(id.caller, t.VisibleWith) {
			visible[t.Type] = t
		}
	}
	return visible
}

// stream is one open connection. Everything it does, it does in one goroutine; only the tail reads ahead.
type stream struct {
	s       *service
	req     *http.Request
	who     *identity
	visible map[string]bus.EventType
	ear     *listener
	out     *frames
	epoch   int64
	tail    *tail
	seen    uint64 // last sequence read
	told    uint64 // last sequence whose id was sent
	lately  time.Time
	checked time.Time
}

func (st *stream) run(ctx context.Context, at bounds, last string) error {
	st.out.begin()
	renewed := st.s.live.renewed() // taken before the first frame, so that no change of epoch falls between
	resume, ok := resumeAt(at, last)
	if !ok {
		st.out.reset(at.created.Unix(), at.last)
	}
	st.follow(ctx, at, resume)
	defer func() { st.tail.close() }()
	if last == "" {
		st.out.position(st.epoch, resume) // so that a break before the first event loses nothing
	}
	if st.out.flush() != nil {
		return nil
	}
	tick := time.NewTicker(st.s.pace.tick)
	defer tick.Stop()
	st.lately, st.checked = time.Now(), time.Now()
	ended := st.s.known.endings()
	for {
		open := true
		select {
		case <-ctx.Done():
			return nil
		case <-st.s.live.closing:
			return nil
		case msg := <-st.tail.messages:
			st.takeAll(msg)
		case <-st.ear.wake:
			st.tellChanges()
		case <-renewed:
			renewed = st.s.live.renewed()
			open = st.startOver(ctx)
		case <-ended:
			ended = st.s.known.endings()
			open = st.stillAllowed(ctx)
		case <-tick.C:
			open = st.tick(ctx)
		}
		if !open || st.out.flush() != nil {
			return nil
		}
	}
}

// resumeAt is the last sequence the client has; false when it is of another stream or no longer there.
func resumeAt(at bounds, id string) (uint64, bool) {
	if id == "" {
		return at.last, true
	}
	epoch, number, _ := strings.Cut(id, "-")
	sequence, err := strconv.ParseUint(number, 10, 63)
	if err != nil || epoch != strconv.FormatInt(at.created.Unix(), 10) || sequence > at.last || sequence+1 < at.first {
		return at.last, false
	}
	return sequence, true
}

func (st *stream) follow(ctx context.Context, at bounds, from uint64) {
	st.epoch, st.seen, st.told = at.created.Unix(), from, from
	st.tail = openTail(ctx, st.s.bus.JetStream(), from+1, st.s.log)
}

// startOver follows the new stream of events from now on.
func (st *stream) startOver(ctx context.Context) bool {
	at, err := st.s.live.bounds(ctx)
	if err != nil {
		return false // the client comes back and gets its reset then
	}
	st.tail.close()
	st.out.reset(at.created.Unix(), at.last)
	st.follow(ctx, at, at.last)
	return true
}

// tick does what goes by the clock.
func (st *stream) tick(ctx context.Context) bool {
	if st.seen > st.told {
		st.out.position(st.epoch, st.seen)
		st.told = st.seen
	}
	now := time.Now()
	if now.Sub(st.lately) >= st.s.pace.heartbeat {
		st.lately = now
		st.out.comment()
	}
	if now.Sub(st.checked) < st.s.pace.recheck {
		return true
	}
	return st.stillAllowed(ctx)
}

// stillAllowed looks the caller up again. Who is gone or has other rights is disconnected, and comes back as who they are now; a database that is
// away for a moment disconnects nobody.
func (st *stream) stillAllowed(ctx context.Context) bool {
	st.checked = time.Now()
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	id, err := st.s.stillThere(ctx, st.req, visitFrom(st.req.Context()).secure)
	if err != nil {
		return status.Code(err) != codes.Unauthenticated
	}
	return id != nil && slices.Equal(id.caller.GetPermissions(), st.who.caller.GetPermissions())
}
