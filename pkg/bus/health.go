package bus

import (
	"fmt"
	"time"
)

func (c *consumer) health() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.trouble == nil {
		return nil
	}
	return fmt.Errorf("handler %s of %s: %w", c.handler, c.bus.service, c.trouble)
}

func (c *consumer) setTrouble(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = err
}

// count adds an attempt that counts and returns how many there were.
func (c *consumer) count(sequence uint64) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures[sequence]++
	return c.failures[sequence]
}

func (c *consumer) tries(sequence uint64) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failures[sequence]
}

func (c *consumer) forget(sequence uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.failures, sequence)
	c.waits = 0
	c.trouble = nil
}

// wait notes trouble that passes by itself and returns the growing pause.
func (c *consumer) wait(err error) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	pause := patience[min(c.waits, len(patience)-1)]
	c.waits++
	c.trouble = err
	return pause
}
