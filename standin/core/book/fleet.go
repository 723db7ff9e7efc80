package book

import (
	"squall/profiles/dist"
	"squall/standin/core"
	"squall/standin/core/chance"
	"squall/standin/core/fault"
	"squall/standin/core/recent"
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
	starting    bool   // an external one that has not initialised
	lost        bool   // an external one whose process has ended, or must
	ver         int32  // its version
	timer       int32  // handle: when its request ends, or it is ready
	id          uint64 // never reused
	served      uint64 // requests it has taken
	born        int64
	dies        int64 // when its lifetime is over; 0: never
	hold        int64 // by which a fault makes an external one ready later; held: it is ready, but for that
	birthInit   int64 // what its initialisation took, for a proactive one's first request
	rest        rest
	req         request
}

// rest is when an environment went idle, and the timer that ends it for it. It
// is left where it is as long as that is not too late: a request comes before.
type rest struct {
	since int64
	stamp uint64 // its place among what is due at one instant
	timer int32  // handle
	set   bool
	at    int64 // for which the timer is set
}

// request is what an environment has in hand.
type request struct {
	id      uint64
	key     uint64
	event   int32 // index of the asynchronous event, or none
	attempt int32
	door    uint8
	cold    bool
	told    bool // a process has ended it
	outcome core.Outcome
	start   int64
	init    int64
	took    int64
	marks   uint64
	fault   fault.Kind
	answer  int32 // what a fault says
	given   int64 // what took shall be; 0: drawn
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
	*e = env{ver: ver, provisioned: provisioned, id: b.envSeq, born: b.now}
	e.timer, e.rest.timer = b.timers.Own(envTimer, i), b.timers.Own(restTimer, i)
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
	b.timers.Disown(e.rest.timer)
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
	e.state = envIdle
	b.order.Push(b.idle(e), i)
	if !e.provisioned {
		b.expireLater(e)
	}
}

// expireLater sees to it that an environment that goes idle ends in time.
func (b *Book) expireLater(e *env) {
	r := &e.rest
	r.since, r.stamp = b.now, b.timers.Stamp()
	if r.set && r.at <= b.now+b.idleMin {
		return
	}
	if at := b.expiry(e); at != 0 && !(r.set && r.at <= at) {
		b.expireAt(e, at)
	}
}

func (b *Book) expiry(e *env) int64 {
	return chance.Expiry(&b.cfg, e.rest.since, e.dies, e.id, e.served)
}

func (b *Book) expireAt(e *env, at int64) {
	r := &e.rest
	r.at, r.set = at, true
	b.timers.SetAs(r.timer, at, r.stamp)
}

// settleRests sets the timers of idle environments by the parameters until now.
func (b *Book) settleRests() {
	for i := range b.envs {
		if e := &b.envs[i]; e.state == envIdle && e.rest.set {
			b.expireAt(e, b.expiry(e))
		}
	}
}

// wakeRest lets the timer of an idle environment act, or sets it anew: it may
// have been idle for less long than when the timer was set.
func (b *Book) wakeRest(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	e.rest.set = false
	if e.state != envIdle {
		return
	}
	if at := b.expiry(e); at > b.now {
		b.expireAt(e, at)
		return
	}
	over := e.dies != 0 && e.dies <= b.now
	ver, share := e.ver, chance.Proactive(&b.cfg, b.now-e.born, e.served)
	b.unlink(i)
	b.freeSlot(i, out)
	if over {
		b.replace(ver, share, out)
	}
}

// idle is the list that an environment is in while it is idle.
func (b *Book) idle(e *env) *recent.List {
	if e.provisioned {
		return &b.vers[e.ver].pcIdle
	}
	return &b.vers[e.ver].idle
}

// unlink takes an idle environment out of its list.
func (b *Book) unlink(i int32) { b.order.Remove(b.idle(&b.envs[i]), i) }

// wakeEnv lets an environment's timer act: its request ends, or it is ready.
func (b *Book) wakeEnv(i int32, out *[]core.Effect) {
	switch e := &b.envs[i]; {
	case e.hold == held:
		b.initialised(i, out)
	case e.state == envBusy:
		b.finish(i, out)
	default:
		b.settle(i, out)
	}
}

// settle puts an environment that has nothing to do to rest, or ends it.
func (b *Book) settle(i int32, out *[]core.Effect) {
	e := &b.envs[i]
	v := &b.vers[e.ver]
	switch {
	case e.provisioned && v.pcSurplus > 0:
		v.pcSurplus--
		b.occupy(v.fn, -1)
		b.freeSlot(i, out)
	case v.gone, !e.provisioned && !b.Faults.Idle(b.now) && b.Faults.Old(b.now, &fault.Asked{Fn: v.fn, Version: v.number, Key: e.id}, e.born):
		b.freeSlot(i, out)
	case e.dies != 0 && e.dies <= b.now:
		ver, share := e.ver, chance.Proactive(&b.cfg, b.now-e.born, e.served)
		b.freeSlot(i, out)
		b.replace(ver, share, out)
	default:
		b.rest(i)
	}
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
	*out = append(*out, core.Effect{Kind: core.EnvStarted, Fn: v.fn, Version: v.number, Env: e.id, N: i, At: b.now})
}

// retire ends a version that is not provisioned any more: idle environments
// now, busy ones with their work.
func (b *Book) retire(ver int32, out *[]core.Effect) {
	v := &b.vers[ver]
	v.gone = true
	for i := v.idle.First(); i != none; i = v.idle.First() {
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
