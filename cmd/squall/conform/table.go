package conform

import (
	"context"
	"slices"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
	"squall/profiles"
	"squall/standin/core"
)

// book is what the rule book has for this account: the platform's figures, and
// by how much its asynchronous waits are divided.
type book struct {
	*profiles.Platform
	compress float64
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
)

const ordinary = 20 * time.Second // the function's timeout, where nothing else is said

var experiments = []experiment{
	{"cold starts", []string{"cold-start", "overhead"}, 2 * colds, ordinary, time.Minute, coldStarts},
	{"versions", []string{"version-fleet"}, turns, ordinary, 15 * time.Second, versions},
	{"reuse", []string{"most-recently-used"}, 5 * rounds, ordinary, 20 * time.Second, reuse},
	{"refusals", []string{"reserved-ceiling", "retry-after"}, 2 + refusals, ordinary, 20 * time.Second, refused},
	{"rate", []string{"rps-10x", "rps-bucket", "rps-reason"}, 1000, time.Second, 20 * time.Second, rate},
	{"weights", []string{"weights", "weights-apart"}, split, ordinary, 20 * time.Second, weights},
	{"update", []string{"old-configuration"}, 3 * updates, ordinary, 30 * time.Second, update},
	{"init error", []string{"init-error"}, failures, ordinary, 10 * time.Second, initError},
	{"timeout", []string{"timeout-reset"}, 3 * timeouts, time.Second, 15 * time.Second, timeout},
	{"weighted alias", []string{"weighted-latest"}, 0, 0, 5 * time.Second, weightedAlias},
	{"provisioned $LATEST", []string{"not-latest"}, 0, 0, time.Second, provisionedLatest},
	{"provisioned weighted alias", []string{"not-weighted"}, 0, 0, 10 * time.Second, provisionedWeighted},
	{"provisioned beyond reserved", []string{"within-reserved"}, 0, 0, 10 * time.Second, provisionedBeyond},
	{"zero reserved", []string{"reserved-zero", "zero-reserved"}, 2 * forbidden, ordinary, 30 * time.Second, zero},
	{"failing events", []string{"error-retries", "error-gaps", "same-request-id", "dead-letter-code", "independent-targets"}, 3 * retried, ordinary, 200 * time.Second, failing},
	{"throttled events", []string{"throttle-curve"}, 9, 40 * time.Second, 60 * time.Second, throttled},
	{"old events", []string{"event-age", "dead-letter-code-429"}, 3, 2 * time.Minute, 100 * time.Second, aging},
}

// questions are what the rule book leaves open or takes for granted, and an
// experiment answers.
var questions = []core.Rule{
	{Name: "retry-after", Says: "a refusal carries no header Retry-After", Status: core.Guess},
	{Name: "weights-apart", Says: "the draw of a weighted alias does not stick to a client or connection", Status: core.Guess},
	{Name: "dead-letter-code-429", Says: "ErrorCode of a dead letter of an event that was only ever refused is 429", Status: core.Guess},
}

// beyond says why a rule that is no document's cannot be measured so.
var beyond = map[string]string{
	"scaling-reason":    "it takes more than 1,000 environments in 10 s",
	"download":          "it takes packages of 100 MB",
	"idle-expiry":       "it takes more than five minutes of silence for each look",
	"max-lifetime":      "it takes hours",
	"lifetime-spread":   "it takes hours",
	"proactive":         "it takes hours",
	"door-latency":      "it takes an ALB and APIs of yours: squall calibrate finds it in a run through them",
	"by-number":         "provisioned concurrency is not tried here yet",
	"one-per-version":   "provisioned concurrency is not tried here yet",
	"moves-with-alias":  "provisioned concurrency is not tried here yet",
	"six-tries":         "provisioned concurrency is not tried here yet",
	"failed-gives-back": "provisioned concurrency is not tried here yet",
}

// rules are those of the rule book that no document settles or an experiment
// looks at, in the order of the book; open questions come last.
func rules() []core.Rule {
	out := slices.DeleteFunc(core.Rules(), func(r core.Rule) bool {
		return r.Status == core.Documented && by(r.Name) == nil
	})
	return append(out, questions...)
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
