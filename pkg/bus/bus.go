// Package bus moves our messages through JetStream: four streams, typed publishing, consumers whose returned error decides what happens to a
// message (ack, wait, dead letter), and the position of every projection. Handlers do not ack, log, time, trace, retry or recover: bus does.
package bus

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// Names of the streams.
const (
	StreamState   = "STATE"
	StreamEvents  = "EVENTS"
	StreamInbound = "INBOUND"
	StreamDead    = "DEAD"
)

// EventPrefix is what every event's subject begins with; the rest is its type.
const EventPrefix = "remnawave.events."

// Bus is one service's connection to NATS.
type Bus struct {
	Conn    *nats.Conn
	js      jetstream.JetStream
	service string
	log     *slog.Logger
	changed *changes
	handled metric.Int64Counter

	replicas  int
	pauses    pauses
	types     map[string]EventType
	consumers []*consumer
	resend    func(ctx context.Context, entity string) error
}

// Config is how to reach NATS.
type Config struct {
	// URL of the servers, comma-separated. Ignored when Options hold nats.InProcessServer.
	URL string
	// Service is the name in durable consumers, dead letters and logs, for example sales-read.
	Service string
	// Replicas of each stream: 1, or 3 with three servers.
	Replicas int
	Options  []nats.Option
	Log      *slog.Logger
}

// Connect opens the connection, waiting up to 10 s for the first server, and makes sure that the streams exist.
func Connect(ctx context.Context, cfg Config) (*Bus, error) {
	options := append([]nats.Option{
		nats.Name("remnadesk-" + cfg.Service),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(250 * time.Millisecond),
		nats.RetryOnFailedConnect(true),
		nats.ErrorHandler(func(_ *nats.Conn, sub *nats.Subscription, err error) {
			subject := ""
			if sub != nil {
				subject = sub.Subject
			}
			cfg.Log.Warn("nats reported an error", "subject", subject, "error", err.Error())
		}),
	}, cfg.Options...)
	conn, err := nats.Connect(cfg.URL, options...)
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	js, err := jetstream.New(conn, jetstream.WithPublishAsyncMaxPending(512), jetstream.WithPublishAsyncTimeout(15*time.Second))
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("open JetStream: %w", err)
	}
	handled, err := otel.Meter("bus").Int64Counter("bus_messages", metric.WithDescription("messages handled, by handler and outcome"))
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("make counter: %w", err)
	}
	b := &Bus{Conn: conn, js: js, service: cfg.Service, log: cfg.Log, handled: handled, replicas: max(cfg.Replicas, 1), pauses: usualPauses(), types: map[string]EventType{}}
	for _, t := range EventTypes() {
		b.types[t.Type] = t
	}
	b.changed = newChanges(conn, cfg.Service)
	if err := b.EnsureStreams(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return b, nil
}

// OnGap tells bus how to ask for everything known of an entity to be sent again; it is called when a projection has
// missed messages. Call before Run.
func (b *Bus) OnGap(resend func(ctx context.Context, entity string) error) { b.resend = resend }

// JetStream gives the raw client, for readers of streams (live pages, command line).
func (b *Bus) JetStream() jetstream.JetStream { return b.js }

// Close flushes what was published and closes the connection.
func (b *Bus) Close() {
	b.changed.stop()
	if err := b.Conn.FlushTimeout(2 * time.Second); err != nil {
		b.log.Warn("nats did not take the last messages", "error", err.Error())
	}
	b.Conn.Close()
}

// Check reports whether NATS answers and every consumer works.
func (b *Bus) Check(ctx context.Context) error {
	if !b.Conn.IsConnected() {
		return fmt.Errorf("NATS is not connected: check REMNADESK_NATS_URL and that the server runs")
	}
	for _, c := range b.consumers {
		if err := c.health(); err != nil {
			return err
		}
	}
	return nil
}

// EnsureStreams makes the streams that do not exist and brings the others up to date, waiting up to 30 s for a server.
func (b *Bus) EnsureStreams(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for _, cfg := range streams(b.replicas) {
		if err := b.ensureStream(ctx, cfg); err != nil {
			return err
		}
	}
	return nil
}

// ensureStream waits for a server that is still starting: the connection retries by itself.
func (b *Bus) ensureStream(ctx context.Context, cfg jetstream.StreamConfig) error {
	for {
		_, err := b.js.CreateOrUpdateStream(ctx, cfg)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("make stream %s: %w", cfg.Name, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func streams(replicas int) []jetstream.StreamConfig {
	const day = 24 * time.Hour
	const mib = 1 << 20
	common := func(name string, age time.Duration, bytes int64, subjects ...string) jetstream.StreamConfig {
		return jetstream.StreamConfig{Name: name, Subjects: subjects, MaxAge: age, MaxBytes: bytes, Replicas: replicas, Storage: jetstream.FileStorage,
			Discard: jetstream.DiscardOld, Compression: jetstream.S2Compression, AllowDirect: true, Duplicates: 2 * time.Minute}
	}
	state := common(StreamState, 3*day, 4096*mib, "bedolaga.state.>", "remnawave.state.>")
	state.Duplicates = time.Second // versions make state idempotent; it carries no message ids
	return []jetstream.StreamConfig{
		state,
		common(StreamEvents, 400*day, 4096*mib, EventPrefix+">"),
		common(StreamInbound, 7*day, 1024*mib, "inbound.>"),
		common(StreamDead, 30*day, 1024*mib, "dead.>"),
	}
}
