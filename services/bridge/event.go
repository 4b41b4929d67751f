package bridge

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"github.com/remnadesk/remnadesk/pkg/bus"
)

// event is a domain event before it is recorded. Its id comes from natural keys, so the same fact is recorded once whoever told it.
type event struct {
	id, subject string
	at          time.Time
	data        proto.Message
	// unlessLanding is the external id of a direct payment: when a counted landing order has it as payment id, the order already told.
	unlessLanding string
	// unverified: only a push told it.
	unverified bool
}

func (e event) kind() string { return strings.TrimPrefix(bus.SubjectOf(e.data), bus.EventPrefix) }

const insertEvents = `
INSERT INTO bridge.events (id, type, subject, at, verified, data)
SELECT e.id, e.type, e.subject, e.at, e.verified, e.data
FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[], $6::bytea[]) AS e (id, type, subject, at, verified, data)
ON CONFLICT (id) DO NOTHING`

// recordEvents writes events that are not known yet and returns how many were new. It runs in the transaction of the rows they come from.
func recordEvents(ctx context.Context, tx pgx.Tx, events []event) (int64, error) {
	if len(events) == 0 {
		return 0, nil
	}
	n := len(events)
	ids, kinds, subjects := make([]string, n), make([]string, n), make([]string, n)
	ats, verified, bodies := make([]time.Time, n), make([]bool, n), make([][]byte, n)
	for i, e := range events {
		body, err := deterministic.Marshal(e.data)
		if err != nil {
			return 0, fmt.Errorf("encode event %s: %w", e.id, err)
		}
		ids[i], kinds[i], subjects[i], ats[i], verified[i], bodies[i] = e.id, e.kind(), e.subject, e.at, !e.unverified, body
	}
	tag, err := tx.Exec(ctx, insertEvents, ids, kinds, subjects, ats, verified, bodies)
	if err != nil {
		return 0, fmt.Errorf("record events: %w", err)
	}
	return tag.RowsAffected(), nil
}
