package bedolaga

import (
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// Event is a domain event before it is recorded. Its id comes from natural keys, so the same fact is recorded once whoever told it.
type Event struct {
	ID, Subject string
	At          time.Time
	Data        proto.Message
	// UnlessLanding is the external id of a direct payment: when a counted landing order has it as payment id, the order already told.
	UnlessLanding string
	// Unverified: only a push told it.
	Unverified bool
}

// Kind is the type of the event, as its subject ends.
func (e Event) Kind() string { return strings.TrimPrefix(bus.SubjectOf(e.Data), bus.EventPrefix) }
