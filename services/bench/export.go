package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	exportRows = 1_000_000
	memoryLook = 100 * time.Millisecond
)

// exportSQL is what the CSV of the ledger says, as COPY says it; the newest rows first, as in the list.
const exportSQL = `COPY (SELECT ` + pageColumns + `, c.telegram_id, c.username, c.first_name, c.last_name FROM (SELECT ` + pageColumns + ` FROM sales.transactions t
	WHERE t.booked_at >= '%s' ORDER BY t.booked_at DESC, t.id DESC) t LEFT JOIN sales.customers c ON c.id = t.customer_id
ORDER BY t.booked_at DESC, t.id DESC) TO STDOUT (FORMAT csv)`

func measureExport(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	conn, err := l.connect(ctx, oursDB)
	if err != nil {
		return result{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var from time.Time
	const begin = `SELECT coalesce((SELECT booked_at FROM sales.transactions ORDER BY booked_at DESC OFFSET $1 LIMIT 1), (SELECT min(booked_at) FROM sales.transactions))`
	if err := conn.QueryRow(ctx, begin, exportRows).Scan(&from); err != nil {
		return result{}, fmt.Errorf("find where the export begins: %w", err)
	}
	from = from.UTC().Truncate(time.Microsecond)
	began, copied := time.Now(), lines{}
	if _, err := conn.PgConn().CopyTo(ctx, &copied, fmt.Sprintf(exportSQL, from.Format(time.RFC3339Nano))); err != nil {
		return result{}, fmt.Errorf("copy the ledger out: %w", err)
	}
	reference := perSecond(copied.n, time.Since(began))
	before, err := s.resident()
	if err != nil {
		return result{}, err
	}
	highest, stop := s.watchMemory(ctx)
	began = time.Now()
	rows, size, err := s.download(ctx, "/api/v2/sales/transactions.csv?"+url.Values{"from": {from.Format(time.RFC3339Nano)}}.Encode())
	took := time.Since(began)
	stop()
	if err != nil {
		return result{}, err
	}
	if rows != copied.n {
		return result{}, fmt.Errorf("the CSV has %d rows, COPY %d", rows, copied.n)
	}
	measured, extra := perSecond(rows, took), max(0, highest()-before.now)
	r := result{measured: fmt.Sprintf("%.0f rows/s, %s more resident", measured, mib(extra)), reference: fmt.Sprintf("%.0f rows/s", reference),
		ratio: fmt.Sprintf("%.2f", measured/reference), reached: measured/reference >= 1./3 && extra < 64<<20}
	r.note("%d rows with their customers' names, %s, in %s; both have the same number of rows. COPY sends them in the same order to one connection. Memory is that of the whole product, looked at every %s: %s before, %s at most.",
		rows, mib(size), short(took), memoryLook, mib(before.now), mib(highest()))
	return r, nil
}

// lines counts what passes.
type lines struct{ n int64 }

func (l *lines) Write(p []byte) (int, error) {
	l.n += int64(bytes.Count(p, []byte{'\n'}))
	return len(p), nil
}

// download reads a CSV to its end and returns its rows without the header, and its bytes. The client waits as long as rows come.
func (s *suite) download(ctx context.Context, path string) (rows, size int64, err error) {
	request, err := s.request(ctx, path)
	if err != nil {
		return 0, 0, err
	}
	response, err := (&http.Client{Transport: s.client.Transport}).Do(request)
	if err != nil {
		return 0, 0, fmt.Errorf("get %s: %w", path, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		words, _ := io.ReadAll(io.LimitReader(response.Body, 300))
		return 0, 0, fmt.Errorf("get %s: %s: %s", path, response.Status, words)
	}
	count := lines{}
	size, err = io.Copy(&count, bufio.NewReaderSize(response.Body, 1<<16))
	if err != nil {
		return 0, 0, fmt.Errorf("read %s: %w", path, err)
	}
	return count.n - 1, size, nil
}

// watchMemory looks at the product's memory until stop; highest is the most it saw.
func (s *suite) watchMemory(ctx context.Context) (highest func() int64, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	var most int64
	go func() {
		defer close(done)
		for pause(ctx, memoryLook) == nil {
			if now, err := s.resident(); err == nil {
				most = max(most, now.now)
			}
		}
	}()
	return func() int64 { return most }, func() { cancel(); <-done }
}
