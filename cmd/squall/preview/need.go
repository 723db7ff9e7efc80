package preview

import (
	"fmt"
	"math"
	"time"

	"squall/analyze/judge"
	"squall/analyze/stats"
	"squall/profiles"
	"squall/profiles/dist"
)

// expected prints each expectation with the sample without which it can only
// be INCONCLUSIVE, and how long an arm is under load for it at the profile's
// rates.
func (p *printer) expected() {
	if len(p.plan.Expect) == 0 {
		return
	}
	var out [][]string
	for _, x := range p.plan.Expect {
		need, planned := judge.LeastN(x), p.sample(x)
		text, takes := "", ""
		if need > 1 {
			text, takes = p.amount(float64(need), planned)
		}
		out = append(out, []string{text, x.Expr + takes})
	}
	p.line("")
	p.table([]string{"needs hits", "expected"}, out)
}

// amount is a sample beside the one that is planned, and its time.
func (p *printer) amount(need, planned float64) (text, takes string) {
	text = fmt.Sprintf("%s of %s", count(need), count(planned))
	if planned < need {
		text += " TOO FEW"
	}
	if took := p.takes(need, planned); took != "" {
		takes = ", in " + took
	}
	return text, takes
}

// takes is how long an arm is under load until it has a sample, when all its
// repeats give another one.
func (p *printer) takes(need, planned float64) string {
	if planned <= 0 || math.IsInf(planned, 0) {
		return ""
	}
	longest := time.Duration(0)
	for i := range p.plan.Arms {
		longest = max(longest, p.plan.Arms[i].World.LoadTime())
	}
	took := time.Duration(need / planned * float64(longest) * float64(p.plan.Repeat))
	switch {
	case took < time.Second:
		return "1s"
	case took < 10*time.Minute:
		return took.Round(time.Second).String()
	}
	return fmt.Sprintf("%.0f min", took.Minutes())
}

// sample is the smallest sample that a plan gives an expectation, over the
// arms it speaks of.
func (p *printer) sample(x profiles.Expectation) float64 {
	least := math.Inf(1)
	for i := range p.plan.Arms {
		arm := &p.plan.Arms[i]
		if (x.Arm == "" || arm.Name == x.Arm || arm.Name == x.Base) && !arm.World.Closed() {
			least = min(least, hits(&arm.World, x.Entry)*float64(p.plan.Repeat))
		}
	}
	return least
}

// detected are the figures whose samples are printed for a change.
var detected = []struct {
	name string
	p    float64
}{{"p50", .5}, {"p95", .95}, {"p99", .99}}

// detect prints the sample an arm that shows a change of so much, in four runs
// of five, by the scatter of each function's model; requests of one environment
// that are alike take more.
func (p *printer) detect(shift float64) {
	if shift <= 0 {
		return
	}
	var out [][]string
	for i := range p.plan.Arms[0].World.Attack {
		e := &p.plan.Arms[0].World.Attack[i]
		sigma, ok := scatter(&p.plan.Arms[0].World, e)
		if !ok {
			out = append(out, []string{"", e.Name + ": how its times scatter is not known before a run"})
			continue
		}
		planned := e.Hits() * float64(p.plan.Repeat)
		for _, d := range detected {
			need := float64(stats.Usual.QuantileShift(d.p, sigma, shift))
			text, takes := p.amount(need, planned)
			out = append(out, []string{text, fmt.Sprintf("%s.%s by %.3g %% (sigma %.2g)", e.Name, d.name, 100*shift, sigma) + takes})
		}
	}
	p.line("")
	p.table([]string{"needs hits", "to see a change of, in an arm"}, out)
}

// scatter is the standard deviation of the logarithms of a function's times.
func scatter(w *profiles.World, e *profiles.Entry) (sigma float64, ok bool) {
	f := w.Function(e.Function)
	if f == nil || e.Async() || e.Closed() {
		return 0, false
	}
	v := &f.Versions[len(f.Versions)-1]
	if v.Process != nil || v.Model.Duration.IsZero() {
		return 0, false
	}
	p50, p95 := v.Model.Duration.Quantile(.5), v.Model.Duration.Quantile(.95)
	if p50 <= 0 || p95 <= p50 {
		return 0.01, p50 > 0 // a constant, but for what the platform adds
	}
	return stats.Round((dist.Ln(float64(p95)) - dist.Ln(float64(p50))) / dist.Probit(.95)), true
}
