// Package settle follows asynchronous events from their acceptance until
// nothing more can come of them, and gives every sighting the arm, repeat and
// entry of the event it belongs to.
//
// It reads no log or queue, keeps no account (package analyze does) and has no
// clock: times are nanoseconds, and the caller says when to stop waiting.
package settle

import "squall/attack/hit"

// Rule says what must be seen before an event of one entry has ended.
type Rule struct {
	Status     uint16 // by which an event is accepted
	Attempts   int    // that may fail before Lambda gives up: 1 + retries
	Life       int64  // ns after which nothing more can come of an event
	DeadLetter bool   // what was configured to be told
	OnSuccess  bool
	OnFailure  bool
}

// maxUnplaced bounds the sightings that wait for the answer to their request.
const maxUnplaced = 100_000

// Tracker follows the events of a run. It is owned by one goroutine.
type Tracker struct {
	release  func(*hit.Sighting)
	zero     int64 // t=0 of the block, ns of the Unix epoch
	open     int
	events   map[string]*event
	unplaced map[string][]hit.Sighting
	called   map[string]string // by Lambda's request id: what the source of the event calls it
	waiting  int               // sightings in unplaced
	strange  uint64            // records of events that were never accepted
}

// event is one accepted event.
type event struct {
	rule               *Rule
	zero               int64
	due                int64 // ns of the Unix epoch after which nothing more can come
	arm, repeat, entry uint16
	attempts           uint16
	seen               [hit.SightingKinds]bool
	succeeded, closed  bool
}

// New makes a tracker that hands every sighting it can place to release.
func New(release func(*hit.Sighting)) *Tracker {
	return &Tracker{release: release, events: map[string]*event{}, unplaced: map[string][]hit.Sighting{}, called: map[string]string{}}
}

// Block begins a block whose t=0 is zero. What has ended is forgotten; events
// still open stay, and so do their arms.
func (t *Tracker) Block(zero int64) {
	t.zero = zero
	for id, e := range t.events {
		if e.closed {
			delete(t.events, id)
		}
	}
	t.strange = t.Strangers()
	t.waiting = 0
	clear(t.unplaced)
	clear(t.called)
}

// Accept takes a hit whose event was accepted in the present block.
func (t *Tracker) Accept(h *hit.Hit, rule *Rule) {
	if h.RequestID == "" || t.events[h.RequestID] != nil {
		return
	}
	e := &event{rule: rule, zero: t.zero, due: t.zero + h.Done + rule.Life, arm: h.Arm, repeat: h.Repeat, entry: h.Entry}
	t.events[h.RequestID] = e
	t.open++
	name := h.RequestID
	if source, ok := t.called[name]; ok { // sent to the function itself, and looks like another service's
		name = source
	}
	early := t.unplaced[name]
	delete(t.unplaced, name)
	t.waiting -= len(early)
	for i := range early {
		early[i].RequestID = h.RequestID
		t.place(e, &early[i])
	}
}

// See takes a sighting whose time counts from the present block. What was sent
// to another service than Lambda is known by the id that one gave it: such an
// event's sightings get it as their request id.
func (t *Tracker) See(s hit.Sighting) {
	if e := t.events[s.RequestID]; e != nil {
		t.place(e, &s)
		return
	}
	name := s.RequestID
	if s.Event != "" {
		if e := t.events[s.Event]; e != nil {
			s.RequestID = s.Event
			t.place(e, &s)
			return
		}
		t.called[s.RequestID], name = s.Event, s.Event
	}
	if t.waiting >= maxUnplaced {
		return
	}
	t.unplaced[name] = append(t.unplaced[name], s)
	t.waiting++
}

// Knows says whether a sighting is of an event that was accepted in the present
// block, or is still open.
func (t *Tracker) Knows(s hit.Sighting) bool {
	return t.events[s.RequestID] != nil || s.Event != "" && t.events[s.Event] != nil || t.events[t.called[s.RequestID]] != nil
}

func (t *Tracker) place(e *event, s *hit.Sighting) {
	s.Arm, s.Repeat, s.Entry = e.arm, e.repeat, e.entry
	s.At += t.zero - e.zero
	e.seen[s.Kind] = true
	switch s.Kind {
	case hit.Attempt:
		e.attempts++
		e.succeeded = e.succeeded || !s.Failed
	case hit.Refused: // what was refused once is not delivered again
		e.seen[min(s.Target, hit.SightingKinds-1)] = true
	}
	if !e.closed && e.ended() {
		e.closed = true
		t.open--
	}
	t.release(s)
}

// ended says whether nothing more is to come. A failed event without a
// dead-letter queue or destination ends with its last attempt, if it had them
// all; one that was only throttled leaves no evidence at all.
func (e *event) ended() bool {
	if e.succeeded {
		return !e.rule.OnSuccess || e.seen[hit.OnSuccess]
	}
	if e.rule.DeadLetter || e.rule.OnFailure {
		return (!e.rule.DeadLetter || e.seen[hit.DeadLetter]) && (!e.rule.OnFailure || e.seen[hit.OnFailure])
	}
	return int(e.attempts) >= e.rule.Attempts
}

// Open is how many accepted events have not ended.
func (t *Tracker) Open() int { return t.open }

// Deadline is when nothing more can come of any open event, in ns of the Unix
// epoch; 0 when none is open.
func (t *Tracker) Deadline() int64 {
	var last int64
	for _, e := range t.events {
		if !e.closed {
			last = max(last, e.due)
		}
	}
	return last
}

// Strangers is how many dead letters and destination records belonged to no
// event that was accepted. Attempts are not counted: a function's log has those
// of its other callers.
func (t *Tracker) Strangers() uint64 {
	n := t.strange
	for _, list := range t.unplaced {
		for _, s := range list {
			if s.Kind != hit.Attempt {
				n++
			}
		}
	}
	return n
}
