package simulate

import (
	"squall/attack/hit"
	"squall/attack/retry"
	"squall/cmd/squall/simulate/tries"
	"squall/cmd/squall/simulate/wire"
	"squall/standin/outcome"
	"squall/standin/virtual"
)

// passing lets the time pass until an instant, step by step where a client may
// try something again: what follows from an answer may come before it.
func (b *block) passing(to int64) {
	if b.tries == nil {
		b.pass(to)
		return
	}
	for w := b.run.local.World; b.over == 0; {
		next := to
		if at, ok := w.Next(); ok {
			next = min(next, at)
		}
		if at, ok := b.tries.Next(); ok {
			next = min(next, at)
		}
		if b.pass(max(next, w.Now())); b.over > 0 {
			return
		}
		for m, ok := b.tries.Take(w.Now()); ok; m, ok = b.tries.Take(w.Now()) {
			b.moment(m)
		}
		if next == to {
			if at, ok := w.Next(); !ok || at > to {
				return
			}
		}
	}
}

// next is when something happens by itself, as long as a request waits.
func (b *block) next() (at int64, ok bool) {
	w := b.run.local.World
	if at, ok = w.Next(); ok {
		ok = w.Waiting() > 0
	}
	if b.tries == nil {
		return at, ok
	}
	if early, more := b.tries.Next(); more && (!ok || early < at) {
		return max(early, w.Now()), true
	}
	return at, ok
}

// moment sends an attempt, or lets its client give it up.
func (b *block) moment(m tries.Moment) {
	l := b.lines[m.Line]
	if !m.Leave {
		b.attempt(l, m.Attempt)
		return
	}
	h := hit.Hit{N: m.N, Attempt: m.Number, Outcome: hit.Timeout}
	if _, late := l.patience.Leave(); late == wire.DoorTimedOut {
		h.Outcome, h.Status = hit.GatewayError, uint16(outcome.Of(l.door, outcome.GatewayTimedOut).Status)
	}
	b.tries.Left(&m.Attempt, b.repeats(l, &m.Attempt, &h, b.run.local.World.Now()))
}

// attempt sends an attempt of a request now.
func (b *block) attempt(l *line, a tries.Attempt) {
	now := b.run.local.World.Now()
	leave, _ := l.patience.Leave()
	b.tries.Sent(a, now+leave)
	r := &l.invoke
	r.Phase, r.Warmup, r.N, r.Due, r.Attempt = a.Phase, a.Warmup, a.N, now, a.Number
	r.Key, r.Took = retry.Key(l.key(a.N), a.Number), a.Took
	r.Marks = b.marks(l, a.N)
	b.run.local.World.Invoke(r)
}

// repeats lets the client of an attempt that ended like h try again; false means
// that the request has ended.
func (b *block) repeats(l *line, a *tries.Attempt, h *hit.Hit, end int64) bool {
	wait, more := l.retry.After(h)
	if more = more && b.over == 0; more {
		next := *a
		next.Number++
		b.tries.Send(next, end+int64(wait))
	} else if l.flight != nil {
		l.flight.End(a.N, end+l.turnaround)
	}
	return more
}

// retried is what an answer means to a client that may try again: when its
// request was due, and whether it goes on.
func (b *block) retried(l *line, f *face, a *virtual.Reply, done int64) (due int64, more bool) {
	attempt, left, more := b.tries.Ended(a.Line, a.N, a.Attempt)
	if left {
		return attempt.Due, more
	}
	h := f.hit
	h.N, h.Attempt = a.N, a.Attempt
	return attempt.Due, b.repeats(l, &attempt, &h, done)
}

// abandoned drops the attempts that were to come when the load was ended.
func (b *block) abandoned() {
	if b.tries == nil {
		return
	}
	for _, a := range b.tries.Drop() {
		if l := b.lines[a.Line]; !a.Warmup {
			l.aborted++
		}
	}
}
