package main

import (
	"fmt"
	"math"
	"time"

	"squall/analyze"
	"squall/attack/hit"
	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/read"
)

// shape is what one sample is made of: arms of requests whose times are
// lognormal, where requests of one environment may have something in common.
type shape struct {
	arms     int
	n        int     // requests of an arm
	envs     int     // environments of an arm
	between  float64 // standard deviation of environments, of logarithms
	within   float64 // and of the requests of one
	ratio    float64 // of the second arm's times to the first's
	failures float64 // share of requests that fail
	repeats  int     // rounds that the requests of an arm are sent in; 0: one
	drift    float64 // standard deviation of an arm's rounds, of logarithms
	expect   string  // a line of expect:; "" none
}

// median is that of the first arm, in nanoseconds.
const median = 50e6

// truth is the p-quantile of the first arm in milliseconds.
func (s *shape) truth(p float64) float64 {
	return median / 1e6 * dist.Exp(dist.Probit(p)*math.Hypot(s.between, s.within))
}

// plan has the arms and the expectation, and no load that is ever sent.
func (s *shape) plan() *profiles.Plan {
	text := "functions: [{name: f, model: {duration: {constant: 50ms}}}]\nattack: [{path: sdk, function: f, phases: [{for: 100s, rate: 100/s}]}]\nkeys: independent\n"
	if s.repeats > 0 {
		text += fmt.Sprintf("repeat: %d\n", s.repeats)
	}
	if s.arms == 2 {
		text += "arms: [{name: a}, {name: b}]\n"
	}
	if s.expect != "" {
		text += "expect: [" + s.expect + "]\n"
	}
	plan, err := read.Profile("coverage.yaml", []byte(text), nil)
	if err != nil {
		panic(fmt.Sprintf("coverage: %v", err))
	}
	return plan
}

// result plays sample k: its hits go the way of a run's, from the collector to
// the verdict.
func (s *shape) result(plan *profiles.Plan, k uint64) *analyze.Result {
	p := *plan
	p.Seed = k
	c := analyze.New(&p, analyze.Meta{Kept: true})
	for arm := range s.arms {
		shift := 0.0
		if arm == 1 && s.ratio > 0 {
			shift = dist.Ln(s.ratio)
		}
		id := uint64(arm+1) << 40
		names, levels := make([]string, s.envs), make([]float64, s.envs)
		for e := range names {
			names[e] = fmt.Sprintf("e%d-%d", arm, e)
			levels[e] = s.between * dist.Probit(u(k, id|1<<39|uint64(e)))
		}
		rounds := max(s.repeats, 1)
		for i := range s.n {
			h := hit.Hit{N: uint64(i), Arm: uint16(arm), Repeat: uint16(i % s.envs % rounds), Due: int64(i) * 10e6, Status: 200, Start: hit.Warm, StartFrom: hit.Probe}
			h.Sent = h.Due
			e := i % s.envs
			h.Environment = names[e]
			h.Done = h.Due + int64(median*dist.Exp(shift+levels[e]+s.drift*dist.Probit(u(k, id|1<<37|uint64(h.Repeat)))+s.within*dist.Probit(u(k, id|uint64(i)))))
			if s.failures > 0 && u(k, id|1<<38|uint64(i)) < s.failures {
				h.Outcome, h.Reason, h.ReasonFrom = hit.FunctionError, "Unhandled", hit.Wire
			}
			c.Hit(&h)
		}
		for r := range rounds {
			c.Scheduled(arm, 0, r, uint64(s.n/rounds), 0)
		}
	}
	return c.Finish(analyze.Ending{Duration: 100 * time.Second})
}

func u(k, id uint64) float64 { return dist.U(k, dist.StreamDuration, id, 3) }

func holds(ci *[2]float64, v float64) bool { return ci != nil && ci[0] <= v && v <= ci[1] }

// p99 is the comparison of both arms in p99.
func p99(r *analyze.Result) *analyze.Comparison {
	for i := range r.Comparisons {
		if r.Comparisons[i].Metric == "p99" {
			return &r.Comparisons[i]
		}
	}
	panic("coverage: no comparison of p99")
}
