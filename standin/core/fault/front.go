package fault

import (
	"squall/standin/core"
	"squall/standin/core/backlog"
	"squall/standin/core/chance"
)

// Front answers a request that a fault stops at its door: Lambda never sees it.
func (d *Desk) Front(now int64, c *core.Config, ev *core.Event, out []core.Effect) (stopped bool, _ []core.Effect) {
	if d.Idle(now) {
		return false, out
	}
	return d.front(now, c, ev, out)
}

func (d *Desk) front(now int64, c *core.Config, ev *core.Event, out []core.Effect) (stopped bool, _ []core.Effect) {
	a := Asked{Fn: ev.Fn, Version: Any, Door: ev.Door, Event: ev.Kind == core.InvokeEvent, Marks: ev.Marks, Key: ev.Key}
	reply := core.Effect{Kind: core.Reply, Outcome: core.Intercepted, Req: ev.Req, Fn: ev.Fn, At: now + chance.Latency(c, ev.Key, 0, ev.Door)}
	if !d.stops(now, &a, &reply) {
		return false, out
	}
	return true, append(out, reply, core.Effect{Kind: core.Forget, Req: ev.Req})
}

// stops says what the door answers, and when; a status of 0 cuts the connection.
func (d *Desk) stops(now int64, a *Asked, reply *core.Effect) bool {
	for _, k := range [...]Kind{StandinRestart, DoorThrottle, DoorStatus, DoorTimeout} {
		l := d.hit(now, k, a)
		if l == nil {
			continue
		}
		reply.Fault = uint8(k)
		switch k {
		case StandinRestart:
			reply.At = now // nobody is there who could be slow
		case DoorThrottle:
			reply.N = 429
		case DoorStatus:
			reply.N = int32(l.N)
		case DoorTimeout:
			reply.N, reply.At = 504, reply.At+l.wait(d.Seed, a)
		}
		return true
	}
	return false
}

// Cut is what becomes of a synchronous request that the stand-in had in hand
// when it ended: its connection does.
func Cut(out []core.Effect, req uint64, fn int32, now int64) []core.Effect {
	return append(out, core.Effect{Kind: core.Reply, Outcome: core.Intercepted, Fault: uint8(StandinRestart), Req: req, Fn: fn, At: now},
		core.Effect{Kind: core.Forget, Req: req})
}

// Waiting is an event as faults are asked about it.
func Waiting(q *backlog.Event) *Asked {
	return &Asked{Fn: q.Fn, Version: q.Last.Version, Door: q.Door, Event: true, Marks: q.Marks, Key: q.Key, Attempt: uint64(q.Attempts)}
}
