package check

import (
	"time"

	"squall/proof/story"
	"squall/standin/core"
)

// start takes in an environment that was started.
func (c *checker) start(k int) {
	b := &c.batches[c.at]
	e := &b.Effects[k]
	f := c.fns[e.Fn]
	if f == nil || c.envs[e.Env] != nil {
		c.Add("environment %d of function %d starts twice, or for nobody", e.Env, e.Fn)
		return
	}
	v := f.latest
	if e.Version != 0 {
		v = f.versions[e.Version]
	}
	if e.Provisioned && f.versions[e.Version] != nil {
		v = f.versions[e.Version]
	}
	if v == nil || v.gone {
		c.Add("environment %d starts for version %d of function %d, which is gone", e.Env, e.Version, e.Fn)
		return
	}
	c.counts.Environments++
	n := &env{id: e.Env, v: v, provisioned: e.Provisioned, started: c.Now, since: c.Now}
	c.envs[e.Env] = n
	switch {
	case e.Provisioned:
		f.provisioned++
		v.spare = append(v.spare, n)
		return
	case e.Req == 0:
		n.early = true
		v.early++
		c.ahead(k, v)
	}
	if c.cfg.MaxLifetime > 0 {
		life := c.squeeze(c.cfg.MaxLifetime)
		n.oldest = c.Now + life + c.spread(life)
	}
	c.idles(n)
}

// spread is how far a lifetime may be from its mean.
func (c *checker) spread(life int64) int64 { return life / 1000 * max(c.cfg.LifetimeSpread, 0) }

// ahead looks at an environment that no request waits for: it replaces one
// whose lifetime was over, at once.
func (c *checker) ahead(k int, v *version) {
	b := &c.batches[c.at]
	if k == 0 || b.Effects[k-1].Kind != core.EnvEnded || b.Effects[k-1].Version != v.number || c.cfg.Proactive == 0 {
		c.Add("environment %d starts for nobody and replaces none", b.Effects[k].Env)
	}
}

// idles says for how long an environment may be idle from now on.
func (c *checker) idles(e *env) {
	e.since, e.least, e.long = c.Now, 0, 0
	if !c.cfg.IdleExpiry.IsZero() {
		const edge = 1e-9
		e.least = c.squeeze(int64(c.cfg.IdleExpiry.Quantile(edge)) - int64(time.Microsecond))
		e.long = c.squeeze(int64(c.cfg.IdleExpiry.Quantile(1-edge)) + int64(time.Microsecond))
	}
}

// begin puts a request into its environment.
func (c *checker) begin(r *story.Run) {
	c.begun[r] = true
	c.counts.Runs++
	e := c.envs[r.Env]
	if e == nil {
		c.Add("request %d runs in environment %d, which is not there", r.End.Req, r.Env)
		return
	}
	v := e.v
	f := v.fn
	if e.run != nil {
		c.Add("environment %d has requests %d and %d at once", e.id, e.run.End.Req, r.End.Req)
	}
	if v.number != r.End.Version || f.id != r.End.Fn || e.provisioned != r.End.Provisioned {
		c.Add("environment %d of version %d, provisioned %t, is not what is said of it: %s", e.id, v.number, e.provisioned, &r.End)
	}
	if cold := e.served == 0 && !e.provisioned; cold != r.End.Cold {
		c.Add("of environment %d, which served %d: %s", e.id, e.served, &r.End)
	}
	c.tooOld(e)
	v.idle, v.spare = drop(v.idle, e), drop(v.spare, e)
	if e.early {
		e.early = false
		v.early--
	}
	e.served++
	e.run = r
	if e.provisioned {
		v.rate.take(c.Now)
	} else {
		f.busy++
	}
	if r.Fresh {
		c.counts.Colds++
		f.scaling.take(c.Now)
	}
	if !r.Request.Async {
		c.region(f.region).requests.take(c.Now)
		if f.reserved > 0 {
			f.requests.take(c.Now)
		}
	}
}

// tooOld looks whether an environment that is still there may be.
func (c *checker) tooOld(e *env) {
	if e.provisioned || e.early { // when an early one got ready, nobody knows
		return
	}
	if e.oldest != 0 && c.Now > e.oldest {
		c.Add("environment %d of %v is still there", e.id, time.Duration(e.started))
	}
	if e.long != 0 && c.Now > e.since+e.long {
		c.Add("environment %d, idle since %v, is still there", e.id, time.Duration(e.since))
	}
}

// finish takes a request out of its environment, which rests then or ends.
func (c *checker) finish(r *story.Run) {
	if !c.begun[r] {
		c.begin(r)
	}
	e := c.envs[r.Env]
	if e == nil || e.run != r {
		c.Add("request %d ends in environment %d, which does not have it", r.End.Req, r.Env)
		return
	}
	if r.End.Duration > e.v.timeout {
		c.Add("over the timeout of %v: %s", time.Duration(e.v.timeout), &r.End)
	}
	e.run = nil
	c.idles(e)
	if e.provisioned {
		e.v.spare = append(e.v.spare, e)
	} else {
		e.v.fn.busy--
		e.v.idle = append(e.v.idle, e)
	}
	if e.v.gone || r.End.Outcome == core.InitErrored {
		e.ends = true
		c.ending = append(c.ending, e)
	}
	c.shrunk = c.shrunk || e.provisioned
}

// ended takes in that an environment ended, and asks why.
func (c *checker) ended(id uint64) {
	e := c.envs[id]
	if e == nil {
		c.Add("environment %d ends, which is not there", id)
		return
	}
	delete(c.envs, id)
	v := e.v
	v.idle, v.spare = drop(v.idle, e), drop(v.spare, e)
	if e.early {
		v.early--
	}
	if e.run != nil {
		c.Add("environment %d ends under request %d", id, e.run.End.Req)
		v.fn.busy--
	}
	if e.provisioned {
		v.fn.provisioned--
		if !c.shrunk && !v.gone && !c.fragile {
			c.Add("provisioned environment %d ends, and nobody gave it back", id)
		}
		return
	}
	life := c.squeeze(c.cfg.MaxLifetime)
	over := c.cfg.MaxLifetime > 0 && c.Now >= e.started+life-c.spread(life)
	idle := e.long != 0 && c.Now >= e.since+e.least
	if !e.ends && !v.gone && !over && !idle {
		c.Add("environment %d of %v, idle since %v, ends for no reason", id, time.Duration(e.started), time.Duration(e.since))
	}
	if e.since < c.Now { // else it has just done its work
		c.tooOld(e)
	}
}
