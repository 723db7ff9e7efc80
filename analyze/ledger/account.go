package ledger

import (
	"maps"
	"slices"

	"squall/attack/hit"
)

// Delivery counts the records of one kind.
type Delivery struct{ Expected, Received, Refused uint64 }

// Gap is the time between the end of an attempt and the start of the next.
type Gap struct {
	Attempt  int   // the attempt that it precedes, from 2
	Measured int64 // ns
}

// Waits counts events by how long they waited, in whole milliseconds: most
// waits are one of a few, so it does not grow with what is counted.
type Waits map[int64]uint64

// Median is the wait that half of the events did not exceed, in milliseconds,
// and how many events there are.
func (w Waits) Median() (ms int64, n uint64) {
	for _, events := range w {
		n += events
	}
	seen := uint64(0)
	for _, ms = range slices.Sorted(maps.Keys(w)) {
		if seen += w[ms]; seen >= (n+1)/2 {
			break
		}
	}
	return ms, n
}

func (w *Waits) add(ns int64, events uint64) {
	if *w == nil {
		*w = Waits{}
	}
	(*w)[(ns+500_000)/1_000_000] += events
}

func (w *Waits) merge(o Waits) {
	for ms, events := range o {
		w.add(ms*1_000_000, events)
	}
}

// Account is the account of the events of one entry:
// Accepted = Succeeded + RetriesExhausted + Expired + ZeroReserved + InFlight + Unaccounted.
type Account struct {
	Accepted, Succeeded, RetriesExhausted, Expired, ZeroReserved, InFlight, Unaccounted uint64
	// Lost counts the unaccounted ones and those that failed without any of the
	// records that were configured for a failure.
	Lost       uint64
	Duplicates uint64 // events with two ends, too many attempts, or two records of a kind
	Attempts   map[int]uint64
	Gaps       []Gap
	First      Waits // from being accepted to the first attempt
	Ages       Waits // from being accepted to expiring, of those whose failure was recorded
	DeadLetter Delivery
	OnSuccess  Delivery
	OnFailure  Delivery

	traces map[fate][]Trace // see Examples
}

// Failed is the number of events that ended without a success.
func (a *Account) Failed() uint64 { return a.RetriesExhausted + a.Expired + a.ZeroReserved }

// end is how an event ended.
type end int

const (
	none end = iota
	succeeded
	retriesExhausted
	expired
	zeroReserved
)

// conditions are AWS's words in a destination record.
var conditions = map[string]end{
	"RetriesExhausted":        retriesExhausted,
	"EventAgeExceeded":        expired,
	"ZeroReservedConcurrency": zeroReserved,
}

// Account sums up the events of one entry.
func (b *Book) Account(entry uint16, r Rules) Account {
	a := Account{Attempts: map[int]uint64{}}
	if closed := b.closed[entry]; closed != nil {
		a.Merge(closed)
	}
	for _, e := range b.order {
		if e.accepted && !e.ignored && !e.closed && e.entry == entry {
			a.example(e, a.add(e, r))
		}
	}
	return a
}

func (a *Account) add(e *event, r Rules) end {
	e.sort()
	if a.Attempts == nil {
		a.Attempts = map[int]uint64{}
	}
	a.Accepted++
	a.Attempts[len(e.attempts)]++
	how := e.end(r)
	switch how {
	case succeeded:
		a.Succeeded++
	case retriesExhausted:
		a.RetriesExhausted++
	case expired:
		a.Expired++
		if e.failed > 0 {
			a.Ages.add(e.failed-e.at, 1)
		}
	case zeroReserved:
		a.ZeroReserved++
	case none:
		a.open(r)
	}
	if e.twice(how, r) {
		a.Duplicates++
	}
	a.deliver(e, how, r)
	if len(e.attempts) > 0 {
		a.First.add(max(e.attempts[0].At-e.at, 0), 1)
	}
	for i := 1; i < len(e.attempts); i++ {
		before := e.attempts[i-1]
		a.Gaps = append(a.Gaps, Gap{Attempt: i + 1, Measured: e.attempts[i].At - before.At - before.Duration})
	}
	return how
}

// open counts an event whose end nobody saw.
func (a *Account) open(r Rules) {
	if r.Undrained {
		a.InFlight++
		return
	}
	a.Unaccounted++
	a.Lost++
}

// end finds how an event ended: a success beats everything, a destination
// record names its condition, a dead letter leaves it to the attempts.
func (e *event) end(r Rules) end {
	if e.succeeded() {
		return succeeded
	}
	if how := conditions[e.condition]; how != none {
		return how
	}
	all := len(e.attempts) >= 1+r.Retries // and all of them failed
	switch {
	case all:
		return retriesExhausted
	case e.received[hit.DeadLetter]+e.received[hit.OnFailure]+e.refused[hit.DeadLetter]+e.refused[hit.OnFailure] == 0:
		return none
	case len(e.attempts) == 0 && r.ZeroReserved:
		return zeroReserved
	}
	return expired
}

func (e *event) succeeded() bool {
	for _, t := range e.attempts {
		if !t.Failed {
			return true
		}
	}
	return e.received[hit.OnSuccess] > 0
}

// twice says whether an event shows signs of having been handled more than
// once.
func (e *event) twice(how end, r Rules) bool {
	for i, t := range e.attempts {
		if !t.Failed && i < len(e.attempts)-1 {
			return true // it ran again after its success
		}
	}
	failed := e.received[hit.DeadLetter] + e.received[hit.OnFailure]
	switch {
	case len(e.attempts) > 1+r.Retries:
		return true
	case e.received[hit.DeadLetter] > 1, e.received[hit.OnSuccess] > 1, e.received[hit.OnFailure] > 1:
		return true
	}
	return how == succeeded && failed > 0
}

func (a *Account) deliver(e *event, how end, r Rules) {
	failed := how == retriesExhausted || how == expired || how == zeroReserved
	a.DeadLetter.count(e, hit.DeadLetter, failed && r.DeadLetter)
	a.OnFailure.count(e, hit.OnFailure, failed && r.OnFailure)
	a.OnSuccess.count(e, hit.OnSuccess, how == succeeded && r.OnSuccess)
	if failed && (r.DeadLetter || r.OnFailure) && e.received[hit.DeadLetter]+e.received[hit.OnFailure] == 0 {
		if !r.Undrained {
			a.Lost++
		}
	}
}

func (d *Delivery) count(e *event, k hit.SightingKind, expected bool) {
	if expected {
		d.Expected++
	}
	d.Received += uint64(e.received[k])
	d.Refused += uint64(e.refused[k])
}

// Merge adds another account.
func (a *Account) Merge(o *Account) {
	for _, p := range [][2]*uint64{
		{&a.Accepted, &o.Accepted}, {&a.Succeeded, &o.Succeeded}, {&a.RetriesExhausted, &o.RetriesExhausted},
		{&a.Expired, &o.Expired}, {&a.ZeroReserved, &o.ZeroReserved}, {&a.InFlight, &o.InFlight},
		{&a.Unaccounted, &o.Unaccounted}, {&a.Lost, &o.Lost}, {&a.Duplicates, &o.Duplicates},
	} {
		*p[0] += *p[1]
	}
	if a.Attempts == nil {
		a.Attempts = map[int]uint64{}
	}
	for n, events := range o.Attempts {
		a.Attempts[n] += events
	}
	a.Gaps = append(a.Gaps, o.Gaps...)
	a.First.merge(o.First)
	a.Ages.merge(o.Ages)
	a.DeadLetter.merge(o.DeadLetter)
	a.OnSuccess.merge(o.OnSuccess)
	a.OnFailure.merge(o.OnFailure)
	a.mergeExamples(o)
}

func (d *Delivery) merge(o Delivery) {
	d.Expected += o.Expected
	d.Received += o.Received
	d.Refused += o.Refused
}
