package salesread

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// tally adds up cash. Payers stay bitmaps until they are asked for: of different days and gateways the same customer counts once.
type tally struct {
	in, refunds int64
	payments    int64
	parts       []*cell
	open        *roaring64.Bitmap // payers of facts added one by one
}

// cell is one row of sales.cash_days.
type cell struct {
	in, refunds, payments int64
	distinct              int64
	payers                []byte
}

func (t *tally) addFact(f fact) {
	if f.refund {
		t.refunds += f.amount
		return
	}
	t.in += f.amount
	t.payments++
	if f.customer == 0 {
		return
	}
	if t.open == nil {
		t.open = roaring64.New()
	}
	t.open.Add(uint64(f.customer))
}

func (t *tally) addCell(c *cell) {
	t.in += c.in
	t.refunds += c.refunds
	t.payments += c.payments
	if c.distinct > 0 {
		t.parts = append(t.parts, c)
	}
}

func (t *tally) addTally(o *tally) {
	t.in += o.in
	t.refunds += o.refunds
	t.payments += o.payments
	t.parts = append(t.parts, o.parts...)
	if o.open != nil {
		if t.open == nil {
			t.open = roaring64.New()
		}
		t.open.Or(o.open)
	}
}

// union is everybody who paid.
func (t *tally) union() (*roaring64.Bitmap, error) {
	all := roaring64.New()
	if t.open != nil {
		all.Or(t.open)
	}
	for _, part := range t.parts {
		var some roaring64.Bitmap
		if _, err := some.FromUnsafeBytes(part.payers); err != nil {
			return nil, fmt.Errorf("read payers of a day: %w", err)
		}
		all.Or(&some)
	}
	return all, nil
}

func (t *tally) payers() (int64, error) {
	if t.open == nil && len(t.parts) == 0 {
		return 0, nil
	}
	if t.open == nil && len(t.parts) == 1 {
		return t.parts[0].distinct, nil
	}
	all, err := t.union()
	if err != nil {
		return 0, err
	}
	return int64(all.GetCardinality()), nil
}

func (t *tally) answer() (*salesv1.Cash, error) {
	payers, err := t.payers()
	if err != nil {
		return nil, err
	}
	return t.answerWith(payers), nil
}

func (t *tally) answerWith(payers int64) *salesv1.Cash {
	cash := &salesv1.Cash{CashInKopeks: t.in, CashRefundsKopeks: t.refunds, NetCashKopeks: t.in - t.refunds, Payments: int32(t.payments), Payers: int32(payers)}
	if t.payments > 0 {
		average := (2*t.in + t.payments) / (2 * t.payments) // half up
		cash.AverageCheckKopeks = &average
	}
	return cash
}
