// Package retry decides whether a client tries a request again, and how long it
// waits before: by what it saw of the attempt itself, for what a door's log tells
// later no client knows.
//
// It waits for nothing and sends nothing; dice and hits are its arguments, so
// that both clocks decide alike.
package retry

import (
	"time"

	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/traffic"
)

// Policy is what the clients of one entry do in one block; nil tries nothing
// again.
type Policy struct {
	want profiles.Retry
	dice dist.Dice
	key  func(n uint64) uint64
}

// New makes the policy of an entry; key gives the key of a request's draws.
func New(want *profiles.Retry, seed uint64, key func(n uint64) uint64) *Policy {
	if want == nil {
		return nil
	}
	return &Policy{want: *want, dice: dist.DiceOf(seed, dist.StreamRetry), key: key}
}

// After says whether another attempt follows one that has ended, and how long
// after its end.
func (p *Policy) After(h *hit.Hit) (wait time.Duration, again bool) {
	if p == nil || int(h.Attempt) >= p.want.Attempts || !p.want.On.Has(Trouble(h)) {
		return 0, false
	}
	return p.wait(h.N, uint64(h.Attempt)), true
}

// wait is the time between an attempt and the next, in whole microseconds.
func (p *Policy) wait(n, attempt uint64) time.Duration {
	wait := p.want.Base
	for range attempt - 1 {
		if wait >= p.want.Max {
			break
		}
		wait *= 2
	}
	wait = min(wait, p.want.Max)
	if p.want.Jitter {
		wait = time.Duration(p.dice.U(p.key(n), attempt) * float64(wait))
	}
	return wait.Round(time.Microsecond)
}

// First numbers the first attempt of a request: 0 where none is ever tried
// again.
func (p *Policy) First() uint8 {
	if p == nil {
		return 0
	}
	return 1
}

// Key is the key of an attempt's draws, given its request's: an attempt that
// fails by chance leaves the next one its own.
func Key(key uint64, attempt uint8) uint64 {
	if attempt <= 1 {
		return key
	}
	return dist.Hash(key, dist.StreamRetry, uint64(attempt), 0)
}

// Trouble is what kept an attempt from going well, as its client tells it.
func Trouble(h *hit.Hit) traffic.Trouble {
	switch {
	case h.Status == 429:
		return traffic.OnThrottle
	case h.Status >= 500 || h.Outcome == hit.TransportError:
		return traffic.OnError
	case h.Outcome == hit.Timeout:
		return traffic.OnTimeout
	case h.Outcome == hit.FunctionError:
		return traffic.OnFunctionError
	}
	return 0
}
