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
type wheel struct {
	at    int64 // start of the span that was opened last
	n     int   // entries
	used  [levels][slots / 64]uint64
	words [levels]uint64       // which words of used are not 0
	heads [levels][slots]int32 // the first of each slot: handle + 1, or 0
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

// inSlot marks a place as a slot of the wheel.
func inSlot(level, slot int) int32 { return -2 - int32(level<<digitBits|slot) }

func ofSlot(place int32) (level, slot int) {
	i := int(-2 - place)
	return i >> digitBits, i & (slots - 1)
}

// put takes an entry in.
func (w *wheel) put(owners []owner, h int32) {
	o := &owners[h]
	level := (bits.Len64(uint64(o.at^w.at)) - 1 - spanBits) / digitBits
	slot := int(o.at>>(spanBits+level*digitBits)) & (slots - 1)
	head := &w.heads[level][slot]
	o.prev, o.next, o.place = 0, *head, inSlot(level, slot)
	if o.next != 0 {
		owners[o.next-1].prev = h + 1
	}
	*head = h + 1
	w.used[level][slot/64] |= 1 << (slot % 64)
	w.words[level] |= 1 << (slot / 64)
	w.n++
}

// take gives an entry up.
func (w *wheel) take(owners []owner, h int32) {
	o := &owners[h]
	level, slot := ofSlot(o.place)
	if o.prev != 0 {
		owners[o.prev-1].next = o.next
	} else {
		w.heads[level][slot] = o.next
	}
	if o.next != 0 {
		owners[o.next-1].prev = o.prev
	}
	if w.heads[level][slot] == 0 {
		w.empty(level, slot)
	}
	w.n--
}

// empty notes that nothing is in a slot any more.
func (w *wheel) empty(level, slot int) {
	w.heads[level][slot] = 0
	if w.used[level][slot/64] &^= 1 << (slot % 64); w.used[level][slot/64] == 0 {
		w.words[level] &^= 1 << (slot / 64)
	}
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
	h := w.heads[level][slot]
	w.empty(level, slot)
	for h != 0 {
		o := &t.owners[h-1]
		next := o.next
		w.n--
		if w.holds(o.at) {
			w.put(t.owners, h-1)
		} else {
			t.push(Timer{At: o.at, seq: o.seq, Handle: h - 1})
		}
		h = next
	}
	return true
}
