package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"

	"github.com/remnadesk/remnadesk/pkg/rpc"
	bridgev1 "github.com/remnadesk/remnadesk/proto/gen/bridge/v1"
)

const importLimit = time.Hour

// imported is one first import by the real binary.
type imported struct {
	rows     int64
	arrived  time.Duration // until all rows were in the projection
	verified time.Duration // until the bridge also had compared everything with the source
	peak     resident
}

func measureImport(ctx context.Context, l *lab) (result, error) {
	if err := l.forget(ctx); err != nil {
		return result{}, err
	}
	if err := l.makeReference(ctx); err != nil {
		return result{}, err
	}
	copied, before, err := l.copyShop(ctx)
	if err != nil {
		return result{}, err
	}
	l.say("plain COPY of %d rows took %s", copied, short(before))
	run, err := l.importShop(ctx)
	if err != nil {
		return result{}, err
	}
	_, after, err := l.copyShop(ctx)
	if err != nil {
		return result{}, err
	}
	l.say("plain COPY took %s the second time", short(after))
	if copied != run.rows {
		return result{}, fmt.Errorf("the reference copied %d rows, the import %d", copied, run.rows)
	}
	reference := perSecond(copied, min(before, after))
	measured := perSecond(run.rows, run.verified)
	r := result{
		measured:  fmt.Sprintf("%.0f rows/s, %s resident at most", measured, mib(run.peak.peak)),
		reference: fmt.Sprintf("%.0f rows/s", reference),
		ratio:     fmt.Sprintf("%.2f", measured/reference),
		reached:   measured/reference >= 0.25 && run.peak.peak < 300<<20,
	}
	r.note("%d rows of %d tables. All were in the projection after %s (%.0f rows/s, ratio %.2f) and verified against the source after %s, which is the figure; counted from the start of the process, migrations included.",
		run.rows, len(copies()), short(run.arrived), perSecond(run.rows, run.arrived), perSecond(run.rows, run.arrived)/reference, short(run.verified))
	r.note("The projection was compared with the source: rows, ids and amounts are equal.")
	r.note("COPY took %s before and %s after the import; the faster one is the reference. Its tables have the columns and indexes of the projection.", short(before), short(after))
	r.note("Memory is that of one process with bridge and sales-read, peak of its life, %s of it anonymous at the end; NATS and PostgreSQL ran in others.", mib(run.peak.anonymous))
	return r, nil
}

func perSecond(n int64, d time.Duration) float64 { return float64(n) / d.Seconds() }

// makeReference makes a database with sales-read's own tables, empty.
func (l *lab) makeReference(ctx context.Context) error {
	url, stop, err := l.startNATS()
	if err != nil {
		return err
	}
	defer stop()
	c, err := startChild(filepath.Join(l.dir, "migrate.log"), l.o.binary, []string{"run", "sales-read"}, l.environ("REMNADESK_NATS_URL="+url))
	if err != nil {
		return err
	}
	conn, err := l.connect(ctx, oursDB)
	if err != nil {
		return err
	}
	err = until(ctx, time.Minute, 100*time.Millisecond, "sales-read has its tables", func() (bool, error) {
		var there bool
		if err := conn.QueryRow(ctx, `SELECT to_regclass('sales.zone') IS NOT NULL`).Scan(&there); err != nil || !there {
			return false, firstError(err, c.alive())
		}
		err := conn.QueryRow(ctx, `SELECT count(*) > 0 FROM sales.zone`).Scan(&there)
		return there, firstError(err, c.alive())
	})
	_ = conn.Close(ctx)
	if err = firstError(err, c.stop()); err != nil {
		return err
	}
	return l.exec(ctx, "postgres", "CREATE DATABASE "+referenceDB+" TEMPLATE "+oursDB)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// importShop runs bridge and sales-read until the projection holds the shop and the bridge has verified it.
func (l *lab) importShop(ctx context.Context) (_ *imported, err error) {
	defer func() { // when bridge, sales-read and NATS have ended in order
		if l.shop.Imported = err == nil; l.shop.Imported {
			err = l.keepShop()
		}
	}()
	if err := l.exec(ctx, "postgres", "CHECKPOINT"); err != nil {
		return nil, err
	}
	url, stop, err := l.startNATS()
	if err != nil {
		return nil, err
	}
	defer stop()
	nc, err := nats.Connect(url)
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	defer nc.Close()
	began := time.Now()
	c, err := startChild(filepath.Join(l.dir, "import.log"), l.o.binary, []string{"run", "bridge", "sales-read"}, l.environ("REMNADESK_NATS_URL="+url))
	if err != nil {
		return nil, err
	}
	defer func() { err = firstError(err, c.stop()) }()
	run, err := l.watchImport(ctx, c, bridgev1.NewBridgeClient(rpc.NewConn(nc)), began)
	if err != nil {
		return nil, err
	}
	if run.peak, err = c.resident(); err != nil {
		return nil, err
	}
	return run, l.compareShop(ctx)
}

func (l *lab) watchImport(ctx context.Context, c *child, bridge bridgev1.BridgeClient, began time.Time) (*imported, error) {
	conn, err := l.connect(ctx, oursDB)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	run := &imported{rows: l.rows}
	told := began
	err = until(ctx, importLimit, 200*time.Millisecond, "the shop is imported", func() (bool, error) {
		captured, verified := askBridge(ctx, bridge)
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			l.say("imported by the bridge: %d of %d rows", captured, run.rows)
		}
		if run.arrived == 0 && captured >= run.rows {
			whole, err := l.projected(ctx, conn)
			if err != nil {
				return false, err
			}
			if whole {
				run.arrived = time.Since(began)
				l.say("all rows are in the projection after %s", short(run.arrived))
			}
		}
		if run.verified == 0 && verified {
			run.verified = time.Since(began)
		}
		run.verified = max(run.verified, run.arrived)
		return run.arrived > 0 && verified, c.alive()
	})
	l.say("verified after %s", short(run.verified))
	return run, err
}

// askBridge returns the rows it has of the tables that are compared, and whether all of them are verified; nothing while it does not answer yet.
func askBridge(ctx context.Context, bridge bridgev1.BridgeClient) (rows int64, verified bool) {
	ctx, cancel := context.WithTimeout(rpc.AsService(ctx, "bench"), 5*time.Second)
	defer cancel()
	status, err := bridge.GetStatus(ctx, &bridgev1.GetStatusRequest{})
	if err != nil {
		return 0, false
	}
	compared := 0
	for _, e := range status.GetEntities() {
		if !slices.ContainsFunc(copies(), func(c copied) bool { return c.from == e.GetTable() }) {
			continue
		}
		rows += e.GetRows()
		if e.GetVerifiedUntil() != nil {
			compared++
		}
	}
	return rows, compared == len(copies())
}

// projected tells whether the projection has every row of the shop. Counting would slow down what is measured, so it is done only when the last id
// of every table is there.
func (l *lab) projected(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var tables []string
	for _, c := range copies() {
		tables = append(tables, c.into+" WHERE gone_at IS NULL")
		var last int64
		err := conn.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM `+c.into).Scan(&last)
		if undefined(err) { // sales-read is still making its tables
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("look at %s: %w", c.into, err)
		}
		if last < l.last[c.from] {
			return false, nil
		}
	}
	n, err := countRows(ctx, conn, tables)
	return n == l.rows, err
}

func undefined(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && pgErr.Code == "42P01"
}

func countRows(ctx context.Context, conn *pgx.Conn, tables []string) (all int64, err error) {
	for _, table := range tables {
		var n int64
		if err := conn.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n); err != nil {
			return 0, fmt.Errorf("count %s: %w", table, err)
		}
		all += n
	}
	return all, nil
}

// compareShop fails unless every table of the projection has the rows of its source: their number, the sum of their ids and of the money.
func (l *lab) compareShop(ctx context.Context) error {
	source, err := l.connect(ctx, shopDB)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close(context.WithoutCancel(ctx)) }()
	ours, err := l.connect(ctx, oursDB)
	if err != nil {
		return err
	}
	defer func() { _ = ours.Close(context.WithoutCancel(ctx)) }()
	for _, c := range copies() {
		amount := "0"
		if c.from == "transactions" {
			amount = "abs(amount_kopeks)"
		}
		var there, here [3]int64
		sums := `SELECT count(*), coalesce(sum(id), 0)::bigint, coalesce(sum(` + amount + `), 0)::bigint FROM `
		if err := source.QueryRow(ctx, sums+c.from).Scan(&there[0], &there[1], &there[2]); err != nil {
			return fmt.Errorf("sum up %s: %w", c.from, err)
		}
		if err := ours.QueryRow(ctx, sums+c.into+` WHERE gone_at IS NULL`).Scan(&here[0], &here[1], &here[2]); err != nil {
			return fmt.Errorf("sum up %s: %w", c.into, err)
		}
		if there != here {
			return fmt.Errorf("the projection %s differs from its source: rows, ids, kopeks %v instead of %v", c.into, here, there)
		}
	}
	return nil
}
