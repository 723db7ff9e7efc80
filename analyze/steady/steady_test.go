package steady

import (
	"strings"
	"testing"
	"time"

	"squall/analyze/result"
	"squall/attack/hit"
	"squall/profiles"
)

const load = 60 * time.Second

func condition(metric, op string, value float64) profiles.Expectation {
	return profiles.Expectation{Expr: "sdk." + metric + " " + op, Entry: "sdk", Metric: metric, Op: op, Value: value}
}

// experiment is a plan with one entry, and one fault from 20 s to 30 s.
func experiment(kind string, expect ...profiles.Expectation) *profiles.Plan {
	w := profiles.World{
		Attack: []profiles.Entry{{Name: "sdk", Path: profiles.PathSDK, Function: "f", Phases: []profiles.Phase{{For: load, From: 10, To: 10}}}},
		Faults: []profiles.Fault{{Kind: kind, Function: "f", At: 20 * time.Second, For: 10 * time.Second, Expect: expect}},
	}
	return &profiles.Plan{Name: "x", Compress: 1, Repeat: 1, Entries: []string{"sdk"}, Arms: []profiles.Arm{{Name: "base", World: w}},
		Steady: []profiles.Steady{{Expectation: condition("failure_rate", "<", .05), Before: true, During: true, After: true}}}
}

// feed sends ten requests a second, of which those that were due in a span of
// time fail.
func feed(w *Watch, fails func(at time.Duration) bool) {
	for n := range uint64(load / (100 * time.Millisecond)) {
		at := time.Duration(n) * 100 * time.Millisecond
		h := hit.Hit{N: n, Due: int64(at), Sent: int64(at), Done: int64(at) + 1e6, Status: 200}
		if fails(at) {
			h.Status, h.Outcome = 500, hit.FunctionError
		}
		w.Hit(&h)
	}
}

func within(from, to time.Duration) func(time.Duration) bool {
	return func(at time.Duration) bool { return from <= at && at < to }
}

func never(time.Duration) bool { return false }

func struck(n uint64) []Made { return []Made{{Matched: &n, Injected: &n}} }

// late9 is a fault that struck nine, with when it began and how long it was there.
func late9(at, lasted time.Duration) []Made {
	out := struck(9)
	out[0].At, out[0].For = at, lasted
	return out
}

func TestVerdictsOfExperiments(t *testing.T) {
	none := uint64(0)
	seen := condition("failure_rate", ">", .5)
	for _, c := range []struct {
		name    string
		plan    *profiles.Plan
		fails   func(time.Duration) bool
		made    []Made
		run     result.Verdict
		verdict string
		code    result.Verdict
		says    string
	}{
		{"it holds", experiment("invoke.delay"), never, struck(9), result.Pass, Confirmed, result.Pass, "the fault was observed"},
		{"it breaks", experiment("invoke.delay"), within(20*time.Second, 30*time.Second), struck(9), result.Pass, Refuted, result.Fail, "broke during the faults"},
		{"it does not heal", experiment("invoke.delay"), within(31*time.Second, load), struck(9), result.Pass, Refuted, result.Fail, "broke after the faults"},
		{"no steady state", experiment("invoke.delay"), within(0, 10*time.Second), struck(9), result.Pass, Inconclusive, result.Inconclusive, "no steady state to begin with"},
		{"it strikes nothing", experiment("invoke.delay"), never, []Made{{Matched: &none, Injected: &none}}, result.Pass, Inconclusive, result.Inconclusive, "it struck none of 0"},
		{"it is not seen", experiment("invoke.delay", seen), never, struck(9), result.Pass, Inconclusive, result.Inconclusive, "was not observed: sdk.failure_rate"},
		{"it is not carried out", experiment("invoke.delay"), never, []Made{{Error: "refused"}}, result.Pass, Inconclusive, result.Inconclusive, "was not carried out: refused"},
		{"it begins late", experiment("invoke.delay"), within(27*time.Second, 30*time.Second), late9(26*time.Second, 4*time.Second), result.Pass, Inconclusive, result.Inconclusive, "was in place from 26s to 30s and is judged from 20s to 30s"},
		{"it begins a little late", experiment("invoke.delay"), never, late9(22*time.Second, 8*time.Second), result.Pass, Confirmed, result.Pass, "the fault was observed"},
		{"it ends late", experiment("invoke.delay"), within(31*time.Second, 50*time.Second), late9(20*time.Second, 30*time.Second), result.Pass, Inconclusive, result.Inconclusive, "was in place from 20s to 50s"},
		{"what it took comes back slowly", experiment("pc.shrink"), never, late9(20*time.Second, 38*time.Second), result.Pass, Confirmed, result.Pass, "the fault was observed"},
		{"it never ends", experiment("invoke.delay"), never, late9(20*time.Second, 0), result.Pass, Inconclusive, result.Inconclusive, "was in place from 20s to 1m0s"},
		{"it begins late, and the run fails", experiment("invoke.delay"), never, late9(26*time.Second, 4*time.Second), result.Fail, Refuted, result.Fail, ""},
		{"the run fails", experiment("invoke.delay"), never, struck(9), result.Fail, Refuted, result.Fail, ""},
		{"the run is stopped", experiment("invoke.delay"), never, struck(9), result.Aborted, Aborted, result.Aborted, ""},
		{"something is left", experiment("invoke.delay"), within(20*time.Second, 30*time.Second), struck(9), result.Dirty, Dirty, result.Dirty, ""},
		{"nothing can be trusted", experiment("invoke.delay"), never, struck(9), result.Invalid, Inconclusive, result.Invalid, ""},
		// Evidence that was lost on purpose never passes, and never fails.
		{"logs are lost", experiment("logs.loss"), never, struck(9), result.Pass, Inconclusive, result.Inconclusive, "lost the log lines of 9 attempts"},
		{"logs are lost, and it fails", experiment("logs.loss"), never, struck(9), result.Fail, Inconclusive, result.Inconclusive, "lost the log lines"},
		{"metrics are late", experiment("metrics.lag"), never, struck(3), result.Pass, Inconclusive, result.Inconclusive, "metrics late at 3 looks"},
		{"metrics are missing", experiment("metrics.gap"), never, struck(3), result.Pass, Inconclusive, result.Inconclusive, "kept metrics from 3 looks"},
		{"nobody looked at metrics", experiment("metrics.gap"), never, struck(0), result.Pass, Inconclusive, result.Inconclusive, "it struck none"},
	} {
		w := New(c.plan)
		feed(w, c.fails)
		r := &result.Result{Verdict: c.run}
		w.Judge(r, c.made)
		if x := r.Experiment; x.Verdict != c.verdict || r.Verdict != c.code || !strings.Contains(strings.Join(x.Why, "; "), c.says) {
			t.Errorf("%s: %s, run %s, %q", c.name, x.Verdict, r.Verdict, x.Why)
		} else if strings.Contains(x.Weakest, " held ") != (x.Verdict == Confirmed) || x.Weakest == "" {
			t.Errorf("%s: %s, and the weakest point: %s", c.name, x.Verdict, x.Weakest)
		}
	}
}

// Why a run was stopped comes first, and what was not seen for that is not told.
func TestStoppedExperiments(t *testing.T) {
	w := New(experiment("invoke.delay"))
	feed(w, within(20*time.Second, 20300*time.Millisecond))
	r := &result.Result{Verdict: result.Aborted, Why: []string{"the alarm went off"}}
	w.Judge(r, late9(20*time.Second, 0))
	if len(r.Why) != 1 || r.Why[0] != "the alarm went off" || len(r.Experiment.Why) != 0 {
		t.Errorf("%q, %q", r.Why, r.Experiment.Why)
	}
	w, r = New(experiment("invoke.delay")), &result.Result{Verdict: result.Aborted, Why: []string{"the alarm went off"}}
	feed(w, within(20*time.Second, 30*time.Second))
	w.Judge(r, late9(20*time.Second, 0))
	if len(r.Why) != 2 || r.Why[0] != "the alarm went off" || !strings.Contains(r.Why[1], "broke during the faults") {
		t.Errorf("%q", r.Why)
	}
}

// How long it took until a fault was seen, and from its end until all was well.
func TestTimesToDetectAndToRecover(t *testing.T) {
	seconds := func(s float64) *float64 { return &s }
	for _, c := range []struct {
		name            string
		expect          []profiles.Expectation
		fails           func(time.Duration) bool
		detect, recover *float64
	}{
		{"nothing is seen", nil, never, nil, seconds(0)},
		{"the first failure", nil, within(23*time.Second, 30*time.Second), seconds(3.5), seconds(0)},
		{"what was expected", []profiles.Expectation{condition("failure_rate", ">", .5)}, within(22*time.Second, 30*time.Second), seconds(4.5), seconds(0)},
		{"it goes on", nil, within(20*time.Second, 35*time.Second), seconds(.5), seconds(5)},
		{"it goes on for good", nil, within(20*time.Second, load), seconds(.5), nil},
		{"it comes back", nil, within(40*time.Second, 41*time.Second), nil, seconds(11)},
	} {
		w := New(experiment("invoke.delay", c.expect...))
		feed(w, c.fails)
		r := &result.Result{Verdict: result.Pass}
		w.Judge(r, struck(1))
		p := r.Experiment.Faults[0]
		if !same(p.DetectS, c.detect) || !same(p.RecoverS, c.recover) {
			t.Errorf("%s: detected after %v, recovered after %v", c.name, value(p.DetectS), value(p.RecoverS))
		}
	}
}

func same(a, b *float64) bool { return value(a) == value(b) }

func value(v *float64) float64 {
	if v == nil {
		return -1
	}
	return *v
}

// The weakest point is, in one sentence, the condition that went furthest beyond
// its limit, or else one that is unclear, or came closest. What does not stand
// beside the verdict is not said: nothing that held where something else failed.
func TestWeakestPoint(t *testing.T) {
	none, half, ninety := uint64(0), .5, 98.
	unstruck := []Made{{Matched: &none, Injected: &none}}
	lost := profiles.Expectation{Expr: "sdk.lost == 0", Entry: "sdk", Metric: "lost", Op: "=="}
	for _, c := range []struct {
		name   string
		kind   string
		fails  func(time.Duration) bool
		made   []Made
		run    result.Result
		expect []profiles.Expectation
		want   string
	}{
		{"closest", "invoke.delay", within(45*time.Second, 45300*time.Millisecond), struck(1), result.Result{Verdict: result.Pass}, nil,
			"sdk.failure_rate < held after invoke.delay: it was 1.0%"},
		{"nothing near", "invoke.delay", never, struck(1), result.Result{Verdict: result.Pass}, nil,
			"none came near its limit; the nearest, sdk.failure_rate <, held during invoke.delay: it was 0.0%"},
		{"an expectation is closest", "invoke.delay", never, struck(1),
			result.Result{Verdict: result.Pass, Expectations: []result.Expected{{Verdict: result.Pass, Observed: &ninety}}}, []profiles.Expectation{condition("p99", "<", 100)},
			"sdk.p99 < held over the whole run: it was 98 ms"},
		{"it breaks", "invoke.delay", within(20*time.Second, 30*time.Second), struck(1), result.Result{Verdict: result.Pass}, nil,
			"sdk.failure_rate < broke during invoke.delay: it was 100%"},
		{"an expectation failed, the steady state held", "invoke.delay", never, struck(1),
			result.Result{Verdict: result.Fail, Expectations: []result.Expected{{Verdict: result.Fail, Observed: &ninety}}}, []profiles.Expectation{lost},
			"sdk.lost == 0 broke over the whole run: it was 98"},
		{"an expectation is unclear", "invoke.delay", never, struck(1),
			result.Result{Verdict: result.Inconclusive, Expectations: []result.Expected{{Verdict: result.Inconclusive, Observed: &half}}}, []profiles.Expectation{condition("cold_rate", "<", .4)},
			"sdk.cold_rate < is unclear over the whole run: it was 50.0%"},
		{"an expectation has no data", "invoke.delay", never, struck(1),
			result.Result{Verdict: result.Inconclusive, Why: []string{"1 of 1 expectation cannot be judged"}, Expectations: []result.Expected{{Verdict: result.Inconclusive, NoData: true}}}, []profiles.Expectation{condition("p99", "<", 1000)},
			"not known, as 1 of 1 expectation cannot be judged"},
		{"the run fails for another reason", "invoke.delay", never, struck(1), result.Result{Verdict: result.Fail, Why: []string{"the release was rolled back"}}, nil,
			"the release was rolled back"},
		{"no steady state", "invoke.delay", within(0, 10*time.Second), struck(1), result.Result{Verdict: result.Pass}, nil,
			"sdk.failure_rate < broke before invoke.delay: it was 50.0%"},
		{"nothing is struck", "invoke.delay", never, unstruck, result.Result{Verdict: result.Pass}, nil,
			"not known, as invoke.delay on f was not observed: it struck none of 0"},
		{"logs are lost", "logs.loss", within(20*time.Second, 30*time.Second), struck(9), result.Result{Verdict: result.Pass}, nil,
			"not known, as logs.loss lost the log lines of 9 attempts: what they would have told is missing"},
		{"it begins late", "invoke.delay", within(27*time.Second, 30*time.Second), late9(26*time.Second, 4*time.Second), result.Result{Verdict: result.Pass}, nil,
			"not known, as invoke.delay was in place from 26s to 30s and is judged from 20s to 30s, as planned: making and ending it took too long for so short a fault"},
		{"nothing can be trusted", "invoke.delay", within(20*time.Second, 30*time.Second), struck(1), result.Result{Verdict: result.Invalid}, nil,
			"not known, the measurement cannot be trusted"},
		{"it is cut short", "invoke.delay", never, struck(1), result.Result{Verdict: result.Invalid, Error: "disk full"}, nil,
			"not known, the measurement cannot be trusted"},
		{"stopped", "invoke.delay", never, struck(1), result.Result{Verdict: result.Aborted}, nil, "not known, the run was ended early"},
		{"stopped when it broke", "invoke.delay", within(20*time.Second, 30*time.Second), struck(1), result.Result{Verdict: result.Aborted}, nil,
			"sdk.failure_rate < broke during invoke.delay: it was 100%, until the run was ended early"},
		{"something is left", "invoke.delay", within(20*time.Second, 30*time.Second), struck(1),
			result.Result{Verdict: result.Dirty, Changes: []result.ChangeSeen{{What: "a", Undone: true}, {What: "reserved concurrency of f"}}}, nil,
			"what was changed is not all taken back, first reserved concurrency of f"},
	} {
		p := experiment(c.kind)
		p.Expect = c.expect
		w := New(p)
		feed(w, c.fails)
		w.Judge(&c.run, c.made)
		if got := c.run.Experiment.Weakest; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	two := experiment("invoke.delay")
	two.Arms = append(two.Arms, profiles.Arm{Name: "other", World: two.Arms[0].World})
	w, r := New(two), &result.Result{Verdict: result.Pass}
	feed(w, within(20*time.Second, 30*time.Second))
	w.Judge(r, struck(1))
	if got, want := r.Experiment.Weakest, "sdk.failure_rate < broke during invoke.delay in arm base: it was 100%"; got != want {
		t.Errorf("of two arms %q, want %q", got, want)
	}
}

// No fault may begin where the steady state has been seen not to hold.
func TestGate(t *testing.T) {
	w := New(experiment("invoke.delay"))
	if why := w.Gate(0); why != "" {
		t.Errorf("before anything was sent: %s", why)
	}
	feed(w, within(0, 15*time.Second))
	if why := w.Gate(0); !strings.Contains(why, "does not hold before the first fault") {
		t.Errorf("%q", why)
	}
}

// A request counts by its last attempt; those before it make the share of
// attempts that were tried again.
func TestAttemptsInSpans(t *testing.T) {
	p := experiment("invoke.delay", condition("retry_rate", ">", .4))
	w := New(p)
	feed(w, never)
	for n := range uint64(300) {
		w.Hit(&hit.Hit{N: n, Due: int64(25 * time.Second), Attempt: 1, Again: true, Status: 429, Outcome: hit.Throttled})
	}
	r := &result.Result{Verdict: result.Pass}
	w.Judge(r, struck(1))
	f := r.Experiment.Faults[0]
	if r.Experiment.Verdict != Confirmed || f.Sent != 100 || f.Throttled != 0 || *f.Expect[0].Observed != .75 {
		t.Errorf("%s: %d sent, %d throttled, %+v", r.Experiment.Verdict, f.Sent, f.Throttled, f.Expect)
	}
}
