package stats

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"squall/profiles/dist"
)

// Cluster is what one environment, or one block, measured: values with counts,
// never empty.
type Cluster struct {
	Values []int64
	Counts []uint64
	Apart  []uint64 // of Counts, those that Without leaves out; nil: none
}

// Sample is a sample of clusters. Clusters are drawn again within their
// stratum only, so the strata keep their sizes.
type Sample struct{ Strata [][]Cluster }

// Clusters is the number of clusters in all strata.
func (s Sample) Clusters() int {
	n := 0
	for _, st := range s.Strata {
		n += len(st)
	}
	return n
}

// Dice names the draws of one bootstrap.
type Dice struct {
	Seed uint64
	ID   uint64 // what is compared, so that two comparisons have luck of their own
	// Paired draws the same clusters in both samples: right when cluster i of one
	// met the same conditions as cluster i of the other.
	Paired bool
}

// Statistic is a figure of a sample: QuantileOf or Mean.
type Statistic struct{ p float64 }

// Mean is the statistic of the mean.
var Mean = Statistic{}

// QuantileOf is the statistic of the p-quantile, 0 < p < 1.
func QuantileOf(p float64) Statistic { return Statistic{p: p} }

func (s Statistic) of(p *pool, times []uint32) float64 {
	if s == Mean {
		return p.mean(times)
	}
	return p.quantile(s.p, times)
}

// BootstrapRatio is the 95 % percentile interval of stat(num)/stat(den) when
// the clusters of both are drawn again with replacement, widened by what few
// clusters do not show. ok is false when a sample is empty, or when the
// denominator was 0 in a draw.
func BootstrapRatio(d Dice, stat Statistic, num, den Sample) (i Interval, ok bool) {
	a, b := newPool(num), newPool(den)
	if a.total() == 0 || b.total() == 0 {
		return Interval{}, false
	}
	draws := min(1000, max(200, 20_000_000/max(len(a.below), len(b.below))))
	ratios, tops, bottoms := make([]float64, draws), make([]float64, draws), make([]float64, draws)
	timesA, timesB := make([]uint32, len(a.below)), make([]uint32, len(b.below))
	for k := range draws {
		d.draw(k, num, den, timesA, timesB)
		tops[k], bottoms[k] = stat.of(a, timesA), stat.of(b, timesB)
		if bottoms[k] <= 0 {
			return Interval{}, false
		}
		ratios[k] = tops[k] / bottoms[k]
	}
	seen := []spread{spreadOf(num, tops), spreadOf(den, bottoms)}
	if d.Paired {
		seen = []spread{spreadOf(num, ratios)}
	}
	return ends(ratios, tail(seen)), true
}

// draw draws the clusters of both samples for the k-th time.
func (d *Dice) draw(k int, num, den Sample, timesA, timesB []uint32) {
	resample(dist.Hash(d.Seed, dist.StreamBootstrap, d.ID, uint64(k)), num, timesA)
	sideB := d.ID + 1
	if d.Paired {
		sideB = d.ID
	}
	resample(dist.Hash(d.Seed, dist.StreamBootstrap, sideB, uint64(k)), den, timesB)
}

// resample counts how often each cluster is drawn.
func resample(key uint64, s Sample, times []uint32) {
	clear(times)
	base, pick := 0, uint64(0)
	for _, st := range s.Strata {
		for range st {
			hi, _ := bits.Mul64(dist.Hash(key, dist.StreamBootstrap, pick, 0), uint64(len(st)))
			times[base+int(hi)]++
			pick++
		}
		base += len(st)
	}
}

// point is one value of one cluster.
type point struct {
	value   int64
	count   uint64
	cluster int32
}

// pool is a sample flattened for many draws.
type pool struct {
	points []point  // ascending
	below  []uint64 // values of each cluster before lo
	counts []uint64 // values of each cluster
	sums   []float64
	lo     int     // where the quantile is sought first
	at     float64 // the quantile that lo was set for
}

func newPool(s Sample) *pool {
	n := s.Clusters()
	p := &pool{below: make([]uint64, n), counts: make([]uint64, n), sums: make([]float64, n), at: -1}
	c := 0
	for _, st := range s.Strata {
		for _, cl := range st {
			for k, v := range cl.Values {
				p.points = append(p.points, point{value: v, count: cl.Counts[k], cluster: int32(c)})
				p.counts[c] += cl.Counts[k]
				p.sums[c] += float64(v) * float64(cl.Counts[k])
			}
			c++
		}
	}
	slices.SortFunc(p.points, func(a, b point) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.cluster, b.cluster))
	})
	return p
}

func (p *pool) total() uint64 {
	t := uint64(0)
	for _, n := range p.counts {
		t += n
	}
	return t
}

// quantile seeks the rank from a little below the sample's own quantile on;
// only a rare draw lies further down and walks all points.
func (p *pool) quantile(q float64, times []uint32) float64 {
	if p.at != q {
		p.aim(q)
	}
	total, cum := uint64(0), uint64(0)
	for c, t := range times {
		total += uint64(t) * p.counts[c]
		cum += uint64(t) * p.below[c]
	}
	from, rank := p.lo, Rank(total, q)
	if rank <= cum {
		from, cum = 0, 0
	}
	for _, pt := range p.points[from:] {
		cum += uint64(times[pt.cluster]) * pt.count
		if cum >= rank {
			return float64(pt.value)
		}
	}
	return float64(p.points[len(p.points)-1].value)
}

// aim sets where the search starts: six standard errors of a share of clusters
// below the quantile, so that few draws miss it.
func (p *pool) aim(q float64) {
	p.at = q
	clear(p.below)
	width := 6 * math.Sqrt(q*(1-q)/float64(len(p.counts)))
	start := Rank(p.total(), math.Max(0, q-width))
	cum := uint64(0)
	for i, pt := range p.points {
		if cum+pt.count >= start {
			p.lo = i
			return
		}
		cum += pt.count
		p.below[pt.cluster] += pt.count
	}
}

func (p *pool) mean(times []uint32) float64 {
	sum, n := 0.0, 0.0
	for c, t := range times {
		sum += float64(t) * p.sums[c]
		n += float64(t) * float64(p.counts[c])
	}
	return sum / n
}
