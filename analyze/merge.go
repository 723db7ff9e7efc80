package analyze

import (
	"fmt"

	"squall/analyze/ledger"
	"squall/analyze/tally"
)

// Merge takes over what another collector of the same plan has counted; that
// one cannot be used after it. Of one block (an arm in a repeat) only one of
// the two may have been told anything: then the result is the same, byte for
// byte, as if one collector had been told everything, in whatever order blocks
// are merged.
//
// So blocks can be measured on several cores, each with a collector of its own.
func (c *Collector) Merge(o *Collector) {
	for arm := range c.lanes {
		for repeat := range c.plan.Repeat {
			if o.told(arm, repeat) {
				c.take(o, arm, repeat)
			}
		}
		c.lines[arm].Merge(o.lines[arm])
	}
	c.strays += o.strays
	c.nameless += o.nameless
}

// told says whether anything of a block has come.
func (c *Collector) told(arm, repeat int) bool {
	for e := range c.lanes[arm] {
		if !c.lanes[arm][e].cells[repeat].Empty() {
			return true
		}
	}
	return !c.books[arm][repeat].Empty()
}

func (c *Collector) take(o *Collector, arm, repeat int) {
	if c.told(arm, repeat) {
		panic(fmt.Sprintf("analyze: internal error: two collectors counted arm %d, repeat %d", arm, repeat))
	}
	for e := range c.lanes[arm] {
		mine, other := c.lanes[arm][e].cells, o.lanes[arm][e].cells
		mine[repeat], other[repeat] = other[repeat], &tally.Cell{}
	}
	c.books[arm][repeat], o.books[arm][repeat] = o.books[arm][repeat], ledger.NewBook()
}
