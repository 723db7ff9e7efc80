package fault

import "squall/standin/core"

// credit is a bucket of environments that may start, of conc.scale-rate.
type credit struct {
	begun bool
	at    int64 // when its present credit was counted
	have  int64 // environments times per
}

// per is the time in which the credit of conc.scale-rate refills, as Lambda's
// does.
const per = 10_000_000_000

// take takes one of n environments in each ten seconds, n at most at once.
func (c *credit) take(now, n int64) bool {
	if !c.begun {
		*c = credit{begun: true, at: now, have: n * per}
	}
	c.have = min(c.have+min(now-c.at, per)*n, n*per)
	c.at = now
	if c.have < per {
		return false
	}
	c.have -= per
	return true
}

// Room squeezes concurrency: busy is what the function has in use, all what
// its account has.
func (d *Desk) Room(now int64, a *Asked, busy, all int32) core.Reason {
	if d.Idle(now) {
		return core.NoReason
	}
	if l := d.first(now, ConcReserved, a); l != nil && l.when(int64(busy) >= l.N) {
		return core.ReservedFunctionConcurrentInvocationLimitExceeded
	}
	if l := d.first(now, ConcAccount, a); l != nil && l.when(int64(all) >= l.N) {
		return core.ConcurrentInvocationLimitExceeded
	}
	return core.NoReason
}

// when counts one that is asked about, and whether it is struck.
func (l *lease) when(struck bool) bool {
	l.matched++
	if struck {
		l.struck++
	}
	return struck
}

// Start says why no environment may start, or what bars it already.
func (d *Desk) Start(now int64, barred core.Reason, a *Asked) core.Reason {
	if barred != core.NoReason || d.Idle(now) {
		return barred
	}
	if d.hit(now, KeyDisabled, a) != nil {
		return core.KMSDisabledException
	}
	if l := d.first(now, ConcScaleRate, a); l != nil && l.when(!l.credit.take(now, l.N)) {
		return core.ConcurrentInvocationLimitExceeded
	}
	return core.NoReason
}

// Spills says that a request finds none of the usable provisioned environments
// of its version, of which busy are in use: N of them are lost.
func (d *Desk) Spills(now int64, a *Asked, usable, busy int32) bool {
	l := d.first(now, ProvisionedLost, a)
	return l != nil && l.when(int64(busy) >= int64(usable)-l.N)
}

// Allocation is what a round of provisioning takes longer: it begins when the
// stand-in is there.
func (d *Desk) Allocation(now int64, a *Asked) int64 {
	wait := max(d.Away(now)-now, 0)
	if l := d.hit(now, ProvisionedSlow, a); l != nil {
		wait += l.wait(d.Seed, a)
	}
	return wait
}

// Old says that an environment, whose number is the key, has reached the age at
// which it ends.
func (d *Desk) Old(now int64, a *Asked, born int64) bool {
	l := d.first(now, EnvMaxAge, a)
	return l != nil && l.when(now-born >= l.wait(d.Seed, a))
}
