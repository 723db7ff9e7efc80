package book

import (
	"squall/standin/core"
	"squall/standin/core/fault"
)

// putFault begins or renews a lease. Some kinds end environments at once: idle
// ones now, busy ones with their work.
func (b *Book) putFault(f fault.Fault, out *[]core.Effect) (core.Reason, int32) {
	b.Faults.Put(f)
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

// asked is a request of a version as faults are asked about it.
func asked(v *version, r *request) *fault.Asked {
	return &fault.Asked{Fn: v.fn, Version: v.number, Door: r.door, Event: r.event != none, Marks: r.marks, Key: r.key, Attempt: uint64(r.attempt)}
}
