// Package releasing draws a release: the weight over time, the evidence of the
// guards against its limit, the looks at latency, and the two distributions.
//
// It draws what the outcome says and judges nothing.
package releasing

import (
	"fmt"
	"math"

	"squall/analyze/canary"
	"squall/analyze/figure"
	"squall/reports/page/chart"
)

const height = 170 // of a plot, pixels

// Charts are the pictures of a release, those that have something to show.
func Charts(o *canary.Outcome) []string {
	var out []string
	for _, draw := range []func(*canary.Outcome) *chart.Chart{weight, evidence, latency, times} {
		if c := draw(o); c != nil && !c.Empty() {
			out = append(out, c.HTML())
		}
	}
	return out
}

func end(o *canary.Outcome) float64 {
	at := o.AtS
	for _, l := range o.Looks {
		at = max(at, l.AtS)
	}
	return at
}

// weight is what was asked for and what was seen.
func weight(o *canary.Outcome) *chart.Chart {
	var asked, seen, at, most []float64
	for _, l := range o.Looks {
		share := math.NaN()
		if n := l.Candidate.N + l.Baseline.N; n > 0 {
			share = float64(l.Candidate.N) / float64(n)
		}
		at, asked, seen = append(at, l.AtS), append(asked, l.Weight), append(seen, share)
		most = append(most, l.Weight, share)
	}
	c := chart.New("Weight of "+o.Candidate, fmt.Sprintf("The weight of %s in %d steps, and its share of the requests at each look.", o.Candidate, len(o.Steps)),
		height, chart.Time(end(o)), chart.Shares("share of requests", most...))
	c.Places("time", at)
	var from, weights []float64
	for _, s := range o.Steps {
		from, weights = append(from, s.AtS, s.AtS+s.ForS), append(weights, s.Weight, s.Weight)
	}
	c.Line("k1", from, weights)
	c.Dots("k0", at, seen)
	c.Read(c.Key("k1", "line", "asked for"), "share", asked)
	c.Read(c.Key("k0", "mark", "seen"), "share", seen)
	return c
}

// evidence is on a scale of powers of ten; what is below 1 speaks for the
// candidate.
func evidence(o *canary.Outcome) *chart.Chart {
	var at []float64
	powers, said := [3][]float64{}, [3][]float64{}
	most := []float64{math.Log10(o.Limit)}
	for _, l := range o.Looks {
		at = append(at, l.AtS)
		for i, e := range [3]float64{l.Errors, l.Throttles, l.Cold} {
			p := min(max(0, math.Log10(max(e, 1e-9))), 12)
			powers[i], said[i], most = append(powers[i], p), append(said[i], e), append(most, p)
		}
	}
	axis := chart.Counts("evidence, powers of ten", most...)
	for i := range axis.Ticks {
		tick := &axis.Ticks[i]
		whole, part := math.Modf(tick.At)
		first := math.Max(math.Round(math.Pow(10, part)), 1) // to say 30, not 31.6
		tick.At, tick.Text = whole+math.Log10(first), figure.Number(ptr(first*math.Pow(10, whole)))
	}
	c := chart.New("Evidence against "+o.Candidate, fmt.Sprintf("Evidence of the guards at each look; at %.3g the release is rolled back.", o.Limit), height, chart.Time(end(o)), axis)
	c.Places("time", at)
	c.Rule("k5", math.Log10(o.Limit))
	for i, name := range []string{"errors", "refusals", "cold starts"} {
		class := fmt.Sprintf("k%d", i)
		c.Line(class, at, powers[i])
		c.Read(c.Key(class, "line", name), "count", said[i])
	}
	c.Key("k5", "line", fmt.Sprintf("rolls back at %.3g", o.Limit))
	return c
}

func ptr(v float64) *float64 { return &v }

// latency is the ratio at each look with its interval, against the margin.
func latency(o *canary.Outcome) *chart.Chart {
	var at, ratio, low, high []float64
	all := []float64{1 + o.Margin.Latency}
	for _, l := range o.Looks {
		if l.Latency == nil || !l.Latency.Known {
			continue
		}
		at, ratio = append(at, l.AtS), append(ratio, l.Latency.Ratio)
		low, high = append(low, l.Latency.Interval[0]), append(high, l.Latency.Interval[1])
		all = append(all, min(l.Latency.Interval[1], 4))
	}
	if len(at) == 0 {
		return nil
	}
	axis := chart.Counts("ratio", all...)
	for i := range axis.Ticks {
		axis.Ticks[i].Text = fmt.Sprintf("%.3g", axis.Ticks[i].At)
	}
	title := fmt.Sprintf("%s of %s over %s", o.Margin.Metric, o.Candidate, o.Baseline)
	c := chart.New(title, fmt.Sprintf("The ratio at %d looks with intervals that hold over all of them; the margin is %.3g.", len(at), 1+o.Margin.Latency),
		height, chart.Time(end(o)), axis)
	c.Places("time", at)
	c.Band("k0", at, low, high)
	c.Line("k0", at, ratio)
	c.Dots("k0", at, ratio)
	c.Rule("k5", 1+o.Margin.Latency)
	c.Read(c.Key("k0", "line", "ratio and interval"), "count", ratio)
	c.Key("k5", "line", fmt.Sprintf("margin %.3g", 1+o.Margin.Latency))
	return c
}

// times are the distributions of both versions.
func times(o *canary.Outcome) *chart.Chart {
	var all []float64
	for _, s := range o.Sides {
		for _, q := range s.Ms {
			all = append(all, q.Ms)
		}
	}
	if len(all) == 0 {
		return nil
	}
	c := chart.New("Times of both versions", fmt.Sprintf("Latency by share of requests, of %s and %s.", o.Candidate, o.Baseline), height, chart.Tail(0.999), chart.LogMillis("latency", all...))
	for i, s := range o.Sides {
		var p, ms []float64
		for _, q := range s.Ms {
			p, ms = append(p, q.P), append(ms, q.Ms)
		}
		class := fmt.Sprintf("k%d", i)
		c.Line(class, p, ms)
		if i == 0 {
			c.Places("tail", p)
		}
		if len(ms) > 0 {
			c.Read(c.Key(class, "line", s.Version), "ms", ms)
		}
	}
	return c
}
