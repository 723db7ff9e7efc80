package tick

import "math/bits"

// wheel keeps timers that are due after the span that it has opened last. A
// time is read as digits, each of a level:
//
//	47 bits in 5 digits, highest level first            16 bits: within a span
//
// An entry is in the level of the highest digit in which it differs from the
// wheel's own time, in the slot of that digit. Time goes on to the first slot in
// use of the lowest level in use; what is in it goes down by at least a level,
// so an entry is moved a few times in all, however many others there are.
//
// Entries lie side by side in chunks, and those that were taken back stay until
// they are met or swept: their owners know better.
type wheel struct {
	at     int64 // start of the span that was opened last
	n      int   // entries, those that were taken back included
	used   [levels][slots / 64]uint64
	words  [levels]uint64       // which words of used are not 0
	heads  [levels][slots]int32 // the chunk that is being filled: its index + 1, or 0
	chunks []chunk
	free   []int32
}

// chunk holds entries of one slot.
type chunk struct {
	n       int32
	next    int32 // index + 1 of a full one of the same slot, or 0
	entries [21]Timer
}

const (
	spanBits  = 16 // a span is 65 us
	digitBits = 10
	slots     = 1 << digitBits
	levels    = (63 - spanBits + digitBits - 1) / digitBits
)

// holds says whether an entry is the wheel's: not in the span that is open, nor
// before.
func (w *wheel) holds(at int64) bool { return at>>spanBits > w.at>>spanBits }

// put takes an entry in.
func (w *wheel) put(e Timer) {
	level := (bits.Len64(uint64(e.At^w.at)) - 1 - spanBits) / digitBits
	slot := int(e.At>>(spanBits+level*digitBits)) & (slots - 1)
	head := &w.heads[level][slot]
	if *head == 0 || int(w.chunks[*head-1].n) == len(chunk{}.entries) {
		*head = w.chunk(*head)
		w.used[level][slot/64] |= 1 << (slot % 64)
		w.words[level] |= 1 << (slot / 64)
	}
	c := &w.chunks[*head-1]
	c.entries[c.n] = e
	c.n++
	w.n++
}

// chunk is an empty one before another; both are index + 1.
func (w *wheel) chunk(next int32) int32 {
	if n := len(w.free); n > 0 {
		i := w.free[n-1]
		w.free = w.free[:n-1]
		w.chunks[i].n, w.chunks[i].next = 0, next
		return i + 1
	}
	w.chunks = append(w.chunks, chunk{next: next})
	return int32(len(w.chunks))
}

// first is the slot whose entries are due before those of all others.
func (w *wheel) first() (level, slot int) {
	for level := range levels {
		if w.words[level] != 0 {
			word := bits.TrailingZeros64(w.words[level])
			return level, word*64 + bits.TrailingZeros64(w.used[level][word])
		}
	}
	panic("tick: internal error: entries without a slot")
}

// open lets the wheel's time go on to the next slot in use, and hands what is
// due in the span that begins there to the heap; ok is false when the wheel is
// empty.
func (w *wheel) open(t *Timers) (ok bool) {
	if w.n == 0 {
		return false
	}
	level, slot := w.first()
	shift := spanBits + level*digitBits
	w.at = (w.at>>shift&^(slots-1) | int64(slot)) << shift
	w.drain(level, slot, func(e Timer) {
		switch {
		case w.holds(e.At):
			w.put(e)
		case t.is(e):
			t.live--
			t.push(e)
		}
	})
	return true
}

// drain empties a slot.
func (w *wheel) drain(level, slot int, take func(Timer)) {
	i := w.heads[level][slot]
	w.heads[level][slot] = 0
	if w.used[level][slot/64] &^= 1 << (slot % 64); w.used[level][slot/64] == 0 {
		w.words[level] &^= 1 << (slot / 64)
	}
	for i != 0 {
		next, n := w.chunks[i-1].next, int(w.chunks[i-1].n)
		for k := range n {
			take(w.chunks[i-1].entries[k])
		}
		w.n -= n
		w.free = append(w.free, i-1)
		i = next
	}
}

// sweep forgets what was taken back.
func (w *wheel) sweep(t *Timers) {
	live := make([]Timer, 0, t.live)
	for level := range levels {
		for slot := range slots {
			if w.heads[level][slot] != 0 {
				w.drain(level, slot, func(e Timer) {
					if t.is(e) {
						live = append(live, e)
					}
				})
			}
		}
	}
	for _, e := range live {
		w.put(e)
	}
}
