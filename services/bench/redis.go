package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	eventsPerSecond = 1000
	eventsSeconds   = 30
	redisChannel    = "remnawave:events"
)

func measureRedis(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	where, err := redis.ParseURL(l.redis)
	if err != nil {
		return result{}, fmt.Errorf("read Redis URL: %w", err)
	}
	client := redis.NewClient(where)
	defer client.Close()
	arrivals := newTally()
	stop, err := s.listen(ctx, func(f fact, at time.Time) error {
		if f.Type != "ticket.created" {
			return nil
		}
		var data struct {
			TicketID int64 `json:"ticket_id,string"`
		}
		if err := json.Unmarshal(f.Data, &data); err != nil {
			return fmt.Errorf("decode ticket: %w", err)
		}
		arrivals.arrive(data.TicketID, at)
		return nil
	})
	if err != nil {
		return result{}, err
	}
	seconds := eventsSeconds
	if l.o.seconds > 0 {
		seconds = l.o.seconds
	}
	began := time.Now()
	if err := publishTickets(ctx, client, eventsPerSecond*seconds, arrivals); err != nil {
		return result{}, err
	}
	took := time.Since(began)
	if err := arrivals.settle(ctx, patience); err != nil {
		return result{}, err
	}
	if err := stop(); err != nil {
		return result{}, err
	}
	b := arrivals.balance()
	r := result{measured: b.String(), reference: "—", ratio: "—", reached: b.exact() && b.sent > 0 && quantile(b.waits, 0.99) < 300*time.Millisecond}
	r.note("%d ticket.created with distinct ids in %s (%.0f per second), one PUBLISH each, timed from before the PUBLISH to the complete frame.", b.sent, short(took), float64(b.sent)/took.Seconds())
	return r, nil
}

// publishTickets sends at a steady rate that makes up for slow moments.
func publishTickets(ctx context.Context, client *redis.Client, count int, arrivals *tally) error {
	began := time.Now()
	for i := range count {
		due := began.Add(time.Duration(i) * time.Second / eventsPerSecond)
		if wait := time.Until(due); wait > 0 {
			if err := pause(ctx, wait); err != nil {
				return err
			}
		}
		id := int64(1_000_000 + i)
		body, err := json.Marshal(map[string]any{"event": "ticket.created", "data": map[string]any{"ticket_id": id, "user_id": i%1000 + 1, "title": "Не подключается", "priority": "normal"}})
		if err != nil {
			return fmt.Errorf("encode ticket: %w", err)
		}
		arrivals.send(id, time.Now())
		if err := client.Publish(ctx, redisChannel, body).Err(); err != nil {
			return fmt.Errorf("publish ticket: %w", err)
		}
	}
	return nil
}
