package bus

import (
	"fmt"
	"time"
)

// struggle is a message that was handed back.
type struggle struct {
	tries int // attempts that count
	waits int // attempts that do not: the trouble passes by itself
	err   error
	due   time.Time // when it comes again
}

// overdue is when a message handed back is somebody else's: another replica has taken it, or its stream is gone.
const overdue = 2 * time.Minute

func (c *consumer) health() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	trouble := c.trouble
	for sequence, s := range c.struggles {
		if time.Since(s.due) > overdue {
			delete(c.struggles, sequence)
			continue
		}
		trouble = s.err
	}
	if trouble == nil {
		return nil
	}
	return fmt.Errorf("handler %s of %s: %w", c.handler, c.bus.service, trouble)
}

func (c *consumer) setTrouble(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = err
}

// follow notes which stream is read; the sequences of another one mean other messages.
func (c *consumer) follow(created time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.created.Equal(created) {
		c.created = created
		clear(c.struggles)
	}
}

func (c *consumer) followed() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.created
}

func (c *consumer) struggle(sequence uint64, err error) *struggle {
	s := c.struggles[sequence]
	if s == nil {
		s = &struggle{}
		c.struggles[sequence] = s
	}
	s.err = err
	return s
}

// count adds an attempt that counts; it returns how many there were and the pause before the next.
func (c *consumer) count(sequence uint64, err error) (tries int, pause time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.struggle(sequence, err)
	s.tries++
	pause = at(c.bus.pauses.attempts, s.tries-1)
	s.due = time.Now().Add(pause)
	return s.tries, pause
}

// wait notes trouble that passes by itself and returns the growing pause.
func (c *consumer) wait(sequence uint64, err error) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.struggle(sequence, err)
	pause := at(c.bus.pauses.patience, s.waits)
	s.waits++
	s.due = time.Now().Add(pause)
	return pause
}

func at(pauses []time.Duration, n int) time.Duration { return pauses[min(n, len(pauses)-1)] }

func (c *consumer) tries(sequence uint64) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.struggles[sequence]; s != nil {
		return s.tries
	}
	return 0
}

func (c *consumer) forget(sequence uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.struggles, sequence)
}
