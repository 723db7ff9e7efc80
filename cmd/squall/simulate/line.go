package simulate

import (
	"fmt"
	"math"
	"slices"

	"squall/attack"
	"squall/attack/engine"
	"squall/attack/link"
	"squall/attack/pace"
	"squall/attack/payload"
	"squall/attack/retry"
	"squall/cmd/squall/simulate/flight"
	"squall/cmd/squall/simulate/tries"
	"squall/cmd/squall/simulate/wire"
	"squall/profiles"
	"squall/standin/catalog"
	"squall/standin/door"
	"squall/standin/virtual"
)

// line is the traffic of one entry in a block.
type line struct {
	number   int    // in the block
	index    uint16 // among the plan's entries
	entry    *profiles.Entry
	schedule *attack.Arrivals
	last     uint64   // how many arrivals there are data for
	due      pace.Due // the next arrival
	from     int64    // in a closed phase: no arrival comes before
	key      func(n uint64) uint64
	builder  *payload.Builder
	request  payload.Request // the latest that was built
	long     bool            // requests may be too long for somebody
	even     bool            // and the longer of two is so sooner
	sender   engine.Sender
	door     int
	target   catalog.Target
	async    bool
	sourced  bool // by way of another service, which answers at once
	patience wire.Patience
	way      []passage      // of each kind of request
	flight   *flight.Flight // nil: no cap on what is in flight
	zero     int64          // t=0, by the clock of the flight
	// turnaround is the time between an answer and the worker's next request.
	turnaround int64
	latest     *face // of the latest answer
	refusal    *face // of the latest that was not let through
	seats      seats
	retry      *retry.Policy
	invoke     virtual.Request // the latest

	scheduled, unsent, ended, aborted uint64
}

// line makes the traffic of an entry.
func (b *block) line(e *profiles.Entry, suffix string) (*line, error) {
	qualifier := b.run.local.Applier.Number(e.Function, b.world.Qualifier(*e, suffix))
	target, err := b.run.local.World.Resolve(e.Function, qualifier)
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.Name, err)
	}
	seed := attack.BlockSeed(b.run.plan, b.step.Arm, b.step.Repeat)
	builder, err := attack.Requests(b.run.plan, e, attack.Place{Arm: b.step.Arm, Repeat: b.step.Repeat, Run: b.run.opt.Run})
	if err != nil {
		return nil, err
	}
	schedule, err := attack.Schedule(seed, e, builder.Last())
	if err != nil {
		return nil, err
	}
	l := &line{
		number: len(b.lines), index: uint16(slices.Index(b.run.plan.Entries, e.Name)), entry: e,
		schedule: schedule, last: builder.Last(), builder: builder, long: builder.Longest() > surely, even: builder.Even(), way: make([]passage, len(builder.Kinds())),
		door: wire.DoorOf(e.Path), target: target, async: e.Async(), sourced: e.Sourced(),
		patience: wire.Patience{Client: int64(link.Timeout(b.world, e)), Door: int64(door.Patience(e.Path))},
	}
	l.invoke = virtual.Request{Ticket: virtual.Ticket{Line: int32(l.number)}, Target: target, Async: l.async, Door: uint8(l.door)}
	l.key = attack.ArrivalKeys(seed, e.Name)
	if l.retry = retry.New(e.Retry, seed, l.key); l.retry != nil && b.tries == nil {
		b.tries = tries.New()
	}
	if e.Workers > 0 {
		l.flight, l.zero = flight.New(e.Workers), b.zero
	}
	if e.Closed() {
		l.turnaround, b.loops = turnaround, true
	}
	way, err := b.run.wire.Way(e, b.world, qualifier)
	if err != nil {
		return nil, err
	}
	way.Kinds = builder.Kinds()
	if l.sender, err = link.NewSender(b.world, e, way); err != nil {
		return nil, fmt.Errorf("entry %s: %w", e.Name, err)
	}
	return l, nil
}

// turnaround is what a worker takes between an answer and its next request: a
// guess at a client of Go, without which a loop over answers that take no time
// would never let the time pass.
const turnaround = 50_000

// advance goes on to the next arrival. In a closed phase it comes no earlier
// than the latest one.
func (l *line) advance() (ok bool) {
	closed, at := l.due.Closed, l.due.At
	if closed && at >= l.due.Until {
		l.schedule.Leave()
	}
	ok = l.schedule.Fill(&l.due) && l.due.N < l.last
	if l.from = l.due.At; closed {
		l.from = max(l.from, at)
	}
	l.place()
	return ok
}

// place finds when a worker is free for an arrival of a closed phase, as far as
// is known by now: answers to come may make it earlier. At the end of the phase
// there is no arrival but the end.
func (l *line) place() {
	if l.due.Closed {
		l.due.At = min(max(l.from, l.flight.Free()-l.zero), l.due.Until)
	}
}

// leaves is when the client of a request has given it up for good, at the latest;
// of one that is tried again it is not known.
func (l *line) leaves(due int64) int64 {
	if l.retry != nil {
		return math.MaxInt64 / 2
	}
	return due + l.patience.Client
}

// send makes the line's due arrival happen now.
func (b *block) send(l *line) {
	if l.due.Closed && l.due.At >= l.due.Until {
		return // the end of a closed phase
	}
	due := b.zero + l.due.At
	if !l.due.Warmup {
		l.scheduled++
	}
	if l.flight != nil && !l.flight.Take(l.due.N, due, l.leaves(due)) {
		if !l.due.Warmup {
			l.unsent++
		}
		return
	}
	b.tell()
	r := &l.invoke // what all requests of the line have in common is in it
	r.Phase, r.Warmup, r.N, r.Due, r.Attempt = uint16(l.due.Phase), l.due.Warmup, l.due.N, due, 0
	if !b.passes(l, due) {
		b.refused(l, &r.Ticket)
		return
	}
	if l.retry != nil {
		b.attempt(l, tries.Attempt{Line: r.Line, Number: 1, Warmup: r.Warmup, Phase: r.Phase, N: r.N, Due: due, Took: l.due.Took})
		return
	}
	r.Key, r.Took = l.key(l.due.N), l.due.Took
	r.Marks = b.marks(l, l.due.N)
	b.run.local.World.Invoke(r)
}
