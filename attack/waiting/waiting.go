// Package waiting keeps count of the requests that have no answer yet, by when
// they were due: a target that answers nothing is slow long before its first
// answer tells.
//
// It counts and knows nothing of a request, nor of what follows.
package waiting

import (
	"sync/atomic"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
)

const (
	// slice is how exactly it is known when a request was due.
	slice = int64(100 * time.Millisecond)
	// slots times slice is more than any client waits: a function's 15 minutes
	// and the grace after them.
	slots = 1 << 14
)

// Count is that of one entry. Sent may be called by many goroutines; the zero
// value is ready.
type Count struct {
	open [slots]atomic.Int32
}

// Sent counts a request that was due at a time in ns from t=0; one of a warm-up
// is due before it, and is not counted.
func (c *Count) Sent(due int64) { c.add(due, 1) }

// Done takes a request out again.
func (c *Count) Done(due int64) { c.add(due, -1) }

func (c *Count) add(due int64, n int32) {
	if due >= 0 {
		c.open[due/slice%slots].Add(n)
	}
}

// Each visits what is open: how many requests were due by an instant, in slices,
// the latest first.
func (c *Count) Each(now int64, visit func(due int64, n int)) {
	last := now / slice
	for i := last; i >= 0 && i > last-slots; i-- {
		if n := c.open[i%slots].Load(); n > 0 {
			visit(min((i+1)*slice, now), int(n))
		}
	}
}

// Open are requests of an entry that were due by a time, in ns from t=0, and
// have no answer yet.
type Open struct {
	Entry uint16
	Due   int64
	N     int
}

// Board has the counts of a block's entries.
type Board struct {
	// To is told what is open; nil: nobody is, and nothing is counted.
	To func(arm, repeat int, now int64, open []Open)

	counts map[uint16]*Count
	order  []uint16
}

// Watch counts what an entry builds as sent; zero gives t=0 once it is known.
func (b *Board) Watch(entry uint16, zero func() time.Time, build Build) Build {
	if b.To == nil {
		return build
	}
	if b.counts == nil {
		b.counts = map[uint16]*Count{}
	}
	c := new(Count)
	b.counts[entry], b.order = c, append(b.order, entry)
	return func(r *payload.Request, n uint64, at int64) {
		c.Sent(at - zero().UnixNano())
		build(r, n, at)
	}
}

// Build builds what arrival n carries, which is due at a time in ns since 1970.
type Build = func(r *payload.Request, n uint64, at int64)

// Done takes an answered hit out.
func (b *Board) Done(h *hit.Hit) {
	if c := b.counts[h.Entry]; c != nil && !h.Warmup {
		c.Done(h.Due)
	}
}

// Tell tells what is open, entry by entry.
func (b *Board) Tell(arm, repeat int, now int64) {
	if b.To == nil {
		return
	}
	var open []Open
	for _, entry := range b.order {
		b.counts[entry].Each(now, func(due int64, n int) { open = append(open, Open{Entry: entry, Due: due, N: n}) })
	}
	b.To(arm, repeat, now, open)
}
