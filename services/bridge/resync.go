package bridge

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	bedolagav1 "github.com/remnadesk/remnadesk/proto/gen/bedolaga/v1"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

// Words of bridge.commands.mode.
const (
	modeVerify         = "verify"
	modeRepublish      = "republish"
	modeContinue       = "continue"
	modeNewIncarnation = "new_incarnation"
)

// Resync writes a command that the leader obeys; any replica may take it.
func (s *service) Resync(ctx context.Context, q *bridgev1.ResyncRequest) (*bridgev1.ResyncResponse, error) {
	if q.GetEntity() != "" && !knownEntity(q.GetEntity()) {
		return nil, rpc.Invalid("entity", "%q is not an entity; known are %v", q.GetEntity(), entityNames())
	}
	mode := map[bridgev1.ResyncRequest_Mode]string{
		bridgev1.ResyncRequest_MODE_VERIFY: modeVerify, bridgev1.ResyncRequest_MODE_REPUBLISH: modeRepublish,
		bridgev1.ResyncRequest_MODE_CONTINUE: modeContinue, bridgev1.ResyncRequest_MODE_NEW_INCARNATION: modeNewIncarnation,
	}[q.GetMode()]
	if mode == modeNewIncarnation && q.GetEntity() != "" {
		return nil, rpc.Invalid("entity", "a new incarnation concerns the whole database; leave entity empty")
	}
	if err := s.command(ctx, q.GetEntity(), mode, rpc.CallerFrom(ctx).GetName()); err != nil {
		return nil, err
	}
	what := q.GetEntity()
	if what == "" {
		what = "all entities"
	}
	return &bridgev1.ResyncResponse{Message: fmt.Sprintf("%s of %s has been ordered; the data page of the panel and remnadesk doctor show how it goes.", mode, what)}, nil
}

// Republish is asked by projections that missed something. Waiting requests for the same entity are one.
func (s *service) Republish(ctx context.Context, q *bridgev1.RepublishRequest) (*bridgev1.RepublishResponse, error) {
	if !knownEntity(q.GetEntity()) {
		return nil, rpc.Invalid("entity", "%q is not an entity; known are %v", q.GetEntity(), entityNames())
	}
	return &bridgev1.RepublishResponse{}, s.command(ctx, q.GetEntity(), modeRepublish, q.GetProjection())
}

const insertCommand = `
INSERT INTO bridge.commands (entity, mode, requested_by) SELECT $1, $2, $3
WHERE NOT EXISTS (SELECT 1 FROM bridge.commands WHERE entity = $1 AND mode = $2 AND done_at IS NULL)`

func (s *service) command(ctx context.Context, entity, mode, by string) error {
	if _, err := s.db.Exec(ctx, insertCommand, entity, mode, by); err != nil {
		return status.Error(codes.Unavailable, "the command could not be stored; nothing was started, try again")
	}
	return nil
}

func entityNames() []string {
	var names []string
	for _, t := range bedolaga.Tables() {
		names = append(names, t.Entity)
	}
	return names
}

func knownEntity(name string) bool { return slices.Contains(entityNames(), name) }

type commandRow struct {
	ID     int64
	Entity string
	Mode   string
}

// obey carries out waiting commands, looked for twice a second.
func (c *capture) obey(ctx context.Context) error {
	if c.now().Sub(c.obeyed) < 500*time.Millisecond {
		return nil
	}
	c.obeyed = c.now()
	rows, err := c.db.Query(ctx, `SELECT id, entity, mode FROM bridge.commands WHERE done_at IS NULL ORDER BY id`)
	if err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	commands, err := pgx.CollectRows(rows, pgx.RowToStructByName[commandRow])
	if err != nil {
		return fmt.Errorf("read commands: %w", err)
	}
	for _, command := range commands {
		c.log.InfoContext(ctx, "resync ordered", "mode", command.Mode, "entity", command.Entity)
		if err := c.execute(ctx, command); err != nil {
			return err
		}
		if _, err := c.db.Exec(ctx, `UPDATE bridge.commands SET done_at = now() WHERE id = $1`, command.ID); err != nil {
			return fmt.Errorf("close command: %w", err)
		}
	}
	return nil
}

func (c *capture) execute(ctx context.Context, command commandRow) error {
	if command.Mode == modeNewIncarnation {
		return c.newIncarnation(ctx)
	}
	for _, st := range c.tables {
		if command.Entity != "" && command.Entity != st.Entity {
			continue
		}
		var err error
		switch command.Mode {
		case modeVerify:
			st.sweep.restart()
		case modeRepublish:
			err = c.republish(ctx, st)
		case modeContinue:
			err = c.continueAfterPause(ctx, st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// continueAfterPause accepts the table as it is now: what is gone is gone, what changed has changed.
func (c *capture) continueAfterPause(ctx context.Context, st *tableState) error {
	after := st.entityRow
	after.Paused, after.TableOID, after.MaxID, after.Settled = "", 0, 0, 0
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	st.sweep.trusted = true
	st.sweep.restart()
	st.tail = tail{}
	if err := c.look(ctx, st); err != nil {
		return err
	}
	return c.mark(ctx, st, false)
}

// newIncarnation begins again with new keys: every table is imported under the next incarnation, without events for what it holds by now.
func (c *capture) newIncarnation(ctx context.Context) error {
	return c.reset(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE bridge.source SET incarnation = incarnation + 1`); err != nil {
			return err
		}
		// With the same commit: an order obeyed again after a crash would begin yet another incarnation.
		_, err := tx.Exec(ctx, `UPDATE bridge.commands SET done_at = now() WHERE mode = $1 AND done_at IS NULL`, modeNewIncarnation)
		return err
	})
}

func (c *capture) reset(ctx context.Context, also func(tx pgx.Tx) error) error {
	err := c.commit(ctx, func(tx pgx.Tx) error {
		for _, st := range c.tables {
			fresh := entityRow{EntityName: st.Entity, LastVersion: st.LastVersion, Rows: 0, Gone: st.Gone}
			if err := c.save(ctx, tx, fresh); err != nil {
				return err
			}
		}
		return also(tx)
	})
	if err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	for _, st := range c.tables {
		if err := c.look(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectOld = `
SELECT o.key, o.row, n.row AS now FROM bridge.mirror o
LEFT JOIN bridge.mirror n ON n.entity = o.entity AND n.key = $2 + (o.key & ((1::bigint << 40) - 1)) AND NOT n.gone
WHERE o.entity = $1 AND o.key < $2 AND o.key >= $3 AND NOT o.gone ORDER BY o.key LIMIT 5000`
	dropMoved = `DELETE FROM bridge.mirror WHERE entity = $1 AND key = ANY($2)`
	buryOld   = `UPDATE bridge.mirror SET gone = true, version = $3 WHERE entity = $1 AND key = ANY($2)`
)

type oldRow struct {
	Key int64
	Row []byte
	Now []byte
}

// closeIncarnation decides for each row of the incarnations before: the same fact goes on under a new key (moved), or is gone and stays ours.
// All of them, because one may have been given up before it was closed.
func (c *capture) closeIncarnation(ctx context.Context, st *tableState) error {
	cursor := int64(0)
	for {
		rows, err := c.db.Query(ctx, selectOld, st.Entity, c.base(), cursor)
		if err != nil {
			return fmt.Errorf("read the incarnation before: %w", err)
		}
		old, err := pgx.CollectRows(rows, pgx.RowToStructByName[oldRow])
		if err != nil {
			return fmt.Errorf("read the incarnation before: %w", err)
		}
		if len(old) == 0 {
			return nil
		}
		cursor = old[len(old)-1].Key + 1
		if err := c.closeRows(ctx, st, old); err != nil {
			return err
		}
	}
}

func (c *capture) closeRows(ctx context.Context, st *tableState, old []oldRow) error {
	var moved, gone []int64
	for _, row := range old {
		if row.Now != nil && st.SameFact(row.Row, row.Now) {
			moved = append(moved, row.Key)
		} else {
			gone = append(gone, row.Key)
		}
	}
	// The version is ours first, then the word goes out, and only then the mirror forgets: whatever stops in between is done again.
	after := st.entityRow
	after.LastVersion++
	if err := c.commit(ctx, func(tx pgx.Tx) error { return c.save(ctx, tx, after) }); err != nil {
		return err
	}
	st.entityRow = after
	if err := c.publish(ctx, st, &bedolagav1.BatchHeader{Version: after.LastVersion, Gone: gone, Moved: moved}, nil); err != nil {
		return err
	}
	after.Gone += int64(len(gone))
	err := c.commit(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, dropMoved, st.Entity, moved); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, buryOld, st.Entity, gone, after.LastVersion); err != nil {
			return err
		}
		return c.save(ctx, tx, after)
	})
	if err != nil {
		return fmt.Errorf("close the incarnation before: %w", err)
	}
	st.entityRow = after
	return nil
}
