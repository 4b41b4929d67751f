package salesread

import (
	"context"
	"fmt"
	"sync"

	"github.com/remnadesk/remnadesk/pkg/pg"
	"github.com/remnadesk/remnadesk/services/sales-read/ask"
)

const rememberedTotals = 256

// totals remembers what filters of the ledger added up to, for as long as no batch was applied: the projection's position commits together with
// its rows, so the same position means the same totals.
type totals struct {
	mu   sync.Mutex
	at   string
	sums map[[8]byte]ledgerTotals
}

type ledgerTotals struct {
	count           int
	in, out         int64
	cashIn, refunds int64
}

func (t *totals) find(at string, filter [8]byte) (ledgerTotals, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	sums, ok := t.sums[filter]
	return sums, ok && t.at == at
}

func (t *totals) keep(at string, filter [8]byte, sums ledgerTotals) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sums == nil || t.at != at || len(t.sums) >= rememberedTotals {
		t.at, t.sums = at, map[[8]byte]ledgerTotals{}
	}
	t.sums[filter] = sums
}

// What a row does to cash depends on landing orders too.
const selectPlace = `
SELECT coalesce(string_agg(concat_ws(' ', entity, stream_created, sequence), ', ' ORDER BY entity), '') FROM sales.applied
WHERE entity IN ('transaction', 'guest_purchase')`

// ledgerTotals adds up the rows of a filter, up to one more than totals are exact to.
func (s *service) ledgerTotals(ctx context.Context, f *ask.Filter, hash [8]byte) (ledgerTotals, error) {
	var at string
	if err := s.read.QueryRow(ctx, selectPlace).Scan(&at); err != nil {
		return ledgerTotals{}, pg.MapError(fmt.Errorf("read position: %w", err))
	}
	if sums, ok := s.totals.find(at, hash); ok {
		return sums, nil
	}
	var sums ledgerTotals
	if err := s.read.QueryRow(ctx, transactionTotalsSQL(f), f.Args).Scan(&sums.count, &sums.in, &sums.out, &sums.cashIn, &sums.refunds); err != nil {
		return ledgerTotals{}, pg.MapError(fmt.Errorf("count transactions: %w", err))
	}
	s.totals.keep(at, hash, sums)
	return sums, nil
}
