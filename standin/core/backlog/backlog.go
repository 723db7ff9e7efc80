// Package backlog keeps the asynchronous events that were accepted and have not
// ended, in places that are used again.
//
// It decides nothing about them.
package backlog

import "squall/standin/core"

// Event is one accepted event.
type Event struct {
	Live     bool // it is in its place
	Req      uint64
	Key      uint64
	Marks    uint64
	Given    int64 // how long each attempt runs; 0: drawn
	Fn       int32
	Qual     core.Qual
	Timer    int32
	Door     uint8
	Accepted int64
	Attempts int32 // times it ran
	Refusals int32 // throttles since it last ran
	Gap      int64 // that it waited for after the latest of them
	Last     core.Effect
	Over     core.Condition // how it has ended, while its delivery is held up
	Twice    bool           // a fault has made it run again
}

// Backlog is all of them.
type Backlog struct {
	events []Event
	free   []int32
}

// Take gives an event a place.
func (b *Backlog) Take(e Event) int32 {
	e.Live = true
	if n := len(b.free); n > 0 {
		i := b.free[n-1]
		b.free = b.free[:n-1]
		b.events[i] = e
		return i
	}
	b.events = append(b.events, e)
	return int32(len(b.events) - 1)
}

// At is the event in a place, until the next Take.
func (b *Backlog) At(i int32) *Event { return &b.events[i] }

// Give gives a place back, and what was in it.
func (b *Backlog) Give(i int32) Event {
	e := b.events[i]
	b.events[i] = Event{}
	b.free = append(b.free, i)
	return e
}

// Len is how many there are.
func (b *Backlog) Len() int { return len(b.events) - len(b.free) }

// Places is how many places there ever were.
func (b *Backlog) Places() int { return len(b.events) }
