package check

import "squall/standin/core"

// change carries an accepted change out. The effects of it come later.
func (c *checker) change(ev core.Event, n int32) {
	switch ev.Kind {
	case core.SetAccount:
		r := c.region(ev.Region)
		r.limit = ev.N
		r.requests.resize(c.units(ev.N), c.Now)
		return
	case core.CreateFunction:
		c.create(ev)
		return
	}
	f := c.function(ev.Fn)
	if f == nil {
		c.Add("%s of function %d, which is not there, was accepted", ev.Kind, ev.Fn)
		return
	}
	switch ev.Kind {
	case core.DeleteFunction:
		c.deleteFunction(f)
	case core.ConfigureLatest:
		f.latest.gone = true
		f.latest = &version{fn: f, model: ev.Model, timeout: ev.Timeout}
	case core.PublishVersion:
		if n != f.published+1 {
			c.Add("version %d was published after %d", n, f.published)
		}
		f.published = n
		f.versions[n] = &version{fn: f, number: n, model: f.latest.model, timeout: f.latest.timeout}
	case core.DeleteVersion:
		c.deleteVersion(f, ev.Qual)
	case core.PutAlias:
		c.putAlias(f, ev)
	case core.DeleteAlias:
		c.dropConfig(f, ev.Qual)
		delete(f.aliases, ev.Qual.N)
		delete(f.invokes, ev.Qual)
	case core.PutEventInvoke:
		f.invokes[ev.Qual] = ev
	case core.DeleteEventInvoke:
		delete(f.invokes, ev.Qual)
	case core.PutDeadLetter:
		f.dead = ev.N != 0
	case core.BarStart:
		for _, v := range []*version{f.latest, f.versions[ev.Qual.N]} {
			if v != nil && v.number == ev.Qual.N {
				v.barred = core.Reason(ev.N)
			}
		}
	default:
		c.concurrency(f, ev)
	}
}

// concurrency carries out what changes how much may run.
func (c *checker) concurrency(f *function, ev core.Event) {
	switch ev.Kind {
	case core.PutReserved:
		if f.reserved < 0 {
			f.requests = c.rate(ev.N)
		} else {
			f.requests.resize(c.units(ev.N), c.Now)
		}
		f.reserved = ev.N
	case core.DeleteReserved:
		f.reserved = -1
	case core.PutProvisioned:
		c.putProvisioned(f, ev)
	case core.DeleteProvisioned:
		c.dropConfig(f, ev.Qual)
	}
}

func (c *checker) create(ev core.Event) {
	f := &function{id: ev.Fn, region: ev.Region, exists: true, reserved: -1, versions: map[int32]*version{}, aliases: map[int32]*alias{},
		invokes: map[core.Qual]core.Event{}, configs: map[core.Qual]*config{},
		scaling: newBucket(c.cfg.ScalingBurst, max(c.cfg.ScalingPer, 1), c.Now)}
	if old := c.fns[ev.Fn]; old != nil {
		if old.exists {
			c.Add("function %d was created twice", ev.Fn)
		}
		f.published = old.published
		f.busy, f.provisioned = old.busy, old.provisioned
		for _, e := range c.envs { // what still runs is counted where the name is
			if e.v.fn == old {
				e.v.fn = f
			}
		}
	}
	f.latest = &version{fn: f, model: ev.Model, timeout: ev.Timeout}
	c.fns[ev.Fn] = f
	c.region(ev.Region)
}

func (c *checker) deleteFunction(f *function) {
	for q := range f.configs {
		c.dropConfig(f, q)
	}
	for _, v := range f.versions {
		v.gone = true
	}
	f.latest.gone = true
	f.exists, f.reserved = false, -1
}

func (c *checker) deleteVersion(f *function, q core.Qual) {
	v := f.versions[q.N]
	if v == nil {
		return
	}
	for name, a := range f.aliases {
		if a.primary == q.N || a.second == q.N || a.moving == q.N {
			c.Add("version %d was deleted under alias %d", q.N, name)
		}
	}
	if v.config != nil {
		c.dropConfig(f, v.config.qual)
	}
	v.gone = true
	delete(f.versions, q.N)
	delete(f.invokes, q)
}

func (c *checker) putAlias(f *function, ev core.Event) {
	for _, n := range []int32{ev.N, ev.M} {
		if n != 0 && f.versions[n] == nil {
			c.Add("alias %d was put on version %d, which is not there", ev.Qual.N, n)
		}
	}
	if ev.M != 0 && (ev.N == 0 || ev.N == ev.M) {
		c.Add("alias %d was put on versions %d and %d", ev.Qual.N, ev.N, ev.M)
	}
	a := f.aliases[ev.Qual.N]
	if a == nil {
		a = &alias{}
		f.aliases[ev.Qual.N] = a
	} else if p := f.configs[ev.Qual]; p != nil && a.primary != ev.N {
		to := f.versions[ev.N]
		if p.next != nil && p.next != p.ver {
			p.next.config = nil
		}
		a.moving = 0
		if to != p.ver {
			a.moving = p.ver.number
			to.config = p
		}
		c.build(p, to)
	}
	a.primary, a.second, a.weight = ev.N, ev.M, ev.Weight
	a.draws = nil
	if ev.M != 0 && ev.Weight > 0 && ev.Weight < 1_000_000 {
		a.draws = &draws{weight: ev.Weight}
		c.draws = append(c.draws, a.draws)
	}
}

func (c *checker) putProvisioned(f *function, ev core.Event) {
	number := ev.Qual.N
	if ev.Qual.Kind == core.Alias {
		if a := f.aliases[number]; a != nil {
			number = a.primary
		}
	}
	v := f.versions[number]
	p := f.configs[ev.Qual]
	switch {
	case v == nil:
		c.Add("version %d was provisioned, which is not there", number)
		return
	case p == nil && v.config != nil:
		c.Add("version %d was provisioned twice", number)
	case p == nil:
		p = &config{qual: ev.Qual, ver: v}
		f.configs[ev.Qual], v.config = p, p
	}
	p.requested = ev.N
	c.build(p, v)
}

// build begins a round: what is requested comes together, after a while.
func (c *checker) build(p *config, on *version) {
	if !on.rate.made {
		on.rate = c.rate(0)
	}
	have := int32(0)
	if on == p.ver {
		have = on.usable
	}
	p.next = on
	extra := p.requested - have
	if extra <= 0 {
		c.usable(p.ver, p.requested)
		p.next = nil
		return
	}
	p.earliest = c.Now + c.squeeze(c.cfg.ProvisionDelay)
	if c.cfg.ProvisionPerMin > 0 {
		p.earliest += c.squeeze(int64(extra) * 60 * second / c.cfg.ProvisionPerMin)
	}
}

// usable says how many provisioned environments of a version count from now on.
func (c *checker) usable(v *version, n int32) {
	c.shrunk = c.shrunk || n < v.usable
	v.usable = n
	v.rate.resize(c.units(n), c.Now)
}

func (c *checker) dropConfig(f *function, q core.Qual) {
	p := f.configs[q]
	if p == nil {
		return
	}
	c.usable(p.ver, 0)
	p.ver.config = nil
	if p.next != nil {
		p.next.config = nil
	}
	if a := f.aliases[q.N]; q.Kind == core.Alias && a != nil {
		a.moving = 0
	}
	delete(f.configs, q)
}

// bounds looks at what an account and its functions have claimed: 100 always
// stay unreserved, and no function has more provisioned than reserved.
func (c *checker) bounds(ev core.Event) {
	for i, r := range c.regions {
		reserved, provisioned := c.claimed(i)
		if sum := reserved + provisioned; sum > 0 && sum > r.limit-100 {
			c.Add("after %s, %d of %d are reserved and %d provisioned beside", ev.Kind, reserved, r.limit, provisioned)
		}
	}
	if f := c.function(ev.Fn); f != nil && f.reserved >= 0 && f.requested() > f.reserved {
		c.Add("after %s, function %d has %d reserved and %d provisioned", ev.Kind, ev.Fn, f.reserved, f.requested())
	}
}
