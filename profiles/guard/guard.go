// Package guard is what a profile says about the safety of a run on AWS: which
// account it is for, what it may cost, what ends it, and where its before-state
// is kept.
//
// It holds values and guards nothing itself.
package guard

// Guard is the part of a profile that only a run on AWS acts on.
type Guard struct {
	Pinned  bool     // account.id and account.region are written in the profile
	Budget  float64  // US dollars that a run may cost; 0: none is set
	MaxRate float64  // requests a second over all entries; 0: none is set
	Alarms  []string // ARNs of CloudWatch alarms that end the run
	State   string   // s3://BUCKET/PREFIX: where lock and before-state are kept; "": on disk alone
	// Restorer is the role that EventBridge Scheduler takes to put back what a
	// run that died has changed; "": nothing is scheduled.
	Restorer string
}
