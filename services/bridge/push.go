package bridge

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// A push only wakes a read of its key: the event is a function of the row. If the row does not show in time, the push alone is told, unverified.

const (
	visibleWithin = 200 * time.Millisecond
	retryEvery    = 40 * time.Millisecond
	pushQueue     = 20000
)

// pushed is a message that waits for its row.
type pushed struct {
	entity   string // whose row to read; empty when we capture none for this type
	key      int64
	told     *bedolaga.Event // what the push alone tells; nil = nothing without the row
	deadline time.Time
}

// pushes is the queue between the Redis subscriber and the leader's loop.
type pushes struct {
	queue   chan pushed
	waiting []pushed
	due     time.Time
}

func newPushes() *pushes { return &pushes{queue: make(chan pushed, pushQueue)} }

// take adds a message and whatever else is waiting in the queue.
func (p *pushes) take(first pushed) {
	p.waiting = append(p.waiting, first)
	p.due = time.Time{}
	p.drain()
}

func (p *pushes) drain() {
	for len(p.waiting) < pushQueue {
		select {
		case next := <-p.queue:
			p.waiting = append(p.waiting, next)
			p.due = time.Time{}
		default:
			return
		}
	}
}

// drainPushes reads the rows that pushes named, and tells without their row those that waited long enough.
func (c *capture) drainPushes(ctx context.Context) error {
	c.pushes.drain()
	if len(c.pushes.waiting) == 0 || c.now().Before(c.pushes.due) {
		return nil
	}
	visible := map[string]map[int64]proto.Message{}
	for entity, keys := range c.wanted() {
		st := c.table(entity)
		if !st.ready(c.now()) {
			continue
		}
		found, err := c.readKeysSeen(ctx, st, keys)
		if err != nil {
			return err
		}
		visible[entity] = found
	}
	var kept []pushed
	var told []bedolaga.Event
	for _, p := range c.pushes.waiting {
		_, seen := visible[p.entity][p.key]
		switch {
		case seen: // the row told, or says that there is nothing to tell
		case p.entity != "" && c.now().Before(p.deadline):
			kept = append(kept, p)
		case p.told != nil:
			told = append(told, *p.told)
		}
	}
	if err := c.tell(ctx, told); err != nil {
		return err // they wait on: nobody else remembers them
	}
	c.pushes.waiting = kept
	c.pushes.due = c.now().Add(retryEvery)
	return nil
}

// wanted groups the waiting keys by entity.
func (c *capture) wanted() map[string][]int64 {
	keys := map[string][]int64{}
	seen := map[string]map[int64]struct{}{}
	for _, p := range c.pushes.waiting {
		if p.entity == "" {
			continue
		}
		if seen[p.entity] == nil {
			seen[p.entity] = map[int64]struct{}{}
		}
		if _, dup := seen[p.entity][p.key]; !dup {
			seen[p.entity][p.key] = struct{}{}
			keys[p.entity] = append(keys[p.entity], p.key)
		}
	}
	return keys
}

// tellUnverified tells all waiting pushes by themselves: the bot's database cannot be asked.
func (c *capture) tellUnverified(ctx context.Context) error {
	c.pushes.drain()
	var told []bedolaga.Event
	for _, p := range c.pushes.waiting {
		if p.told != nil {
			told = append(told, *p.told)
		}
	}
	if err := c.tell(ctx, told); err != nil {
		return err
	}
	c.pushes.waiting = nil
	return nil
}

func (c *capture) tell(ctx context.Context, told []bedolaga.Event) error {
	if len(told) == 0 {
		return nil
	}
	var fresh int64
	err := c.commit(ctx, func(tx pgx.Tx) (err error) {
		fresh, err = recordEvents(ctx, tx, told)
		return err
	})
	if err == nil && fresh > 0 {
		c.relay.signal()
	}
	return err
}
