// Package rollout says how a new version is released behind a weighted alias:
// the stages of its weight, what is looked at, and what may pass.
//
// It holds values and reads CodeDeploy's names; it moves no weight and judges
// nothing.
package rollout

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is one release of a version.
type Plan struct {
	Function  string
	Alias     string
	Baseline  string // the profile's name of the version that the alias points at
	Candidate string // and of the one that is to take its place
	Config    string // CodeDeploy's name of the steps, "" when they are a list
	Steps     []Step // weights ascend and stay below 1
	Look      time.Duration
	Settle    time.Duration // after each step, before cold starts count
	Errors    float64       // how much higher the candidate's error rate may be, as a share
	Throttles float64       // the highest share of requests that may be refused
	Cold      float64       // the highest multiple of the baseline's cold starts
	Latency   *Latency      // nil: latency does not decide
	Policy    Policy
	Watch     bool // somebody else moves the weight: it is looked at and never moved
	// Real says that not the run's own requests are judged but everybody's, as the
	// function's log tells them.
	Real bool
	// Metered says that of everybody's requests is known what CloudWatch counts.
	Metered bool
	// Live says that the versions are those that are there; else both are
	// published anew, so that both start cold.
	Live bool
	// Republish says that the profile asks for that.
	Republish bool
	Alarms    []string // ARNs of CloudWatch alarms that roll the release back
}

// Step is one stage: the candidate's weight, and when it may end.
type Step struct {
	Weight  float64
	For     time.Duration // at least
	Samples uint64        // of the candidate, at least
}

// Latency is the gate on a quantile.
type Latency struct {
	Metric   string // p50, p90, p95, p99, or warm_ and one of these
	Quantile float64
	Warm     bool
	Margin   float64 // how much higher the candidate's may be, as a share of the baseline's
}

// Copy is what $LATEST was before a baseline was published again through it,
// and what it was meanwhile. Settings are known by a hash: they may hold secrets.
type Copy struct {
	From                 string // number of the baseline
	WasCode, WasSettings string
	IsCode, IsSettings   string
	Description          string // before; meanwhile it is the run's
}

// Policy is what becomes of a release that nothing decided.
type Policy string

// The policies.
const (
	RollBack Policy = "rollback"
	Hold     Policy = "hold" // the weight stays where it is
	Promote  Policy = "promote"
)

// Policies lists all of them.
var Policies = []Policy{RollBack, Hold, Promote}

// Movers are who may move the weight: squall itself, or others, whom it watches.
var Movers = []string{"squall", "codedeploy", "none"}

// Traffics are whose requests may be judged.
var Traffics = []string{"own", "real", "metrics"}

// Baselines are the versions that may be compared: published anew for the run,
// or those that are there.
var Baselines = []string{"republish", "live"}

// The defaults of what a plan leaves out.
const (
	DefaultLook      = 10 * time.Second
	DefaultSettle    = 30 * time.Second
	DefaultErrors    = 0.01
	DefaultThrottles = 0.01
	DefaultCold      = 3.0
	DefaultMetric    = "warm_p99"
	DefaultMargin    = 0.10
	DefaultSamples   = 100
)

// Gate makes the gate on a metric; ok is false when there is no such metric.
func Gate(metric string, margin float64) (gate Latency, ok bool) {
	name, warm := strings.CutPrefix(metric, "warm_")
	q, ok := map[string]float64{"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}[name]
	return Latency{Metric: metric, Quantile: q, Warm: warm, Margin: margin}, ok
}

// Length is how long all steps take at least.
func (p *Plan) Length() time.Duration {
	var sum time.Duration
	for _, s := range p.Steps {
		sum += s.For
	}
	return sum
}

// Information is how much is known about a ratio of the two sides once the
// steps have gone on for a time, as a share of what is known at their end, if
// requests come evenly: each step adds as much as both sides have in common.
func (p *Plan) Information(at time.Duration) float64 {
	whole := p.Length()
	if at >= whole {
		return 1
	}
	if p.common(whole) == 0 { // nobody knows who will get how much
		return at.Seconds() / whole.Seconds()
	}
	return p.common(at) / p.common(whole)
}

func (p *Plan) common(at time.Duration) float64 {
	sum := 0.0
	for _, s := range p.Steps {
		t := min(at, s.For)
		at -= t
		sum += s.Weight * (1 - s.Weight) * t.Seconds()
	}
	return sum
}

// config is one of CodeDeploy's deployment configurations for Lambda.
type config struct {
	name    string
	percent int
	every   time.Duration
	linear  bool
}

// configs are CodeDeploy's predefined configurations, as its user guide lists
// them under "Deployment configurations on an AWS Lambda compute platform".
var configs = []config{
	{"Canary10Percent5Minutes", 10, 5 * time.Minute, false},
	{"Canary10Percent10Minutes", 10, 10 * time.Minute, false},
	{"Canary10Percent15Minutes", 10, 15 * time.Minute, false},
	{"Canary10Percent30Minutes", 10, 30 * time.Minute, false},
	{"Linear10PercentEvery1Minute", 10, time.Minute, true},
	{"Linear10PercentEvery2Minutes", 10, 2 * time.Minute, true},
	{"Linear10PercentEvery3Minutes", 10, 3 * time.Minute, true},
	{"Linear10PercentEvery10Minutes", 10, 10 * time.Minute, true},
}

// allAtOnce is the configuration without a stage.
const allAtOnce = "AllAtOnce"

// Configs lists the names that Named knows.
func Configs() []string {
	var out []string
	for _, c := range configs {
		out = append(out, c.name)
	}
	return out
}

// Named gives the steps of a configuration of CodeDeploy, with or without its
// prefix CodeDeployDefault.Lambda.
func Named(name string) ([]Step, error) {
	short := strings.TrimPrefix(strings.TrimPrefix(name, "CodeDeployDefault."), "Lambda")
	if short == allAtOnce {
		return nil, fmt.Errorf("%s moves all requests in one step: there is no time at which both versions answer, so nothing can be compared; name one of %s, or write a list of steps",
			name, strings.Join(Configs(), ", "))
	}
	i := slices.IndexFunc(configs, func(c config) bool { return c.name == short })
	if i < 0 {
		return nil, fmt.Errorf("%q is no configuration of CodeDeploy for Lambda; want one of %s, or a list of steps", name, strings.Join(Configs(), ", "))
	}
	c := configs[i]
	if !c.linear {
		return []Step{{Weight: float64(c.percent) / 100, For: c.every, Samples: DefaultSamples}}, nil
	}
	var out []Step
	for percent := c.percent; percent < 100; percent += c.percent {
		out = append(out, Step{Weight: float64(percent) / 100, For: c.every, Samples: DefaultSamples})
	}
	return out, nil
}
