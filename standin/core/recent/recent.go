// Package recent keeps things in the order in which they were used last: lists
// of indices whose links lie side by side, apart from the things themselves.
//
// It does not know what the indices are of.
package recent

// None is no index.
const None = -1

// List is one list. Its zero value is empty.
type List struct{ first, last int32 } // index + 1, or 0

// First is the most recently used one, or None.
func (l *List) First() int32 { return l.first - 1 }

// Last is the least recently used one, or None.
func (l *List) Last() int32 { return l.last - 1 }

// Links are the links of all lists over one range of indices; an index is in at
// most one of them.
type Links struct{ of []link }

type link struct{ prev, next int32 } // index + 1, or 0

// Push puts an index first.
func (k *Links) Push(l *List, i int32) {
	for int(i) >= len(k.of) {
		k.of = append(k.of, link{})
	}
	k.of[i] = link{next: l.first}
	if l.first != 0 {
		k.of[l.first-1].prev = i + 1
	} else {
		l.last = i + 1
	}
	l.first = i + 1
}

// Remove takes an index out of its list.
func (k *Links) Remove(l *List, i int32) {
	e := k.of[i]
	if e.prev != 0 {
		k.of[e.prev-1].next = e.next
	} else {
		l.first = e.next
	}
	if e.next != 0 {
		k.of[e.next-1].prev = e.prev
	} else {
		l.last = e.prev
	}
}

// After is the one that was used before i, or None.
func (k *Links) After(i int32) int32 { return k.of[i].next - 1 }

// Len is how many a list has.
func (k *Links) Len(l *List) (n int32) {
	for i := l.First(); i >= 0; i = k.After(i) {
		n++
	}
	return n
}
