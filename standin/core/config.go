package core

import (
	"cmp"
	"slices"

	"squall/profiles/dist"
)

// Config holds the parameters of the rule book. A zero duration, share or
// distribution switches its rule off, but for those of Fixed.
type Config struct {
	Seed uint64
	// Compress divides asynchronous gaps, event age, the provisioning delay,
	// idle expiry and lifetime, and multiplies the provisioning rate. In
	// thousandths; 0 means 1000, nothing is compressed.
	Compress    int64
	IdleExpiry  dist.Dist
	MaxLifetime int64   // ns
	Proactive   float64 // share of environments past their lifetime that are replaced at once
	// ProactiveSparse is that share where requests came further apart than
	// SparseGap, in ns, on average; a SparseGap of 0 makes no difference.
	ProactiveSparse float64
	SparseGap       int64
	Sandbox         dist.Dist // from the request to the start of init
	Overhead        dist.Dist // of the Invoke front end; seen by clients only
	Doors           []dist.Dist
	ScalingBurst    int64 // environments a function may start at once
	ScalingPer      int64 // ns in which that credit refills
	ProvisionDelay  int64 // ns
	ProvisionPerMin int64
	Before          uint64 // environments that there were before; theirs are numbers above it
	TellBegun       bool   // Began effects are wanted, by who measures concurrency
	Fixed

	dice  [dist.Streams]dist.Dice // of Seed, once it is complete
	dealt bool
}

// Fixed holds what AWS gives one figure for. Here 0 means that figure, and a
// negative one switches the rule off where that makes sense.
type Fixed struct {
	RequestRate    int64 // requests in RequestPer for each unit of concurrency; negative: any
	RequestPer     int64 // ns
	LifetimeSpread int64 // in thousandths of the lifetime, up and down; negative: none
	InitLimit      int64 // ns an on-demand environment may initialise; negative: as long as it takes
	ProvisionTries int64 // of a provisioned environment's init
	ErrorGap       int64 // ns before the second attempt of an event; twice that before the third
	ThrottleGap    int64 // ns after the first refusal of an event
	ThrottleGrowth int64 // in thousandths: what each further gap is multiplied by
	ThrottleMost   int64 // ns; the longest gap
}

const second = 1_000_000_000

// InitWithin is how long an environment may initialise whose function may run
// for a timeout.
func (c *Config) InitWithin(timeout int64) int64 {
	if c.InitLimit <= 0 {
		return timeout
	}
	return c.InitLimit
}

// Complete puts the figures of AWS where nothing else is given.
func (c Config) Complete() Config {
	f := &c.Fixed
	// 10 requests a second: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
	f.RequestRate, f.RequestPer = cmp.Or(f.RequestRate, 10), cmp.Or(f.RequestPer, second)
	f.LifetimeSpread = cmp.Or(f.LifetimeSpread, 30)
	// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
	f.InitLimit = cmp.Or(f.InitLimit, 10*second)
	f.ProvisionTries = cmp.Or(f.ProvisionTries, 6)
	// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
	f.ErrorGap, f.ThrottleGap = cmp.Or(f.ErrorGap, 60*second), cmp.Or(f.ThrottleGap, second)
	f.ThrottleGrowth, f.ThrottleMost = cmp.Or(f.ThrottleGrowth, 2000), cmp.Or(f.ThrottleMost, 300*second)
	for s := range dist.Streams {
		c.dice[s] = dist.DiceOf(c.Seed, s)
	}
	c.dealt = true
	c.Overhead, c.Doors = c.Overhead.Prepared(), slices.Clone(c.Doors)
	for i, d := range c.Doors {
		c.Doors[i] = d.Prepared()
	}
	return c
}

// Allocating is how long a round of so many provisioned environments takes.
func (c *Config) Allocating(n int32) int64 {
	wait := c.Squeeze(c.ProvisionDelay)
	if c.ProvisionPerMin > 0 {
		wait += c.Squeeze(int64(n) * 60 * second / c.ProvisionPerMin)
	}
	return wait
}

// Requests is how many requests in RequestPer so much concurrency allows; 0
// means any number.
func (f *Fixed) Requests(concurrency int32) int64 { return max(f.RequestRate, 0) * int64(concurrency) }

// NextGap is how long a refused event waits after it waited for a gap before;
// 0 stands for none before.
func (f *Fixed) NextGap(gap int64) int64 {
	switch {
	case gap == 0:
		return min(f.ThrottleGap, f.ThrottleMost)
	case gap > f.ThrottleMost/f.ThrottleGrowth*1000:
		return f.ThrottleMost
	}
	return min(gap/1000*f.ThrottleGrowth, f.ThrottleMost)
}

// Squeeze applies compression to a wait.
func (c *Config) Squeeze(ns int64) int64 {
	if c.Compress <= 1000 {
		return ns
	}
	q, r := ns/c.Compress, ns%c.Compress
	return q*1000 + r*1000/c.Compress
}

// Draw is a time of distribution d, or 0 when there is none.
func (c *Config) Draw(d *dist.Dist, s dist.Stream, key, attempt uint64) int64 {
	return d.DrawOf(c.of(s), key, attempt)
}

// of are the dice of a stream.
func (c *Config) of(s dist.Stream) dist.Dice {
	if c.dealt {
		return c.dice[s]
	}
	return dist.DiceOf(c.Seed, s)
}

// Lucky says whether an event of the given share happens.
func (c *Config) Lucky(share float64, s dist.Stream, key, attempt uint64) bool {
	return share > 0 && c.of(s).U(key, attempt) < share
}

// Model says how a version behaves.
type Model struct {
	Download   int64 // ns between sandbox and init
	Init       dist.Dist
	First      int64 // ns added to the first request of an environment
	Duration   dist.Dist
	Errors     float64
	InitErrors float64
	// External says that the shell runs the environments, as processes: their
	// courses are told by events, not drawn.
	External bool
}

// NoModel marks a version that has nothing to run.
const NoModel = -1
