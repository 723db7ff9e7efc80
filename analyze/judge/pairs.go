package judge

import (
	"squall/analyze/stats"
	"squall/analyze/tally"
	"squall/profiles/dist"
)

// enoughPairs is the number of repeats from which the interval of their pairs
// is always part of a ratio's. Of fewer it would be several times as wide for
// nothing, so they must be seen to differ first.
const enoughPairs = 5

// paired widens the interval of a ratio to that of the repeats as pairs: within
// a pair both arms met the same hour and machine, and from one to the next both
// may drift. Blocks too small to have the figure at all say nothing.
func (m *Metric) paired(dice stats.Dice, stat stats.Statistic, num, den *Scope, i *stats.Interval) (drifts bool) {
	n := len(num.Blocks)
	if m.part != wholeLatency || n < 2 || n != len(den.Blocks) {
		return false
	}
	var ratios, variances []float64
	for k := range n {
		a, okA := m.alone(num.Blocks[k])
		b, okB := m.alone(den.Blocks[k])
		if !okA || !okB {
			return false
		}
		ratios = append(ratios, a/b)
		if n >= enoughPairs {
			continue
		}
		of := stats.Dice{Seed: dice.Seed, ID: dice.ID + dist.Key("pair") + uint64(2*k)}
		v, ok := stats.LogVariance(of, stat, stats.Sample{Strata: num.Blocks[k].Strata()}, stats.Sample{Strata: den.Blocks[k].Strata()})
		if !ok {
			return false
		}
		variances = append(variances, v)
	}
	if n < enoughPairs && !stats.Drift(ratios, variances) {
		return false
	}
	*i = i.Join(stats.Pairs(ratios))
	return n < enoughPairs
}

// alone is the figure of one block, if it is large enough to have an interval.
func (m *Metric) alone(c *tally.Cell) (v float64, ok bool) {
	t := m.times(c)
	least := uint64(leastMean)
	if m.p > 0 {
		least = stats.MinN(m.p, .95)
	}
	if t.N() < least {
		return 0, false
	}
	v = t.Mean()
	if m.p > 0 {
		v = float64(t.Quantile(m.p))
	}
	return v, v > 0
}
