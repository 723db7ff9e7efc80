package result

import (
	"fmt"
	"math"
	"slices"
)

// verdicts are all there are.
var verdicts = []Verdict{Pass, Fail, Inconclusive, Invalid, Aborted, Dirty, Incomparable}

// Check says where a result contradicts itself, as one does that was changed by
// hand: counts that do not add up, quantiles out of order, shares that are not
// those of their counts.
func (r *Result) Check() error {
	c := &checker{}
	switch {
	case r.Schema != Schema:
		c.wrong("schema", "is %q, want %q", r.Schema, Schema)
	case !slices.Contains(verdicts, r.Verdict):
		c.wrong("verdict", "is %q, want one of %v", r.Verdict, verdicts)
	case len(r.Arms) == 0:
		c.wrong("arms", "is empty: a run has at least one arm")
	}
	arms := map[string]bool{}
	for i := range r.Arms {
		a := &r.Arms[i]
		at := fmt.Sprintf("arms.%d (%s)", i, a.Name)
		if a.Name == "" || arms[a.Name] {
			c.wrong(at, "has no name, or that of another arm")
		}
		arms[a.Name] = true
		entries := map[string]bool{}
		for k := range a.Paths {
			p := &a.Paths[k]
			if p.Entry == "" || entries[p.Entry] {
				c.wrong(fmt.Sprintf("%s.paths.%d", at, k), "has no entry, or that of another path")
			}
			entries[p.Entry] = true
			c.path(fmt.Sprintf("%s.paths.%d (%s)", at, k, p.Entry), p)
		}
	}
	return c.err
}

// checker keeps the first contradiction.
type checker struct{ err error }

func (c *checker) wrong(at, format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: %s; the file was changed by hand or is damaged", at, fmt.Sprintf(format, args...))
	}
}

func (c *checker) path(at string, p *PathResult) {
	sum := uint64(0)
	for _, n := range p.Outcomes {
		sum += n
	}
	if sum != p.Sent {
		c.wrong(at+".outcomes", "add up to %d, and sent is %d", sum, p.Sent)
	}
	if n := p.Outcomes["ok"]; p.Latency.N != n {
		c.wrong(at+".latency_ms.n", "is %d, and %d requests were ok", p.Latency.N, n)
	}
	if n := p.Outcomes["throttled"]; p.ThrottleRate.Count != n {
		c.wrong(at+".throttle_rate.count", "is %d, and %d requests were throttled", p.ThrottleRate.Count, n)
	}
	if n := p.Sent - min(p.Sent, p.Outcomes["ok"]+p.Outcomes["throttled"]); p.ErrorRate.Count != n {
		c.wrong(at+".error_rate.count", "is %d, and %d requests failed", p.ErrorRate.Count, n)
	}
	for _, q := range [...]struct {
		name string
		of   *Quantiles
	}{{"latency_ms", &p.Latency}, {"service_ms", &p.Service}, {"warm_ms", &p.Warm}, {"cold_ms", &p.ColdTimes}, {"cold.init_ms", &p.Cold.Init}, {"lag_ms", &p.Lag}} {
		c.quantiles(at+"."+q.name, q.of)
	}
	c.rate(at+".throttle_rate", p.ThrottleRate)
	c.rate(at+".error_rate", p.ErrorRate)
	c.rate(at+".cold", Rate{Count: p.Cold.Count, N: p.Cold.Known, Rate: p.Cold.Rate, CI: p.Cold.RateCI})
	if len(p.Blocks) > 0 {
		sent := uint64(0)
		for _, b := range p.Blocks {
			sent += b.N
		}
		if sent != p.Sent {
			c.wrong(at+".blocks", "hold %d requests, and sent is %d", sent, p.Sent)
		}
	}
}

func (c *checker) quantiles(at string, q *Quantiles) {
	last := 0.0
	for _, one := range [...]struct {
		name string
		v    *float64
	}{{"p50", q.P50}, {"p90", q.P90}, {"p95", q.P95}, {"p99", q.P99}, {"p999", q.P999}, {"max", q.Max}} {
		switch {
		case one.v == nil:
		case q.N == 0:
			c.wrong(at+"."+one.name, "is %g, and n is 0", *one.v)
		case *one.v < last || math.IsNaN(*one.v) || math.IsInf(*one.v, 0):
			c.wrong(at+"."+one.name, "is %g, below a smaller quantile or below 0", *one.v)
		default:
			last = *one.v
		}
	}
	c.interval(at+".p50_ci95", q.P50CI, q.P50, math.Inf(1))
	c.interval(at+".p99_ci95", q.P99CI, q.P99, math.Inf(1))
}

func (c *checker) rate(at string, r Rate) {
	switch {
	case r.Count > r.N:
		c.wrong(at+".count", "is %d of %d", r.Count, r.N)
	case r.Rate == nil && r.N > 0:
		c.wrong(at+".rate", "is missing, and n is %d", r.N)
	case r.Rate != nil && (r.N == 0 || math.Abs(*r.Rate-float64(r.Count)/float64(r.N)) > 1e-5):
		c.wrong(at+".rate", "is %g, and %d of %d is another share", *r.Rate, r.Count, r.N)
	}
	c.interval(at+".ci95", r.CI, r.Rate, 1)
}

// interval checks that limits are in order, hold their value, and reach no
// further than they can.
func (c *checker) interval(at string, ci *[2]float64, v *float64, most float64) {
	if ci == nil {
		return
	}
	const dust = 1e-5 // figures are kept to six digits
	if !(ci[0] <= ci[1]) || ci[0] < 0 || ci[1] > most+dust || v == nil || *v < ci[0]*(1-dust)-dust || *v > ci[1]*(1+dust)+dust {
		c.wrong(at, "is %v, which are no limits of its figure", *ci)
	}
}
