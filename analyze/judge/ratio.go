package judge

import (
	"math"

	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/profiles/dist"
)

// enough is the number of clusters from which a bootstrap is trusted alone,
// enoughEach how many it takes in a stratum on average: drawn again within their
// stratum, m clusters show only (m-1)/m of the variance, and one shows none.
const (
	enough     = 20
	enoughEach = 10
)

// mostGroups bounds the samples that all blocks of a run keep apart.
const mostGroups = 1 << 14

// fewGroups are enough to tell how environments differ: with 100 of them an
// interval is 1 % wider than with any number.
const fewGroups = 100

// Groups is how many samples of times a block must keep apart: none with a
// single arm, which nothing is compared with, unless the result is kept, with
// intervals over environments; one where whole blocks are drawn.
func Groups(arms, entries, repeats int, kept bool) int {
	switch {
	case arms < 2 && !kept:
		return -1
	case repeats >= enough:
		return 1
	case arms < 2:
		return fewGroups
	}
	return min(tally.DefaultGroups, max(mostGroups/max(arms*entries*repeats, 1), fewGroups))
}

func trusted(s stats.Sample) bool {
	return s.Clusters() >= max(enough, enoughEach*len(s.Strata))
}

// Ratio takes a metric's value in one scope over that in another.
func (m *Metric) Ratio(seed uint64, num, den *Scope) Figure {
	a, b := m.Of(num), m.Of(den)
	switch {
	case a.None:
		return nothing(num.Name + ": " + a.Detail)
	case b.None:
		return nothing(den.Name + ": " + b.Detail)
	}
	f := Figure{Value: a.Value / b.Value, N: min(a.N, b.N), Exact: a.Exact, Doubt: a.Doubt + b.Doubt}
	if m.kind == isRate {
		return m.rateRatio(f, num, den)
	}
	if b.Value == 0 {
		return nothing(den.Name + " is 0, and nothing can be divided by it")
	}
	if a.Exact {
		f.Doubt = (a.Value+a.Doubt)/b.Value - f.Value
		f.Less = f.Value - a.Value/(b.Value+b.Doubt)
		return f
	}
	if a.CI == nil || b.CI == nil {
		f.Need = max(a.Need, b.Need)
		return f
	}
	i := stats.Interval{Lo: f.Value, Hi: f.Value}
	if !resampled(m, seed, num, den, &i) {
		i = i.Join(stats.LogRatio(a.Value, *a.CI, b.Value, *b.CI))
	}
	f.CI = &i
	m.byRepeats(&f, num, den)
	return f
}

// rateRatio is in doubt relative to the shares, not as a difference.
func (m *Metric) rateRatio(f Figure, num, den *Scope) Figure {
	x1, n1, u1 := m.rate(num.Cell)
	x2, n2, u2 := m.rate(den.Cell)
	least1, most1, all1 := m.bounds(num.Cell)
	least2, most2, all2 := m.bounds(den.Cell)
	f.Doubt = 0
	if u1+u2 > 0 {
		// The furthest that the unknown ones could move the ratio, either way.
		most := (float64(most1) / float64(all1)) / (math.Max(float64(least2), .5) / float64(all2))
		least := (float64(least1) / float64(all1)) / (math.Max(float64(most2), .5) / float64(all2))
		f.Doubt = math.Max(most-f.Value, f.Value-least)
	}
	i, ok := stats.RateRatio(x1, n1, x2, n2)
	switch {
	case !ok:
		return nothing("neither " + num.Name + " nor " + den.Name + " saw any")
	case x2 == 0:
		// An infinite value has no margin that doubt could exceed, so the doubt
		// goes into the limit.
		if worst, ok := stats.RateRatio(least1, all1, most2, all2); ok && u1+u2 > 0 {
			i = i.Join(worst)
		}
		f.Value = math.Inf(1)
		f.Doubt = 0
	}
	f.CI = &i
	m.byRepeats(&f, num, den)
	return f
}

// resampled widens the interval to that of a bootstrap over blocks, or over
// environments within blocks where there are few. It says whether that alone is
// enough: with few clusters it is not.
func resampled(m *Metric, seed uint64, num, den *Scope, i *stats.Interval) (whole bool) {
	stat := stats.Mean
	if m.p > 0 {
		stat = stats.QuantileOf(m.p)
	}
	dice := stats.Dice{Seed: seed, ID: dist.Key(num.Name, den.Name) + math.Float64bits(m.p)}
	a, aok := m.clusters(num.Cell)
	b, bok := m.clusters(den.Cell)
	if !aok || !bok {
		return false
	}
	if x, y := byBlock(num.Blocks), byBlock(den.Blocks); m.part == wholeLatency && x.Clusters() >= enough && y.Clusters() >= enough {
		a, b = x, y
		dice.Paired = a.Clusters() == b.Clusters() && !num.Apart && !den.Apart
	}
	drawn, ok := stats.BootstrapRatio(dice, stat, a, b)
	if ok {
		*i = i.Join(drawn)
	}
	return ok && trusted(a) && trusted(b)
}

// clusters are the metric's times by environment; ok is false where they are
// not kept so. Cold requests and inits are one to an environment anyway.
func (m *Metric) clusters(c *tally.Cell) (s stats.Sample, ok bool) {
	switch m.part {
	case wholeLatency:
		s.Strata, ok = c.Strata(), true
	case warmLatency:
		s.Strata, ok = c.WarmStrata()
		s = s.Flat()
	}
	return s, ok
}

func byBlock(blocks []*tally.Cell) stats.Sample {
	var one []stats.Cluster
	for _, c := range blocks {
		if c == nil {
			continue
		}
		if cl, ok := c.Cluster(); ok {
			one = append(one, cl)
		}
	}
	return stats.Sample{Strata: [][]stats.Cluster{one}}
}
