package conform

import (
	"context"
	"slices"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
	"squall/attack/lab/provisioned"
	"squall/profiles"
	"squall/standin/core"
)

// book is what the rule book has for this account: the platform's figures, and
// by how much its asynchronous waits are divided.
type book struct {
	*profiles.Platform
	compress float64
	late     func() time.Duration // how late this machine was since the experiment began
}

// wait is a wait of Lambda's on the clock at hand.
func (b book) wait(d time.Duration) time.Duration {
	return time.Duration(float64(d) / max(b.compress, 1))
}

// finding is what an experiment says of one rule.
type finding struct {
	rule string
	seen conform.Seen
}

// experiment looks at some rules at once.
type experiment struct {
	name  string
	rules []string
	// calls is how many requests it makes at most, attempts of events with them,
	// and timeout how long each may run: its cost is bounded by them.
	calls   int
	timeout time.Duration
	takes   time.Duration // on AWS, about
	look    func(ctx context.Context, l *lab.Lab, b book) ([]finding, error)
	// provided are the environments it provisions at most, and until when.
	provided int
	until    time.Duration
	// long: it is done only where a rule of it is asked for by name.
	long bool
}

// How often things are looked at.
const (
	colds     = 10
	turns     = 10
	rounds    = 8
	refusals  = 5
	split     = 120
	updates   = 3
	failures  = 3
	timeouts  = 2
	retried   = 5
	forbidden = 3
	share     = 0.3
	sprint    = 4 * time.Second
	agings    = 3
)

// silences are how long environments are left alone, each so many times.
var silences = []time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute, 4 * time.Minute, 5 * time.Minute, 6 * time.Minute, 7 * time.Minute, 8 * time.Minute,
	10 * time.Minute, 12 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute}

const eachSilence = 2

const ordinary = 20 * time.Second // the function's timeout, where nothing else is said

var experiments = []experiment{
	{name: "cold starts", rules: []string{"cold-start", "overhead", "init-billed"}, calls: 2 * colds, timeout: ordinary, takes: time.Minute, look: coldStarts},
	{name: "versions", rules: []string{"version-fleet"}, calls: turns, timeout: ordinary, takes: 15 * time.Second, look: versions},
	{name: "reuse", rules: []string{"most-recently-used"}, calls: 5 * rounds, timeout: ordinary, takes: 20 * time.Second, look: reuse},
	{name: "refusals", rules: []string{"reserved-ceiling", "retry-after"}, calls: 2 + refusals, timeout: ordinary, takes: 20 * time.Second, look: refused},
	{name: "rate", rules: []string{"rps-10x", "rps-bucket", "rps-reason"}, calls: 1000, timeout: time.Second, takes: 20 * time.Second, look: rate},
	{name: "weights", rules: []string{"weights", "weights-apart"}, calls: split, timeout: ordinary, takes: 20 * time.Second, look: weights},
	{name: "update", rules: []string{"old-configuration"}, calls: 3 * updates, timeout: ordinary, takes: 30 * time.Second, look: update},
	{name: "init error", rules: []string{"init-error"}, calls: failures, timeout: ordinary, takes: 10 * time.Second, look: initError},
	{name: "timeout", rules: []string{"timeout-reset"}, calls: 3 * timeouts, timeout: time.Second, takes: 15 * time.Second, look: timeout},
	{name: "weighted alias", rules: []string{"weighted-latest"}, calls: 0, timeout: 0, takes: 5 * time.Second, look: weightedAlias},
	{name: "provisioned $LATEST", rules: []string{"not-latest"}, calls: 0, timeout: 0, takes: time.Second, look: provisionedLatest},
	{name: "provisioned weighted alias", rules: []string{"not-weighted"}, calls: 0, timeout: 0, takes: 10 * time.Second, look: provisionedWeighted},
	{name: "provisioned beyond reserved", rules: []string{"within-reserved"}, calls: 0, timeout: 0, takes: 10 * time.Second, look: provisionedBeyond},
	{name: "zero reserved", rules: []string{"reserved-zero", "zero-reserved"}, calls: 2 * forbidden, timeout: ordinary, takes: 30 * time.Second, look: zero},
	{name: "failing events", rules: []string{"error-retries", "error-gaps", "same-request-id", "dead-letter-code", "independent-targets"}, calls: 3 * retried, timeout: ordinary, takes: 200 * time.Second, look: failing},
	{name: "throttled events", rules: []string{"throttle-curve"}, calls: 9, timeout: 40 * time.Second, takes: 60 * time.Second, look: throttled},
	{name: "old events", rules: []string{"event-age", "dead-letter-code-429", "record-never-ran"}, calls: 3 * agings, timeout: 2 * time.Minute, takes: 100 * time.Second * agings, look: aging},
	{name: "provisioned", rules: []string{"in-progress", "provisioning-rate", "provisioning-pace", "provisioned-grown", "provisioned-unreserved", "by-number", "one-per-version", "provisioned-init",
		"spillover", "order", "provisioned-weights", "provisioned-removed", "provisioned-busy"}, calls: 250, timeout: ordinary, takes: 6 * time.Minute, look: serving,
		provided: provisioned.Many, until: 40 * time.Minute},
	{name: "failing provisioned", rules: []string{"six-tries"}, calls: 1, timeout: ordinary, takes: 4 * time.Minute, look: failingProvisioned, provided: 1, until: 20 * time.Minute},
	{name: "moving provisioned", rules: []string{"moves-with-alias", "failed-gives-back"}, calls: 120, timeout: ordinary, takes: 20 * time.Minute, look: moving, provided: 2, until: 50 * time.Minute, long: true},
	{name: "silence", rules: []string{"idle-expiry"}, calls: 2 * 13 * eachSilence, timeout: ordinary, takes: 20 * time.Minute, look: idle, long: true},
}

// questions are what the rule book leaves open or takes for granted beside its
// rules.
var questions = []core.Rule{
	{Name: "retry-after", Says: "a refusal carries no header Retry-After", Status: core.Guess},
	{Name: "weights-apart", Says: "the draw of a weighted alias does not stick to a client or connection", Status: core.Guess},
	{Name: "dead-letter-code-429", Says: "ErrorCode of a dead letter of an event that was only ever refused is 429", Status: core.Guess},
	{Name: "record-never-ran", Says: "the record of an event that never ran has no responseContext", Status: core.Guess},
	{Name: "init-billed", Says: "a cold request is billed for its init and its run together", Status: core.Documented},
	{Name: "provisioning-pace", Says: "provisioned environments come at up to 6,000 a minute", Status: core.Documented},
	{Name: "provisioned-init", Says: "a provisioned environment has initialised before it is READY: its requests report no Init Duration and are billed for their run alone", Status: core.Guess},
	{Name: "provisioned-grown", Says: "while more is provisioned, what was there goes on serving", Status: core.Guess},
	{Name: "provisioned-removed", Says: "once provisioned concurrency is removed the next request goes on demand", Status: core.Guess},
	{Name: "provisioned-busy", Says: "a request that is under way when its provisioned environment is removed ends well", Status: core.Guess},
	{Name: "provisioned-weights", Says: "an alias that has provisioned concurrency may be given weights", Status: core.Guess},
	{Name: "provisioned-unreserved", Says: "UnreservedConcurrentExecutions of the account counts what is reserved and not what is provisioned", Status: core.Guess},
	{Name: "caller-rate", Says: "a refusal of the control plane's own rate says CallerRateLimitExceeded", Status: core.Guess},
	{Name: "init-by-runtime", Says: "Init Duration of each runtime, architecture and kind of package is that of docs/figures.md", Status: core.Measured},
	{Name: "code-size", Says: "code that init loads makes it longer by what docs/figures.md has", Status: core.Measured},
	{Name: "scale-in", Says: "target tracking takes provisioned concurrency back after 15 datapoints below the target", Status: core.Guess},
	{Name: "prices", Says: "provisioned concurrency and arm64 cost what squall explain cost says", Status: core.Guess},
}

// beyond says why a rule that is no document's cannot be measured so.
var beyond = map[string]string{
	"scaling-reason":  "it takes more than 1,000 environments in 10 s",
	"download":        "it takes packages of 100 MB",
	"max-lifetime":    "it takes hours",
	"lifetime-spread": "it takes hours",
	"proactive":       "it takes hours",
	"door-latency":    "it takes an ALB and APIs of yours: squall calibrate finds it in a run through them",
	"caller-rate":     "it would refuse the account's own deployments meanwhile",
	"init-by-runtime": "it takes a function in each runtime: squall calibrate finds yours in a run",
	"code-size":       "it takes packages of many sizes: squall calibrate finds yours in a run",
	"scale-in":        "it takes a scaling policy and a quarter of an hour of alarms",
	"prices":          "a bill tells them, a day later",
}

// rules are those of the rule book that no document settles or an experiment
// looks at, in the order of the book; open questions come last.
func rules() []core.Rule {
	out := slices.DeleteFunc(core.Rules(), func(r core.Rule) bool {
		return r.Status == core.Documented && by(r.Name) == nil
	})
	return append(append(out, questions...), doorsSay()...)
}

// by is the experiment that looks at a rule; nil when none does.
func by(rule string) *experiment {
	for i := range experiments {
		if slices.Contains(experiments[i].rules, rule) {
			return &experiments[i]
		}
	}
	return nil
}
