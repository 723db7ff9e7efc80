package book

import "squall/standin/core"

// An external environment is a process that the shell runs. The rule book
// decides about it as about any other, and is told when it is ready, when its
// request has ended and when it is gone; it knows only how long each may take.

// hand gives a request to an external environment, which may have to start
// first. Until it is told better the request ends at the limit of what is under
// way: the initialisation, or the function's timeout.
func (b *Book) hand(i int32, req *request, fresh bool, out *[]core.Effect) {
	e := &b.envs[i]
	req.cold = e.served == 0
	if fresh {
		e.starting = true
		req.start, req.outcome = b.now+b.cfg.InitWithin(b.vers[e.ver].timeout), core.InitErrored
		req.fault = b.Faults.Begins(b.now, asked(&b.vers[e.ver], req), &req.start, &e.hold)
		return
	}
	b.serve(i, req, out)
}

// serve lets the handler of an external environment begin.
func (b *Book) serve(i int32, req *request, out *[]core.Effect) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	req.start, req.took, req.outcome, req.told = b.now, v.timeout, core.TimedOut, false
	*out = append(*out, core.Effect{Kind: core.Hand, Fn: v.fn, Version: v.number, Env: e.id, N: i, Req: req.id, At: b.now})
}

// initialised lets an external environment serve the request that started it.
func (b *Book) initialised(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	e.starting, e.hold, e.req.init = false, 0, b.now-e.born
	b.serve(i, &e.req, out)
	b.timers.Set(e.timer, e.req.start+e.req.took)
}

// told takes what the shell says of an external environment. What comes too
// late, of one that has ended, changes nothing.
func (b *Book) told(ev core.Event, out []core.Effect) []core.Effect {
	if ev.N < 0 || int(ev.N) >= len(b.envs) || b.envs[ev.N].id != ev.Key || b.envs[ev.N].state == envFree {
		return out
	}
	e := &b.envs[ev.N]
	switch {
	case ev.Kind == core.EnvReady && e.starting && e.hold == 0:
		b.initialised(ev.N, &out)
	case ev.Kind == core.EnvReady && e.starting && b.now+e.hold < e.req.start: // else it takes too long
		b.timers.Set(e.timer, b.now+e.hold)
		e.hold = held
	case ev.Kind == core.EnvDone && e.state == envBusy && !e.starting && !e.req.told:
		v, r := &b.vers[e.ver], &e.req
		r.took, r.outcome, r.told = b.now-r.start, core.Outcome(ev.M), true
		b.timers.Clear(e.timer)
		if r.fault = b.Faults.Answered(b.now, asked(v, r), r.fault, &r.took, &r.outcome, &r.answer, v.timeout, &e.lost); r.start+r.took > b.now {
			b.timers.Set(e.timer, r.start+r.took)
			return out
		}
		b.finish(ev.N, &out)
	case ev.Kind == core.EnvExited && e.state == envWarming:
		b.freeSlot(ev.N, &out)
	case ev.Kind == core.EnvExited && e.state == envIdle:
		b.unlink(ev.N)
		b.freeSlot(ev.N, &out)
	case ev.Kind == core.EnvExited && e.state == envBusy:
		e.lost = true
		if !e.starting {
			e.req.took, e.req.outcome = b.now-e.req.start, core.Errored
		} else {
			e.req.start = b.now
		}
		b.timers.Clear(e.timer)
		b.finish(ev.N, &out)
	}
	return out
}
