package stats

// BootstrapShifts are the 95 % percentile intervals of the differences between
// ascending quantiles of two samples, to minus from, when the clusters of both
// are drawn again. All quantiles come from the same draws, of which there are
// few: this is for pictures. It is nil when a sample is empty.
func BootstrapShifts(d Dice, quantiles []float64, to, from Sample) []Interval {
	a, b := newPool(to), newPool(from)
	if a.total() == 0 || b.total() == 0 {
		return nil
	}
	draws := min(200, max(50, 50_000_000/(len(a.points)+len(b.points))))
	drawn := make([][]float64, len(quantiles))
	even := tail([]spread{{1, to.Clusters(), len(to.Strata)}, {1, from.Clusters(), len(from.Strata)}})
	timesA, timesB := make([]uint32, len(a.below)), make([]uint32, len(b.below))
	x, y := make([]float64, len(quantiles)), make([]float64, len(quantiles))
	for k := range draws {
		d.draw(k, to, from, timesA, timesB)
		a.quantiles(quantiles, timesA, x)
		b.quantiles(quantiles, timesB, y)
		for i := range quantiles {
			drawn[i] = append(drawn[i], x[i]-y[i])
		}
	}
	out := make([]Interval, len(quantiles))
	for i, diffs := range drawn {
		out[i] = ends(diffs, even)
	}
	return out
}

// quantiles seeks ascending quantiles of one draw in one walk over the points.
func (p *pool) quantiles(of []float64, times []uint32, out []float64) {
	total := uint64(0)
	for c, t := range times {
		total += uint64(t) * p.counts[c]
	}
	at, cum := 0, uint64(0)
	for _, pt := range p.points {
		cum += uint64(times[pt.cluster]) * pt.count
		for at < len(of) && cum >= Rank(total, of[at]) {
			out[at] = float64(pt.value)
			at++
		}
		if at == len(of) {
			return
		}
	}
}
