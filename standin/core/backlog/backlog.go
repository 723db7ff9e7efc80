// Package backlog keeps the asynchronous events that were accepted and have not
// ended, in places that are used again.
//
// It decides nothing about them.
package backlog

import (
	"cmp"
	"slices"

	"squall/standin/core"
)

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
	places map[uint64]int32 // by request, once somebody has asked
}

// Of is the event of a request.
func (b *Backlog) Of(req uint64) (e Event, ok bool) {
	if b.places == nil {
		b.places = map[uint64]int32{}
		for i := range b.events {
			if b.events[i].Live {
				b.places[b.events[i].Req] = int32(i)
			}
		}
	}
	i, ok := b.places[req]
	if ok {
		e = b.events[i]
	}
	return e, ok
}

// Take gives an event a place.
func (b *Backlog) Take(e Event) int32 {
	e.Live = true
	if n := len(b.free); n > 0 {
		i := b.free[n-1]
		b.free = b.free[:n-1]
		b.events[i] = e
		b.track(e.Req, i)
		return i
	}
	b.events = append(b.events, e)
	b.track(e.Req, int32(len(b.events)-1))
	return int32(len(b.events) - 1)
}

func (b *Backlog) track(req uint64, i int32) {
	if b.places != nil {
		b.places[req] = i
	}
}

// Refuse notes that an event was throttled, and will wait for a gap.
func (e *Event) Refuse(now int64, reason core.Reason, gap int64) core.Effect {
	e.Last = core.Effect{Outcome: core.Refused, Reason: reason}
	e.Gap = gap
	e.Refusals++
	return core.Effect{Kind: core.Held, Req: e.Req, Fn: e.Fn, Reason: reason, N: e.Refusals, At: now}
}

// Delivery hands an event that has ended to a target.
func (e *Event) Delivery(now int64, to core.Delivery, condition core.Condition, denied bool) core.Effect {
	d := e.Last
	d.Kind, d.Delivery, d.Req, d.Fn, d.At = core.Deliver, to, e.Req, e.Fn, now
	d.Condition, d.Attempt, d.Unseen = condition, e.Attempts, denied
	return d
}

// At is the event in a place, until the next Take.
func (b *Backlog) At(i int32) *Event { return &b.events[i] }

// Give gives a place back, and what was in it.
func (b *Backlog) Give(i int32) Event {
	e := b.events[i]
	b.events[i] = Event{}
	delete(b.places, e.Req)
	b.free = append(b.free, i)
	return e
}

// Left is an event after a restart, and when it is due; 0: at once.
type Left struct {
	Event
	Due int64
}

// Left is what a restart leaves of the events, those first that came first; due
// tells when a timer is, 0 that it is not set.
func (b *Backlog) Left(due func(timer int32) int64) (out []Left) {
	for i := range b.events {
		if e := &b.events[i]; e.Live {
			out = append(out, Left{*e, due(e.Timer)}.Again())
		}
	}
	slices.SortFunc(out, func(a, b Left) int { return cmp.Or(cmp.Compare(a.Accepted, b.Accepted), cmp.Compare(a.Req, b.Req)) })
	return out
}

// Again makes one that ran an event that is to run: nobody knows how that
// attempt went, so it counts as none.
func (l Left) Again() Left {
	if l.Due == 0 && l.Over == core.NoCondition {
		l.Attempts--
	}
	return l
}

// Len is how many there are.
func (b *Backlog) Len() int { return len(b.events) - len(b.free) }

// Places is how many places there ever were.
func (b *Backlog) Places() int { return len(b.events) }
