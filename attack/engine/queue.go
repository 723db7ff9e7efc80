package engine

import (
	"sync"

	"squall/attack/pace"
)

// dues hands arrivals from the pacer, which knows their times, to the workers
// that vegeta starts: first due, first sent. A ring that grows.
type dues struct {
	mu         sync.Mutex
	ring       []pace.Due
	head, size int
}

func (q *dues) push(d pace.Due) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.size == len(q.ring) {
		q.grow()
	}
	q.ring[(q.head+q.size)%len(q.ring)] = d
	q.size++
}

func (q *dues) grow() {
	bigger := make([]pace.Due, max(16, 2*len(q.ring)))
	n := copy(bigger, q.ring[q.head:])
	copy(bigger[n:], q.ring[:q.head])
	q.ring, q.head = bigger, 0
}

// pop takes the earliest arrival; ok is false when there is none.
func (q *dues) pop() (d pace.Due, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.size == 0 {
		return d, false
	}
	d = q.ring[q.head]
	q.head = (q.head + 1) % len(q.ring)
	q.size--
	return d, true
}
