package book

import (
	"squall/profiles/dist"
	"squall/standin/core"
	"squall/standin/core/chance"
)

// envState says what an environment is doing.
type envState uint8

const (
	envFree    envState = iota // a slot of the slab that no environment uses
	envWarming                 // initialising without a request
	envIdle
	envBusy // with a request, its cold start included
)

// env is one execution environment.
type env struct {
	state       envState
	provisioned bool
	reset       bool   // its process ended: the next request initialises again
	ver         int32  // its version
	prev, next  int32  // in the list of idle ones
	timer       int32  // handle
	id          uint64 // never reused
	served      uint64 // requests it has taken
	born        int64
	dies        int64 // when its lifetime is over; 0: never
	birthInit   int64 // what its initialisation took, for a proactive one's first request
	req         request
}

// request is what an environment has in hand.
type request struct {
	id      uint64
	key     uint64
	event   int32 // index of the asynchronous event, or none
	attempt int32
	door    uint8
	cold    bool
	outcome core.Outcome
	start   int64
	init    int64
	took    int64
}

// newEnv takes a slot. Its lifetime runs from now.
func (b *Book) newEnv(ver int32, provisioned bool) int32 {
	var i int32
	if n := len(b.freeEnv); n > 0 {
		i = b.freeEnv[n-1]
		b.freeEnv = b.freeEnv[:n-1]
	} else {
		b.envs = append(b.envs, env{})
		i = int32(len(b.envs) - 1)
	}
	b.envSeq++
	e := &b.envs[i]
	*e = env{ver: ver, provisioned: provisioned, prev: none, next: none, id: b.envSeq, born: b.now}
	e.timer = b.timers.Own(envTimer, i)
	if life := chance.Lifetime(&b.cfg, e.id); life > 0 && !provisioned {
		e.dies = b.now + life
	}
	b.vers[ver].envs++
	return i
}

// freeSlot ends an environment.
func (b *Book) freeSlot(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	b.timers.Disown(e.timer)
	v := &b.vers[e.ver]
	*out = append(*out, core.Effect{Kind: core.EnvEnded, Fn: v.fn, Version: v.number, Env: e.id,
		Provisioned: e.provisioned, At: b.now})
	e.state = envFree
	b.freeEnv = append(b.freeEnv, i)
	v.envs--
	b.forget(e.ver)
}

// rest makes an environment idle: first in its version's list, so that it is
// the next to be used. Lambda picks the most recently used one (measured 2020).
func (b *Book) rest(i int32) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	e.state = envIdle
	head, tail := &v.idle, &v.idleTail
	if e.provisioned {
		head, tail = &v.pcIdle, &v.pcTail
	}
	e.prev, e.next = none, *head
	if *head != none {
		b.envs[*head].prev = i
	} else {
		*tail = i
	}
	*head = i
	if at := b.expiry(e); at != 0 {
		b.timers.Set(e.timer, at)
	}
}

// expiry is when an idle environment ends, or 0.
func (b *Book) expiry(e *env) int64 {
	if e.provisioned {
		return 0
	}
	at := e.dies
	if !b.cfg.IdleExpiry.IsZero() {
		idle := b.now + b.cfg.Squeeze(b.cfg.Draw(b.cfg.IdleExpiry, dist.StreamIdle, e.id, e.served))
		if at == 0 || idle < at {
			at = idle
		}
	}
	return at
}

// unlink takes an idle environment out of its list.
func (b *Book) unlink(i int32) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	head, tail := &v.idle, &v.idleTail
	if e.provisioned {
		head, tail = &v.pcIdle, &v.pcTail
	}
	if e.prev != none {
		b.envs[e.prev].next = e.next
	} else {
		*head = e.next
	}
	if e.next != none {
		b.envs[e.next].prev = e.prev
	} else {
		*tail = e.prev
	}
	e.prev, e.next = none, none
}

// wakeEnv lets an environment's timer act: its request ends, it is ready, or
// it has been idle, or alive, for too long.
func (b *Book) wakeEnv(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	switch e.state {
	case envBusy:
		b.finish(i, out)
	case envWarming:
		b.settle(i, out)
	case envIdle:
		over := e.dies != 0 && e.dies <= b.now
		ver, share := e.ver, b.proactive(e)
		b.unlink(i)
		b.freeSlot(i, out)
		if over {
			b.replace(ver, share, out)
		}
	}
}

// settle puts an environment that has nothing to do to rest, or ends it.
func (b *Book) settle(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	ver, share := e.ver, b.proactive(e)
	switch {
	case e.provisioned && v.pcSurplus > 0:
		v.pcSurplus--
		b.occupy(&b.fns[v.fn], -1)
		b.freeSlot(i, out)
	case v.gone:
		b.freeSlot(i, out)
	case e.dies != 0 && e.dies <= b.now:
		b.freeSlot(i, out)
		b.replace(ver, share, out)
	default:
		b.rest(i)
	}
}

// proactive is how often environments such as this one are replaced before a
// request needs it: less often where requests are sparse (measured 2020). One
// that no request ever used is not replaced, or a fleet without traffic would
// renew itself forever.
func (b *Book) proactive(e *env) float64 {
	switch {
	case e.served == 0:
		return 0
	case b.cfg.SparseGap > 0 && (b.now-e.born)/int64(e.served) > b.cfg.SparseGap:
		return b.cfg.ProactiveSparse
	}
	return b.cfg.Proactive
}

// replace starts a new environment for one whose lifetime ended, in so large a
// share of the cases.
func (b *Book) replace(ver int32, share float64, out *[]core.Effect) {
	v := &b.vers[ver]
	if v.gone || v.model == core.NoModel || v.barred != core.NoReason || !b.cfg.Lucky(share, dist.StreamProactive, b.envSeq+1, 0) {
		return
	}
	i := b.newEnv(ver, false)
	e := &b.envs[i]
	e.state = envWarming
	var wait int64
	wait, e.birthInit = chance.Ahead(&b.cfg, &b.models[v.model], e.id)
	b.timers.Set(e.timer, b.now+wait)
	*out = append(*out, core.Effect{Kind: core.EnvStarted, Fn: v.fn, Version: v.number, Env: e.id, At: b.now})
}

// retire ends a version that is not provisioned any more: idle environments
// now, busy ones with their work.
func (b *Book) retire(ver int32, out *[]core.Effect) {
	v := &b.vers[ver]
	v.gone = true
	for v.idle != none {
		i := v.idle
		b.unlink(i)
		b.freeSlot(i, out)
	}
	b.forget(ver)
}

// forget gives the place of a version back that is gone with all its
// environments: what is kept must not grow with what was ever published.
func (b *Book) forget(ver int32) {
	if v := &b.vers[ver]; v.gone && v.envs == 0 && !v.free {
		v.free = true
		b.freeVer = append(b.freeVer, ver)
	}
}
