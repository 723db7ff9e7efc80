package engine

import (
	"sync"
	"time"

	"squall/attack/hit"
)

const (
	// flushEvery is how long a finished hit may wait to be handed on: whoever
	// takes it is woken some times a second and not for every hit.
	flushEvery = 50 * time.Millisecond
	flushAt    = 512
)

// outbox gathers finished hits and hands them on, some at a time.
type outbox struct {
	out  chan<- []*hit.Hit
	mu   sync.Mutex
	hits []*hit.Hit
}

// add takes a hit; it waits while nobody takes what is full.
func (b *outbox) add(h *hit.Hit) {
	b.mu.Lock()
	if b.hits == nil {
		b.hits = make([]*hit.Hit, 0, flushAt)
	}
	b.hits = append(b.hits, h)
	var full []*hit.Hit
	if len(b.hits) >= flushAt {
		full, b.hits = b.hits, nil
	}
	b.mu.Unlock()
	if full != nil {
		b.out <- full
	}
}

func (b *outbox) flush() {
	b.mu.Lock()
	some := b.hits
	b.hits = nil
	b.mu.Unlock()
	if len(some) > 0 {
		b.out <- some
	}
}

// flushing hands on what is there every so often, until it is stopped; then
// everything has been.
func (b *outbox) flushing() (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(flushEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				b.flush()
			case <-end:
				b.flush()
				return
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}
