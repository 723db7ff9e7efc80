package check

import (
	"math"

	"squall/proof/story"
	"squall/standin/core"
)

// batch looks at one step.
func (c *checker) batch(i int) {
	b := &c.batches[i]
	c.at, c.Now, c.shrunk = i, b.At, false
	if b.Config != nil {
		c.configure(b.Config.Complete())
		return
	}
	c.exact = c.sole(b)
	switch b.Event.Kind {
	case core.NoEvent:
		c.shrunk = moves(b)
		c.silent(b)
	case core.Invoke:
		c.counts.Requests++
		c.invoke(b)
	case core.InvokeEvent:
		c.counts.Requests++
	default:
		c.counts.Changes++
		c.settings(b)
	}
	for k := range b.Effects {
		c.effect(b, k)
	}
	c.after(b)
}

// moves says whether provisioned environments come, which may take the place of
// others.
func moves(b *story.Batch) bool {
	for k := range b.Effects {
		if e := &b.Effects[k]; e.Kind == core.EnvStarted && e.Provisioned {
			return true
		}
	}
	return false
}

// configure takes new parameters in. A limit whose parameters change is full
// again.
func (c *checker) configure(cfg core.Config) {
	scaling := cfg.ScalingBurst != c.cfg.ScalingBurst || cfg.ScalingPer != c.cfg.ScalingPer
	requests := cfg.RequestRate != c.cfg.RequestRate || cfg.RequestPer != c.cfg.RequestPer
	c.cfg = cfg
	for _, r := range c.regions {
		if requests {
			r.requests = c.rate(r.limit)
		}
	}
	for _, f := range c.fns {
		if scaling {
			f.scaling = newBucket(cfg.ScalingBurst, max(cfg.ScalingPer, 1), c.Now)
		}
		if requests {
			f.requests = c.rate(max(f.reserved, 0))
			for _, v := range f.versions {
				v.rate = c.rate(v.usable)
			}
		}
	}
}

// sole says whether at most one request was placed in a step, and nothing else
// happened that the placing depends on: then it can be foretold.
func (c *checker) sole(b *story.Batch) bool {
	if b.Event.Kind != core.NoEvent {
		return true
	}
	placed := len(b.Begun)
	for k := range b.Effects {
		switch e := &b.Effects[k]; e.Kind {
		case core.Held:
			placed++
		case core.EnvStarted:
			if e.Req == 0 {
				return false
			}
		case core.Reply, core.Ran, core.EnvEnded:
			return false
		}
	}
	return placed <= 1
}

// silent begins what found a used environment when its time had come, which
// no effect tells.
func (c *checker) silent(b *story.Batch) {
	for _, r := range b.Begun {
		if c.exact && !r.Fresh {
			c.put(r, true)
		}
	}
}

// put places a request, and looks first whether it had to be placed so.
func (c *checker) put(r *story.Run, look bool) {
	f := c.function(r.Request.Event.Fn)
	if f == nil {
		c.Add("its function is not there: %s", &r.End)
		return
	}
	vers, a := f.versionsFor(r.Request.Event.Qual)
	if look {
		c.placement(f, vers, r)
	}
	if a != nil && a.draws != nil && !r.Request.Async && len(vers) == 2 && vers[0] != vers[1] {
		a.draws.count(r.End.Version == a.second)
	}
	c.tried(r.Request)
	c.begin(r)
	if !r.End.Provisioned && c.exact {
		c.limits(f)
	}
}

// invoke places a synchronous request that was not refused.
func (c *checker) invoke(b *story.Batch) {
	for _, r := range b.Begun {
		if !r.Fresh {
			c.put(r, true)
		}
	}
}

func (c *checker) settings(b *story.Batch) {
	for k := range b.Effects {
		if e := &b.Effects[k]; e.Kind == core.Answer {
			if e.Reason == core.NoReason {
				c.change(b.Event, e.N)
				c.bounds(b.Event)
			}
			return
		}
	}
	c.Add("%s was not answered", b.Event.Kind)
}

func (c *checker) effect(b *story.Batch, k int) {
	e := &b.Effects[k]
	switch e.Kind {
	case core.EnvStarted:
		c.starts(b, k)
	case core.EnvEnded:
		c.ended(e.Env)
	case core.Reply:
		c.reply(b, k)
	case core.Ran:
		r := b.Of[k]
		if !c.begun[r] {
			c.put(r, false)
		}
		c.finish(r)
		c.ran(r.Request, e)
	case core.Held:
		c.refused(b, k)
	case core.Deliver:
		c.records[e.Req] |= 1 << e.Delivery
	case core.Forget:
		c.forget(b.Of[k].Request, e)
	}
}

// starts takes in a new environment and the request it was started for.
func (c *checker) starts(b *story.Batch, k int) {
	e := &b.Effects[k]
	if e.Req == 0 {
		c.start(k)
		return
	}
	for _, r := range b.Begun {
		if r.Env == e.Env {
			f := c.function(r.Request.Event.Fn)
			if vers, _ := versionsOf(f, r.Request.Event.Qual); c.exact && f != nil {
				c.placement(f, vers, r)
			}
			c.start(k)
			c.put(r, false) // it has been looked at
			return
		}
	}
	c.Add("nothing ran in it: %s", e)
}

func versionsOf(f *function, q core.Qual) ([]*version, *alias) {
	if f == nil {
		return nil, nil
	}
	return f.versionsFor(q)
}

// reply looks at an answer: the end of a run, an acceptance, or a refusal.
func (c *checker) reply(b *story.Batch, k int) {
	e := &b.Effects[k]
	r := b.Of[k]
	if e.Env != 0 {
		c.finish(r)
		return
	}
	f := c.function(e.Fn)
	vers, a := versionsOf(f, r.Request.Event.Qual)
	switch e.Outcome {
	case core.Accepted:
		if len(vers) == 0 {
			c.Add("nobody is there for it: %s", e)
			return
		}
		c.events[r.Request] = &event{at: c.Now, due: c.Now}
		if f.reserved == 0 {
			c.must(c.events[r.Request], core.ZeroReservedConcurrency)
			return
		}
		for _, run := range b.Begun {
			if !run.Fresh {
				c.put(run, true)
			}
		}
	case core.NotFound:
		if len(vers) > 0 {
			c.Add("its function is there: %s", e)
		}
	case core.Refused:
		c.counts.Refused++
		if a != nil && a.draws != nil && len(vers) == 2 && vers[0] != vers[1] {
			a.draws.count(e.Version == a.second)
		}
		if r.Request.Async && e.Reason == core.NoCode {
			return
		}
		c.refusal(f, vers, e, true)
	default:
		c.Add("it says nothing of where it ran: %s", e)
	}
}

// refused looks at an attempt of an event that found no room.
func (c *checker) refused(b *story.Batch, k int) {
	e := &b.Effects[k]
	r := b.Of[k].Request
	f := c.function(e.Fn)
	vers, _ := versionsOf(f, r.Event.Qual)
	switch {
	case f == nil:
		c.Add("its function is not there: %s", e)
	case len(vers) == 0:
		if e.Reason != core.NoSuchAlias && e.Reason != core.NoSuchVersion {
			c.Add("its version is not there: %s", e)
		}
	case c.exact:
		c.refusal(f, vers, e, false)
	}
	c.held(r, e)
}

// after looks at what must hold after every step.
func (c *checker) after(b *story.Batch) {
	for _, r := range b.Begun {
		if !c.begun[r] {
			c.put(r, false)
		}
	}
	for _, e := range c.ending {
		if c.envs[e.id] != nil {
			c.Add("environment %d should have ended", e.id)
		}
	}
	c.ending = c.ending[:0]
	if !c.exact {
		for _, r := range b.Begun {
			if f := c.function(r.Request.Event.Fn); f != nil && !r.End.Provisioned {
				c.limits(f)
			}
		}
	}
	if b.Event.Kind == core.NoEvent {
		c.rounds(b)
	}
	if c.shrunk || b.Event.Kind > core.InvokeEvent {
		c.provisions()
	}
}

// provisions looks whether each version has the environments it is said to.
func (c *checker) provisions() {
	for _, e := range c.envs {
		if e.v.gone && e.run == nil && !e.early { // one that gets ready ends then
			c.Add("environment %d waits on version %d, which is gone", e.id, e.v.number)
		}
	}
	if c.fragile {
		return
	}
	for _, f := range c.fns {
		for _, p := range f.configs {
			if v := p.ver; int(v.usable) < len(v.spare) {
				c.Add("version %d has %d provisioned environments that are idle, and %d count", v.number, len(v.spare), v.usable)
			}
		}
	}
}

// rounds looks at provisioned environments that have come: together, all that
// were asked for, and not too early.
func (c *checker) rounds(b *story.Batch) {
	came := map[*version]int32{}
	for k := range b.Effects {
		if e := &b.Effects[k]; e.Kind == core.EnvStarted && e.Provisioned {
			if n := c.envs[e.Env]; n != nil {
				came[n.v]++
			}
		}
	}
	for v, n := range came {
		p := v.config
		if p == nil || p.next != v && !c.fragile { // or its round had failed
			c.Add("%d provisioned environments of version %d come, and nobody asked", n, v.number)
			continue
		}
		if v != p.ver {
			c.usable(p.ver, 0)
			p.ver.config = nil
			p.ver = v
			if a := v.fn.aliases[p.qual.N]; a != nil {
				a.moving = 0
			}
		}
		if !c.fragile && v.usable+n != p.requested {
			c.Add("%d provisioned environments of version %d come to %d, %d were asked for", n, v.number, v.usable, p.requested)
		}
		if c.Now < p.earliest {
			c.Add("%d provisioned environments of version %d come before %d ns", n, v.number, p.earliest)
		}
		c.usable(v, p.requested)
		p.next = nil
	}
}

func (d *draws) count(second bool) {
	d.n++
	if second {
		d.second++
	}
}

// close looks at what must hold in the end.
func (c *checker) close() {
	for _, e := range c.envs {
		c.tooOld(e)
	}
	for _, d := range c.draws {
		p := float64(d.weight) / 1e6
		mean := float64(d.n) * p
		// Six standard errors, and a little for what is no normal distribution.
		if diff := math.Abs(float64(d.second) - mean); diff > 6*math.Sqrt(mean*(1-p))+6 {
			c.Add("a weight of %g sent %d of %d requests to the second version", p, d.second, d.n)
		}
	}
}
