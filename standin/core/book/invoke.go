package book

import (
	"squall/standin/core"
	"squall/standin/core/chance"
)

// invoke handles a synchronous request.
func (b *Book) invoke(ev *core.Event, out []core.Effect) []core.Effect {
	if stopped, out := b.Faults.Front(b.now, &b.cfg, ev, out); stopped {
		return out
	}
	f := b.function(ev.Fn)
	if f == nil {
		return b.turnAway(ev, core.NotFound, core.NoSuchFunction, 0, out)
	}
	ver, reason := b.resolve(f, ev.Qual, ev.Key)
	if reason != core.NoReason {
		return b.turnAway(ev, core.NotFound, reason, 0, out)
	}
	req := &b.asked // of which run reads these
	req.id, req.key, req.event, req.attempt, req.door, req.marks, req.given = ev.Req, ev.Key, none, 0, ev.Door, ev.Marks, ev.Took
	if reason := b.place(f, ver, req, true, &out); reason != core.NoReason {
		return b.turnAway(ev, core.Refused, reason, b.vers[ver].number, out)
	}
	return out
}

// turnAway answers a request that nothing was run for.
func (b *Book) turnAway(ev *core.Event, how core.Outcome, why core.Reason, version int32, out []core.Effect) []core.Effect {
	reply := core.Effect{Kind: core.Reply, Req: ev.Req, Fn: ev.Fn, At: b.now + chance.Latency(&b.cfg, ev.Key, 0, ev.Door),
		Outcome: how, Reason: why, Version: version}
	return append(out, reply, core.Effect{Kind: core.Forget, Req: ev.Req})
}

// place finds a request its environment, or says why there is none. Free ones
// that are provisioned come first, then reserved concurrency or the shared pool.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
func (b *Book) place(f *function, ver int32, req *request, counted bool, out *[]core.Effect) core.Reason {
	v := &b.vers[ver]
	if v.model == core.NoModel {
		return core.NoCode
	}
	if f.Reserved == 0 {
		return core.ReservedFunctionConcurrentInvocationLimitExceeded
	}
	// Spillover starts at the concurrency or at 10 requests a second per unit,
	// whichever comes first.
	broken := !b.Faults.Idle(b.now)
	usePC := v.pcIdle.First() != none && v.pcRate.Has(b.now) && !(broken && b.Faults.Spills(b.now, asked(v, req), v.pcReady, v.pcBusy))
	if !usePC {
		reason := b.account(f).Room(&f.Share)
		if broken && reason == core.NoReason {
			reason = b.Faults.Room(b.now, asked(v, req), f.Busy, b.account(f).Busy)
		}
		if reason != core.NoReason {
			return reason
		}
	}
	if counted {
		if reason := b.rate(f); reason != core.NoReason {
			return reason
		}
	}
	if !usePC && v.idle.First() == none {
		if reason := b.Faults.Start(b.now, v.barred, asked(v, req)); reason != core.NoReason {
			return reason // environments that are there go on serving
		}
		// 1,000 new environments per 10 s and function, refilled continuously.
		// https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
		if !f.scaling.Has(b.now) {
			return core.ConcurrentInvocationLimitExceeded
		}
		f.scaling.Take()
	}
	if counted {
		b.regions[f.region].Requests.Take()
		if f.Reserved > 0 {
			f.requests.Take()
		}
	}
	b.run(f, ver, req, usePC, out)
	return core.NoReason
}

// rate says whether the 10x limits on requests per second allow one more.
func (b *Book) rate(f *function) core.Reason {
	if f.Reserved > 0 && !f.requests.Has(b.now) {
		return core.ReservedFunctionInvocationRateLimitExceeded
	}
	if !b.regions[f.region].Requests.Has(b.now) {
		return core.FunctionInvocationRateLimitExceeded
	}
	return core.NoReason
}

// run gives the request to an environment: a provisioned one, the most
// recently used idle one, or a new one.
func (b *Book) run(f *function, ver int32, from *request, usePC bool, out *[]core.Effect) {
	v := &b.vers[ver]
	var i int32
	fresh := false
	switch {
	case usePC:
		i = v.pcIdle.First()
		b.unlink(i)
		v.pcRate.Take()
		v.pcBusy++
	case v.idle.First() != none:
		i = v.idle.First()
		b.unlink(i)
	default:
		i = b.newEnv(ver, false)
		fresh = true
		v = &b.vers[ver]
		*out = append(*out, core.Effect{Kind: core.EnvStarted, Fn: v.fn, Version: v.number, Env: b.envs[i].id, Req: from.id, N: i, At: b.now})
	}
	if !usePC {
		b.occupy(v.fn, 1)
	}
	e := &b.envs[i]
	req := &e.req // field by field: to read back wide what was just written narrow takes long
	req.id, req.key, req.event, req.attempt, req.door, req.given = from.id, from.key, from.event, from.attempt, from.door, from.given
	req.marks, req.fault, req.answer, req.cold, req.outcome, req.start, req.init, req.took = from.marks, 0, 0, false, core.Done, 0, 0, 0
	if b.models[v.model].External {
		b.hand(i, req, fresh, out)
	} else {
		b.plan(e, v, req, fresh)
	}
	e.state = envBusy
	e.served++
	b.timers.Set(e.timer, req.start+req.took)
	if b.cfg.TellBegun {
		*out = append(*out, core.Effect{Kind: core.Began, Fn: v.fn, Version: v.number, Env: e.id, Req: req.id, Attempt: req.attempt,
			Cold: req.cold, Provisioned: e.provisioned, Reserved: f.Reserved >= 0, N: v.pcReady, At: b.now})
	}
}

// plan settles when the request's handler starts, how long it takes, how it ends.
func (b *Book) plan(e *env, v *version, req *request, fresh bool) {
	state := chance.Used
	switch {
	case fresh:
		state = chance.New
	case e.served == 0:
		state = chance.Ready
	case e.reset:
		state = chance.Reset
		e.reset = false
	}
	req.cold = e.served == 0 && !e.provisioned
	course := chance.Run(&b.cfg, &b.models[v.model], v.timeout, req.key, uint64(req.attempt), state, req.given)
	if !b.Faults.Idle(b.now) {
		req.fault = b.Faults.Course(b.now, asked(v, req), &course, fresh, b.cfg.InitLimit, v.timeout, &e.lost)
	}
	req.start, req.took, req.outcome = b.now+course.Wait, course.Took, course.Outcome
	req.init, req.answer = course.Init, course.Answer
	if req.cold && !fresh {
		req.init = e.birthInit
	}
}

// finish ends the request in hand.
func (b *Book) finish(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	if e.provisioned {
		v.pcBusy--
	} else {
		b.occupy(v.fn, -1)
	}
	req, outcome := &e.req, e.req.outcome
	*out = append(*out, core.Effect{Kind: core.Reply})
	effect := &(*out)[len(*out)-1]
	effect.Outcome, effect.Fn, effect.Version, effect.Env, effect.Req = outcome, v.fn, v.number, e.id, req.id
	effect.Cold, effect.Provisioned = req.cold, e.provisioned
	effect.Fault, effect.N = uint8(req.fault), req.answer
	effect.Start, effect.Init, effect.Duration = req.start, req.init, req.took
	if req.event == none {
		effect.At = b.now + chance.Latency(&b.cfg, req.key, uint64(req.attempt), req.door)
		*out = append(*out, core.Effect{Kind: core.Forget, Req: req.id})
	} else {
		effect.Kind, effect.At, effect.Attempt = core.Ran, b.now, req.attempt
		effect.Unseen = b.Faults.Unseen(b.now, asked(v, req))
		b.ran(req.event, *effect, out)
		e = &b.envs[i]
	}
	switch {
	case outcome == core.InitErrored, e.lost, outcome == core.TimedOut && b.models[v.model].External:
		b.freeSlot(i, out)
		return
	case outcome == core.TimedOut:
		e.reset = true
	}
	b.settle(i, out)
}
