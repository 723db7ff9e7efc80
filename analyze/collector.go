// Package analyze turns hits and sightings into result.json: figures with
// their intervals, the ledger of asynchronous events, comparisons between arms,
// judged expectations and a verdict. Hits stream through a Collector, whose
// memory is bounded by entries and environments; only asynchronous events are
// kept one by one, until they have ended.
//
// It has no clock, opens no file, and prints nothing.
package analyze

import (
	"time"

	"squall/analyze/canary"
	"squall/analyze/design"
	"squall/analyze/judge"
	"squall/analyze/ledger"
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/profiles"
)

// Meta is what the caller knows of a run before it starts.
type Meta struct {
	Run Run // everything but DurationS
	// Kept says that the result will be kept and may be compared with those of
	// other runs, so that it needs intervals over environments.
	Kept bool
	// RestsOn says what kind of rule an expectation leans on (documented,
	// recorded, measured, unsure); without it only the doors whose refusals
	// nobody has documented are unsure.
	RestsOn func(profiles.Expectation) string
}

// Ending is what the caller knows when a run is over.
type Ending struct {
	Aborted   string   // the stop rule that fired, or "interrupted"; "" when the run went to its end
	Failed    string   // an internal error that cut the run short
	Refused   bool     // Failed is what the target answered before there was load
	Undrained bool     // asynchronous events were not waited for until their longest possible end
	Dirty     []string // changes that are not undone
	Duration  time.Duration
	CPU       *float64 // generator's share of all cores, 0..1
	Roads     []Road
	Slept     string // that the machine slept during the load
	Lag       *Lag   // of the stand-in
	Changes   []ChangeSeen
	Faults    []FaultSeen
	Canary    *canary.Outcome // the release that the run made; nil: none
	Warnings  []string
	Versions  []VersionName
	Alive     []Alive
	// NoDoorLog names the entries whose door's access log could not be read.
	NoDoorLog []string
}

// Lag describes how late a stand-in acted.
type Lag struct {
	N             uint64
	P50, P99, Max time.Duration
}

// VersionName says as what a version of the profile was published in a block.
type VersionName struct {
	Arm, Repeat            int
	Function, Number, Name string
}

// Alive is the mean number of environments of an entry's function that were
// alive over the span, where a model knows it.
type Alive struct {
	Arm, Entry int
	Mean       float64
}

// lane is one entry in one arm, block by block.
type lane struct {
	design.Lane
	cells []*tally.Cell
}

// Collector counts hits and sightings as they come. It is used by one
// goroutine.
type Collector struct {
	plan  *profiles.Plan
	meta  Meta
	lanes [][]lane // by arm, then entry
	books [][]*ledger.Book
	lines []*tally.Timeline

	strays   uint64 // hits and sightings of arms, entries or repeats that the plan does not have
	nameless uint64 // accepted events without a request id
}

// New makes a collector for the hits of a plan.
func New(plan *profiles.Plan, meta Meta) *Collector {
	c := &Collector{plan: plan, meta: meta}
	groups := judge.Groups(len(plan.Arms), len(plan.Entries), plan.Repeat, meta.Kept)
	for a := range plan.Arms {
		w := &plan.Arms[a].World
		lanes := make([]lane, len(plan.Entries))
		for e, name := range plan.Entries {
			lanes[e] = lane{Lane: design.NewLane(w, name)}
			for range plan.Repeat {
				lanes[e].cells = append(lanes[e].cells, tally.NewCell(groups))
			}
		}
		books := make([]*ledger.Book, plan.Repeat)
		for r := range books {
			books[r] = ledger.NewBook()
		}
		c.lanes = append(c.lanes, lanes)
		c.books = append(c.books, books)
		c.lines = append(c.lines, tally.NewTimeline())
	}
	return c
}

// lane finds where a hit or sighting belongs; ok is false for a stray.
func (c *Collector) lane(arm, entry, repeat int) (l *lane, ok bool) {
	if arm >= len(c.lanes) || entry >= len(c.lanes[arm]) || repeat >= c.plan.Repeat {
		c.strays++
		return nil, false
	}
	return &c.lanes[arm][entry], true
}

// Hit counts one hit. Those of the warm-up are in no figure.
func (c *Collector) Hit(h *hit.Hit) {
	l, ok := c.lane(int(h.Arm), int(h.Entry), int(h.Repeat))
	if !ok {
		return
	}
	accepted := l.Async() && h.Status == l.Entry.AcceptedStatus()
	book := c.books[h.Arm][h.Repeat]
	if h.Warmup {
		if accepted && h.RequestID != "" {
			book.Ignore(h.RequestID)
		}
		return
	}
	if h.Again {
		l.cells[h.Repeat].Add(h, l.Async())
		return
	}
	k := c.Kind(h)
	k.Add(h.Due, h.Sent, h.Done, h.Init, k.Environment(h.Environment))
	switch {
	case accepted && h.RequestID == "":
		c.nameless++
	case accepted:
		book.Accept(h.Entry, h.RequestID, h.Sent)
	}
}

// Kind is where hits like this one are counted, which must be of an entry of
// the plan, until the collector is finished or merged. Asynchronous ones are
// followed one by one: Hit takes them.
func (c *Collector) Kind(h *hit.Hit) *tally.Kind {
	l := &c.lanes[h.Arm][h.Entry]
	return l.cells[h.Repeat].Kind(h, l.Async()).Along(c.lines[h.Arm], l.Spare > 0)
}

// Sighting adds one piece of evidence of an asynchronous event. It may come
// before the hit of its event.
func (c *Collector) Sighting(s *hit.Sighting) {
	if int(s.Arm) >= len(c.books) || int(s.Repeat) >= c.plan.Repeat {
		c.strays++
		return
	}
	c.books[s.Arm][s.Repeat].Saw(s)
}

// Ended says that nothing more will be seen of an accepted event, so that it
// need not be kept. Who does not know says nothing.
func (c *Collector) Ended(arm, entry, repeat int, requestID string) {
	l, ok := c.lane(arm, entry, repeat)
	if !ok {
		return
	}
	c.books[arm][repeat].Close(requestID, c.rules(arm, l), func(a ledger.Attempt) { l.cells[repeat].Seen(&a) })
}

// Scheduled adds to the arrivals of a block after its warm-up: how many were
// due, and how many of them were never sent.
func (c *Collector) Scheduled(arm, entry, repeat int, scheduled, unsent uint64) {
	l, ok := c.lane(arm, entry, repeat)
	if !ok {
		return
	}
	l.cells[repeat].Scheduled += scheduled
	l.cells[repeat].Unsent += unsent
}
