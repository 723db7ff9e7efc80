// Package pool is the arithmetic of concurrency: what of an account's limit is
// reserved, provisioned and in use, and how much of it each function holds.
//
// It does not know requests or environments, only how many there are.
package pool

import (
	"squall/standin/core"
	"squall/standin/core/tick"
)

// Least is the concurrency that always stays unreserved.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const Least = 100

// Default is the limit of an account that nothing was said about.
const Default = 1000

// Unset marks reserved concurrency that is not configured.
const Unset = -1

// Account is one account in one AWS region: the pool its functions share.
type Account struct {
	Limit       int32
	Reserved    int32 // sum over its functions
	Provisioned int32 // requested, of functions without reserved concurrency
	Ready       int32 // usable, of functions without reserved concurrency
	Busy        int32 // on-demand environments in use by functions without reserved concurrency
	Requests    tick.Bucket
}

// Share is what one function holds of its account.
type Share struct {
	Reserved    int32 // Unset, or the limit
	Provisioned int32 // requested, over all its versions
	Ready       int32 // usable provisioned environments, over all its versions
	Busy        int32 // on-demand environments in use, over all its versions
}

// SetLimit gives the account another limit.
func (a *Account) SetLimit(n int32) (core.Reason, int32) {
	if claimed := a.Reserved + a.Provisioned; claimed > 0 && n < claimed+Least {
		return core.UnreservedBelowMinimum, Least
	}
	a.Limit = n
	return core.NoReason, 0
}

// Room says why a function may not have one more on-demand environment in use.
func (a *Account) Room(s *Share) core.Reason {
	switch {
	case s.Reserved >= 0 && s.Busy >= s.Reserved-s.Ready:
		return core.ReservedFunctionConcurrentInvocationLimitExceeded
	case s.Reserved < 0 && a.Limit-a.Reserved-a.Ready-a.Busy <= 0:
		return core.ConcurrentInvocationLimitExceeded
	}
	return core.NoReason
}

// Occupy counts environments that begin, or no longer are, in use without
// being provisioned: against the function's reserved concurrency, or in the
// pool that it shares.
func (a *Account) Occupy(s *Share, n int32) {
	s.Busy += n
	if s.Reserved < 0 {
		a.Busy += n
	}
}

// Fits says why so many more environments may not be provisioned.
func (a *Account) Fits(s *Share, extra int32) (core.Reason, int32) {
	if extra <= 0 {
		return core.NoReason, 0
	}
	if s.Reserved >= 0 {
		if extra > s.Reserved-s.Provisioned {
			return core.ProvisionedAboveReserved, 0
		}
		return core.NoReason, 0
	}
	if left := a.Limit - a.Reserved - a.Provisioned - Least; extra > left {
		return core.ProvisionedAboveUnreserved, max(left, 0)
	}
	return core.NoReason, 0
}

// Claim counts requested environments against reserved concurrency or the
// account.
func (a *Account) Claim(s *Share, n int32) {
	s.Provisioned += n
	if s.Reserved < 0 {
		a.Provisioned += n
	}
}

// Usable counts provisioned environments that have become, or are no longer,
// usable.
func (a *Account) Usable(s *Share, n int32) {
	s.Ready += n
	if s.Reserved < 0 {
		a.Ready += n
	}
}

// Reserve sets a function's reserved concurrency.
func (a *Account) Reserve(s *Share, n int32) (core.Reason, int32) {
	before, others := max(s.Reserved, 0), a.Provisioned
	if s.Reserved < 0 {
		others -= s.Provisioned
	}
	if n > before && a.Limit-(a.Reserved-before)-others-n < Least {
		return core.UnreservedBelowMinimum, Least
	}
	// Reserved may not fall below the function's provisioned concurrency (recorded 2025).
	if n < s.Provisioned {
		return core.ReservedBelowProvisioned, s.Provisioned
	}
	if s.Reserved < 0 {
		a.move(s, -1)
	}
	a.Reserved += n - before
	s.Reserved = n
	return core.NoReason, 0
}

// Release puts a function back into the shared pool.
func (a *Account) Release(s *Share) {
	if s.Reserved < 0 {
		return
	}
	a.Reserved -= s.Reserved
	s.Reserved = Unset
	a.move(s, 1)
}

// move takes what a function holds into the shared pool, or out of it.
func (a *Account) move(s *Share, sign int32) {
	a.Provisioned += sign * s.Provisioned
	a.Ready += sign * s.Ready
	a.Busy += sign * s.Busy
}
