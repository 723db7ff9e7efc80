package virtual

import (
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/modelled"
)

// Ticket is what a caller wants to know again when a request has ended.
type Ticket struct {
	N      uint64 // number of the request in its line
	Due    int64  // when it was made, in the world's time
	Line   int32  // which of its lines of traffic the request is of
	Phase  uint16
	Warmup bool
	// Attempt numbers the attempts of a request; 0 where there is only one.
	Attempt uint8
}

// Request asks for one invoke.
type Request struct {
	Ticket
	Target catalog.Target
	Async  bool
	Door   uint8  // index into invoke.Doors
	Key    uint64 // of its draws
	Marks  uint64 // as Texts.Marks gives them
	Took   int64  // ns that a modelled function runs; 0: as its model says
}

// Reply is the answer of one request.
type Reply struct {
	*Ticket
	Effect *core.Effect
	seq    uint64
	envs   *environments
}

// RequestID is the id that the request was given.
func (r *Reply) RequestID() string { return catalog.UUID("request", r.seq) }

// RequestBits are those of RequestID.
func (r *Reply) RequestBits() [16]byte { return catalog.UUIDBits("request", r.seq) }

// Environment is the log stream; "" when nothing ran.
func (r *Reply) Environment() string {
	if r.Effect == nil || r.Effect.Env == 0 {
		return ""
	}
	return r.envs.name(r.Effect.Env, r.Effect.Version)
}

// call is one request in hand; an asynchronous one is kept until its event has
// ended.
type call struct {
	Ticket
	async bool
	fn    int32
	qual  core.Qual
	seq   uint64
}

// calls are the requests in hand, in slots that the rule book knows them by;
// slot 0 is nobody's.
type calls struct {
	slots []call
	free  []int32
	open  int
	seq   uint64
}

func (c *calls) take(r *Request) (slot int) {
	if n := len(c.free); n > 0 {
		slot = int(c.free[n-1])
		c.free = c.free[:n-1]
	} else {
		slot = max(len(c.slots), 1)
		c.slots = append(c.slots, make([]call, slot+1-len(c.slots))...)
	}
	c.seq++
	c.open++
	// Field by field, for the reason in book.run.
	to := &c.slots[slot]
	to.N, to.Due, to.Line, to.Phase, to.Warmup, to.Attempt = r.N, r.Due, r.Line, r.Phase, r.Warmup, r.Attempt
	to.async, to.fn, to.qual, to.seq = r.Async, r.Target.Fn, r.Target.Qual, c.seq
	return slot
}

func (c *calls) forget(slot uint64) {
	c.free = append(c.free, int32(slot))
	c.open--
}

// Resolve finds what requests for a function and qualifier are for.
func (w *World) Resolve(function, qualifier string) (catalog.Target, error) {
	t, refused := w.catalog.Resolve(w.options.Account, w.options.Region, function, qualifier)
	if refused != nil {
		return t, refused
	}
	return t, nil
}

// Invoke makes a request now.
func (w *World) Invoke(r *Request) {
	slot := w.calls.take(r)
	ev := &w.invoke
	ev.Kind, ev.Req, ev.Fn, ev.Qual, ev.Key, ev.Door, ev.Marks, ev.Took = core.Invoke, uint64(slot), r.Target.Fn, r.Target.Qual, r.Key, r.Door, r.Marks, r.Took
	if r.Async {
		ev.Kind = core.InvokeEvent
	}
	w.step(ev)
}

// Response is a reply as doors and the Invoke API get it, with the payload of
// the function and the end of its log. It may be seen at once.
func (w *World) Response(r *Reply, t catalog.Target, door int) invoke.Response {
	e := *r.Effect
	if e.Env != 0 {
		e.Env += w.options.first() // as its name says
	}
	out := invoke.Response{RequestID: r.RequestID(), Outcome: e.Outcome, Reason: e.Reason, FunctionARN: t.ARN}
	switch e.Outcome {
	case core.Accepted, core.Refused, core.NotFound, core.Intercepted:
		out.Status = int(e.N)
		return out
	}
	s, ok := w.catalog.VersionSettings(e.Fn, e.Version)
	body := 0
	if ok && s.Model >= 0 && int(s.Model) < len(w.bodies) {
		body = w.bodies[s.Model]
	}
	out.ExecutedVersion = modelled.VersionName(e.Version)
	out.Payload = modelled.Payload(out.RequestID, door, &e, body)
	out.LogTail = modelled.LogTail(out.RequestID, "", &e, s.Memory)
	out.ErrorType = modelled.ErrorType(&e)
	return out
}
