package simulator

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"time"
)

// channel is where the bot's world talks on Redis.
const channel = "remnawave:events"

// note is one message worth publishing: the bot's own body under a type of the contract.
type note struct {
	kind string
	body map[string]any
}

// publish tells Redis, unreliably: one message in seven is lost, one in ten comes twice, each in one of three shapes.
func (s *Shop) publish(ctx context.Context, chance *rand.Rand, notes []note) {
	if s.redis == nil || !s.past.IsZero() {
		return
	}
	for _, n := range notes {
		times := 1
		switch roll := chance.IntN(100); {
		case roll < 14:
			times = 0
		case roll < 24:
			times = 2
		}
		message, err := shape(chance, n, s.clock())
		for range times {
			if err == nil {
				err = s.redis.Publish(ctx, channel, message).Err()
			}
		}
		if err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "publish to Redis", "type", n.kind, "error", err)
		}
	}
}

func shape(chance *rand.Rand, n note, now time.Time) ([]byte, error) {
	stamp := now.UTC().Format(time.RFC3339Nano)
	switch chance.IntN(3) {
	case 0:
		return json.Marshal(map[string]any{"specversion": "1.0", "id": uuid(chance.Uint64(), 0), "source": "bedolaga-bot", "type": n.kind, "time": stamp,
			"datacontenttype": "application/json", "data": n.body})
	case 1:
		return json.Marshal(map[string]any{"type": n.kind, "payload": n.body, "timestamp": stamp})
	default:
		return json.Marshal(map[string]any{"event": n.kind, "data": n.body})
	}
}
