package bus

import (
	"sort"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	busv1 "github.com/remnadesk/remnadesk/proto/gen/bus/v1"
	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
)

// EventType is one type of the contract.
type EventType struct {
	// Type, for example payment.completed.
	Type string
	// VisibleWith is the permission a caller needs to see it live.
	VisibleWith string
	message     protoreflect.MessageType
}

// New returns an empty message of the type.
func (t EventType) New() proto.Message { return t.message.New().Interface() }

// Subject it is published on.
func (t EventType) Subject() string { return EventPrefix + t.Type }

// EventTypes lists the contract: every message of events/v1 that has a subject, by type.
func EventTypes() []EventType {
	var all []EventType
	messages := eventsv1.File_events_v1_events_proto.Messages()
	for i := range messages.Len() {
		desc := messages.Get(i)
		subject, _ := proto.GetExtension(desc.Options(), busv1.E_Subject).(string)
		if !strings.HasPrefix(subject, EventPrefix) {
			continue
		}
		message, err := protoregistry.GlobalTypes.FindMessageByName(desc.FullName())
		if err != nil {
			continue // linked in by the import above; cannot happen
		}
		visible, _ := proto.GetExtension(desc.Options(), busv1.E_VisibleWith).(string)
		all = append(all, EventType{Type: strings.TrimPrefix(subject, EventPrefix), VisibleWith: visible, message: message})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Type < all[j].Type })
	return all
}

// FindEventType returns the type of the contract with this name.
func FindEventType(name string) (EventType, bool) {
	for _, t := range EventTypes() {
		if t.Type == name {
			return t, true
		}
	}
	return EventType{}, false
}
