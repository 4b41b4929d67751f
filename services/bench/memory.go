package main

import (
	"context"
	"fmt"
	"time"
)

const idleTime = 30 * time.Second

// measureMemory comes right after the start, with the shop imported: the suite only follows.
func measureMemory(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	if err := pause(ctx, idleTime); err != nil {
		return result{}, err
	}
	now, err := s.resident()
	if err != nil {
		return result{}, err
	}
	r := result{measured: mib(now.now), reference: "—", ratio: "—", reached: now.now < 200<<20}
	r.note("One process: bridge, sales-read, gateway, panel and NATS, %s after its start beside the imported shop; %s of it anonymous, the rest is mostly the program file. Peak since the start %s.",
		idleTime, mib(now.anonymous), mib(now.peak))
	return r, nil
}

// memoryAfter is a note on the memory that is left after the other rows' load.
func (l *lab) memoryAfter() string {
	if l.product == nil {
		return ""
	}
	now, err := l.product.resident()
	if err != nil {
		return ""
	}
	return fmt.Sprintf("After all measured load the same process had %s resident, at most %s.", mib(now.now), mib(now.peak))
}
