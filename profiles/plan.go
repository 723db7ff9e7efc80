package profiles

import (
	"time"

	"squall/profiles/axis"
	"squall/profiles/calibration"
	"squall/profiles/code"
	"squall/profiles/dist"
	"squall/profiles/guard"
	"squall/profiles/price"
	"squall/profiles/rollout"
)

// Plan is a checked profile: plain values that can be printed and compared.
// Nothing changes it after Load.
type Plan struct {
	Name        string
	Description string
	File        string   // what problems call the text
	Hash        string   // sha256 of the profile's bytes, its --set overrides and its traces, hex
	Text        []byte   // the profile as it was read
	Set         []string // the overrides, as they were given
	Seed        uint64
	Compress    float64 // waits: 60x; 1 when unset
	Repeat      int
	SharedKeys  bool // keys: shared (common random numbers between arms)
	Arms        []Arm
	Stop        []StopRule
	Expect      []Expectation
	Steady      []Steady      // what makes the run an experiment
	Canary      *rollout.Plan // the release that the run makes; nil: none
	Varied      []string      // the addresses that differ between arms, sorted
	Entries     []string      // names of all entries over all arms, in order of appearance
	Sweep       *axis.Axis    // the value that a sweep varies; nil: none
	Find        *Goal         // what squall find looks for; nil: nothing
	Prices      price.List
	Calibrated  *calibration.Origin // the measured run that the model is from; nil: none
	Guard       guard.Guard
}

// Arm is one variant, resolved to a complete world.
type Arm struct {
	Name            string
	NewEnvironments bool // environments: new (default) or keep
	World           World
}

// World is all that one arm needs to exist, and the load that reaches it.
type World struct {
	Account   Account
	Functions []Function
	Platform  Platform
	Attack    []Entry
	Faults    []Fault
}

// Account is the AWS account and region that functions live in.
type Account struct {
	ID          string
	Region      string
	Concurrency int // the account's limit; stand-in only
}

// Function is one Lambda function with its versions and aliases.
type Function struct {
	Name        string
	Memory      int // MB
	Timeout     time.Duration
	Env         map[string]string
	Versions    []Version // in the order written; at least one
	Aliases     []Alias
	Provisioned []Provisioned // without the zero ones
	Reserved    *int          // nil: unset
	Async       Async
}

// Version is one published version of a function.
type Version struct {
	Name    string // v1, v2, ...
	Model   Model
	Process *Process // nil: it is a model
}

// Model and Process are what a version runs.
type (
	Model   = code.Model
	Process = code.Process
)

// Alias points at one version, and by weight at a second one.
type Alias struct {
	Name   string
	To     string  // version name, or $LATEST
	Other  string  // additional version, "" when unweighted
	Weight float64 // share of the additional version, 0..1
}

// Provisioned is a provisioned concurrency setting; Count > 0.
type Provisioned struct {
	Qualifier string // alias or version name
	Count     int
}

// Async holds the settings of asynchronous invokes.
type Async struct {
	Retries    int           // 2 by default
	MaxAge     time.Duration // 6h by default
	DeadLetter string        // sqs:NAME or ""
	OnSuccess  string        // sqs:NAME or ""
	OnFailure  string        // sqs:NAME or ""
	Shared     bool          // on AWS: others use the queues too
}

// Platform holds the parameters of the stand-in's platform model. Every
// field has a documented default; `none` switches a rule off.
type Platform struct {
	IdleExpiry      dist.Dist     // zero Dist: never expires
	MaxLifetime     time.Duration // 0: none
	LifetimeSpread  float64       // up and down, as a share of it
	Proactive       float64       // share of retired environments replaced before a request needs them
	ProactiveSparse float64       // that share where requests are further apart than SparseGap
	SparseGap       time.Duration // 0: no difference is made
	Sandbox         dist.Dist
	Download        time.Duration // of each MB of a zip package
	InvokeOverhead  dist.Dist
	DoorLatency     map[string]dist.Dist // by path; absent: none
	ScalingBurst    int                  // 1000; 0: rule off
	ScalingPer      time.Duration        // 10s: burst refills over this time
	RequestRate     int                  // 10: requests in RequestPer for each unit of concurrency; 0: rule off
	RequestPer      time.Duration        // 1s: that credit refills over this time
	InitLimit       time.Duration        // 10s: of on-demand inits; 0: none
	ProvisionDelay  time.Duration        // 60s
	ProvisionPerMin int                  // 6000 per minute
	ProvisionTries  int                  // 6: of each init
	Backoff         Backoff
}

// Backoff is how long asynchronous events wait between attempts.
type Backoff struct {
	Error    time.Duration // 60s: after the first function error; twice that after the second
	Throttle time.Duration // 1s: after the first refusal
	Growth   float64       // 2: what each further wait is multiplied by
	Longest  time.Duration // 5m
}

// StopRule ends a run early: metric op value for a window.
type StopRule struct {
	Expr   string
	Metric string
	Entry  string // "" over all
	Op     string
	Value  float64
	For    time.Duration
}

// Expectation is one line of expect, parsed.
type Expectation struct {
	Expr   string
	Arm    string // "" in every arm
	Base   string // with Arm: value(Arm)/value(Base)
	Entry  string // "" over all
	Metric string // p99, cold_rate, status.502, reason.X, lost, ...
	Op     string // < <= > >= == !=
	Value  float64
	// Unit of Value as figures are kept: ms for times, shares for rates,
	// plain numbers for counts and ratios.
}
