// Package guard is what a profile says about the safety of a run on AWS: which
// account it is for, what it may cost, what ends it, and where its before-state
// is kept.
//
// It holds values and guards nothing itself.
package guard

import (
	"cmp"
	"time"
)

// What faults on AWS may do where a profile does not say.
const (
	maxWeight   = 0.1
	maxDuration = 10 * time.Minute
)

// Guard is the part of a profile that only a run on AWS acts on.
type Guard struct {
	Pinned  bool     // account.id and account.region are written in the profile
	Budget  float64  // US dollars that a run may cost; 0: none is set
	MaxRate float64  // requests a second over all entries; 0: none is set
	Alarms  []string // ARNs of CloudWatch alarms that end the run
	State   string   // s3://BUCKET/PREFIX: where lock and before-state are kept; "": on disk alone
	// MaxWeight is the largest share of a function's requests that faults may
	// strike, and MaxDuration how long one may last; 0: the defaults.
	MaxWeight   float64
	MaxDuration time.Duration
	FIS         string // the role that AWS FIS takes; "": none
	// Restorer is the role that EventBridge Scheduler takes to put back what a
	// run that died has changed; "": nothing is scheduled.
	Restorer string
}

// Weight is the largest share of a function's requests that faults may strike.
func (g *Guard) Weight() float64 { return cmp.Or(g.MaxWeight, maxWeight) }

// Duration is how long a fault may last.
func (g *Guard) Duration() time.Duration { return cmp.Or(g.MaxDuration, maxDuration) }
