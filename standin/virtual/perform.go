package virtual

import (
	"strconv"

	"squall/attack/hit"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/modelled"
	"squall/standin/queue"
)

// step tells the rule book of an event.
func (w *World) step(ev *core.Event) {
	effects := w.book.Take(w.now, ev, w.effects[:0])
	if w.options.Watcher != nil {
		w.options.Watcher.Stepped(w.now, *ev, effects)
	}
	w.perform(effects)
}

// expire lets the timers act that are due.
func (w *World) expire() {
	effects := w.book.Expire(w.now, w.effects[:0])
	if w.options.Watcher != nil {
		w.options.Watcher.Stepped(w.now, core.Event{}, effects)
	}
	w.perform(effects)
}

// perform carries out effects, in order, and keeps their slice for reuse.
func (w *World) perform(effects []core.Effect) {
	for i := range effects {
		e := &effects[i]
		switch e.Kind {
		case core.Answer:
			w.answer = *e
		case core.Reply:
			w.reply(e)
		case core.Ran:
			w.ran(e)
		case core.Deliver:
			w.deliver(e)
		case core.Forget:
			w.forget(e.Req)
		case core.EnvStarted:
			w.envs.started(e)
		case core.EnvEnded:
			w.envs.ended(e)
		}
	}
	w.effects = effects[:0]
}

func (w *World) reply(e *core.Effect) {
	c := &w.calls.slots[e.Req]
	w.said = Reply{Ticket: &c.Ticket, Effect: e, seq: c.seq, envs: &w.envs}
	w.options.Sink.Reply(&w.said)
}

// forget lets go of a request that nothing more will come of.
func (w *World) forget(slot uint64) {
	if c := &w.calls.slots[slot]; c.async {
		w.options.Sink.Ended(&c.Ticket, catalog.UUID("request", c.seq))
	}
	w.calls.forget(slot)
}

// millisecond is how precise the times of log lines and messages are, and so
// of what is learnt from them.
const millisecond = 1_000_000

// ran tells of an attempt of an asynchronous event what its log lines tell.
func (w *World) ran(e *core.Effect) {
	if e.Unseen {
		return
	}
	c := &w.calls.slots[e.Req]
	w.options.Sink.Saw(&c.Ticket, &hit.Sighting{
		Kind: hit.Attempt, At: e.Start - e.Start%millisecond,
		Duration:  modelled.Round(e.Duration),
		RequestID: catalog.UUID("request", c.seq), Version: modelled.VersionName(e.Version),
		Environment: w.envs.name(e.Env, e.Version), Failed: e.Outcome != core.Done,
	})
}

// deliver tells of a record what reading it from its queue tells, or that
// there is no such queue.
func (w *World) deliver(e *core.Effect) {
	c := &w.calls.slots[e.Req]
	s := &hit.Sighting{At: e.At - e.At%millisecond, RequestID: catalog.UUID("request", c.seq)}
	arn, kind := w.target(c, e.Delivery)
	id, ok := queue.ParseARN(arn)
	switch {
	case !ok || !w.queues[id] || e.Unseen:
		s.Kind, s.Target = hit.Refused, kind
	case kind == hit.DeadLetter:
		s.Kind, s.Failed, s.ErrorCode = kind, true, strconv.Itoa(modelled.ErrorCode(e))
	default:
		s.Kind, s.Failed = kind, kind == hit.OnFailure
		s.Condition, s.Count = e.Condition.String(), int(e.Attempt)
		if modelled.Responded(e) {
			s.Version = modelled.VersionName(e.Version)
		}
	}
	w.options.Sink.Saw(&c.Ticket, s)
}

// target is where an event goes that has ended.
func (w *World) target(c *call, d core.Delivery) (arn string, kind hit.SightingKind) {
	onSuccess, onFailure := w.catalog.Destinations(c.fn, c.qual)
	switch d {
	case core.ToOnSuccess:
		return onSuccess, hit.OnSuccess
	case core.ToOnFailure:
		return onFailure, hit.OnFailure
	default:
		return w.catalog.DeadLetter(c.fn), hit.DeadLetter
	}
}
