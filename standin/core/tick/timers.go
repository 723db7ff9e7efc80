// Package tick holds the two small machines that time is kept with in the rule
// book: a heap of timers whose owners hold one entry each, and token buckets in
// integers. Both take now as an argument.
package tick

// Timers is a 4-ary heap ordered by (at, seq). Every owner holds one handle
// for life and moves its one entry, so the heap never outgrows its owners.
type Timers struct {
	heap   []Timer
	owners []owner // by handle
	free   []int32
	seq    uint64
}

// Timer is one entry.
type Timer struct {
	At     int64
	seq    uint64
	Handle int32
}

type owner struct {
	kind  uint8
	index int32
	pos   int32 // in heap; -1 when not set
}

// Own gives out a handle.
func (t *Timers) Own(kind uint8, index int32) int32 {
	o := owner{kind: kind, index: index, pos: -1}
	if n := len(t.free); n > 0 {
		h := t.free[n-1]
		t.free = t.free[:n-1]
		t.owners[h] = o
		return h
	}
	t.owners = append(t.owners, o)
	return int32(len(t.owners) - 1)
}

// Owner is whose handle it is.
func (t *Timers) Owner(h int32) (kind uint8, index int32) {
	return t.owners[h].kind, t.owners[h].index
}

// Disown takes a handle back.
func (t *Timers) Disown(h int32) {
	t.Clear(h)
	t.free = append(t.free, h)
}

// Set moves the owner's entry to at, behind those that are set for at already.
func (t *Timers) Set(h int32, at int64) {
	t.seq++
	e := Timer{At: at, seq: t.seq, Handle: h}
	pos := t.owners[h].pos
	if pos < 0 {
		t.heap = append(t.heap, e)
		t.up(len(t.heap)-1, e)
		return
	}
	if before(e, t.heap[pos]) {
		t.up(int(pos), e)
		return
	}
	t.down(int(pos), e)
}

// Clear removes the owner's entry.
func (t *Timers) Clear(h int32) {
	pos := int(t.owners[h].pos)
	if pos < 0 {
		return
	}
	t.owners[h].pos = -1
	last := len(t.heap) - 1
	e := t.heap[last]
	t.heap = t.heap[:last]
	if pos == last {
		return
	}
	if before(e, t.heap[pos]) {
		t.up(pos, e)
		return
	}
	t.down(pos, e)
}

// First is the next entry.
func (t *Timers) First() (Timer, bool) {
	if len(t.heap) == 0 {
		return Timer{}, false
	}
	return t.heap[0], true
}

func before(a, b Timer) bool {
	return a.At < b.At || a.At == b.At && a.seq < b.seq
}

func (t *Timers) put(i int, e Timer) {
	t.heap[i] = e
	t.owners[e.Handle].pos = int32(i)
}

func (t *Timers) up(i int, e Timer) {
	for i > 0 {
		parent := (i - 1) / 4
		if !before(e, t.heap[parent]) {
			break
		}
		t.put(i, t.heap[parent])
		i = parent
	}
	t.put(i, e)
}

func (t *Timers) down(i int, e Timer) {
	n := len(t.heap)
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		for k := child + 1; k < min(child+4, n); k++ {
			if before(t.heap[k], t.heap[least]) {
				least = k
			}
		}
		if !before(t.heap[least], e) {
			break
		}
		t.put(i, t.heap[least])
		i = least
	}
	t.put(i, e)
}
