package book

import (
	"fmt"
	"slices"

	"squall/standin/core"
	"squall/standin/core/pool"
	"squall/standin/core/recent"
	"squall/standin/core/tick"
)

// inconsistencies are all the places where the counters of a book, its lists
// and its slab of environments disagree.
func inconsistencies(b *Book) []string {
	c := &consistency{b: b, fleets: make([]fleetCount, len(b.vers)), running: map[int32]int{}}
	c.environments()
	c.lists()
	c.versions()
	c.functions()
	c.configurations()
	c.events()
	return c.wrong
}

// fleetCount is what the slab says of one version.
type fleetCount struct{ all, idle, busy, pcIdle, pcBusy int32 }

type consistency struct {
	b       *Book
	fleets  []fleetCount
	running map[int32]int // environments that have an event in hand
	wrong   []string
}

func (c *consistency) equal(got, want int32, format string, args ...any) {
	if got != want {
		c.wrong = append(c.wrong, fmt.Sprintf("%s is %d, the slab says %d", fmt.Sprintf(format, args...), got, want))
	}
}

func (c *consistency) expect(ok bool, format string, args ...any) {
	if !ok {
		c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
	}
}

func (c *consistency) environments() {
	free := 0
	for i := range c.b.envs {
		e := &c.b.envs[i]
		if e.state == envFree {
			free++
			c.expect(slices.Contains(c.b.freeEnv, int32(i)), "slot %d is free and not in the free list", i)
			continue
		}
		kind, index := c.b.timers.Owner(e.timer)
		c.expect(kind == envTimer && index == int32(i), "environment %d has the timer of %d/%d", i, kind, index)
		n := &c.fleets[e.ver]
		n.all++
		switch {
		case e.state == envIdle && e.provisioned:
			n.pcIdle++
		case e.state == envIdle:
			n.idle++
		case e.state == envBusy && e.provisioned:
			n.pcBusy++
		case e.state == envBusy:
			n.busy++
		}
		if e.state == envBusy && e.req.event != none {
			c.running[e.req.event]++
		}
		c.expect(e.state != envIdle || !c.b.vers[e.ver].gone, "environment %d waits on a version that is gone", i)
	}
	c.expect(free == len(c.b.freeEnv), "%d slots are free, the free list has %d", free, len(c.b.freeEnv))
}

func (c *consistency) lists() {
	walk := func(ver int, l *recent.List, provisioned bool) (n int32) {
		last := int32(none)
		for i := l.First(); i != none; i = c.b.order.After(i) {
			e := &c.b.envs[i]
			c.expect(e.state == envIdle && e.provisioned == provisioned && e.ver == int32(ver), "environment %d is in a wrong list", i)
			last = i
			n++
		}
		c.expect(last == l.Last(), "the list of version %d ends with %d, not %d", ver, last, l.Last())
		return n
	}
	for i := range c.b.vers {
		v := &c.b.vers[i]
		c.equal(walk(i, &v.idle, false), c.fleets[i].idle, "idle list of version %d", i)
		c.equal(walk(i, &v.pcIdle, true), c.fleets[i].pcIdle, "provisioned idle list of version %d", i)
	}
}

func (c *consistency) versions() {
	for i := range c.b.vers {
		v, n := &c.b.vers[i], c.fleets[i]
		c.equal(v.envs, n.all, "environments of version %d", i)
		c.expect(v.free == (v.gone && n.all == 0), "place %d of the versions is free: %t", i, v.free)
		c.expect(v.free == slices.Contains(c.b.freeVer, int32(i)), "place %d of the versions and the free list disagree", i)
		c.equal(v.pcBusy, n.pcBusy, "provisioned busy of version %d", i)
		c.equal(v.pcReady, n.pcIdle+n.pcBusy-v.pcSurplus, "provisioned ready of version %d", i)
		c.expect(v.pcReady >= 0 && v.pcSurplus >= 0, "version %d has negative counters", i)
		if v.prov == none || v.gone {
			c.expect(v.pcReady == 0, "version %d is ready without a configuration", i)
			continue
		}
		p := &c.b.provs[v.prov]
		c.expect(p.Live && (p.Ver == int32(i) || p.Next == int32(i)), "version %d has the configuration of another", i)
	}
}

func (c *consistency) functions() {
	regions := make([]pool.Account, len(c.b.regions))
	for i := range c.b.fns {
		f := &c.b.fns[i]
		var busy, ready, requested int32
		for ver := range c.b.vers {
			if v := &c.b.vers[ver]; v.fn == int32(i) {
				busy += c.fleets[ver].busy + v.pcSurplus
				ready += v.pcReady
			}
		}
		for k := range c.b.provs {
			if p := &c.b.provs[k]; p.Live && p.Fn == int32(i) {
				requested += p.Requested
			}
		}
		c.equal(f.Busy, busy, "busy of function %d", i)
		c.equal(f.Ready, ready, "ready of function %d", i)
		c.equal(f.Provisioned, requested, "provisioned of function %d", i)
		r := &regions[f.region]
		if f.exists && f.Reserved >= 0 {
			r.Reserved += f.Reserved
			c.expect(f.Reserved >= f.Provisioned, "function %d reserves less than it provisions", i)
			continue
		}
		r.Busy += busy
		r.Ready += ready
		r.Provisioned += requested
	}
	for i, want := range regions {
		r := &c.b.regions[i]
		c.equal(r.Busy, want.Busy, "busy of region %d", i)
		c.equal(r.Ready, want.Ready, "ready of region %d", i)
		c.equal(r.Provisioned, want.Provisioned, "provisioned of region %d", i)
		c.equal(r.Reserved, want.Reserved, "reserved of region %d", i)
		claimed := r.Reserved + r.Provisioned
		c.expect(claimed == 0 || claimed+pool.Least <= r.Limit, "region %d claims %d of %d", i, claimed, r.Limit)
	}
}

func (c *consistency) configurations() {
	for i := range c.b.provs {
		p := &c.b.provs[i]
		if !p.Live {
			continue
		}
		c.equal(p.Usable, c.b.vers[p.Ver].pcReady, "usable of configuration %d", i)
		c.expect(c.b.vers[p.Ver].prov == int32(i) && !c.b.vers[p.Ver].gone, "configuration %d has lost its version", i)
		c.expect(p.Status != core.Ready || p.Usable == p.Requested, "configuration %d is READY and incomplete", i)
	}
	for i := range c.b.fns {
		f := &c.b.fns[i]
		for _, a := range f.aliases {
			for _, number := range []int32{a.Primary, a.Second, a.Moving} {
				c.expect(number == 0 || f.version(number) != none, "alias %d of function %d leads to a deleted version", a.ID, i)
			}
			c.expect(a.Prov == none || c.b.provs[a.Prov].Live && c.b.provs[a.Prov].Qual.N == a.ID,
				"alias %d of function %d has a dead configuration", a.ID, i)
		}
		for _, e := range f.invokes {
			c.expect(e.Qual.Kind != core.Number || f.version(e.Qual.N) != none, "a deleted version of function %d has asynchronous settings", i)
		}
	}
}

func (c *consistency) events() {
	free := 0
	for i := range c.b.events.Places() {
		q := c.b.events.At(int32(i))
		if !q.Live {
			free++
			c.expect(c.running[int32(i)] == 0, "event %d has ended and runs", i)
			continue
		}
		kind, index := c.b.timers.Owner(q.Timer)
		c.expect(kind == asyncTimer && index == int32(i), "event %d has the timer of %d/%d", i, kind, index)
		c.expect(c.running[int32(i)] <= 1, "event %d runs twice", i)
	}
	c.expect(free == c.b.events.Places()-c.b.events.Len(), "the free list of events has doubles")
}

// orphans are the timers of a book that nobody waits for, and what waits
// without one.
func orphans(b *Book) (wrong []string) {
	set := map[[2]int32]bool{}
	var all []tick.Timer
	for t, ok := b.timers.First(); ok; t, ok = b.timers.First() {
		kind, index := b.timers.Owner(t.Handle)
		set[[2]int32{int32(kind), index}] = true
		all = append(all, t)
		b.timers.Clear(t.Handle)
	}
	for _, t := range all { // in their order, which so stays
		b.timers.Set(t.Handle, t.At)
	}
	check := func(kind int32, i int, alive, waits bool) {
		on := set[[2]int32{kind, int32(i)}]
		if on && !alive || waits && !on {
			wrong = append(wrong, fmt.Sprintf("timer of %d/%d: set %t, owner alive %t, waiting for it %t", kind, i, on, alive, waits))
		}
		delete(set, [2]int32{kind, int32(i)})
	}
	hand := map[int32]bool{}
	for i := range b.envs {
		e := &b.envs[i]
		check(envTimer, i, e.state != envFree, e.state == envBusy || e.state == envWarming)
		check(restTimer, i, e.state != envFree, e.state != envFree && e.rest.set)
		if e.state == envBusy {
			hand[e.req.event] = true
		}
	}
	for i := range b.events.Places() {
		alive := b.events.At(int32(i)).Live
		check(asyncTimer, i, alive && !hand[int32(i)], alive && !hand[int32(i)])
	}
	for i := range b.provs {
		p := &b.provs[i]
		building := p.Live && p.Status == core.InProgress
		check(provisionTimer, i, building, building)
	}
	if len(set) > 0 {
		wrong = append(wrong, fmt.Sprintf("%d timers belong to nothing", len(set)))
	}
	return wrong
}
