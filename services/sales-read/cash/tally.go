package cash

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2/roaring64"

	salesv1 "github.com/remnadesk/remnadesk/proto/gen/sales/v1"
)

// Tally adds up cash. Payers stay bitmaps until they are asked for: of different days and gateways the same customer counts once.
type Tally struct {
	In, Refunds int64
	Payments    int64
	parts       []*cell
	Open        *roaring64.Bitmap // payers of facts added one by one
}

// cell is one row of sales.cash_days.
type cell struct {
	in, refunds, payments int64
	distinct              int64
	payers                []byte
}

func (t *Tally) addFact(f Fact) {
	if f.Refund {
		t.Refunds += f.Amount
		return
	}
	t.In += f.Amount
	t.Payments++
	if f.Customer == 0 {
		return
	}
	if t.Open == nil {
		t.Open = roaring64.New()
	}
	t.Open.Add(uint64(f.Customer))
}

func (t *Tally) addCell(c *cell) {
	t.In += c.in
	t.Refunds += c.refunds
	t.Payments += c.payments
	if c.distinct > 0 {
		t.parts = append(t.parts, c)
	}
}

// AddTally adds another, whose payers may be the same people.
func (t *Tally) AddTally(o *Tally) {
	t.In += o.In
	t.Refunds += o.Refunds
	t.Payments += o.Payments
	t.parts = append(t.parts, o.parts...)
	if o.Open != nil {
		if t.Open == nil {
			t.Open = roaring64.New()
		}
		t.Open.Or(o.Open)
	}
}

// everybody adds all who paid to the crowd.
func (t *Tally) everybody(into *Crowd) error {
	if t.Open != nil {
		into.add(t.Open)
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

// Payers is how many paid.
func (t *Tally) Payers() (int64, error) {
	switch {
	case len(t.parts) == 0 && t.Open == nil:
		return 0, nil
	case len(t.parts) == 0:
		return int64(t.Open.GetCardinality()), nil
	case len(t.parts) == 1 && t.Open == nil:
		return t.parts[0].distinct, nil
	}
	all := NewCrowd()
	if err := t.everybody(all); err != nil {
		return 0, err
	}
	return all.Size(), nil
}

// Answer tells it.
func (t *Tally) Answer() (*salesv1.Cash, error) {
	payers, err := t.Payers()
	if err != nil {
		return nil, err
	}
	return t.answerWith(payers), nil
}

func (t *Tally) answerWith(payers int64) *salesv1.Cash {
	cash := &salesv1.Cash{CashInKopeks: t.In, CashRefundsKopeks: t.Refunds, NetCashKopeks: t.In - t.Refunds, Payments: int32(t.Payments), Payers: int32(payers)}
	if t.Payments > 0 {
		average := (2*t.In + t.Payments) / (2 * t.Payments) // half up
		cash.AverageCheckKopeks = &average
	}
	return cash
}

// Crowd is a set of ids for many unions in a row: plain bits, because growing a compressed set by each of a hundred days costs more than
// reading them.
type Crowd struct {
	blocks map[uint64]*crowdBlock
	buffer [256]uint64
}

const crowdBits = 16 // ids of a block

type crowdBlock [1 << crowdBits / 64]uint64

// NewCrowd is nobody.
func NewCrowd() *Crowd { return &Crowd{blocks: map[uint64]*crowdBlock{}} }

func (c *Crowd) block(high uint64) *crowdBlock {
	b := c.blocks[high]
	if b == nil {
		b = &crowdBlock{}
		c.blocks[high] = b
	}
	return b
}

func (c *Crowd) add(ids *roaring64.Bitmap) {
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

// AddIDs adds ids that are laid out one after the other, eight bytes each.
func (c *Crowd) AddIDs(ids []byte) {
	for ; len(ids) >= 8; ids = ids[8:] {
		id := binary.BigEndian.Uint64(ids)
		c.block(id >> crowdBits)[id>>6&(1<<(crowdBits-6)-1)] |= 1 << (id & 63)
	}
}

// AddCrowd adds everybody of another.
func (c *Crowd) AddCrowd(o *Crowd) {
	for high, theirs := range o.blocks {
		ours := c.block(high)
		for i, word := range theirs {
			ours[i] |= word
		}
	}
}

// Size is how many they are.
func (c *Crowd) Size() int64 {
	n := 0
	for _, b := range c.blocks {
		for _, word := range b {
			n += bits.OnesCount64(word)
		}
	}
	return int64(n)
}
