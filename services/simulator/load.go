package simulator

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Payment is one gateway deposit that InsertPayments committed.
type Payment struct {
	ID         int64
	ExternalID string
	Kopeks     int64
	Committed  time.Time // just after the commit returned
}

// Load says which payments InsertPayments writes.
type Load struct {
	Count  int
	Rate   float64 // rows per second; 0 means as fast as possible
	Tag    string  // begins the external ids: must differ between runs on one shop
	Layout Layout
}

// InsertPayments inserts completed yookassa deposits of existing customers, one transaction each, at a steady rate that
// makes up for slow rows. each, if not nil, is called for every committed row.
func InsertPayments(ctx context.Context, conn *pgx.Conn, load Load, each func(Payment)) error {
	l, err := loadLayout(load.Layout)
	if err != nil {
		return err
	}
	sql := "INSERT INTO " + l.table("transactions") + ` (user_id, type, amount_kopeks, description, payment_method, external_id, is_completed, created_at, completed_at)
		VALUES ((SELECT id FROM ` + l.table("users") + ` WHERE id >= $1 ORDER BY id LIMIT 1), 'deposit', $2, 'Пополнение', 'yookassa', $3, true, $4, $4) RETURNING id`
	var last int
	if err := conn.QueryRow(ctx, "SELECT coalesce(max(id), 0) FROM "+l.table("users")).Scan(&last); err != nil || last == 0 {
		return fmt.Errorf("find customers to pay: last id %d: %w", last, err)
	}
	begin := time.Now()
	for i := range load.Count {
		if load.Rate > 0 && !sleep(ctx, time.Until(begin.Add(time.Duration(float64(i)/load.Rate*float64(time.Second))))) {
			return ctx.Err()
		}
		p := Payment{ExternalID: fmt.Sprintf("%s-%06d", load.Tag, i), Kopeks: int64(10000 + i%500*100)}
		if err := conn.QueryRow(ctx, sql, i*7919%last+1, p.Kopeks, p.ExternalID, time.Now().UTC()).Scan(&p.ID); err != nil {
			return fmt.Errorf("insert payment %d: %w", i, err)
		}
		p.Committed = time.Now()
		if each != nil {
			each(p)
		}
	}
	return nil
}
