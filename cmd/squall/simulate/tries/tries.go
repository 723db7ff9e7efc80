// Package tries keeps the attempts of requests that their clients may try again
// in virtual time: those under way, until their clients have an answer or give
// up, and those that are to come.
//
// It decides nothing and sends nothing.
package tries

import "cmp"

// Attempt is one attempt of a request.
type Attempt struct {
	Line   int32
	Number uint8 // from 1
	Warmup bool
	Phase  uint16
	N      uint64
	Due    int64 // of the first attempt
	Took   int64
}

// id is what an attempt is known by.
type id struct {
	n      uint64
	line   int32
	number uint8
}

func (a *Attempt) id() id { return id{a.N, a.Line, a.Number} }

// state is an attempt under way.
type state struct {
	Attempt
	left  bool // its client has given it up
	again bool // and has tried again
}

// Moment is when an attempt is to be sent, or given up by its client.
type Moment struct {
	Attempt
	At    int64
	Leave bool
	seq   uint64
}

// Queue keeps attempts, in the order of their times.
type Queue struct {
	heap  []Moment
	under map[id]*state
	seq   uint64
}

// New makes an empty queue.
func New() *Queue { return &Queue{under: map[id]*state{}} }

// Send puts an attempt among those to come.
func (q *Queue) Send(a Attempt, at int64) { q.push(Moment{Attempt: a, At: at}) }

// Sent takes an attempt that is under way from now on; its client gives it up
// at an instant.
func (q *Queue) Sent(a Attempt, leave int64) {
	q.under[a.id()] = &state{Attempt: a}
	q.push(Moment{Attempt: a, At: leave, Leave: true})
}

// Left notes that the client of an attempt has given it up, and whether it has
// tried again.
func (q *Queue) Left(a *Attempt, again bool) {
	if s := q.under[a.id()]; s != nil {
		s.left, s.again = true, again
	}
}

// Ended takes out an attempt of which everything is known; left and again say
// what Left was told of it.
func (q *Queue) Ended(line int32, n uint64, number uint8) (a Attempt, left, again bool) {
	k := id{n, line, number}
	s := q.under[k]
	if s == nil {
		return Attempt{}, false, false
	}
	delete(q.under, k)
	return s.Attempt, s.left, s.again
}

// Next is when the next moment is; ok is false when there is none.
func (q *Queue) Next() (at int64, ok bool) {
	for len(q.heap) > 0 && q.stale(&q.heap[0]) {
		q.pop()
	}
	if len(q.heap) == 0 {
		return 0, false
	}
	return q.heap[0].At, true
}

// Take takes the next moment if it is due.
func (q *Queue) Take(now int64) (m Moment, ok bool) {
	if at, ok := q.Next(); !ok || at > now {
		return m, false
	}
	return q.pop(), true
}

// Drop forgets what was to be sent, and gives it.
func (q *Queue) Drop() (dropped []Attempt) {
	kept := q.heap
	q.heap = nil
	for _, m := range kept {
		if m.Leave {
			q.push(m)
		} else {
			dropped = append(dropped, m.Attempt)
		}
	}
	return dropped
}

// stale says that nobody waits any more for what would be given up.
func (q *Queue) stale(m *Moment) bool { return m.Leave && q.under[m.id()] == nil }

// before orders moments: at one instant clients give up before they send, and
// send in the order of their entries and requests.
func before(a, b *Moment) bool {
	leaves := func(m *Moment) int {
		if m.Leave {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(leaves(a), leaves(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.N, b.N), cmp.Compare(a.seq, b.seq)) < 0
}

func (q *Queue) push(m Moment) {
	q.seq++
	m.seq = q.seq
	q.heap = append(q.heap, m)
	h := q.heap
	for i := len(h) - 1; i > 0 && before(&h[i], &h[(i-1)/2]); i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
}

func (q *Queue) pop() Moment {
	h := q.heap
	first, last := h[0], len(h)-1
	h[0] = h[last]
	h = h[:last]
	q.heap = h
	for i := 0; ; {
		least := 2*i + 1
		if least >= len(h) {
			return first
		}
		if right := least + 1; right < len(h) && before(&h[right], &h[least]) {
			least = right
		}
		if !before(&h[least], &h[i]) {
			return first
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}
