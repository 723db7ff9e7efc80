package check

import (
	"slices"

	"squall/proof/story"
	"squall/standin/core"
)

// choice is what a request would get at this moment: a refusal, or one of some
// environments.
type choice struct {
	reason      core.Reason
	provisioned bool // any of spare
	idle        *env // the most recently used one
	fresh       bool // a new one
	early       bool // or one that was started ahead, if it is ready
}

// choose foretells where a request of a version goes.
func (c *checker) choose(f *function, v *version, sync bool) (out choice) {
	if v.model == core.NoModel {
		return choice{reason: core.NoCode}
	}
	if f.reserved == 0 {
		return choice{reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
	}
	out.provisioned = len(v.spare) > 0 && v.rate.has(c.Now)
	switch {
	case out.provisioned:
	case f.reserved > 0 && f.busy+f.provisioned >= f.reserved:
		return choice{reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
	case f.reserved < 0 && c.free(f.region) <= 0:
		return choice{reason: core.ConcurrentInvocationLimitExceeded}
	}
	if sync && f.reserved > 0 && !f.requests.has(c.Now) {
		return choice{reason: core.ReservedFunctionInvocationRateLimitExceeded}
	}
	if sync && !c.region(f.region).requests.has(c.Now) {
		return choice{reason: core.FunctionInvocationRateLimitExceeded}
	}
	if out.provisioned {
		return out
	}
	out.early = v.early > 0
	for _, e := range slices.Backward(v.idle) {
		if !e.early {
			out.idle = e
			return out
		}
	}
	if v.barred != core.NoReason {
		out.reason = v.barred
		return out
	}
	if !f.scaling.has(c.Now) {
		out.reason = core.ConcurrentInvocationLimitExceeded
		return out
	}
	out.fresh = true
	return out
}

// refusal compares a refusal with what was foretold for each version that the
// request may have been for.
func (c *checker) refusal(f *function, vers []*version, e *core.Effect, sync bool) {
	for _, v := range vers {
		if sync && e.Reason.Throttles() && v.number != e.Version {
			continue
		}
		if got := c.choose(f, v, sync); got.reason == e.Reason || c.fragile && v.rate.made {
			c.counts.Foretold++
			return
		}
	}
	c.Add("refused, and there was room: %s", e)
	for _, v := range vers {
		got := c.choose(f, v, sync)
		c.Add("  version %d: %s; %d in use, %d provisioned (%d of them free), %d idle; reserved %d, the account has %d free",
			v.number, got.reason, f.busy, f.provisioned, len(v.spare), len(v.idle), f.reserved, c.free(f.region))
	}
}

// placement compares where a request went with what was foretold. It must not
// have been put there yet.
func (c *checker) placement(f *function, vers []*version, r *story.Run) {
	i := slices.IndexFunc(vers, func(v *version) bool { return v.number == r.End.Version && !v.gone })
	if i < 0 {
		c.Add("a version that it was not for: %s", &r.End)
		return
	}
	v := vers[i]
	want := c.choose(f, v, !r.Request.Async)
	if c.fragile && v.rate.made {
		return
	}
	c.counts.Foretold++
	e := c.envs[r.Env]
	switch {
	case want.reason != core.NoReason && !(want.early && e != nil && e.early):
		c.Add("runs, and should be refused with %s (%d in use, %d provisioned, reserved %d, the account has %d free): %s",
			want.reason, f.busy, f.provisioned, f.reserved, c.free(f.region), &r.End)
	case want.provisioned != r.End.Provisioned:
		c.Add("%d provisioned environments are free: %s", len(v.spare), &r.End)
	case want.provisioned || e != nil && e.early && !r.Fresh:
	case want.fresh != r.Fresh:
		c.Add("%d environments are idle: %s", len(v.idle), &r.End)
	case want.idle != nil && want.idle.id != r.Env:
		c.Add("environment %d was used more recently: %s", want.idle.id, &r.End)
	}
}

// limits looks whether a function that has just begun something is within its
// concurrency.
func (c *checker) limits(f *function) {
	if f.exists && f.reserved >= 0 {
		if f.busy+f.provisioned > f.reserved {
			c.Add("function %d has %d in use and %d provisioned, and reserves %d", f.id, f.busy, f.provisioned, f.reserved)
		}
		return
	}
	if left := c.free(f.region); left < 0 {
		c.Add("the account is %d over its limit", -left)
	}
}
