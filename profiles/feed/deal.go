package feed

import (
	"fmt"
	"math"
	"math/bits"

	"squall/profiles/dist"
)

// Order says which row an arrival is dealt.
type Order uint8

// The orders.
const (
	Sequential Order = iota // one after the other, from the first row in every block
	Shuffled                // every row once in each pass, each pass in another order
	Random                  // any row, each time anew
	Unique                  // no row twice in a run: blocks take turns
)

// Orders are their names.
var Orders = []string{"sequential", "shuffled", "random", "unique"}

func (o Order) String() string { return Orders[o] }

// Deal says which rows the arrivals of one block are dealt.
type Deal struct {
	Order Order
	Rows  int
	Ends  bool   // after the last row there is no further arrival
	Seed  uint64 // of the block and the entry

	Block, Blocks int // which of how many; Unique alone looks at them
}

// Row is the row of arrival n.
func (d *Deal) Row(n uint64) int {
	rows := uint64(d.Rows)
	switch d.Order {
	case Shuffled:
		return int(shuffled(n%rows, rows, dist.Hash(d.Seed, dist.StreamPayload, n/rows, 0)))
	case Random:
		row, _ := bits.Mul64(dist.Hash(d.Seed, dist.StreamPayload, n, 1), rows)
		return int(row)
	case Unique:
		return int((n*uint64(d.Blocks) + uint64(d.Block)) % rows)
	}
	return int(n % rows)
}

// Last is how many arrivals there are rows for; more than can be sent when rows
// are dealt again.
func (d *Deal) Last() uint64 {
	switch {
	case !d.Ends && d.Order != Unique, d.Order == Random:
		return math.MaxUint64
	case d.Order != Unique:
		return uint64(d.Rows)
	case d.Block >= d.Rows:
		return 0
	}
	return uint64((d.Rows-d.Block-1)/d.Blocks + 1)
}

// shuffled is where place i goes in one of the orders of n places: a Feistel
// network over the next power of four, walked until it comes back below n.
// Nothing is kept, however many rows there are.
func shuffled(i, n, key uint64) uint64 {
	half := (bits.Len64(n-1) + 1) / 2
	mask := uint64(1)<<half - 1
	for {
		left, right := i>>half, i&mask
		for round := range uint64(4) {
			left, right = right, left^dist.Hash(key, dist.StreamPayload, right, round)&mask
		}
		if i = left<<half | right; i < n {
			return i
		}
	}
}

// OrderOf finds an order by its name.
func OrderOf(name string) (Order, error) {
	for i, o := range Orders {
		if o == name {
			return Order(i), nil
		}
	}
	return 0, fmt.Errorf("%q is no order", name)
}
