package reports

import (
	"math"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/analyze/result"
)

// release is a candidate that was given more and more weight and rolled back for
// its latency.
func release() *analyze.Result {
	r := oneArm()
	r.Run.Profile, r.Verdict = "canary", analyze.Fail
	o := &canary.Outcome{
		Function: "checkout", Alias: "live", Baseline: "v1", Candidate: "v2", Decision: canary.RollBack, Then: "rollback",
		Why: []string{"warm_p99 of v2 is 1.62 times that of v1 [1.31, 2], beyond the margin of 1.25"}, AtS: 16, Limit: 300, Unknown: 3,
		Margin: canary.Margin{Errors: .01, Throttles: .01, Cold: 3, Metric: "warm_p99", Latency: .25},
	}
	for i, weight := range []float64{.05, .1, .25, .5} {
		of := uint64(1200 + 40*i)
		seen := uint64(float64(of) * weight)
		share := round(float64(seen) / float64(of))
		o.Steps = append(o.Steps, canary.Step{Weight: weight, AtS: float64(4 * i), ForS: 4, Seen: seen, Of: of, Share: &share, Interval: ci(share*.9, share*1.1)})
		for k := range 2 {
			l := canary.Look{AtS: float64(4*i + 2*k + 2), Weight: weight, Candidate: canary.Counts{N: seen / 2, Errors: 1}, Baseline: canary.Counts{N: (of - seen) / 2, Errors: 2},
				Errors: .7 + float64(i), Throttles: .01, Cold: math.Pow(3, float64(i+k)), Decision: canary.Stay}
			if i > 0 {
				ratio := 1.2 + .14*float64(i)
				l.Latency = &canary.LatencyLook{Look: i, Of: 4, Known: true, Candidate: seen, Baseline: of - seen, CandidateMs: 130 * ratio, BaselineMs: 130, Ratio: ratio,
					Interval: [2]float64{ratio / (1.9 - .2*float64(i)), ratio * (1.9 - .2*float64(i))}, Z: float64(i) - 1, Bound: 2.2, Design: 1.3}
			}
			o.Looks = append(o.Looks, l)
		}
	}
	o.Looks[len(o.Looks)-1].Decision = canary.RollBack
	for i, version := range []string{"v2", "v1"} {
		s := canary.Side{Version: version, Counts: canary.Counts{N: 1000 * uint64(i+1), Errors: 4, Cold: 3, Settled: 900}, Times: 990}
		for k, p := range []float64{.01, .1, .25, .5, .75, .9, .95, .99, .999} {
			s.Ms = append(s.Ms, canary.Quantile{P: p, Ms: round(20 * math.Pow(1.35, float64(k)) * (1.3 - .3*float64(i)))})
		}
		o.Sides[i] = s
	}
	r.Canary = o
	return r
}

// experiment is a run with faults of which one was not seen and one broke the
// steady state.
func experiment() *analyze.Result {
	r := oneArm()
	r.Run.Profile, r.Verdict = "throttle-storm", analyze.Fail
	r.Faults = []analyze.FaultSeen{
		{Arm: "base", Kind: "throttle.reserved", Target: "report", AtS: 3, ForS: 4, Undone: true},
		{Arm: "base", Kind: "invoke.delay", Target: "checkout", AtS: 10, ForS: 2, Undone: true},
	}
	matched, injected := uint64(420), uint64(130)
	held := func(when, expr string, v analyze.Verdict, seen float64) result.Held {
		return result.Held{Arm: "base", When: when, Expr: expr, Verdict: v, Observed: f(seen), CI: ci(seen*.8, seen*1.2)}
	}
	r.Experiment = &analyze.Experiment{
		Verdict: "refuted", Why: []string{"report-sdk.failure_rate < 5% did not hold after throttle.reserved"}, Weakest: "report-sdk.failure_rate < 5% broke after throttle.reserved: it was 0.31",
		Steady: []result.Held{held("before", "report-sdk.failure_rate < 5%", analyze.Pass, .01), held("during", "report-sdk.failure_rate < 5%", analyze.Fail, .62), held("after", "report-sdk.failure_rate < 5%", analyze.Fail, .31)},
		Faults: []analyze.FaultProof{
			{Arm: "base", Kind: "throttle.reserved", Target: "report", AtS: 3, ForS: 4, Sent: 221, Throttled: 137, Observed: "yes", DetectS: f(.75), Expect: []result.Held{held("while", "report-sdk.throttle_rate > 40%", analyze.Pass, .62)}},
			{Arm: "base", Kind: "invoke.delay", Target: "checkout", AtS: 10, ForS: 2, Matched: &matched, Injected: &injected, Sent: 300, Observed: "no", RecoverS: f(0)},
		},
	}
	return r
}
