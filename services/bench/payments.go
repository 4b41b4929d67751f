package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/remnadesk/remnadesk/services/simulator"
)

const (
	paymentsPerSecond = 200
	paymentsSeconds   = 60
	lookEvery         = 250 * time.Millisecond
	patience          = 30 * time.Second
)

func measurePayments(ctx context.Context, l *lab) (result, error) {
	s, err := l.suite(ctx)
	if err != nil {
		return result{}, err
	}
	tag := fmt.Sprintf("bench-%d", time.Now().Unix())
	stream, list := newTally(), newTally()
	stop, err := s.listen(ctx, func(f fact, at time.Time) error { return arrivedPayment(f, at, stream) })
	if err != nil {
		return result{}, err
	}
	began := time.Now()
	sent := make(chan struct{})
	var group errgroup.Group
	group.Go(func() error {
		defer close(sent)
		return l.pay(ctx, tag, func(p simulator.Payment) {
			stream.send(p.ID, p.Committed)
			list.send(p.ID, p.Committed)
		})
	})
	group.Go(func() error { return s.lookAtList(ctx, began, tag, list, sent) })
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	took := time.Since(began)
	if err := stream.settle(ctx, patience); err != nil {
		return result{}, err
	}
	if err := stop(); err != nil {
		return result{}, err
	}
	shown, err := s.listPayments(ctx, began, tag, -1)
	if err != nil {
		return result{}, err
	}
	return paymentsResult(stream.balance(), list.balance(), rowsShown(list, shown), took), nil
}

func paymentsResult(events, seen balance, rows balance, took time.Duration) result {
	median, p99 := quantile(events.waits, 0.5), quantile(events.waits, 0.99)
	r := result{measured: events.String(), reference: "—", ratio: "—",
		reached: events.exact() && rows.exact() && events.sent > 0 && median < 1500*time.Millisecond && p99 < 3*time.Second}
	r.note("%d payments in %s, one transaction each, from commit to the complete frame; events of payments nobody made: %d.", events.sent, short(took), events.strange)
	r.note("In the list answer afterwards, all pages: %d rows missing, %d twice, %d unknown. While paying, the list was asked every %s: a row was first shown after %s in the median, %s p99.",
		rows.lost, rows.twice, rows.strange, lookEvery, short(quantile(seen.waits, 0.5)), short(quantile(seen.waits, 0.99)))
	return r
}

func arrivedPayment(f fact, at time.Time, into *tally) error {
	if f.Type != "payment.completed" {
		return nil
	}
	var data struct {
		Source   string
		SourceID int64 `json:"source_id,string"`
	}
	if err := json.Unmarshal(f.Data, &data); err != nil {
		return fmt.Errorf("decode payment: %w", err)
	}
	if data.Source == "transaction" {
		into.arrive(data.SourceID, at)
	}
	return nil
}

// pay inserts the payments on a connection of its own.
func (l *lab) pay(ctx context.Context, tag string, each func(simulator.Payment)) error {
	conn, err := l.connect(ctx, shopDB)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	seconds := paymentsSeconds
	if l.o.seconds > 0 {
		seconds = l.o.seconds
	}
	load := simulator.Load{Count: paymentsPerSecond * seconds, Rate: paymentsPerSecond, Tag: tag, Layout: l.size.Layout}
	return simulator.InsertPayments(ctx, conn, load, each)
}

// lookAtList asks the list as an open page would and notes when each payment is first shown, until all are or nothing new comes.
func (s *suite) lookAtList(ctx context.Context, since time.Time, tag string, list *tally, sent <-chan struct{}) error {
	for {
		ids, err := s.listPayments(ctx, since, tag, 3)
		if err != nil {
			return err
		}
		now := time.Now()
		for _, id := range ids {
			if !list.seen(id) {
				list.arrive(id, now)
			}
		}
		select {
		case <-sent:
			if n, quiet := list.missing(); n == 0 || quiet > patience {
				return nil
			}
		default:
		}
		if err := pause(ctx, lookEvery); err != nil {
			return err
		}
	}
}

// listPayments returns the ids of this run's payments on the first pages of the list; on all of them for a negative number.
func (s *suite) listPayments(ctx context.Context, since time.Time, tag string, pages int) ([]int64, error) {
	query := url.Values{"page_size": {"200"}, "count": {"false"}, "payment_method": {"yookassa"}, "from": {since.Add(-time.Minute).UTC().Format(time.RFC3339)}}
	var ids []int64
	for ; pages != 0; pages-- {
		var answer struct {
			Items []struct {
				ID         int64  `json:"id,string"`
				ExternalID string `json:"external_id"`
			}
			Next string `json:"next_page_token"`
		}
		if err := s.read(ctx, "/api/v2/sales/transactions?"+query.Encode(), &answer); err != nil {
			return nil, err
		}
		for _, item := range answer.Items {
			if strings.HasPrefix(item.ExternalID, tag+"-") {
				ids = append(ids, item.ID)
			}
		}
		if answer.Next == "" {
			break
		}
		query.Set("page_token", answer.Next)
	}
	return ids, nil
}

// rowsShown counts what the list shows in the end, whenever it came.
func rowsShown(list *tally, ids []int64) balance {
	final := newTally()
	final.sent = list.sent
	for _, id := range ids {
		final.arrive(id, time.Now())
	}
	return final.balance()
}
