// Package ledger accounts for asynchronous events: each one that was accepted
// ends exactly once, as a success, as a failure with or without the records
// that were configured for it, or it is still in flight, or nobody can account
// for it.
//
// It does not know how evidence is collected, and it judges nothing. It keeps
// one entry per event until it is told that the event has ended.
package ledger

import (
	"slices"

	"squall/attack/hit"
)

// Rules are the asynchronous settings that an entry's events live under.
type Rules struct {
	Retries      int
	DeadLetter   bool // a dead-letter queue is configured
	OnSuccess    bool // a destination for successes is
	OnFailure    bool // a destination for failures is
	ZeroReserved bool // the function's reserved concurrency is 0
	// Undrained says that the run ended before every event could have.
	Undrained bool
}

// Attempt is one run of the function for an event.
type Attempt struct {
	Entry       uint16
	At          int64 // ns from the start of the block
	Duration    int64 // ns
	Failed      bool
	Version     string
	Environment string
}

// event is what is known of one request id.
type event struct {
	id        string
	entry     uint16
	at        int64 // when it was accepted, in ns from the start of the block
	failed    int64 // when the first record of its failure was seen
	accepted  bool
	ignored   bool // of the warm-up
	attempts  []Attempt
	received  [hit.SightingKinds]uint32 // records by kind
	refused   [hit.SightingKinds]uint32 // refused deliveries by target
	when      [hit.SightingKinds]int64  // the first record of a kind
	condition string                    // of a failure record
	closed    bool                      // it is in an account already
}

// Book holds the events of one block.
type Book struct {
	events map[string]*event
	order  []*event // in the order they were first heard of
	gone   int      // of order: closed ones
	closed map[uint16]*Account
}

// NewBook is an empty book.
func NewBook() *Book { return &Book{events: map[string]*event{}, closed: map[uint16]*Account{}} }

func (b *Book) event(id string) *event {
	e := b.events[id]
	if e == nil {
		e = &event{id: id}
		b.events[id] = e
		b.order = append(b.order, e)
	}
	return e
}

// Empty says whether no event was ever heard of.
func (b *Book) Empty() bool { return len(b.order) == 0 && len(b.closed) == 0 }

// Accept opens the account of an event that was answered with its request id,
// at a time in ns from the start of the block.
func (b *Book) Accept(entry uint16, id string, at int64) {
	e := b.event(id)
	e.entry, e.accepted, e.at = entry, true, at
}

// Ignore says that an event belongs to the warm-up.
func (b *Book) Ignore(id string) { b.event(id).ignored = true }

// Saw adds one piece of evidence, which may come before the event is known to
// be accepted. Which entry a sighting names does not matter: its id does.
func (b *Book) Saw(s *hit.Sighting) {
	e := b.event(s.RequestID)
	switch s.Kind {
	case hit.Attempt:
		e.attempts = append(e.attempts, Attempt{At: s.At, Duration: s.Duration, Failed: s.Failed, Version: s.Version, Environment: s.Environment})
	case hit.DeadLetter, hit.OnSuccess, hit.OnFailure:
		if e.received[s.Kind]++; e.received[s.Kind] == 1 || s.At < e.when[s.Kind] {
			e.when[s.Kind] = s.At
		}
		if s.Kind == hit.OnSuccess {
			break
		}
		if s.Condition != "" {
			e.condition = s.Condition
		}
		if e.failed == 0 || s.At < e.failed {
			e.failed = s.At
		}
	case hit.Refused:
		e.refused[min(s.Target, hit.SightingKinds-1)]++
	}
}

// Orphans counts the ids that were seen at work but never accepted: their
// sender timed out, or they are somebody else's.
func (b *Book) Orphans() uint64 {
	n := uint64(0)
	for _, e := range b.order {
		if !e.accepted && !e.ignored && !e.closed {
			n++
		}
	}
	return n
}

// Attempts calls f with every attempt of an accepted event, by the order in
// which events were heard of, then by time.
func (b *Book) Attempts(f func(Attempt)) {
	for _, e := range b.order {
		if e.accepted && !e.ignored && !e.closed {
			e.each(f)
		}
	}
}

func (e *event) each(f func(Attempt)) {
	e.sort()
	for _, a := range e.attempts {
		a.Entry = e.entry
		f(a)
	}
}

// Close takes an event into its account and forgets it: nothing more will be
// seen of it. One whose end cannot be told from what was seen stays. f is
// called with the attempts of an event that is forgotten, as by Attempts.
func (b *Book) Close(id string, r Rules, f func(Attempt)) {
	e := b.events[id]
	if e == nil || !e.accepted && !e.ignored {
		return
	}
	if !e.ignored {
		r.Undrained = false
		var one Account
		how := one.add(e, r)
		if one.Lost > 0 {
			return // whether it is lost depends on how the run ends
		}
		if b.closed[e.entry] == nil {
			b.closed[e.entry] = &Account{}
		}
		b.closed[e.entry].Merge(&one)
		b.closed[e.entry].example(e, how)
		e.each(f)
	}
	delete(b.events, id)
	*e = event{closed: true}
	if b.gone++; b.gone > 1000 && b.gone > len(b.order)/2 {
		b.order = slices.DeleteFunc(b.order, func(e *event) bool { return e.closed })
		b.gone = 0
	}
}

func (e *event) sort() {
	slices.SortStableFunc(e.attempts, func(a, b Attempt) int {
		return int(min(max(a.At-b.At, -1), 1))
	})
}
