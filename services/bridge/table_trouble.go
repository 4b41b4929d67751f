package bridge

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"
)

// look makes the plan of a table anew. An entity that cannot be read is off, with the reason; the others go on.
func (c *capture) look(ctx context.Context, st *tableState) error {
	c.looked[st.Entity] = c.now()
	p, err := c.source.look(ctx, c.source.schema, st.Table)
	var off *unreadable
	switch {
	case errors.As(err, &off):
		if st.problem != off.sentence {
			c.log.WarnContext(ctx, "entity is off", "entity", st.Entity, "reason", off.sentence)
		}
		st.plan, st.problem, st.retryAt = nil, off.sentence, c.now().Add(10*time.Second)
		st.absent = off.absent && st.TableOID == 0
		return nil
	case err != nil:
		return c.sourceTrouble(ctx, st, err)
	}
	st.plan, st.problem, st.retryAt, st.absent = p, "", time.Time{}, false
	if st.TableOID == 0 && st.ImportStarted != nil { // a person told to go on with the table as it is
		st.TableOID = p.oid
	}
	if reason := c.guardTable(st, p.oid, nil); reason != "" && st.Paused == "" {
		return c.pause(ctx, st, reason)
	}
	return nil
}

// sourceTrouble decides what an error of a read does: connect again (returned), look again, or let the table wait.
func (c *capture) sourceTrouble(ctx context.Context, st *tableState, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch classify(err) {
	case connectionLost:
		return fmt.Errorf("the bot's database went away while reading %s: %w", st.Name, err)
	case shapeChanged:
		soon := c.now().Sub(c.looked[st.Entity]) < 2*time.Second
		st.plan, st.problem = nil, fmt.Sprintf("table %s cannot be read as before: %v", st.Name, err)
		st.retryAt = c.now()
		if soon {
			st.retryAt = c.now().Add(5 * time.Second)
		}
	case busy:
		st.problem, st.retryAt = fmt.Sprintf("table %s is locked or busy in the bot's database (a migration?); trying again", st.Name), c.now().Add(2*time.Second)
	case broken:
		st.problem, st.retryAt = fmt.Sprintf("table %s cannot be read: %v", st.Name, err), c.now().Add(10*time.Second)
	}
	c.log.WarnContext(ctx, "table waits", "entity", st.Entity, "error", err.Error())
	return nil
}

// readKeys reads the named keys and brings them into the mirror.
func (c *capture) readKeys(ctx context.Context, st *tableState, keys []int64) error {
	_, err := c.readKeysSeen(ctx, st, keys)
	return err
}

func (c *capture) readKeysSeen(ctx context.Context, st *tableState, keys []int64) (map[int64]proto.Message, error) {
	ids := make([]int64, len(keys))
	for i, key := range keys {
		ids[i] = key - c.base()
	}
	rd, err := c.source.readKeys(ctx, st.Table, st.plan, c.base(), ids)
	if err != nil {
		return nil, c.sourceTrouble(ctx, st, err)
	}
	visible := make(map[int64]proto.Message, len(rd.rows))
	for _, row := range rd.rows {
		visible[row.key] = row.msg
		c.heat(st, row.key)
	}
	_, err = c.apply(ctx, st, rd, scope{keys: keys})
	return visible, err
}
