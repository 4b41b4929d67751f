package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

func eventsCommand() *cobra.Command {
	var all bool
	var limit int
	tail := &cobra.Command{
		Use:   "tail [type]",
		Short: "Print domain events as JSON lines, as they come",
		Long: `Prints each domain event as one line of CloudEvents JSON until interrupted.

  remnadesk events tail                      everything from now on
  remnadesk events tail payment.completed    one type
  remnadesk events tail --all                from the beginning of the stream
  remnadesk events tail --all --limit 10     the first ten, then stop`,
		Args: cobra.MaximumNArgs(1),
		RunE: withBus(func(ctx context.Context, b *bus.Bus, args []string) error {
			filter := bus.EventPrefix + ">"
			if len(args) == 1 {
				kind, known := bus.FindEventType(args[0])
				if !known {
					return fmt.Errorf("%q is not an event type; see docs/contract.md", args[0])
				}
				filter = kind.Subject()
			}
			return tailEvents(ctx, b, filter, all, limit)
		}),
	}
	tail.Flags().BoolVar(&all, "all", false, "begin with the oldest event kept")
	tail.Flags().IntVar(&limit, "limit", 0, "stop after so many events; 0 = never")
	cmd := &cobra.Command{Use: "events", Short: "Watch the stream of domain events"}
	cmd.AddCommand(tail)
	return cmd
}

func tailEvents(ctx context.Context, b *bus.Bus, filter string, all bool, limit int) error {
	policy := jetstream.DeliverNewPolicy
	if all {
		policy = jetstream.DeliverAllPolicy
	}
	consumer, err := b.JetStream().OrderedConsumer(ctx, bus.StreamEvents, jetstream.OrderedConsumerConfig{FilterSubjects: []string{filter}, DeliverPolicy: policy})
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return fmt.Errorf("read events: %w", err)
	}
	defer messages.Stop()
	for n := 0; limit == 0 || n < limit; n++ {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		if err := printEvent(bus.ReadEvent(msg.Headers(), msg.Subject(), msg.Data())); err != nil {
			return err
		}
	}
	return nil
}

// printEvent writes one line of CloudEvents structured JSON.
func printEvent(e bus.Event) error {
	data := json.RawMessage("null")
	if kind, known := bus.FindEventType(e.Type); known {
		message := kind.New()
		if err := proto.Unmarshal(e.Data, message); err != nil {
			return fmt.Errorf("decode event %s: %w", e.ID, err)
		}
		raw, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(message)
		if err != nil {
			return fmt.Errorf("print event %s: %w", e.ID, err)
		}
		data = raw
	}
	return json.NewEncoder(os.Stdout).Encode(struct {
		SpecVersion string          `json:"specversion"`
		ID          string          `json:"id"`
		Type        string          `json:"type"`
		Source      string          `json:"source"`
		Time        string          `json:"time"`
		Subject     string          `json:"subject,omitempty"`
		Verified    bool            `json:"verified"`
		Data        json.RawMessage `json:"data"`
	}{"1.0", e.ID, e.Type, e.Source, e.Time.UTC().Format("2006-01-02T15:04:05.999999Z07:00"), e.Subject, e.Verified, data})
}
