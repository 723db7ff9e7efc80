package core

import "squall/profiles/dist"

// Config holds the parameters of the rule book. A zero duration, share or
// distribution switches its rule off.
type Config struct {
	Seed uint64
	// Compress divides asynchronous gaps, event age, the provisioning delay,
	// idle expiry and lifetime, and multiplies the provisioning rate. In
	// thousandths; 0 means 1000, nothing is compressed.
	Compress        int64
	IdleExpiry      dist.Dist
	MaxLifetime     int64     // ns
	Proactive       float64   // share of environments past their lifetime that are replaced at once
	Sandbox         dist.Dist // from the request to the start of init
	Overhead        dist.Dist // of the Invoke front end; seen by clients only
	Doors           []dist.Dist
	ScalingBurst    int64 // environments a function may start at once
	ScalingPer      int64 // ns in which that credit refills
	ProvisionDelay  int64 // ns
	ProvisionPerMin int64
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
func (c *Config) Draw(d dist.Dist, s dist.Stream, key, attempt uint64) int64 {
	if d.IsZero() {
		return 0
	}
	return d.Draw(c.Seed, s, key, attempt)
}

// Lucky says whether an event of the given share happens.
func (c *Config) Lucky(share float64, s dist.Stream, key, attempt uint64) bool {
	return share > 0 && dist.U(c.Seed, s, key, attempt) < share
}

// Model says how a version behaves.
type Model struct {
	Download   int64 // ns between sandbox and init
	Init       dist.Dist
	First      int64 // ns added to the first request of an environment
	Duration   dist.Dist
	Errors     float64
	InitErrors float64
}

// NoModel marks a version that has nothing to run.
const NoModel = -1
