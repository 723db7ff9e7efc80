package book

import (
	"squall/standin/core"
	"squall/standin/core/backlog"
	"squall/standin/core/fault"
)

// putFault begins or renews a lease. Some kinds end environments at once: idle
// ones now, busy ones with their work.
func (b *Book) putFault(f fault.Fault, out *[]core.Effect) (core.Reason, int32) {
	if b.Faults.Put(f) && f.Kind == fault.StandinRestart {
		b.restart(f.ID, out)
	}
	for i := range b.envs {
		e, v := &b.envs[i], &b.vers[b.envs[i].ver]
		if e.provisioned || e.state == envFree || e.lost || !f.Ends(v.fn, v.number) {
			continue
		}
		b.Faults.Strike(f.ID)
		if e.lost = true; e.state == envIdle {
			b.unlink(int32(i))
			b.freeSlot(int32(i), out)
		}
	}
	return core.NoReason, 0
}

// restart is the end of the process that the book was in: who has a request in
// hand is cut off. The next one has models and leases, and events by Left.
func (b *Book) restart(id uint64, out *[]core.Effect) {
	for i := range b.envs {
		e := &b.envs[i]
		if e.state == envFree {
			continue
		}
		if e.state == envBusy && e.req.event == none {
			*out = fault.Cut(*out, e.req.id, b.vers[e.ver].fn, b.now)
		}
		b.Faults.Strike(id)
		b.freeSlot(int32(i), out)
	}
	next := New(b.cfg)
	next.now, next.envSeq, next.models, next.Faults, next.left = b.now, b.envSeq, b.models, b.Faults, b.events.Left(b.timers.Due)
	*b = *next
}

// Left gives out what a restart has left, once there are functions again.
func (b *Book) Left() (left []backlog.Left) {
	left, b.left = b.left, nil
	return left
}

// asked is a request of a version as faults are asked about it.
func asked(v *version, r *request) *fault.Asked {
	return &fault.Asked{Fn: v.fn, Version: v.number, Door: r.door, Event: r.event != none, Marks: r.marks, Key: r.key, Attempt: uint64(r.attempt)}
}
