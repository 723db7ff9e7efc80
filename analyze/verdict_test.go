package analyze

import (
	"strings"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/profiles"
)

var (
	holdsWell  = expectation("provisioned/on-demand.alb.p99 < 0.8", "provisioned", "on-demand", "alb", "p99", "<", .8)
	failsWell  = expectation("on-demand.alb.cold_rate < 1%", "on-demand", "", "alb", "cold_rate", "<", .01)
	undecided  = expectation("limited.throttle_rate < 20.5%", "", "", "limited", "throttle_rate", "<", .205)
	seesNoData = expectation("limited.cold_p99 < 1s", "", "", "limited", "cold_p99", "<", 1000)
)

func TestVerdict(t *testing.T) {
	late := ending()
	late.Lag = &Lag{N: 10, P50: time.Millisecond, P99: 20 * time.Millisecond, Max: time.Second}
	with := func(change func(*Ending)) Ending {
		e := ending()
		change(&e)
		return e
	}
	dirty := with(func(e *Ending) { e.Dirty = []string{"alias live-a0r1"} })
	stopped := with(func(e *Ending) { e.Aborted = "error_rate > 50% for 5s" })
	for _, c := range []struct {
		name   string
		expect []profiles.Expectation
		end    Ending
		want   Verdict
		code   int
		waived int // with --inconclusive warn
		why    string
	}{
		{"nothing expected", nil, ending(), Pass, 0, 0, "the run is valid, and the profile expects nothing"},
		{"one holds", []profiles.Expectation{holdsWell}, ending(), Pass, 0, 0, "the one expectation holds"},
		{"two hold", []profiles.Expectation{holdsWell, holdsWell}, ending(), Pass, 0, 0, "all 2 expectations hold"},
		{"one fails", []profiles.Expectation{holdsWell, failsWell}, ending(), Fail, 10, 10, "FAIL: on-demand.alb.cold_rate < 1%, observed 5.0% [3.7%,6.7%]"},
		{"one is undecided", []profiles.Expectation{holdsWell, undecided}, ending(), Inconclusive, 11, 0, "INCONCLUSIVE: limited.throttle_rate < 20.5%, observed 20.0% [14.5%,26.9%]"},
		{"failing beats undecided", []profiles.Expectation{undecided, failsWell}, ending(), Fail, 10, 10, "FAIL"},
		{"missing data is never waived", []profiles.Expectation{seesNoData}, ending(), Inconclusive, 11, 11, "INCONCLUSIVE: limited.cold_p99 < 1s (in arm on-demand: no data: no request to measure)"},
		{"late stand-in", []profiles.Expectation{failsWell}, late, Invalid, 15, 15, "the stand-in acted 20 ms late at p99, which is more than 5 % of the smallest p99 ("},
		{"busy", []profiles.Expectation{failsWell}, with(func(e *Ending) { e.CPU = number(.97) }), Invalid, 15, 15, "the generator was the limit: the processor was the limit: 97 % of all cores were busy"},
		{"the way changed", []profiles.Expectation{failsWell}, with(func(e *Ending) {
			e.Roads = []Road{{Arm: "on-demand", Entry: "alb", Before: number(1), During: number(400), After: number(1)}}
		}), Invalid, 15, 15, "arm on-demand, entry alb: connecting took 1.0 ms before the load and 400 ms during it, a drift of more than "},
		{"asleep", []profiles.Expectation{failsWell}, with(func(e *Ending) { e.Slept = "the machine slept for 40s" }), Invalid, 15, 15, "the machine slept for 40s"},
		{"the way did not", []profiles.Expectation{holdsWell}, with(func(e *Ending) {
			e.Roads = []Road{{Arm: "on-demand", Entry: "alb", Before: number(1), During: number(1.5), After: number(2)}, {Before: number(1)}}
		}), Pass, 0, 0, "the one expectation holds"},
		{"stopped", []profiles.Expectation{failsWell}, stopped, Aborted, 12, 12, "stopped early: error_rate > 50% for 5s"},
		{"dirty beats all", []profiles.Expectation{failsWell}, dirty, Dirty, 13, 13, "not undone: alias live-a0r1"},
		{"dirty, which ended it", nil, with(func(e *Ending) { e.Dirty, e.Failed = []string{"x"}, "restore: could not take back: x" }), Dirty, 13, 13, "not undone: x"},
		{"cut by an error", nil, with(func(e *Ending) { e.Failed = "disk full" }), Aborted, 1, 1, "internal error: disk full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := finish(plan(c.expect...), run(), c.end)
			if r.Verdict != c.want || len(r.Why) == 0 || !strings.HasPrefix(r.Why[0], c.why) {
				t.Errorf("%s, %q; want %s, %q", r.Verdict, r.Why, c.want, c.why)
			}
			for flag, code := range map[string]int{"fail": c.code, "": c.code, "warn": c.waived, "pass": c.waived} {
				if got := ExitCode(r, flag); got != code {
					t.Errorf("--inconclusive %q: exit code %d, want %d", flag, got, code)
				}
			}
		})
	}
	if got := ExitCode(&Result{Verdict: Incomparable}, "fail"); got != 14 {
		t.Errorf("incomparable: %d", got)
	}
	if got := ExitCode(&Result{}, "fail"); got != 1 {
		t.Errorf("without a verdict: %d", got)
	}
}

// A run of which nothing came back has measured nothing, unless that is what its
// profile expects.
func TestNothingWasAnswered(t *testing.T) {
	for outcome, reason := range map[hit.Outcome]string{hit.TransportError: "read: connection reset by peer", hit.Timeout: "client timeout"} {
		var lost []record
		for n := range int64(400) {
			lost = append(lost, aHit(hit.Hit{Due: n * 10e6, Sent: n * 10e6, Done: n*10e6 + 5e6, Outcome: outcome, Reason: reason}))
		}
		r := finish(plan(), lost, ending())
		if r.Verdict != Invalid || r.Why[0] != "no request was answered, and the profile does not expect that" || !strings.HasSuffix(r.Warnings[0], reason) {
			t.Errorf("%s: %s %q, warnings %q", outcome, r.Verdict, r.Why, r.Warnings)
		}
		lost = append(lost, aHit(hit.Hit{Due: 1, Sent: 1, Done: 5e6, Outcome: hit.GatewayError, Status: 503}))
		if r := finish(plan(), lost, ending()); strings.HasPrefix(r.Why[0], "no request was answered") {
			t.Errorf("%s and an answer: %s %q", outcome, r.Verdict, r.Why)
		}
		if r := finish(plan(expectation("alb.error_rate > 99%", "", "", "alb", "error_rate", ">", .99)), lost[:400], ending()); r.Verdict == Invalid && strings.HasPrefix(r.Why[0], "no request was answered") {
			t.Errorf("%s as expected: %s %q", outcome, r.Verdict, r.Why)
		}
	}
}

func TestGeneratorAsTheLimit(t *testing.T) {
	slow := run()
	for n := range int64(50) {
		slow = append(slow, aHit(hit.Hit{Due: n * 10e6, Sent: n*10e6 + 30e6, Done: n*10e6 + 75e6, Status: 200, Start: hit.Cold}))
	}
	r := finish(plan(), slow, ending())
	if r.Verdict != Invalid || !r.Generator.Saturated || !strings.Contains(r.Generator.Why, "the generator sent 30 ms late at p99") {
		t.Errorf("%s %q, generator %+v", r.Verdict, r.Why, r.Generator)
	}
	// A slow tail hides the lag at p99, not at the median.
	hidden := run()
	for n := range int64(4000) {
		h := hit.Hit{Due: n * 1e6, Sent: n*1e6 + 20e6, Done: n*1e6 + 60e6, Status: 200, Start: hit.Warm}
		if n%20 == 0 {
			h.Done += 900e6
		}
		hidden = append(hidden, aHit(h))
	}
	r = finish(plan(), hidden, ending())
	if r.Verdict != Invalid || !strings.Contains(r.Generator.Why, "entry alb: being sent late made its p50 20 ms longer") {
		t.Errorf("%s %q, generator %+v", r.Verdict, r.Why, r.Generator)
	}
	c := collector(plan())
	for _, see := range hidden {
		see(c)
	}
	if doubts := c.Doubts(ending()); len(doubts) != 1 || !strings.Contains(doubts[0], "its p50 20 ms longer") {
		t.Errorf("a release that ends so has the doubts %q", doubts)
	}
	unsent := append(run(), func(c *Collector) { c.Scheduled(0, 1, 0, 4, 4) })
	r = finish(plan(), unsent, ending())
	if want := "arm on-demand, entry limited: 4 of 164 scheduled hits were never sent"; r.Verdict != Invalid || r.Generator.Why != want {
		t.Errorf("%s, %q, want %q", r.Verdict, r.Generator.Why, want)
	}
}

func TestArmWithoutItsEffect(t *testing.T) {
	var same []record
	for repeat := range uint16(2) {
		for n := range int64(400) {
			for arm := range uint16(2) {
				h := hit.Hit{Arm: arm, Repeat: repeat, Due: n * 10e6, Sent: n * 10e6, Done: n*10e6 + 50e6, Status: 200, Start: hit.Warm, InitType: hit.Provisioned}
				same = append(same, aHit(h))
			}
		}
	}
	r := finish(plan(holdsWell), same, ending())
	if r.Verdict != Invalid || r.Why[0] != "arm on-demand saw 0 cold starts in 800 requests" {
		t.Errorf("%s %q", r.Verdict, r.Why)
	}
}

// What fails by a guess cannot fail a run on its own.
func TestUnsure(t *testing.T) {
	p := plan(expectation("limited.throttle_rate < 1%", "", "", "limited", "throttle_rate", "<", .01))
	for a := range p.Arms {
		p.Arms[a].World.Attack[1].Path = profiles.PathHTTP
	}
	r := finish(p, run(), ending())
	x := r.Expectations[0]
	if r.Verdict != Inconclusive || x.Verdict != Fail || x.RestsOn != "unsure" || !strings.HasSuffix(r.Why[0], ", by a rule that is a guess") {
		t.Errorf("%s %q, %+v", r.Verdict, r.Why, x)
	}
	p.Expect = append(p.Expect, failsWell)
	if r := finish(p, run(), ending()); r.Verdict != Fail {
		t.Errorf("with a sure one beside it: %s", r.Verdict)
	}
}

func TestRestsOn(t *testing.T) {
	v := &view{c: New(plan(), Meta{})}
	for metric, want := range map[string]string{"p99": "measured", "cold_rate": "measured", "environments": "measured", "throttle_rate": "documented", "status.502": "documented", "lost": "documented", "version.v1": "documented"} {
		if got := v.restsOn(profiles.Expectation{Metric: metric, Entry: "alb"}); got != want {
			t.Errorf("%s rests on %s, want %s", metric, got, want)
		}
	}
	v.c.meta.Run.Model = "none"
	if got := v.restsOn(profiles.Expectation{Metric: "throttle_rate"}); got != "measured" {
		t.Errorf("without a model: %s", got)
	}
}

func TestExpectations(t *testing.T) {
	for _, c := range []struct {
		e      profiles.Expectation
		want   Verdict
		detail string
	}{
		{expectation("a", "on-demand", "", "alb", "version.v1", "==", 1), Pass, ""},
		{expectation("b", "", "", "alb", "cold_rate", "<", .2), Pass, "in arm on-demand"},
		{expectation("c", "", "", "", "status.429", "==", 32), Pass, "in arm on-demand"},
		{expectation("d", "provisioned", "", "", "cold_rate", "==", 0), Pass, ""},
		{expectation("e", "", "", "events", "p99", "<", 1000), Inconclusive, "in arm on-demand: no data: its waits are compressed"},
		{expectation("f", "", "", "events", "error_rate", "==", 0), Pass, "in arm on-demand"},
		{expectation("g", "", "", "alb", "lost", "==", 0), Inconclusive, "in arm on-demand: no data: no asynchronous event was accepted"},
		{expectation("h", "", "", "", "lost", "==", 0), Pass, "in arm on-demand"},
		{expectation("i", "gone", "", "alb", "p99", "<", 1), Inconclusive, "no data: gone.alb does not exist"},
		{expectation("j", "", "", "alb", "speed", "<", 1), Inconclusive, "no data: there is no metric speed"},
		{expectation("k", "", "", "alb", "environments", "==", 40), Pass, "in arm on-demand"},
		{expectation("l", "provisioned", "on-demand", "alb", "cold_rate", "<", .5), Pass, ""},
		{expectation("m", "provisioned", "on-demand", "events", "attempts_max", "==", 1), Pass, ""},
		{expectation("n", "provisioned", "", "", "cost", "<", 1), Pass, ""},
		{expectation("o", "provisioned", "", "alb", "cost", "<", 1), Inconclusive, "no data: the cost is known for a whole arm"},
		{expectation("p", "on-demand", "", "limited", "p999", "<", 1000), Inconclusive, "n=128 is too small for an interval"},
	} {
		x := finish(plan(c.e), run(), ending()).Expectations[0]
		if x.Verdict != c.want || !strings.HasPrefix(x.Detail, c.detail) || c.detail == "" && x.Detail != "" {
			t.Errorf("%s %s: %s %q, want %s %q", c.e.Expr, c.e.Metric, x.Verdict, x.Detail, c.want, c.detail)
		}
	}
}

func TestComparisons(t *testing.T) {
	got := map[string]string{}
	for _, c := range finish(plan(), run(), ending()).Comparisons {
		got[c.Entry+" "+c.Metric] = c.Reading
	}
	want := map[string]string{
		"alb p50": "same", "alb p99": "better", "alb cold_rate": "better", "alb throttle_rate": "same", "alb error_rate": "same",
		"limited p50": "same", "limited p99": "unclear", "limited cold_rate": "unclear", "limited throttle_rate": "unclear", "limited error_rate": "unclear",
		"events throttle_rate": "unclear", "events error_rate": "unclear",
	}
	for k, reading := range want {
		if got[k] != reading {
			t.Errorf("%s reads %q, want %q", k, got[k], reading)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d comparisons, want %d: %v", len(got), len(want), got)
	}
}

func TestColdStartBoundary(t *testing.T) {
	var near []record
	for n := range int64(2000) {
		h := hit.Hit{Due: n * 1e6, Sent: n * 1e6, Done: n*1e6 + 50e6, Status: 200, Start: hit.Warm}
		if n%100 == 0 {
			h.Start, h.Done = hit.Cold, h.Done+500e6
		}
		near = append(near, aHit(h))
	}
	r := finish(plan(), near, ending())
	found := false
	for _, w := range r.Warnings {
		found = found || strings.HasPrefix(w, "arm on-demand, entry alb: p99 sits on the cold-start boundary (cold share 0.65 % to 1.5 %)")
	}
	if !found {
		t.Errorf("warnings %q", r.Warnings)
	}
}
