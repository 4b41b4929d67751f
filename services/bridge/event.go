package bridge

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/remnadesk/remnadesk/services/bridge/bedolaga"
)

const insertEvents = `
INSERT INTO bridge.events (id, type, subject, at, verified, data)
SELECT e.id, e.type, e.subject, e.at, e.verified, e.data
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[], $6::bytea[]) AS e (id, type, subject, at, verified, data)
ON CONFLICT (id) DO NOTHING`

// recordEvents writes events that are not known yet and returns how many were new. It runs in the transaction of the rows they come from.
func recordEvents(ctx context.Context, tx pgx.Tx, events []bedolaga.Event) (int64, error) {
	if len(events) == 0 {
		return 0, nil
	}
	n := len(events)
	ids, kinds, subjects := make([]string, n), make([]string, n), make([]string, n)
	ats, verified, bodies := make([]time.Time, n), make([]bool, n), make([][]byte, n)
	for i, e := range events {
		body, err := deterministic.Marshal(e.Data)
		if err != nil {
			return 0, fmt.Errorf("encode event %s: %w", e.ID, err)
		}
		ids[i], kinds[i], subjects[i], ats[i], verified[i], bodies[i] = e.ID, e.Kind(), e.Subject, e.At, !e.Unverified, body
	}
	tag, err := tx.Exec(ctx, insertEvents, ids, kinds, subjects, ats, verified, bodies)
	if err != nil {
		return 0, fmt.Errorf("record events: %w", err)
	}
	return tag.RowsAffected(), nil
}
