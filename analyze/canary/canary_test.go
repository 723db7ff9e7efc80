package canary_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"squall/analyze/canary"
	"squall/attack/hit"
	"squall/profiles/dist"
	"squall/profiles/rollout"
)

// version is how one side of an invented release behaves.
type version struct {
	errors, cold float64
	slower       float64 // times, as a multiple
	envs         uint64  // requests go to these in turn
	spreads      float64 // how far apart environments are, as the log of a multiple
}

// release is an invented one: requests come evenly, and hashes decide.
type release struct {
	plan                rollout.Plan
	rate                int // a second
	candidate, baseline version
	silent              float64 // share of answers without a version
	mute                bool    // errors come without one
	refused             float64
	drift               float64 // of all times, over the whole release
	seed                uint64
	lasts               time.Duration // of the load; 0: as long as it takes
}

func plan() rollout.Plan {
	gate, _ := rollout.Gate("warm_p99", 0.10)
	return rollout.Plan{
		Function: "checkout", Alias: "live", Baseline: "v1", Candidate: "v2",
		Steps: []rollout.Step{{Weight: 0.1, For: time.Minute, Samples: 100}, {Weight: 0.5, For: 2 * time.Minute, Samples: 100}},
		Look:  10 * time.Second, Settle: 10 * time.Second,
		Errors: 0.01, Throttles: 0.01, Cold: 3, Latency: &gate, Policy: rollout.RollBack,
	}
}

// run plays a release and gives its outcome.
func (r release) run(t testing.TB) *canary.Outcome {
	j, err := canary.New(r.plan, func(entry uint16) bool { return entry == 0 })
	if err != nil {
		t.Fatal(err)
	}
	j.Named("1", "2")
	look := r.plan.Look
	for n := uint64(0); ; n++ {
		at := time.Duration(n) * time.Second / time.Duration(r.rate)
		for ; at >= look; look += r.plan.Look {
			if j.Look(look).Over() {
				return j.Outcome("")
			}
		}
		if r.lasts > 0 && at >= r.lasts {
			j.End(at)
			return j.Outcome("")
		}
		j.Hit(r.hit(j, n, at))
	}
}

func (r release) hit(j *canary.Judge, n uint64, at time.Duration) *hit.Hit {
	u := func(stream uint64) float64 { return dist.U(r.seed, dist.StreamBootstrap, n, stream) }
	h := &hit.Hit{N: n, Due: int64(at), Sent: int64(at), Start: hit.Warm, Version: "1"}
	v := r.baseline
	if u(0) < j.Weight() {
		v, h.Version = r.candidate, "2"
	}
	env := uint64(0)
	if v.envs > 0 {
		env = n % v.envs
	}
	h.Environment = h.Version + "-" + strconv.FormatUint(env, 10)
	ln := 0.4*dist.Probit(u(1)) + v.spreads*dist.Probit(dist.U(r.seed, dist.StreamBootstrap, 1<<40+env, uint64(h.Version[0])))
	ln += r.drift * at.Seconds() / r.plan.Length().Seconds()
	h.Done = h.Due + int64(50e6*dist.Exp(ln)*(1+v.slower))
	switch {
	case u(2) < r.refused:
		h.Outcome, h.Version = hit.Throttled, ""
	case u(3) < v.errors:
		if h.Outcome = hit.FunctionError; r.mute {
			h.Version = ""
		}
	case u(4) < r.silent:
		h.Version = ""
	}
	if u(5) < v.cold {
		h.Start = hit.Cold
	}
	return h
}

func TestDecisions(t *testing.T) {
	same := version{errors: 0.002, envs: 40}
	with := func(change func(*release)) release {
		r := release{plan: plan(), rate: 100, candidate: same, baseline: same, seed: 1}
		change(&r)
		return r
	}
	tests := []struct {
		name string
		r    release
		want canary.Decision
		word string
		most float64 // latest time of the decision, s
	}{
		{"equal", with(func(*release) {}), canary.Promote, "inside the margin", 180},
		{"errors", with(func(r *release) { r.candidate.errors = 0.05 }), canary.RollBack, "v2 fails more often than v1", 60},
		{"slow", with(func(r *release) { r.candidate.slower = 0.5 }), canary.RollBack, "above the margin of 1.1", 180},
		{"faster", with(func(r *release) { r.candidate.slower = -0.3 }), canary.Promote, "", 180},
		{"at the margin", with(func(r *release) { r.candidate.slower = 0.1 }), canary.Inconclusive, "requests of v2 would tell", 180},
		{"drift meets both", with(func(r *release) { r.drift = 0.7 }), canary.Promote, "", 180},
		{"cold storm", with(func(r *release) { r.candidate.cold, r.baseline.cold = 0.2, 0.01 }), canary.RollBack, "starts cold more than 3 times", 60},
		{"refused", with(func(r *release) { r.refused = 0.1 }), canary.RollBack, "of the requests are refused", 20},
		{"errors of nobody", with(func(r *release) { r.mute = true; r.candidate.errors, r.baseline.errors = 0.01, 0.01 }), canary.Inconclusive, "count against v2", 180},
		{"no versions", with(func(r *release) { r.silent = 0.2 }), canary.Inconclusive, "answers say no version", 180},
		{"too few", with(func(r *release) { r.rate = 4 }), canary.Inconclusive, "warm_p99 needs 368 requests of each", 400},
		{"load ends", with(func(r *release) { r.lasts = 70 * time.Second }), canary.Inconclusive, "the load ended in step 2 of 2", 70},
		{"no latency gate", with(func(r *release) { r.plan.Latency = nil; r.candidate.slower = 3 }), canary.Promote, "", 180},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := test.r.run(t)
			why := strings.Join(out.Why, "; ")
			if out.Decision != test.want || !strings.Contains(why, test.word) || out.AtS > test.most {
				t.Errorf("%s after %g s: %s", out.Decision, out.AtS, why)
			}
		})
	}
}

func TestOutcomeTellsTheRelease(t *testing.T) {
	r := release{plan: plan(), rate: 100, seed: 3, candidate: version{envs: 40}, baseline: version{envs: 40}}
	out := r.run(t)
	if len(out.Steps) != 2 || out.Steps[1].AtS != 60 || out.Steps[1].ForS != 120 {
		t.Fatalf("steps %+v", out.Steps)
	}
	for i, s := range out.Steps {
		if w := r.plan.Steps[i].Weight; s.Weight != w || s.Interval[0] > w || s.Interval[1] < w {
			t.Errorf("step %d: weight %g, share %v of %d", i+1, s.Weight, *s.Interval, s.Of)
		}
	}
	latency := 0
	for _, l := range out.Looks {
		if l.Latency != nil {
			latency++
		}
	}
	if len(out.Looks) != 18 || latency != 5 {
		t.Errorf("%d looks, %d at the latency", len(out.Looks), latency)
	}
	var n uint64
	for _, s := range out.Sides {
		n += s.Counts.N
		if len(s.Ms) != 10 || s.Ms[4].Ms < 45 || s.Ms[4].Ms > 55 {
			t.Errorf("%s: %v", s.Version, s.Ms)
		}
	}
	if n != 18_000 {
		t.Errorf("%d requests", n)
	}
}

// A release without a request is no success.
func TestNothing(t *testing.T) {
	j, err := canary.New(plan(), func(uint16) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	j.Named("1", "2")
	if d := j.Look(time.Hour); d != canary.Stay {
		t.Errorf("an hour without a request: %s", d)
	}
	if d := j.End(2 * time.Hour); d != canary.Inconclusive {
		t.Errorf("the end without a request: %s", d)
	}
	if out := j.Outcome(""); !strings.Contains(strings.Join(out.Why, " "), "no comparison") {
		t.Errorf("why: %v", out.Why)
	}
}

// The rates of decisions over many releases. Environments differ by 2 %.
func TestOperates(t *testing.T) {
	const runs = 6 // docs/canary.md has the table of thousands
	tests := []struct {
		name              string
		candidate         version
		promoted, refused [2]int // at least, at most
	}{
		{"equal", version{errors: 0.002, envs: 60, spreads: 0.02}, [2]int{4, 6}, [2]int{0, 1}},
		{"3x errors", version{errors: 0.06, envs: 60, spreads: 0.02}, [2]int{0, 0}, [2]int{6, 6}},
		{"+30 %", version{errors: 0.002, envs: 60, spreads: 0.02, slower: 0.3}, [2]int{0, 1}, [2]int{5, 6}},
		{"+10 %", version{errors: 0.002, envs: 60, spreads: 0.02, slower: 0.1}, [2]int{0, 2}, [2]int{0, 2}},
	}
	for _, test := range tests {
		var promoted, refused int
		for seed := range uint64(runs) {
			base := version{errors: 0.002, envs: 60, spreads: 0.02}
			if test.name == "3x errors" {
				base.errors = 0.02
			}
			switch (release{plan: plan(), rate: 100, candidate: test.candidate, baseline: base, seed: seed}).run(t).Decision {
			case canary.Promote:
				promoted++
			case canary.RollBack:
				refused++
			}
		}
		t.Logf("%-10s promoted %d, rolled back %d of %d", test.name, promoted, refused, runs)
		if promoted < test.promoted[0] || promoted > test.promoted[1] || refused < test.refused[0] || refused > test.refused[1] {
			t.Errorf("%s: promoted %d, rolled back %d of %d", test.name, promoted, refused, runs)
		}
	}
}
