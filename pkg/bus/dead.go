package bus

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// maxDeadBody is how much of a body a dead letter carries.
const maxDeadBody = 64 << 10

// maxReason keeps a letter below what NATS takes, whatever an error quotes.
const maxReason = 8 << 10

// DeadLetter tells why a message could not be processed. Its body lies beside it, cut after 64 KiB.
type DeadLetter struct {
	Service  string `json:"service"`
	Handler  string `json:"handler"`
	Reason   string `json:"reason"`
	Attempts int    `json:"attempts"`
	Subject  string `json:"subject"`
	Stream   string `json:"stream,omitempty"`
	Sequence uint64 `json:"sequence,omitempty"`
	ID       string `json:"id,omitempty"`
	ReplayID string `json:"replay_id,omitempty"`
	// Unverified and Time of the event, as its handler saw them.
	Unverified bool      `json:"unverified,omitempty"`
	Time       time.Time `json:"time,omitzero"`
	At         time.Time `json:"at"`
	Size       int       `json:"size"`
	SHA256     string    `json:"sha256"`
	Body       []byte    `json:"body"`
}

// Bury stores a dead letter with the first 64 KiB of the body.
func (b *Bus) Bury(ctx context.Context, letter DeadLetter, body []byte) error {
	letter.Size, letter.SHA256 = len(body), digest(body)
	letter.Reason = letter.Reason[:min(len(letter.Reason), maxReason)]
	letter.Body = body[:min(len(body), maxDeadBody)]
	raw, err := json.Marshal(letter)
	if err != nil {
		return fmt.Errorf("encode dead letter: %w", err)
	}
	subject := "dead." + token(letter.Service) + "." + token(letter.Handler)
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	msg := &nats.Msg{Subject: subject, Data: raw, Header: nats.Header{}}
	if letter.Sequence > 0 { // stored once, also when the message is refused twice because its handler could not be told
		msg.Header.Set(jetstream.MsgIDHeader, fmt.Sprintf("%s/%s/%s/%d/%s", letter.Service, letter.Handler, letter.Stream, letter.Sequence, letter.SHA256))
	}
	if _, err := b.js.PublishMsg(ctx, msg); err != nil {
		return fmt.Errorf("store dead letter: %w", err)
	}
	return nil
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// token makes a text safe as one part of a subject: dots, wildcards and blanks would change its meaning.
func token(s string) string {
	if s == "" {
		return "_"
	}
	return strings.Map(func(r rune) rune {
		if r == '*' || r == '>' || r == ' ' || r == '.' || r < 0x21 || r == 0x7f {
			return '_'
		}
		return r
	}, s)
}

// StoredLetter is a dead letter with its place in the DEAD stream.
type StoredLetter struct {
	DeadLetter
	DeadSequence uint64
}

// DeadLetters calls each with up to limit letters, oldest first.
func (b *Bus) DeadLetters(ctx context.Context, limit int, each func(StoredLetter) error) error {
	stream, err := b.js.Stream(ctx, StreamDead)
	if err != nil {
		return fmt.Errorf("open stream %s: %w", StreamDead, err)
	}
	state := stream.CachedInfo().State
	for sequence, n := max(state.FirstSeq, 1), 0; sequence <= state.LastSeq && n < limit; sequence++ {
		raw, err := stream.GetMsg(ctx, sequence)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read dead letter %d: %w", sequence, err)
		}
		letter := StoredLetter{DeadSequence: sequence}
		if err := json.Unmarshal(raw.Data, &letter.DeadLetter); err != nil {
			letter.Reason = "unreadable dead letter: " + err.Error()
		}
		n++
		if err := each(letter); err != nil {
			return err
		}
	}
	return nil
}

// RetryDead gives a dead letter to its own handler again and removes it when the handler succeeds.
func (b *Bus) RetryDead(ctx context.Context, sequence uint64) error {
	stream, err := b.js.Stream(ctx, StreamDead)
	if err != nil {
		return fmt.Errorf("open stream %s: %w", StreamDead, err)
	}
	raw, err := stream.GetMsg(ctx, sequence)
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return fmt.Errorf("retry dead letter %d: there is none with this number", sequence)
	}
	if err != nil {
		return fmt.Errorf("read dead letter %d: %w", sequence, err)
	}
	var letter DeadLetter
	if err := json.Unmarshal(raw.Data, &letter); err != nil {
		return fmt.Errorf("read dead letter %d: %w", sequence, err)
	}
	reply, err := b.Conn.RequestWithContext(ctx, retrySubject(letter.Service, letter.Handler), raw.Data)
	if errors.Is(err, nats.ErrNoResponders) {
		return fmt.Errorf("retry dead letter %d: handler %s of %s is not running", sequence, letter.Handler, letter.Service)
	}
	if err != nil {
		return fmt.Errorf("retry dead letter %d: %w", sequence, err)
	}
	if reason := string(reply.Data); reason != "" {
		return fmt.Errorf("retry dead letter %d: %s", sequence, reason)
	}
	if err := stream.DeleteMsg(ctx, sequence); err != nil {
		return fmt.Errorf("remove dead letter %d: %w", sequence, err)
	}
	return nil
}

func retrySubject(service, handler string) string {
	return "retry." + token(service) + "." + token(handler)
}

// serveRetries lets RetryDead reach this handler. The reply is empty on success, else the reason.
func (c *consumer) serveRetries(ctx context.Context) error {
	sub, err := c.bus.Conn.QueueSubscribeSync(retrySubject(c.bus.service, c.handler), "q")
	if err != nil {
		return fmt.Errorf("serve retries of %s: %w", c.handler, err)
	}
	defer func() { _ = sub.Unsubscribe() }() // else an asker would wait for nobody
	for {
		msg, err := sub.NextMsgWithContext(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, nats.ErrSlowConsumer) {
			continue
		}
		if err != nil {
			return fmt.Errorf("serve retries of %s: %w", c.handler, err)
		}
		reason := ""
		if err := c.retry(ctx, msg.Data); err != nil {
			reason = err.Error()
		}
		if err := msg.Respond([]byte(reason)); err != nil {
			c.bus.log.WarnContext(ctx, "retry was not answered", "handler", c.handler, "error", err.Error())
		}
	}
}

func (c *consumer) retry(ctx context.Context, raw []byte) error {
	var letter DeadLetter
	if err := json.Unmarshal(raw, &letter); err != nil {
		return fmt.Errorf("read dead letter: %w", err)
	}
	body := letter.Body
	if letter.Size > len(body) {
		stream, err := c.bus.js.Stream(ctx, letter.Stream)
		if err != nil {
			return fmt.Errorf("open stream %s: %w", letter.Stream, err)
		}
		original, err := stream.GetMsg(ctx, letter.Sequence)
		if err != nil {
			return fmt.Errorf("the letter holds only %d of %d bytes and the original has expired: %w", len(body), letter.Size, err)
		}
		if digest(original.Data) != letter.SHA256 {
			return fmt.Errorf("the letter holds only %d of %d bytes and the original is gone: another message has its number since the stream was made anew", len(body), letter.Size)
		}
		body = original.Data
	}
	ctx = WithMeta(ctx, Meta{Handler: c.handler, ID: letter.ID, ReplayID: letter.ReplayID, Entity: c.entity, Subject: letter.Subject, Sequence: letter.Sequence,
		StreamCreated: c.followed(), Verified: !letter.Unverified, Retried: true, Time: letter.Time})
	return c.protected(ctx, body)
}
