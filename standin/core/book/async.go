package book

import (
	"squall/standin/core"
	"squall/standin/core/backlog"
	"squall/standin/core/chance"
	"squall/standin/core/eventinvoke"
	"squall/standin/core/fault"
)

func (b *Book) putEventInvoke(f *function, ev core.Event) (core.Reason, int32) {
	if _, reason := b.resolve(f, ev.Qual, 0); reason != core.NoReason {
		return reason, 0
	}
	f.invokes.Put(eventinvoke.Setting{Qual: ev.Qual, Retries: ev.N, MaxAge: ev.MaxAge, Flags: ev.Flags})
	return core.NoReason, 0
}

// accept queues an asynchronous request: 202, whatever becomes of it.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
func (b *Book) accept(ev *core.Event, out []core.Effect) []core.Effect {
	reply := core.Effect{Kind: core.Reply, Outcome: core.Accepted, Req: ev.Req, Fn: ev.Fn, At: b.now + chance.Latency(&b.cfg, ev.Key, 0, ev.Door)}
	if stopped, out := b.Faults.Front(b.now, &b.cfg, ev, out); stopped {
		return out
	}
	f := b.function(ev.Fn)
	reason := core.NoSuchFunction
	if f != nil {
		var ver int32
		if ver, reason = b.resolve(f, ev.Qual, ev.Key); reason == core.NoReason && b.vers[ver].model == core.NoModel {
			reply.Outcome, reply.Reason = core.Refused, core.NoCode
			return append(out, reply, core.Effect{Kind: core.Forget, Req: ev.Req})
		}
	}
	if reason != core.NoReason {
		reply.Outcome, reply.Reason = core.NotFound, reason
		return append(out, reply, core.Effect{Kind: core.Forget, Req: ev.Req})
	}
	out = append(out, reply)
	i := b.events.Take(backlog.Event{Req: ev.Req, Key: ev.Key, Marks: ev.Marks, Given: ev.Took, Fn: ev.Fn, Qual: ev.Qual, Door: ev.Door, Accepted: b.now})
	q := b.events.At(i)
	q.Timer = b.timers.Own(asyncTimer, i)
	if f.Reserved == 0 {
		// New events of a function with zero reserved concurrency fail without
		// a try (recorded 2025).
		q.Last = core.Effect{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
		b.end(i, core.ZeroReservedConcurrency, &out)
		return out
	}
	switch hold, dropped := b.Faults.Queued(b.now, fault.Waiting(q)); {
	case dropped:
		b.timers.Disown(q.Timer)
		b.events.Give(i)
		return append(out, core.Effect{Kind: core.Forget, Req: ev.Req})
	case hold > 0:
		b.timers.Set(q.Timer, b.now+hold)
	default:
		b.attempt(i, &out)
	}
	return out
}

// attempt tries to run a queued event now.
func (b *Book) attempt(i int32, out *[]core.Effect) {
	q := b.events.At(i)
	f := b.function(q.Fn)
	switch {
	case q.Over != core.NoCondition: // its delivery was held up
		b.end(i, q.Over, out)
		return
	case f == nil:
		b.end(i, core.EventAgeExceeded, out)
		return
	}
	ver, reason := b.resolve(f, q.Qual, q.Key)
	if reason == core.NoReason {
		req := request{id: q.Req, key: q.Key, event: i, attempt: q.Attempts + 1, door: q.Door, marks: q.Marks, given: q.Given}
		// Acceptance and execution of events are bounded by concurrency, not by
		// the limits on requests per second.
		reason = b.place(f, ver, &req, false, out)
	}
	q = b.events.At(i)
	if reason == core.NoReason {
		q.Attempts++
		q.Refusals, q.Gap = 0, 0
		return
	}
	*out = append(*out, q.Refuse(b.now, reason, b.cfg.NextGap(q.Gap)))
	b.retryAfter(i, q.Gap, out)
}

// ran takes the end of an attempt.
func (b *Book) ran(i int32, effect core.Effect, out *[]core.Effect) {
	q := b.events.At(i)
	q.Last = effect
	f := b.function(q.Fn)
	if effect.Outcome == core.Done {
		if q.Twice = !q.Twice && b.Faults.Again(b.now, fault.Waiting(q)); q.Twice {
			b.timers.Set(q.Timer, b.now)
		} else {
			b.end(i, core.Success, out)
		}
		return
	}
	if f == nil || q.Attempts > f.invokes.Of(q.Qual).Retries {
		b.end(i, core.RetriesExhausted, out)
		return
	}
	b.retryAfter(i, b.cfg.ErrorGap*int64(q.Attempts), out)
}

// retryAfter plans the next attempt, or ends the event at once when it would
// be too old by then: Lambda looks ahead (recorded 2025).
func (b *Book) retryAfter(i int32, gap int64, out *[]core.Effect) {
	q := b.events.At(i)
	at := b.now + b.cfg.Squeeze(gap)
	maxAge := int64(eventinvoke.MaxAge)
	if f := b.function(q.Fn); f != nil {
		maxAge = f.invokes.Of(q.Qual).MaxAge
	}
	if at-q.Accepted > b.cfg.Squeeze(maxAge) {
		b.end(i, core.EventAgeExceeded, out)
		return
	}
	b.timers.Set(q.Timer, at)
}

// end takes an event out of the queue and hands it to the targets that were
// configured for its end. A dead-letter queue and a destination are
// independent of each other.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (b *Book) end(i int32, condition core.Condition, out *[]core.Effect) {
	q := b.events.At(i)
	var targets []core.Delivery
	if f := b.function(q.Fn); f != nil {
		targets = f.invokes.Of(q.Qual).Targets(b.targets[:0], condition, f.deadLetter)
	}
	begun := len(*out)
	for _, to := range targets {
		denied, hold := b.Faults.Deliver(b.now, fault.Waiting(q), to)
		if hold > 0 && q.Over == core.NoCondition {
			q.Over = condition
			b.timers.Set(q.Timer, b.now+hold)
			*out = (*out)[:begun]
			return
		}
		*out = append(*out, q.Delivery(b.now, to, condition, denied))
	}
	b.timers.Disown(q.Timer)
	*out = append(*out, core.Effect{Kind: core.Forget, Req: q.Req, Condition: condition, Attempt: q.Attempts, At: b.now})
	b.events.Give(i)
}

// Event is an accepted event by its request, and when it is due; 0: it runs.
func (b *Book) Event(req uint64) (e backlog.Event, due int64, ok bool) {
	e, ok = b.events.Of(req)
	return e, b.timers.Due(e.Timer), ok
}

// Resume takes back an event that a book before this one had accepted.
func (b *Book) Resume(e backlog.Event, due int64) {
	i := b.events.Take(e)
	q := b.events.At(i)
	q.Timer = b.timers.Own(asyncTimer, i)
	b.timers.Set(q.Timer, max(due, b.now))
}
