// Package fault is what breaks on purpose inside the stand-in: leases that say
// which requests, environments and events are struck, for how long at most, and
// the count of what they struck. Every decision is a keyed draw, so the same
// seed strikes the same requests in any order and on either clock.
//
// It runs nothing: the rule book asks it at the places where a fault can bite,
// and a lease that nobody renews ends by itself.
package fault

import "squall/profiles/dist"

// Kind names a fault; Name is what profiles call it.
type Kind uint8

// The kinds that the rule book can carry out.
const (
	None Kind = iota
	InvokeDelay
	ErrorHandled
	ErrorUnhandled
	Exit
	OutOfMemory
	Timeout
	ResponseCorrupt
	ResponseTruncate
	ResponseShape
	ResponseOversize
	ResponseStatus
	DependencyDenied
	InitDelay
	InitFail
	InitTimeout
	EnvKill
	EnvRecycle
	EnvMaxAge
	KeyDisabled
	ConcAccount
	ConcReserved
	ConcScaleRate
	ProvisionedLost
	ProvisionedSlow
	AsyncDelay
	AsyncReorder
	AsyncDuplicate
	AsyncDrop
	DeadLetterDeny
	DeadLetterSlow
	DestinationDeny
	DestinationSlow
	DoorStatus
	DoorThrottle
	DoorTimeout
	StandinRestart
	LogsLoss
	ControlThrottle
	ControlConflict
	ControlStale
	ClockSkew
	MetricsLag
	MetricsGap
	Kinds // number of kinds
)

var names = [Kinds]string{
	"none", "invoke.delay", "invoke.error.handled", "invoke.error.unhandled", "invoke.error.exit", "invoke.error.oom", "invoke.timeout",
	"invoke.response.corrupt", "invoke.response.truncate", "invoke.response.bad-shape", "invoke.response.oversize", "invoke.response.status", "iam.deny-dependency",
	"init.delay", "init.fail", "init.timeout", "env.kill", "env.recycle", "env.max-age", "kms.disabled",
	"conc.account", "conc.reserved", "conc.scale-rate", "pc.lost", "pc.slow-alloc",
	"async.delay", "async.reorder", "async.dup", "async.drop", "dlq.deny", "dlq.slow", "dest.deny", "dest.slow",
	"door.status", "door.throttle", "door.timeout", "standin.restart", "logs.loss",
	"ctl.throttle", "ctl.conflict", "ctl.stale", "clock.skew", "metrics.lag", "metrics.gap",
}

// String is the name of the kind.
func (k Kind) String() string {
	if k < Kinds {
		return names[k]
	}
	return "fault?"
}

// Named finds a kind by its name.
func Named(name string) (Kind, bool) {
	for k := None + 1; k < Kinds; k++ {
		if names[k] == name {
			return k, true
		}
	}
	return None, false
}

// Any function, version, or door.
const Any = -1

// Events is the bit of Fault.Doors for asynchronous events, whatever door they
// came in by.
const Events = 1 << 15

// Fault is one lease.
type Fault struct {
	ID      uint64 // of its owner's choice; the same one renews
	Kind    Kind
	Fn      int32     // function, or Any
	Version int32     // its number, 0 for $LATEST, or Any
	Doors   uint16    // a bit for each door, and Events; 0: all
	Mark    uint64    // the bit of Asked.Marks that a request must have; 0: none
	Share   float64   // of what matches, 0 to 1
	N       int64     // the kind's own number
	Instead bool      // the handler does not run: the fault answers at once
	Delay   dist.Dist // the kind's own time
	Key     uint64    // of its draws
	Until   int64     // when it ends by itself
	Killed  bool      // the process was, for standin.restart: it is no model of that
}

// Asked is who is asked about.
type Asked struct {
	Fn, Version int32
	Door        uint8
	Event       bool
	Marks       uint64 // of texts that the shell has compared
	Key         uint64
	Attempt     uint64
}

// Count is what a lease has done.
type Count struct {
	ID      uint64
	Kind    Kind
	Matched uint64 // times that it was asked about something that fits it
	Struck  uint64 // of them, and for env.recycle the environments that it ended
	Live    bool
	Killed  bool
}
