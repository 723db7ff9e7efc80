package book

import (
	"squall/standin/core"
	"squall/standin/core/chance"
	"squall/standin/core/eventinvoke"
)

// queued is one asynchronous event that was accepted.
type queued struct {
	req      uint64
	key      uint64
	fn       int32
	qual     core.Qual
	timer    int32
	accepted int64
	attempts int32 // times it ran
	refusals int32 // throttles since it last ran
	gap      int64 // that it waited for after the latest of them
	last     core.Effect
}

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
	i := b.enqueue(queued{req: ev.Req, key: ev.Key, fn: ev.Fn, qual: ev.Qual, accepted: b.now})
	if f.Reserved == 0 {
		// New events of a function with zero reserved concurrency fail without
		// a try (recorded 2025).
		b.events[i].last = core.Effect{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
		b.end(i, core.ZeroReservedConcurrency, &out)
		return out
	}
	b.attempt(i, &out)
	return out
}

func (b *Book) enqueue(q queued) int32 {
	var i int32
	if n := len(b.freeEvt); n > 0 {
		i = b.freeEvt[n-1]
		b.freeEvt = b.freeEvt[:n-1]
	} else {
		b.events = append(b.events, queued{})
		i = int32(len(b.events) - 1)
	}
	q.timer = b.timers.Own(asyncTimer, i)
	b.events[i] = q
	return i
}

// attempt tries to run a queued event now.
func (b *Book) attempt(i int32, out *[]core.Effect) {
	q := &b.events[i]
	f := b.function(q.fn)
	if f == nil {
		b.end(i, core.EventAgeExceeded, out)
		return
	}
	ver, reason := b.resolve(f, q.qual, q.key)
	if reason == core.NoReason {
		req := request{id: q.req, key: q.key, event: i, attempt: q.attempts + 1}
		// Acceptance and execution of events are bounded by concurrency, not by
		// the limits on requests per second.
		reason = b.place(f, ver, &req, false, out)
	}
	if reason == core.NoReason {
		q = &b.events[i]
		q.attempts++
		q.refusals, q.gap = 0, 0
		return
	}
	q = &b.events[i]
	q.last = core.Effect{Outcome: core.Refused, Reason: reason}
	q.gap = b.cfg.NextGap(q.gap)
	q.refusals++
	*out = append(*out, core.Effect{Kind: core.Held, Req: q.req, Fn: q.fn, Reason: reason, N: q.refusals, At: b.now})
	b.retryAfter(i, q.gap, out)
}

// ran takes the end of an attempt.
func (b *Book) ran(i int32, effect core.Effect, out *[]core.Effect) {
	q := &b.events[i]
	q.last = effect
	f := b.function(q.fn)
	if effect.Outcome == core.Done {
		b.end(i, core.Success, out)
		return
	}
	if f == nil || q.attempts > f.invokes.Of(q.qual).Retries {
		b.end(i, core.RetriesExhausted, out)
		return
	}
	b.retryAfter(i, b.cfg.ErrorGap*int64(q.attempts), out)
}

// retryAfter plans the next attempt, or ends the event at once when it would
// be too old by then: Lambda looks ahead (recorded 2025).
func (b *Book) retryAfter(i int32, gap int64, out *[]core.Effect) {
	q := &b.events[i]
	at := b.now + b.cfg.Squeeze(gap)
	maxAge := int64(eventinvoke.MaxAge)
	if f := b.function(q.fn); f != nil {
		maxAge = f.invokes.Of(q.qual).MaxAge
	}
	if at-q.accepted > b.cfg.Squeeze(maxAge) {
		b.end(i, core.EventAgeExceeded, out)
		return
	}
	b.timers.Set(q.timer, at)
}

// end takes an event out of the queue and hands it to the targets that were
// configured for its end. A dead-letter queue and a destination are
// independent of each other.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (b *Book) end(i int32, condition core.Condition, out *[]core.Effect) {
	q := b.events[i]
	b.timers.Disown(q.timer)
	b.events[i] = queued{}
	b.freeEvt = append(b.freeEvt, i)
	deliver := q.last
	deliver.Kind, deliver.Req, deliver.Fn, deliver.At = core.Deliver, q.req, q.fn, b.now
	deliver.Condition, deliver.Attempt = condition, q.attempts
	if f := b.function(q.fn); f != nil {
		flags := f.invokes.Of(q.qual).Flags
		if condition == core.Success {
			if flags&core.HasOnSuccess != 0 {
				deliver.Delivery = core.ToOnSuccess
				*out = append(*out, deliver)
			}
		} else {
			if flags&core.HasOnFailure != 0 {
				deliver.Delivery = core.ToOnFailure
				*out = append(*out, deliver)
			}
			if f.deadLetter {
				deliver.Delivery = core.ToDeadLetter
				*out = append(*out, deliver)
			}
		}
	}
	*out = append(*out, core.Effect{Kind: core.Forget, Req: q.req, Condition: condition, Attempt: q.attempts, At: b.now})
}
