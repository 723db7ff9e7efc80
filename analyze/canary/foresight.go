package canary

import (
	"math"
	"time"

	"squall/analyze/sequential"
	"squall/analyze/stats"
	"squall/profiles/dist"
	"squall/profiles/rollout"
)

// Load is what is known of the requests of a release before it begins.
type Load struct {
	Rate     float64                       // through the alias, per second; 0: not known
	Quantile func(p float64) time.Duration // of a version's times; nil: not known
	Errors   float64                       // of the baseline, as a share
}

// Foresight is what a release can decide, about.
type Foresight struct {
	Candidate, All float64 // requests by its end
	// Equal is how often a candidate that is as good passes the gate on latency,
	// and Found how much slower it must be to be rolled back by it nine times in
	// ten, as a ratio; Need is how many requests of it let an equal one pass nine
	// times in ten. All are 0 without a gate; the first two also without a rate.
	Equal, Found, Need float64
	Least              uint64 // requests of each version below which the gate says nothing
	Guessed            bool   // how times scatter is not known
	Typical            []Caught
}

// Caught is when errors that are so many times as frequent are typically found.
type Caught struct {
	Times float64
	At    time.Duration // 0: not by the end
}

const (
	sure = 0.9 // nine times in ten
	// usual is a guess of a function's p99, as a multiple of its median.
	usual = 3
	// wider is by how much the standard error of a quantile is larger, as clients
	// see times, than those of the function alone would make it: proof/release.
	wider = 1.4
)

// Foresee says what a release can decide.
func Foresee(plan rollout.Plan, load Load) Foresight {
	var f Foresight
	common := 0.0 // of a rate of 1
	for _, s := range plan.Steps {
		common += s.Weight * (1 - s.Weight) * s.For.Seconds()
		f.Candidate += load.Rate * s.Weight * s.For.Seconds()
		f.All += load.Rate * s.For.Seconds()
	}
	if load.Rate > 0 && common > 0 {
		f.Typical = typical(plan, load)
	}
	if plan.Latency == nil {
		return f
	}
	p := plan.Latency.Quantile
	f.Least, f.Guessed = stats.MinN(p, 0.95), load.Quantile == nil
	per := wider * slope(p, load.Quantile) * math.Sqrt(p*(1-p)) // the standard error of one request on either side
	bound := last()
	if common > 0 {
		wanted := dist.Ln(1+plan.Latency.Margin) / (bound + dist.Probit(sure))
		f.Need = math.Max(float64(f.Least), per*per/(wanted*wanted)*candidates(plan)/common)
	}
	if f.Candidate >= float64(f.Least) && f.All-f.Candidate >= float64(f.Least) {
		f.Equal, f.Found = power(plan.Latency.Margin, per/math.Sqrt(load.Rate*common), bound)
	}
	return f
}

// candidates is the time that the candidate has, weighed by its share of it.
func candidates(plan rollout.Plan) (sum float64) {
	for _, s := range plan.Steps {
		sum += s.Weight * s.For.Seconds()
	}
	return sum
}

// last is the boundary of the last look at latency.
func last() float64 {
	g, err := newGate(nil, gateAlpha)
	if err != nil {
		return math.Inf(1) // alpha is a constant that goes
	}
	return g.bounds[latencyLooks-1]
}

// power says how often one that is as good passes at its end, and which ratio is
// found nine times in ten.
func power(margin, se, bound float64) (equal, found float64) {
	limit := dist.Ln(1 + margin)
	return stats.NormalCDF(limit/se - bound), dist.Exp(limit + (bound+dist.Probit(sure))*se)
}

// slope is how fast the logarithm of a quantile grows with its share.
func slope(p float64, quantile func(float64) time.Duration) float64 {
	if quantile == nil {
		z := dist.Probit(p)
		return dist.Ln(usual) / dist.Probit(0.99) * math.Sqrt(2*math.Pi) * dist.Exp(z*z/2)
	}
	h := (1 - p) / 4
	lo, hi := quantile(p-h), quantile(p+h)
	if lo <= 0 {
		return 0
	}
	return math.Max(narrow, dist.Ln(float64(hi)/float64(lo))/(2*h))
}

// typical follows the evidence of requests that come as they are expected.
func typical(plan rollout.Plan, load Load) (out []Caught) {
	for _, times := range []float64{3, 2} {
		c := Caught{Times: times}
		evidence, end := sequential.Worse(1), plan.Length()
		var candidate, baseline expected
		for at := plan.Look; at <= end && c.At == 0; at += plan.Look {
			n, w := load.Rate*plan.Look.Seconds(), weightAt(&plan, at)
			evidence.Add(candidate.next(n*w, times*load.Errors), baseline.next(n*(1-w), load.Errors))
			if evidence.Value() >= evidenceLimit {
				c.At = at
			}
		}
		out = append(out, c)
	}
	return out
}

// expected turns shares of requests into whole ones, none of them lost.
type expected struct {
	n, events         float64
	tookN, tookEvents uint64
}

func (e *expected) next(n, rate float64) sequential.Counts {
	e.n, e.events = e.n+n, e.events+n*rate
	c := sequential.Counts{N: uint64(e.n) - e.tookN, Events: uint64(e.events) - e.tookEvents}
	e.tookN, e.tookEvents = e.tookN+c.N, e.tookEvents+c.Events
	return c
}

// weightAt is the candidate's weight before a look.
func weightAt(plan *rollout.Plan, at time.Duration) float64 {
	for _, s := range plan.Steps {
		if at -= s.For; at <= 0 {
			return s.Weight
		}
	}
	return plan.Steps[len(plan.Steps)-1].Weight
}

// Power is what a look at latency could have told: how often a candidate that is
// as good passes with as many requests, and which ratio is found nine times in
// ten; ok is false when it knew too little.
func (l *LatencyLook) Power(margin float64) (equal, found float64, ok bool) {
	if !l.Known || l.Ratio <= 0 || l.Interval[1] <= l.Ratio || l.Bound <= 0 {
		return 0, 0, false
	}
	equal, found = power(margin, dist.Ln(l.Interval[1]/l.Ratio)/l.Bound, l.Bound)
	return equal, found, true
}
