package bus

import (
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// ChangedPrefix is where services tell, without promise, that an answer may have changed: changed.<service>.<entity>.
const ChangedPrefix = "changed."

const coalesce = 250 * time.Millisecond

// changes sends at most one notice per entity and interval, the first at once.
type changes struct {
	conn    *nats.Conn
	service string
	mu      sync.Mutex
	waiting map[string]*time.Timer
	last    map[string]time.Time
	stopped bool
}

func newChanges(conn *nats.Conn, service string) *changes {
	return &changes{conn: conn, service: service, waiting: map[string]*time.Timer{}, last: map[string]time.Time{}}
}

// Changed tells open pages that answers about entity may have changed. Call it after the commit.
func (b *Bus) Changed(entity string) { b.changed.notice(entity) }

func (c *changes) notice(entity string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped || c.waiting[entity] != nil {
		return
	}
	wait := max(0, coalesce-time.Since(c.last[entity]))
	c.waiting[entity] = time.AfterFunc(wait, func() {
		c.mu.Lock()
		delete(c.waiting, entity)
		c.last[entity] = time.Now()
		c.mu.Unlock()
		// Lost when NATS is away: pages refetch when they reconnect.
		_ = c.conn.Publish(ChangedPrefix+c.service+"."+entity, nil)
	})
}

// stop sends what still waits.
func (c *changes) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for entity, timer := range c.waiting {
		if timer.Stop() {
			_ = c.conn.Publish(ChangedPrefix+c.service+"."+entity, nil) // as above
		}
	}
}
