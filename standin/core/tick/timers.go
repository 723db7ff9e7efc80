// Package tick holds the two small machines that time is kept with in the rule
// book: timers whose owners hold one entry each, and token buckets in integers.
// Both take now as an argument.
package tick

// Timers gives entries back in the order of (at, seq). Every owner holds one
// handle for life and moves its one entry, so nothing outgrows the owners.
//
// What is due soon lies in a heap, which therefore stays small; what is due
// later waits in a wheel, where it costs the same however much waits there.
type Timers struct {
	near   []Timer // a 4-ary heap
	far    wheel
	live   int     // entries of the wheel that were not taken back
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
	at    int64
	seq   uint64
	place int32 // in the heap, or one of those below
	index int32
	kind  uint8
}

const (
	unset   = -1
	waiting = -2 // in the wheel
)

// Own gives out a handle.
func (t *Timers) Own(kind uint8, index int32) int32 {
	o := owner{kind: kind, index: index, place: unset}
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
func (t *Timers) Set(h int32, at int64) { t.SetAs(h, at, t.Stamp()) }

// Stamp reserves a place among entries that are due at one instant, for an
// entry that may be set later.
func (t *Timers) Stamp() (seq uint64) {
	t.seq++
	return t.seq
}

// SetAs moves the owner's entry to at, where it takes the place of a stamp.
func (t *Timers) SetAs(h int32, at int64, seq uint64) {
	t.Clear(h)
	o := &t.owners[h]
	o.at, o.seq = at, seq
	e := Timer{At: at, seq: seq, Handle: h}
	if !t.far.holds(at) {
		t.push(e)
		return
	}
	o.place = waiting
	t.live++
	t.far.put(e)
	if t.far.n > 2*t.live+sweepFrom {
		t.far.sweep(t)
	}
}

// sweepFrom is how many entries that were taken back may stay in the wheel at
// least.
const sweepFrom = 1 << 12

// is says whether an entry of the wheel is the one that its owner has set.
func (t *Timers) is(e Timer) bool {
	o := &t.owners[e.Handle]
	return o.place == waiting && o.at == e.At && o.seq == e.seq
}

// Clear removes the owner's entry.
func (t *Timers) Clear(h int32) {
	o := &t.owners[h]
	switch {
	case o.place == unset:
		return
	case o.place == waiting:
		t.live--
	default:
		t.remove(int(o.place))
	}
	o.place = unset
}

// Due is when the owner's entry is due; 0: it has none.
func (t *Timers) Due(h int32) int64 {
	if int(h) >= len(t.owners) || t.owners[h].place == unset {
		return 0
	}
	return t.owners[h].at
}

// First is the next entry.
func (t *Timers) First() (Timer, bool) {
	for len(t.near) == 0 {
		if !t.far.open(t) {
			return Timer{}, false
		}
	}
	return t.near[0], true
}

func before(a, b Timer) bool {
	return a.At < b.At || a.At == b.At && a.seq < b.seq
}

func (t *Timers) push(e Timer) {
	t.near = append(t.near, e)
	t.up(len(t.near)-1, e)
}

func (t *Timers) remove(i int) {
	last := len(t.near) - 1
	e := t.near[last]
	t.near = t.near[:last]
	switch {
	case i == last:
	case before(e, t.near[i]):
		t.up(i, e)
	default:
		t.down(i, e)
	}
}

func (t *Timers) place(i int, e Timer) {
	t.near[i] = e
	t.owners[e.Handle].place = int32(i)
}

func (t *Timers) up(i int, e Timer) {
	for i > 0 {
		parent := (i - 1) / 4
		if !before(e, t.near[parent]) {
			break
		}
		t.place(i, t.near[parent])
		i = parent
	}
	t.place(i, e)
}

func (t *Timers) down(i int, e Timer) {
	n := len(t.near)
	for {
		child := 4*i + 1
		if child >= n {
			break
		}
		least := child
		for k := child + 1; k < min(child+4, n); k++ {
			if before(t.near[k], t.near[least]) {
				least = k
			}
		}
		if !before(t.near[least], e) {
			break
		}
		t.place(i, t.near[least])
		i = least
	}
	t.place(i, e)
}
