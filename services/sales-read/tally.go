package salesread

import (
	"encoding/binary"
	"fmt"
	"math/bits"

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

// everybody adds all who paid to the crowd.
func (t *tally) everybody(into *crowd) error {
	if t.open != nil {
		into.add(t.open)
	}
	for _, part := range t.parts {
		var some roaring64.Bitmap
		if _, err := some.FromUnsafeBytes(part.payers); err != nil {
			return fmt.Errorf("read payers of a day: %w", err)
		}
		into.add(&some)
	}
	return nil
}

func (t *tally) payers() (int64, error) {
	switch {
	case len(t.parts) == 0 && t.open == nil:
		return 0, nil
	case len(t.parts) == 0:
		return int64(t.open.GetCardinality()), nil
	case len(t.parts) == 1 && t.open == nil:
		return t.parts[0].distinct, nil
	}
	all := newCrowd()
	if err := t.everybody(all); err != nil {
		return 0, err
	}
	return all.size(), nil
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

// crowd is a set of ids for many unions in a row: plain bits, because growing a compressed set by each of a hundred days costs more than
// reading them.
type crowd struct {
	blocks map[uint64]*crowdBlock
	buffer [256]uint64
}

const crowdBits = 16 // ids of a block

type crowdBlock [1 << crowdBits / 64]uint64

func newCrowd() *crowd { return &crowd{blocks: map[uint64]*crowdBlock{}} }

func (c *crowd) block(high uint64) *crowdBlock {
	b := c.blocks[high]
	if b == nil {
		b = &crowdBlock{}
		c.blocks[high] = b
	}
	return b
}

func (c *crowd) add(ids *roaring64.Bitmap) {
	var high uint64
	var b *crowdBlock
	for it := ids.ManyIterator(); ; {
		n := it.NextMany(c.buffer[:])
		if n == 0 {
			return
		}
		for _, id := range c.buffer[:n] {
			if b == nil || id>>crowdBits != high {
				high = id >> crowdBits
				b = c.block(high)
			}
			b[id>>6&(1<<(crowdBits-6)-1)] |= 1 << (id & 63)
		}
	}
}

// addIDs adds ids that are laid out one after the other, eight bytes each.
func (c *crowd) addIDs(ids []byte) {
	for ; len(ids) >= 8; ids = ids[8:] {
		id := binary.BigEndian.Uint64(ids)
		c.block(id >> crowdBits)[id>>6&(1<<(crowdBits-6)-1)] |= 1 << (id & 63)
	}
}

func (c *crowd) addCrowd(o *crowd) {
	for high, theirs := range o.blocks {
		ours := c.block(high)
		for i, word := range theirs {
			ours[i] |= word
		}
	}
}

func (c *crowd) size() int64 {
	n := 0
	for _, b := range c.blocks {
		for _, word := range b {
			n += bits.OnesCount64(word)
		}
	}
	return int64(n)
}
