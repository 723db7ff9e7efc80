// Package chance draws what the rule book leaves to chance: how a request goes
// that has got its environment, how long a round of provisioning takes, and
// how long an environment lives. Every draw is keyed, so equal questions get
// equal answers in any order.
//
// It keeps no state and decides neither who runs nor what is refused.
package chance

import (
	"math"

	"squall/profiles/dist"
	"squall/standin/core"
)

// State is what an environment has behind it when a request comes.
type State uint8

// The states of an environment.
const (
	Used  State = iota // it has served a request
	New                // it starts for this request
	Ready              // initialised ahead of need: this is its first request
	Reset              // its process has ended
)

// Course is how a request goes, in ns.
type Course struct {
	Wait    int64 // until its handler starts
	Init    int64 // of it, the function's own
	Took    int64 // in the handler
	Outcome core.Outcome
	Answer  int32 // of a fault that answers by itself
}

// Run draws the course of a request: its key and attempt are those of its own
// draws. One of which it is given how long its handler runs, and not 0, runs so
// long, whatever its environment has behind it.
func Run(c *core.Config, m *core.Model, timeout int64, key, attempt uint64, s State, given int64) (out Course) {
	inside := given
	if given == 0 {
		inside = c.Draw(&m.Duration, dist.StreamDuration, key, attempt)
		if s != Used {
			inside += m.First
		}
	}
	switch s {
	case New:
		out.Init = c.Draw(&m.Init, dist.StreamInit, key, attempt)
		fails := c.Lucky(m.InitErrors, dist.StreamInitError, key, attempt)
		// Over the limit the attempt is given up and repeated inside the first
		// invoke.
		// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
		if c.InitLimit > 0 && out.Init > c.InitLimit {
			inside += out.Init
			out.Init = c.InitLimit
		}
		out.Wait = c.Draw(&c.Sandbox, dist.StreamSandbox, key, attempt) + m.Download + out.Init
		if fails {
			out.Outcome = core.InitErrored
			return out
		}
	case Reset:
		// Suppressed init: its time is part of the invoke.
		inside += c.Draw(&m.Init, dist.StreamInit, key, attempt)
	}
	out.Took = inside
	switch {
	case inside > timeout:
		out.Took, out.Outcome = timeout, core.TimedOut
	case c.Lucky(m.Errors, dist.StreamError, key, attempt):
		out.Outcome = core.Errored
	}
	return out
}

// Ahead draws the initialisation of an environment that starts ahead of need:
// how long it takes, and of it the function's own part.
func Ahead(c *core.Config, m *core.Model, env uint64) (wait, init int64) {
	init = c.Draw(&m.Init, dist.StreamInit, env, 0)
	return c.Draw(&c.Sandbox, dist.StreamSandbox, env, 0) + m.Download + init, init
}

// SlowestInit is how long the last of n provisioned environments takes to
// initialise, and whether one of them failed every try (recorded 2026). The limit of on-demand
// initialisation does not hold for them.
func SlowestInit(c *core.Config, m *core.Model, fn, version, n int32) (slowest int64, broken bool) {
	for i := range n {
		key := uint64(fn)<<40 ^ uint64(version)<<20 ^ uint64(i)
		took := c.Draw(&c.Sandbox, dist.StreamSandbox, key, 0) + m.Download
		failed, tries := uint64(0), uint64(c.ProvisionTries)
		for failed < tries {
			took += c.Draw(&m.Init, dist.StreamInit, key, failed)
			if !c.Lucky(m.InitErrors, dist.StreamInitError, key, failed) {
				break
			}
			failed++
		}
		broken = broken || failed == tries
		slowest = max(slowest, took)
	}
	return slowest, broken
}

// Lifetime is how old an environment gets, or 0 when there is no limit: about
// two hours with a few per cent of spread (measured 2020).
func Lifetime(c *core.Config, env uint64) int64 {
	if c.MaxLifetime <= 0 {
		return 0
	}
	life := c.Squeeze(c.MaxLifetime)
	u := dist.U(c.Seed, dist.StreamLifetime, env, 0)
	spread := life / 1000 * max(c.LifetimeSpread, 0)
	return max(life-spread+int64(u*float64(2*spread)), 1)
}

// Proactive is how often an environment of some age that has served so many
// requests is replaced, when its lifetime is over, before a request needs it:
// less often where requests are sparse (measured 2020). One that no request ever
// used is not replaced, or a fleet without traffic would renew itself forever.
func Proactive(c *core.Config, age int64, served uint64) float64 {
	switch {
	case served == 0:
		return 0
	case c.SparseGap > 0 && age/int64(served) > c.SparseGap:
		return c.ProactiveSparse
	}
	return c.Proactive
}

// Latency is what the Invoke front end and the door add to an answer; they
// occupy no environment.
func Latency(c *core.Config, key, attempt uint64, door uint8) int64 {
	took := c.Draw(&c.Overhead, dist.StreamOverhead, key, attempt)
	if int(door) < len(c.Doors) {
		took += c.Draw(&c.Doors[door], dist.StreamDoor, key, attempt)
	}
	return took
}

// Expiry is when an environment ends that went idle at since, after it has
// served a number of requests and if it is left alone, or 0; dies is when its
// lifetime is over, or 0.
func Expiry(c *core.Config, since, dies int64, env, served uint64) int64 {
	if c.IdleExpiry.IsZero() {
		return dies
	}
	idle := since + c.Squeeze(c.Draw(&c.IdleExpiry, dist.StreamIdle, env, served))
	if dies == 0 || idle < dies {
		return idle
	}
	return dies
}

// ShortestIdle is the least time that Expiry leaves an environment idle, if its
// lifetime is not over before.
func ShortestIdle(c *core.Config) int64 {
	if c.IdleExpiry.IsZero() {
		return math.MaxInt64 / 2
	}
	return c.Squeeze(int64(c.IdleExpiry.Quantile(0)))
}
