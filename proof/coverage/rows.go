package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/analyze/stats"
	"squall/attack/hit"
	"squall/cmd/squall/simulate"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/read"
)

// row is one claim: how often something happens over samples, and how often it
// may.
type row struct {
	name   string
	sample string
	lo, hi float64 // what the share must be, before chance
	from   string  // where lo and hi are from
	happen func() func(k uint64) bool
}

// of makes a row over synthetic hits.
func of(s shape, happens func(s *shape, r *analyze.Result) bool) func() func(k uint64) bool {
	return func() func(k uint64) bool {
		plan := s.plan()
		return func(k uint64) bool { return happens(&s, s.result(plan, k)) }
	}
}

func latency(r *analyze.Result) *analyze.Quantiles { return &r.Arms[0].Paths[0].Latency }

func differs(_ *shape, r *analyze.Result) bool { return !holds(p99(r).CI, 1) }

// verdicts makes a row of how often an expectation ends in a word.
func verdicts(s shape, want analyze.Verdict) func() func(k uint64) bool {
	return of(s, func(_ *shape, r *analyze.Result) bool { return r.Expectations[0].Verdict == want })
}

// ofRuns makes a row of two runs of one arm that squall compare sets beside each
// other: how often it says that they differ in p50.
func ofRuns(s shape) func() func(k uint64) bool {
	s.arms = 1
	return func() func(k uint64) bool {
		plan := s.plan()
		o := compare.Usual()
		o.Primary = []string{"p50"}
		return func(k uint64) bool {
			c := compare.Of(compare.Side{Result: s.result(plan, 2*k)}, compare.Side{Result: s.result(plan, 2*k+1)}, o)
			for i := range c.Rows {
				if c.Rows[i].Metric == "p50" {
					return !holds(c.Rows[i].CI, 1)
				}
			}
			panic(fmt.Sprintf("coverage: %s: %v", c.Verdict, c.Why))
		}
	}
}

// coverageOf is the exact coverage of Wilson's interval.
func coverageOf(n uint64, p float64) float64 {
	sum := 0.0
	for x := range n + 1 {
		if i := stats.Wilson(x, n); i.Contains(p) {
			below := 0.0
			if x > 0 {
				below = stats.Binomial(x-1, n, p)
			}
			sum += stats.Binomial(x, n, p) - below
		}
	}
	return sum
}

func rows() []row {
	iid := func(arms, n int) shape { return shape{arms: arms, n: n, envs: 50, within: .5} }
	clustered := func(arms, envs int) shape { return shape{arms: arms, n: 2000, envs: envs, between: .2, within: .4} }
	exact := func(n uint64, p float64) float64 { _, _, c, _ := stats.QuantileRanks(n, p, .95); return c }
	limit := func(s shape, ratio float64) shape { s.ratio, s.expect = ratio, "b/a.sdk.p99 < 1.1"; return s }
	rounds := func(n, each int, drift float64) shape {
		return shape{arms: 2, n: n * each, envs: 20 * n, within: .5, repeats: n, drift: drift}
	}
	out := []row{
		{"p50 lies in its interval", "1,000 independent requests", exact(1000, .5), exact(1000, .5), "exact coverage of the ranks",
			of(iid(1, 1000), func(s *shape, r *analyze.Result) bool { return holds(latency(r).P50CI, s.truth(.5)) })},
		{"p99 lies in its interval", "1,000 independent requests", exact(1000, .99), exact(1000, .99), "exact coverage of the ranks",
			of(iid(1, 1000), func(s *shape, r *analyze.Result) bool { return holds(latency(r).P99CI, s.truth(.99)) })},
		{"p99 lies in its interval", "5,000 independent requests", exact(5000, .99), exact(5000, .99), "exact coverage of the ranks",
			of(iid(1, 5000), func(s *shape, r *analyze.Result) bool { return holds(latency(r).P99CI, s.truth(.99)) })},
		{"the error rate lies in its interval", "1,000 requests, 5 % fail", coverageOf(1000, .05), coverageOf(1000, .05), "exact coverage of Wilson's interval",
			of(shape{arms: 1, n: 1000, envs: 50, within: .1, failures: .05}, func(s *shape, r *analyze.Result) bool {
				return holds(r.Arms[0].Paths[0].ErrorRate.CI, s.failures)
			})},
		{"p99 lies in its interval over environments", "50 environments that differ, 40 requests each", .95, 1, "nominal 95 %, never less",
			of(clustered(1, 50), func(s *shape, r *analyze.Result) bool { return holds(r.Arms[0].Paths[0].Clustered.P99CI, s.truth(.99)) })},
		{"A/A: the p99 ratio's interval leaves out 1", "2,000 independent requests an arm", 0, .05, "at most 5 %", of(iid(2, 2000), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "50 environments that differ, 40 requests each, an arm", 0, .05, "at most 5 %", of(clustered(2, 50), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "20 environments that differ, 100 requests each, an arm", 0, .05, "at most 5 %", of(clustered(2, 20), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "5 rounds of 400 requests an arm that differ by 20 %", 0, .05, "at most 5 %",
			of(shape{arms: 2, n: 2000, envs: 50, within: .5, repeats: 5, drift: .2}, differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "2 rounds of 1,000 requests an arm that differ by 6 %, as luck alone has them", 0, .05, "at most 5 %", of(rounds(2, 1000, .06), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "3 rounds of 1,000 requests an arm that differ by 6 %", 0, .05, "at most 5 %", of(rounds(3, 1000, .06), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "4 rounds of 1,000 requests an arm that differ by 6 %", 0, .05, "at most 5 %", of(rounds(4, 1000, .06), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "3 rounds of 1,000 requests an arm that differ by 20 %", 0, .05, "at most 5 %", of(rounds(3, 1000, .2), differs)},
		{"A/A: the p99 ratio's interval leaves out 1", "3 rounds of 200 requests an arm that differ by 20 %, too few for a p99 each", 0, .05, "at most 5 %", of(rounds(3, 200, .2), differs)},
		{"A/A: the p50 ratio of two runs leaves out 1", "`squall compare`, two runs of 3 rounds of 400 requests that differ by 6 %", 0, .05, "at most 5 %", ofRuns(rounds(3, 400, .06))},
		{"`b/a.sdk.p99 < 1.1` is FAIL, and 1.1 is true", "2,000 independent requests an arm", 0, .025, "at most 2.5 %", verdicts(limit(iid(2, 2000), 1.1), analyze.Fail)},
		{"`b/a.sdk.p99 < 1.1` is PASS, and 1.1 is true", "2,000 independent requests an arm", 0, .025, "at most 2.5 %", verdicts(limit(iid(2, 2000), 1.1), analyze.Pass)},
		{"A/A in virtual time: p99 differs", "60 s at 40/s through simulate, environments differ by 20 %", 0, .05, "at most 5 %", virtual},
	}
	return append(out, power()...)
}

// power is how often a change of p99 is seen: the table of intervals from order
// statistics and from bootstraps that independent programs gave, with a share
// of luck of their own.
func power() (out []row) {
	for _, c := range []struct {
		n      int
		ratio  float64
		lo, hi float64
	}{{400, 1.2, .10, .28}, {1000, 1.1, .10, .19}, {1000, 1.2, .45, .59}, {2000, 1.2, .79, .84}, {6022, 1.1, .74, .80}} {
		s := shape{arms: 2, n: c.n, envs: 100, within: .5, ratio: c.ratio}
		out = append(out, row{fmt.Sprintf("power: p99 of %.0f %% more is seen", 100*(c.ratio-1)), fmt.Sprintf("%d independent requests an arm", c.n),
			c.lo, c.hi, "three other programs' rates", of(s, differs)})
	}
	return out
}

const virtualProfile = `
name: aa
functions: [{name: f, model: {duration: {lognormal: {median: 50ms, sigma: 0.4}}}}]
attack: [{path: sdk, function: f, phases: [{for: 60s, rate: 40/s, arrival: poisson}]}]
platform: {idle_expiry: {constant: 2s}}
arms: [{name: a}, {name: b}]
keys: independent
`

// virtual plays whole runs of two equal arms in virtual time. Their environments
// differ, which no model has: each one's times are drawn out by a factor of its
// own on the way from the rule book to the figures.
func virtual() func(k uint64) bool {
	plan, err := read.Profile("aa.yaml", []byte(virtualProfile), nil)
	if err != nil {
		panic(fmt.Sprintf("coverage: %v", err))
	}
	return func(k uint64) bool {
		p := *plan
		p.Seed = k + 1
		c := analyze.New(&p, analyze.Meta{})
		ending, err := simulate.Run(context.Background(), &p, simulate.Options{
			Epoch: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Recorder: &stretched{c, &p}, Keep: func(uint64) bool { return true }, Ended: c.Ended,
		})
		if err != nil {
			panic(fmt.Sprintf("coverage: %v", err))
		}
		return differs(nil, c.Finish(analyze.Ending{Duration: ending.Span}))
	}
}

// stretched hands on hits as slower or faster environments would have answered
// them.
type stretched struct {
	*analyze.Collector
	plan *profiles.Plan
}

// Hit implements attack.Recorder.
func (s *stretched) Hit(h *hit.Hit) {
	one := *h
	id := dist.Key(h.Environment) ^ uint64(h.Arm)<<32 ^ uint64(h.Repeat)
	factor := dist.Exp(.2 * dist.Probit(dist.U(s.plan.Seed, dist.StreamDuration, id, 9)))
	one.Done = one.Sent + int64(factor*float64(h.Done-h.Sent))
	s.Collector.Hit(&one)
}

// off is how many standard deviations of chance a count lies outside of what it
// may be; 0 inside.
func (r *row) off(count, n int) float64 {
	share := float64(count) / float64(n)
	sd := func(p float64) float64 { return math.Sqrt(math.Max(p*(1-p), 1/float64(n)) / float64(n)) }
	switch {
	case share < r.lo:
		return (share - r.lo) / sd(r.lo)
	case share > r.hi:
		return (share - r.hi) / sd(r.hi)
	}
	return 0
}
