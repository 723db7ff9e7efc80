package fault

import (
	"squall/standin/core"
	"squall/standin/core/chance"
)

// Course bends the course of a request that has its environment: fresh says
// that the environment starts for it; lost is set when it ends with it. What
// ends an invoke early is asked first, and only one such fault strikes.
func (d *Desk) Course(now int64, a *Asked, c *chance.Course, fresh bool, limit, timeout int64, lost *bool) (what Kind) {
	if fresh {
		if what = d.start(now, a, c, limit); what == InitFail {
			*lost = true
			return what
		}
	}
	if l := d.hit(now, InvokeDelay, a); l != nil && c.Outcome != core.InitErrored {
		what, c.Took = InvokeDelay, c.Took+l.wait(d.Seed, a)
		if c.Took > timeout {
			c.Took, c.Outcome = timeout, core.TimedOut
		}
	}
	if c.Outcome == core.Done {
		if k := d.ends(now, a, c, timeout); k != None {
			what = k
		}
	}
	if what == Exit || what == OutOfMemory || d.hit(now, EnvKill, a) != nil {
		*lost = true
	}
	return what
}

// Answered bends the end of a request that a process has served, which cannot
// end before: took and outcome are the process's own, was is what bent its
// beginning.
func (d *Desk) Answered(now int64, a *Asked, was Kind, took *int64, outcome *core.Outcome, answer *int32, timeout int64, lost *bool) Kind {
	if d.Idle(now) {
		return was
	}
	c := chance.Course{Took: *took, Outcome: *outcome}
	what := d.Course(now, a, &c, false, 0, timeout, lost)
	*took, *outcome, *answer = max(*took, c.Took), c.Outcome, c.Answer
	if what == None {
		return was
	}
	return what
}

// Begins bends the initialisation of a process, which is to be ready by a time:
// it has failed at once, or is held back once it is ready; held for longer than
// it may take, it fails then.
func (d *Desk) Begins(now int64, a *Asked, by, hold *int64) Kind {
	switch {
	case d.Idle(now):
		return None
	case d.hit(now, InitFail, a) != nil:
		*by = now
		return InitFail
	case d.hit(now, InitTimeout, a) != nil:
		*hold = *by - now
		return InitTimeout
	}
	if l := d.hit(now, InitDelay, a); l != nil {
		*hold = l.wait(d.Seed, a)
		return InitDelay
	}
	return None
}

// start bends the initialisation.
func (d *Desk) start(now int64, a *Asked, c *chance.Course, limit int64) Kind {
	if d.hit(now, InitFail, a) != nil {
		c.Took, c.Outcome = 0, core.InitErrored
		return InitFail
	}
	if limit > 0 && d.hit(now, InitTimeout, a) != nil {
		// The attempt is given up at the limit and repeated inside the invoke.
		c.Wait, c.Took, c.Init = c.Wait-c.Init+limit, c.Took+c.Init, limit
		return InitTimeout
	}
	if l := d.hit(now, InitDelay, a); l != nil {
		more := l.wait(d.Seed, a)
		if limit > 0 && c.Init+more > limit {
			c.Took += c.Init + more
			more = limit - c.Init
		}
		c.Wait, c.Init = c.Wait+more, c.Init+more
		return InitDelay
	}
	return None
}

// failures end an invoke in an error of the function.
var failures = [...]Kind{ErrorHandled, ErrorUnhandled, Exit, OutOfMemory, DependencyDenied}

// answers leave an invoke as it is and spoil what it answers.
var answers = [...]Kind{ResponseCorrupt, ResponseTruncate, ResponseShape}

func (d *Desk) ends(now int64, a *Asked, c *chance.Course, timeout int64) Kind {
	if d.hit(now, Timeout, a) != nil {
		c.Took, c.Outcome = timeout, core.TimedOut
		return Timeout
	}
	for _, k := range failures {
		if l := d.hit(now, k, a); l != nil {
			l.instead(c)
			c.Outcome = core.Errored
			return k
		}
	}
	if l := d.hit(now, ResponseStatus, a); l != nil {
		l.instead(c)
		c.Answer = int32(l.N)
		return ResponseStatus
	}
	if a.Event {
		return None // nobody reads the answer
	}
	if d.hit(now, ResponseOversize, a) != nil {
		c.Outcome = core.Errored // Lambda makes an error of it
		return ResponseOversize
	}
	for _, k := range answers {
		if d.hit(now, k, a) != nil {
			return k
		}
	}
	return None
}

// atOnce is how long an answer takes that is given in place of the handler's. A
// guess: the runtime has it at hand.
const atOnce = 1_000_000

// instead leaves the handler out.
func (l *lease) instead(c *chance.Course) {
	if l.Instead {
		c.Took = min(c.Took, atOnce)
	}
}
