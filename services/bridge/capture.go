package bridge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
	"github.com/remnadesk/remnadesk/pkg/pg"
)

const (
	leaderName  = "capture"
	eventSource = "remnadesk/bridge"
	markEvery   = 2 * time.Second
	statusEvery = time.Second
)

// capture is the leader's loop over all tables: one goroutine, one connection to the bot, so that versions and marks keep their order.
type capture struct {
	db          *pg.DB
	bus         *bus.Bus
	log         *slog.Logger
	now         func() time.Time
	budget      budget
	epoch       int64
	incarnation int32
	source      *source
	tables      []*tableState
	relay       *relay
	pushes      *pushes
	redis       func() string
	incarnated  func(int32)

	problem   string // of the whole source
	state     string
	marked    time.Time
	reported  time.Time
	obeyed    time.Time
	told      time.Time
	probeDue  time.Time
	sweepFrom int // table whose turn to sweep is first
	looked    map[string]time.Time
	costSince time.Time
	costBase  time.Duration
	costLast  float64
}

func (c *capture) table(entity string) *tableState {
	i := slices.IndexFunc(c.tables, func(st *tableState) bool { return st.Entity == entity })
	return c.tables[i]
}

func unmarshal(raw []byte, into proto.Message) error { return proto.Unmarshal(raw, into) }

// run captures until ctx ends. A session that breaks (bot's database away, our own away) begins again after a pause; pushes go out meanwhile.
func (c *capture) run(ctx context.Context) error {
	defer c.source.close(context.WithoutCancel(ctx))
	pause := 250 * time.Millisecond
	for ctx.Err() == nil {
		started := c.now()
		err := c.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, pg.ErrDeposed) {
			return err
		}
		if c.now().Sub(started) > 30*time.Second {
			pause = 250 * time.Millisecond
		}
		c.log.WarnContext(ctx, "capture starts again", "error", fmt.Sprint(err))
		c.problem, c.state = err.Error(), "down"
		c.source.close(ctx)
		if err := c.waitDown(ctx, pause); err != nil {
			return err
		}
		pause = min(pause*2, 5*time.Second)
	}
	return nil
}

// waitDown keeps status and pushes going while the source cannot be read.
func (c *capture) waitDown(ctx context.Context, pause time.Duration) error {
	until := time.After(pause)
	if err := c.tellUnverified(ctx); err != nil && !pg.Transient(err) {
		return err
	}
	for {
		c.report(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-until:
			return nil
		case p := <-c.pushes.queue:
			c.pushes.take(p)
			if err := c.tellUnverified(ctx); err != nil && !pg.Transient(err) {
				return err
			}
		}
	}
}

// session connects, looks at the catalog and follows until something breaks. Its error is a sentence for the operator.
func (c *capture) session(ctx context.Context) error {
	if err := c.load(ctx); err != nil {
		return err
	}
	if err := c.source.connect(ctx); err != nil {
		return err
	}
	c.looked = map[string]time.Time{}
	schema, err := c.source.findSchema(ctx)
	if err != nil {
		return err
	}
	c.source.schema = schema
	for _, st := range c.tables {
		if err := c.look(ctx, st); err != nil {
			return err
		}
	}
	c.problem, c.state = "", "following"
	c.log.InfoContext(ctx, "reading the bot's database", "schema", schema, "incarnation", c.incarnation)
	if err := c.finish(ctx); err != nil {
		return err
	}
	cost, _ := c.source.cost()
	c.budget.begin(c.now(), cost)
	for ctx.Err() == nil {
		busy, err := c.turn(ctx)
		if err != nil {
			return err
		}
		c.rest(ctx, busy)
	}
	return nil
}

// finish completes what a stop may have left half done: blocks not yet published, an incarnation not yet closed.
func (c *capture) finish(ctx context.Context) error {
	if err := c.republishDirty(ctx); err != nil {
		return err
	}
	if err := c.learnEnds(ctx); err != nil {
		return err
	}
	for _, st := range c.tables {
		if c.incarnation > 0 && st.Imported {
			if err := c.closeIncarnation(ctx, st); err != nil {
				return err
			}
		}
	}
	return nil
}

// turn does what is due; busy means there is more to do at once.
func (c *capture) turn(ctx context.Context) (busy bool, err error) {
	if err := c.obey(ctx); err != nil {
		return false, err
	}
	return c.follow(ctx)
}

// follow reads, marks and reports: all of a turn but commands, which let it go on while they take long.
func (c *capture) follow(ctx context.Context) (busy bool, err error) {
	if busy, err = c.readTables(ctx); err != nil {
		return false, err
	}
	if c.now().Sub(c.marked) >= markEvery {
		c.marked = c.now()
		for _, st := range c.tables {
			if err := c.mark(ctx, st, false); err != nil {
				return false, err
			}
		}
	}
	c.report(ctx)
	return busy, nil
}

// readTables gives each table its turn: the tail when due, then a step of import or sweep.
func (c *capture) readTables(ctx context.Context) (busy bool, err error) {
	spent, _ := c.source.cost()
	c.budget.earn(c.now(), spent, c.allowed())
	if err := c.probeTables(ctx); err != nil {
		return false, err
	}
	importing, from, denied := false, c.sweepFrom, -1
	if c.allowed() { // an import keeps its order
		from = 0
	}
	for i := range c.tables {
		at := (from + i) % len(c.tables)
		st := c.tables[at]
		// Whoever pushed waits for one table's turn at most, not for all of them.
		if err := c.drainPushes(ctx); err != nil {
			return false, err
		}
		if st.plan == nil && !c.now().Before(st.retryAt) && st.Paused == "" {
			if err := c.look(ctx, st); err != nil {
				return false, err
			}
		}
		if !st.ready(c.now()) {
			continue
		}
		more, err := c.readTable(ctx, st, importing)
		if err != nil {
			return false, err
		}
		busy = busy || more
		importing = importing || !st.Imported
		if st.sweep.denied && denied < 0 {
			denied = at
		}
		st.sweep.denied = false
	}
	if denied >= 0 { // who went short is the first to be served: a step for each in turn, whatever their number
		c.sweepFrom = denied
	}
	return busy, nil
}

func (c *capture) readTable(ctx context.Context, st *tableState, importing bool) (busy bool, err error) {
	if st.tail.due && !c.now().Before(st.tail.restTo) {
		st.tail.due = false
		if err := c.tailOnce(ctx, st); err != nil {
			return false, err
		}
	}
	if !st.ready(c.now()) || st.tail.poll != nil {
		return st.tail.poll != nil, nil
	}
	if !st.Imported {
		if importing { // one table at a time
			return false, nil
		}
		return true, c.importStep(ctx, st)
	}
	if len(st.sweep.hot) > 0 && !c.now().Before(st.sweep.hotDue) && !c.budget.indebted() && c.now().Sub(st.sweep.passed) > hotEvery {
		if err := c.sweepHot(ctx, st); err != nil || !st.ready(c.now()) {
			return false, err
		}
	}
	first := st.firstPass()
	if c.now().Before(st.sweep.pauseTo) {
		return false, nil
	}
	if !first && !c.budget.forSweep() {
		st.sweep.denied = true
		return false, nil
	}
	before, _ := c.source.cost()
	err = c.sweepStep(ctx, st)
	if after, _ := c.source.cost(); !first {
		c.budget.swept(after - before)
	}
	return first || c.budget.inCredit(), err
}

// allowed is true while some table has its first import or first pass ahead: then we may read as fast as we can.
func (c *capture) allowed() bool {
	return slices.ContainsFunc(c.tables, func(st *tableState) bool { return st.ready(c.now()) && (!st.Imported || st.firstPass()) })
}

// rest waits for the next thing that is due.
func (c *capture) rest(ctx context.Context, busy bool) {
	wait := 50 * time.Millisecond
	if len(c.pushes.waiting) > 0 {
		wait = retryEvery / 2
	}
	if busy {
		wait = 0
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case p := <-c.pushes.queue:
		c.pushes.take(p)
	case <-timer.C:
	}
}
