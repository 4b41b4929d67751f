package bridge

import (
	"context"
	"slices"
	"time"
)

// The sweep finds everything else: updates in place, deletions, explicit ids, whatever tail and push missed. PostgreSQL folds each block of
// ids into one digest; only blocks that differ are read.

const (
	sweepTarget = 40 * time.Millisecond // of one statement
	sweepMost   = 256                   // blocks at once
	startBlocks = 8                     // of a pass or an import, before it knows how long they take
	hotFor      = 10 * time.Minute      // a block that changed is looked at first for so long
	hotMost     = 16                    // of them, per table
	hotEvery    = 700 * time.Millisecond
	readSlice   = 100 * time.Millisecond // of reading blocks that differ, before the others have their turn
	lookEvery   = 5 * time.Second        // at the catalog
)

type sweep struct {
	running  bool
	started  time.Time // of the pass, by the source's clock
	next     int64     // id where the pass goes on
	end      int64     // largest id when the pass began
	differ   []int64   // blocks below next that differ and are still to be read
	blocks   int       // how many at once
	counting time.Time // since when the guard counts
	vanished int64     // rows gone since
	others   int64     // keys with another fact since
	trusted  bool      // a person told to continue: no guard in this pass
	settled  bool      // the origin was settled when the pass began
	denied   bool      // it was due, but there was nothing left to spend
	pauseTo  time.Time // next pass not before
	passed   time.Time // when the last pass began, by our clock
	began    time.Time // when this pass began
	hot      map[int64]time.Time
	hotDue   time.Time
	saved    time.Time
}

// restart makes the next pass begin at once.
func (s *sweep) restart() {
	*s = sweep{hot: s.hot, trusted: s.trusted, blocks: startBlocks}
}

// heat makes the block of a key be looked at often for a while.
func (c *capture) heat(st *tableState, key int64) {
	block := key >> blockBits
	st.sweep.hot[block] = c.now()
	if len(st.sweep.hot) <= hotMost {
		return
	}
	oldest, at := int64(0), c.now()
	for b, t := range st.sweep.hot {
		if b != block && !t.After(at) {
			oldest, at = b, t
		}
	}
	delete(st.sweep.hot, oldest)
}

// sweepHot verifies the blocks that changed lately.
func (c *capture) sweepHot(ctx context.Context, st *tableState) error {
	st.sweep.hotDue = c.now().Add(hotEvery)
	blocks := make([]int64, 0, len(st.sweep.hot))
	for block, at := range st.sweep.hot {
		if c.now().Sub(at) > hotFor || block < c.base()>>blockBits {
			delete(st.sweep.hot, block)
			continue
		}
		blocks = append(blocks, block)
	}
	slices.Sort(blocks)
	for len(blocks) > 0 && st.ready(c.now()) {
		n := 1 // neighbours go in one statement
		for n < len(blocks) && blocks[n] == blocks[n-1]+1 {
			n++
		}
		from, to := blocks[0]<<blockBits-c.base(), (blocks[n-1]+1)<<blockBits-c.base()
		differ, _, _, err := c.differing(ctx, st, from, to)
		if err != nil {
			return err
		}
		for _, block := range differ {
			if err := c.readBlock(ctx, st, block); err != nil || !st.ready(c.now()) {
				return err
			}
		}
		blocks = blocks[n:]
	}
	return nil
}

// differing compares the digests of ids from <= id < to (block borders) and returns the blocks that differ, whether the source has rows there,
// and how long it took to fold them.
func (c *capture) differing(ctx context.Context, st *tableState, from, to int64) ([]int64, bool, time.Duration, error) {
	now, took, err := c.source.readDigests(ctx, st.plan, from, to)
	if err != nil {
		st.sweep.blocks = max(1, st.sweep.blocks/2)
		return nil, false, took, c.sourceTrouble(ctx, st, err)
	}
	shift := c.base() >> blockBits
	known, err := c.knownBlocks(ctx, st, from>>blockBits+shift, to>>blockBits+shift)
	if err != nil {
		return nil, false, took, err
	}
	var differ []int64
	for block, d := range now {
		if k, ok := known[block+shift]; !ok || k.rows != d.rows || k.xor != d.xor {
			differ = append(differ, block)
		}
	}
	for block, k := range known {
		if _, present := now[block-shift]; !present && k.rows != 0 {
			differ = append(differ, block-shift)
		}
	}
	slices.Sort(differ)
	return differ, len(now) > 0, took, nil
}

// readDiffering reads the blocks that differ for as long as one turn may take. One that cannot be read now stays the next.
func (c *capture) readDiffering(ctx context.Context, st *tableState) error {
	for until := c.now().Add(readSlice); len(st.sweep.differ) > 0 && c.now().Before(until); st.sweep.differ = st.sweep.differ[1:] {
		if err := c.readBlock(ctx, st, st.sweep.differ[0]); err != nil || !st.ready(c.now()) {
			return err
		}
	}
	return nil
}

// readBlock reads one block of ids and brings it into the mirror.
func (c *capture) readBlock(ctx context.Context, st *tableState, block int64) error {
	from, to := block<<blockBits, (block+1)<<blockBits
	rd, err := c.source.readRange(ctx, st.Table, st.plan, c.base(), from, to)
	if err != nil {
		return c.sourceTrouble(ctx, st, err)
	}
	changed, err := c.apply(ctx, st, rd, scope{from: c.base() + from, to: c.base() + to})
	if changed > 0 {
		c.heat(st, c.base()+from)
	}
	return err
}

// sweepStep takes the pass of a table one statement further; a pass begins with a new look at the catalog.
func (c *capture) sweepStep(ctx context.Context, st *tableState) error {
	s := &st.sweep
	if !s.running {
		return c.beginPass(ctx, st)
	}
	if len(s.differ) > 0 {
		return c.readDiffering(ctx, st)
	}
	if s.next > s.end {
		return c.endPass(ctx, st)
	}
	to := s.next + int64(max(s.blocks, 1))<<blockBits
	differ, present, took, err := c.differing(ctx, st, s.next, to)
	if err != nil || !st.ready(c.now()) {
		return err
	}
	s.next, s.differ = to, differ
	switch {
	case took > sweepTarget:
		s.blocks = max(1, s.blocks/2)
	case took < sweepTarget/3:
		s.blocks = min(sweepMost, max(s.blocks, 1)*2)
	}
	if present || to > s.end {
		return nil
	}
	return c.jump(ctx, st, to)
}

// jump goes over ids that neither the source nor the mirror has.
func (c *capture) jump(ctx context.Context, st *tableState, from int64) error {
	_, _, next, _, err := c.source.bounds(ctx, st.plan, from)
	if err != nil {
		return c.sourceTrouble(ctx, st, err)
	}
	target := st.sweep.end + 1
	if next != nil {
		target = *next
	}
	shift := c.base() >> blockBits
	known, err := c.nextKnownBlock(ctx, st, from>>blockBits+shift, (c.base()+1<<keyBits)>>blockBits)
	if err != nil {
		return err
	}
	if known != nil {
		target = min(target, (*known-shift)<<blockBits)
	}
	st.sweep.next = max(from, target>>blockBits<<blockBits)
	return nil
}

func (c *capture) beginPass(ctx context.Context, st *tableState) error {
	if c.now().Sub(c.looked[st.Entity]) > lookEvery {
		if err := c.look(ctx, st); err != nil || !st.ready(c.now()) {
			return err
		}
	}
	smallest, largest, _, at, err := c.source.bounds(ctx, st.plan, 0)
	if err != nil {
		return c.sourceTrouble(ctx, st, err)
	}
	if reason := c.guardTable(st, st.plan.oid, largest); reason != "" {
		return c.pause(ctx, st, reason)
	}
	s := &st.sweep
	s.running, s.started, s.began, s.settled = true, at, c.now(), st.tail.origin || st.VerifiedUntil != nil
	s.next, s.end = 0, -1
	if smallest != nil {
		s.next, s.end = *smallest>>blockBits<<blockBits, *largest
	}
	shift := c.base() >> blockBits
	known, err := c.nextKnownBlock(ctx, st, shift, (c.base()+1<<keyBits)>>blockBits)
	if err != nil {
		return err
	}
	if known != nil { // rows may have gone before the first and after the last id
		last, err := c.lastKnownBlock(ctx, st)
		if err != nil {
			return err
		}
		s.next = min(s.next, (*known-shift)<<blockBits)
		s.end = max(s.end, (last-shift+1)<<blockBits-1)
	}
	return nil
}

// endPass moves the entity's verification time to the start of the pass.
func (c *capture) endPass(ctx context.Context, st *tableState) error {
	s := &st.sweep
	s.running, s.trusted, s.passed = false, false, s.began
	s.pauseTo = c.now().Add(time.Second)
	if !s.settled {
		return nil // a transaction from before the import may still write below: one more pass
	}
	first := st.VerifiedUntil == nil
	at := s.started
	st.VerifiedUntil = &at
	if first {
		c.log.InfoContext(ctx, "entity verified", "entity", st.Entity, "rows", st.Rows)
	}
	return c.mark(ctx, st, false)
}
