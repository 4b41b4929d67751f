package bridge

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	eventsv1 "github.com/remnadesk/remnadesk/proto/gen/events/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
	"github.com/remnadesk/remnadesk/services/bridge/internal/ledger"
	"github.com/remnadesk/remnadesk/services/bridge/internal/push"
)

// wake says what to read for a message of a known type, and what it tells by itself.
func wake(m push.Push, base int64, now time.Time) (pushed, error) {
	w := pushed{deadline: now.Add(visibleWithin)}
	at := m.Time
	if _, ok := bedolaga.Sane(at); !ok || at.IsZero() {
		at = now
	}
	var err error
	switch m.Type {
	case "payment.completed", "payment.refunded", "transaction.created":
		err = w.transaction(m, base, at)
	case "user.registered", "user.created":
		err = w.customer(m, base, at)
	case "subscription.created":
		err = w.subscription(m, base, at)
	default:
		err = w.other(m, base, at)
	}
	return w, err
}

// rowID reads the id of a row of the bot; a number that no key of ours can hold is none.
func rowID(m push.Push, names ...string) (int64, bool) {
	id, ok := m.Int(names...)
	if !ok || id >= 1<<keyBits {
		return 0, false
	}
	return id, true
}

func (w *pushed) transaction(m push.Push, base int64, at time.Time) error {
	id, ok := rowID(m, "transaction_id", "source_id", "id")
	if !ok {
		return fmt.Errorf("%s without transaction_id", m.Type)
	}
	w.entity, w.key = "transaction", base+id
	gateway, real := ledger.Gateway(m.Text("payment_method", "gateway"))
	amount, paid := m.Int("amount_kopeks")
	completed, given := m.Bool("is_completed")
	if !real || !paid || given && !completed {
		return nil // no gateway money by what it says; the row decides
	}
	user, _ := rowID(m, "user_id", "customer_id")
	customer := base + user
	kind := m.Text("type", "kind")
	if kind == "refund" || m.Type == "payment.refunded" {
		w.told = &bedolaga.Event{ID: fmt.Sprintf("bedolaga:transaction:%d:refunded", w.key), Subject: fmt.Sprintf("transaction/%d", w.key), At: at, Unverified: true,
			Data: &eventsv1.PaymentRefunded{TransactionId: w.key, CustomerId: customer, AmountKopeks: amount, Gateway: gateway, BookedAt: timestamppb.New(at)}}
		return nil
	}
	w.told = &bedolaga.Event{ID: fmt.Sprintf("bedolaga:transaction:%d:completed", w.key), Subject: fmt.Sprintf("transaction/%d", w.key), At: at, Unverified: true,
		Data: &eventsv1.PaymentCompleted{Source: "transaction", SourceId: w.key, CustomerId: &customer, Kind: kind, AmountKopeks: amount, Gateway: gateway,
			BookedAt: timestamppb.New(at)}}
	return nil
}

func (w *pushed) customer(m push.Push, base int64, at time.Time) error {
	id, ok := rowID(m, "user_id", "customer_id", "id")
	if !ok {
		return fmt.Errorf("%s without user_id", m.Type)
	}
	w.entity, w.key = "customer", base+id
	registered := &eventsv1.UserRegistered{CustomerId: w.key, AuthType: m.Text("auth_type"), RegisteredAt: timestamppb.New(at)}
	if registered.GetAuthType() == "" {
		registered.AuthType = "telegram"
	}
	if telegram, ok := m.Int("telegram_id"); ok {
		registered.TelegramId = &telegram
	}
	if name := m.Text("username"); name != "" {
		registered.Username = &name
	}
	w.told = &bedolaga.Event{ID: fmt.Sprintf("bedolaga:customer:%d:registered", w.key), Subject: fmt.Sprintf("customer/%d", w.key), At: at, Unverified: true, Data: registered}
	return nil
}

func (w *pushed) subscription(m push.Push, base int64, at time.Time) error {
	id, ok := rowID(m, "subscription_id", "id")
	if !ok {
		return fmt.Errorf("%s without subscription_id", m.Type)
	}
	w.entity, w.key = "subscription", base+id
	user, _ := rowID(m, "user_id", "customer_id")
	trial, _ := m.Bool("is_trial")
	w.told = &bedolaga.Event{ID: fmt.Sprintf("bedolaga:subscription:%d:created", w.key), Subject: fmt.Sprintf("subscription/%d", w.key), At: at, Unverified: true,
		Data: &eventsv1.SubscriptionCreated{SubscriptionId: w.key, CustomerId: base + user, IsTrial: trial}}
	return nil
}

// other makes events of which we read no rows yet.
func (w *pushed) other(m push.Push, base int64, at time.Time) error {
	var e bedolaga.Event
	switch m.Type {
	case "ticket.created":
		id, ok := rowID(m, "ticket_id", "id")
		if !ok {
			return fmt.Errorf("%s without ticket_id", m.Type)
		}
		user, _ := rowID(m, "user_id", "customer_id")
		e = bedolaga.Event{ID: fmt.Sprintf("bedolaga:ticket:%d:created", base+id), Subject: fmt.Sprintf("ticket/%d", base+id),
			Data: &eventsv1.TicketCreated{TicketId: base + id, CustomerId: base + user, Title: m.Text("title"), Priority: m.Text("priority")}}
	case "violation.detected":
		id, ok := m.Int("violation_id", "id")
		if !ok {
			return fmt.Errorf("%s without violation_id", m.Type)
		}
		details, err := structpb.NewStruct(numbers(m.Data))
		if err != nil {
			return fmt.Errorf("%s: %w", m.Type, err)
		}
		e = bedolaga.Event{ID: fmt.Sprintf("remnawave:violation:%d:detected", id), Subject: fmt.Sprintf("violation/%d", id),
			Data: &eventsv1.ViolationDetected{ViolationId: id, Details: details}}
	case "user.blocked":
		id, ok := rowID(m, "user_id", "customer_id", "id")
		if !ok {
			return fmt.Errorf("%s without user_id", m.Type)
		}
		e = bedolaga.Event{ID: fmt.Sprintf("bedolaga:customer:%d:blocked:%s", base+id, discriminator(m)), Subject: fmt.Sprintf("customer/%d", base+id),
			Data: &eventsv1.UserBlocked{CustomerId: base + id, Reason: m.Text("reason")}}
	case "node.down":
		id := m.Text("node_id", "uuid", "id", "name")
		if id == "" {
			return fmt.Errorf("%s without node_id", m.Type)
		}
		e = bedolaga.Event{ID: fmt.Sprintf("remnawave:node:%s:down:%s", id, discriminator(m)), Subject: "node/" + id, Data: &eventsv1.NodeDown{NodeId: id, Name: m.Text("name", "node_name")}}
	default:
		return fmt.Errorf("type %q is not in the contract", m.Type)
	}
	e.At, e.Unverified = at, true
	w.told = &e
	return nil
}

// discriminator tells two facts about the same key apart: by the sender's time, else by what it says.
func discriminator(m push.Push) string {
	if !m.Time.IsZero() {
		return m.Time.UTC().Format(time.RFC3339)
	}
	raw, err := json.Marshal(m.Data)
	if err != nil {
		return "unknown"
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// numbers replaces json.Number, which protobuf's Struct does not know, and drops NUL from texts, which PostgreSQL does not store.
func numbers(data map[string]any) map[string]any {
	out := make(map[string]any, len(data))
	for name, value := range data {
		out[name] = number(value)
	}
	return out
}

func number(value any) any {
	switch v := value.(type) {
	case string:
		return strings.ReplaceAll(v, "\x00", "")
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	case map[string]any:
		return numbers(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = number(v[i])
		}
		return out
	}
	return value
}
