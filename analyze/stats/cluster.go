package stats

import (
	"maps"
	"math"
	"slices"

	"squall/profiles/dist"
)

// N is the number of values in all clusters.
func (s Sample) N() uint64 {
	n := uint64(0)
	for _, st := range s.Strata {
		for _, c := range st {
			n += c.n()
		}
	}
	return n
}

func (c *Cluster) n() uint64 {
	n := uint64(0)
	for _, k := range c.Counts {
		n += k
	}
	return n
}

// Flat makes one stratum of strata that hold one cluster each, which are then
// what is drawn; other samples stay as they are.
func (s Sample) Flat() Sample {
	if len(s.Strata) < 2 || s.Clusters() != len(s.Strata) {
		return s
	}
	var all []Cluster
	for _, st := range s.Strata {
		all = append(all, st...)
	}
	return Sample{Strata: [][]Cluster{all}}
}

// Without is the sample without the values that stand apart.
func (s Sample) Without() Sample {
	var out Sample
	for _, st := range s.Strata {
		var kept []Cluster
		for _, c := range st {
			if c.Apart != nil {
				c = c.without()
			}
			if len(c.Values) > 0 {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			out.Strata = append(out.Strata, kept)
		}
	}
	return out
}

func (c *Cluster) without() Cluster {
	out := Cluster{}
	for i, v := range c.Values {
		if n := c.Counts[i] - c.Apart[i]; n > 0 {
			out.Values, out.Counts = append(out.Values, v), append(out.Counts, n)
		}
	}
	return out
}

// QuantileInterval is the 95 % interval of the p-quantile of clusters that
// differ among themselves: that of as many independent values as the clusters
// are worth (Woodruff 1952; the exact ranks of Korn and Graubard 1998). It is
// never narrower than that of as many values as there are. ok is false for
// fewer than two clusters and when they are worth too few values.
func (s Sample) QuantileInterval(p float64) (i Interval, ok bool) {
	return s.Ranked().QuantileInterval(p)
}

// Ranked is a sample with all its values in order.
type Ranked struct {
	Sample
	values []int64
	upTo   []uint64 // how many values are at most that
}

// Ranked puts the values of all clusters in order, for several figures.
func (s Sample) Ranked() *Ranked {
	counts := map[int64]uint64{}
	for _, st := range s.Strata {
		for _, c := range st {
			for i, v := range c.Values {
				counts[v] += c.Counts[i]
			}
		}
	}
	r := &Ranked{Sample: s, values: slices.Sorted(maps.Keys(counts))}
	n := uint64(0)
	for _, v := range r.values {
		n += counts[v]
		r.upTo = append(r.upTo, n)
	}
	return r
}

// QuantileInterval is that of the sample.
func (r *Ranked) QuantileInterval(p float64) (i Interval, ok bool) {
	if len(r.values) == 0 {
		return i, false
	}
	n := r.upTo[len(r.upTo)-1]
	at := int64(r.at(Rank(n, p)))
	variance, df := r.variance(at, p)
	if df < 1 {
		return i, false
	}
	worth := float64(n)
	if variance > 0 {
		t := TQuantile(0.975, float64(df)) / Z95
		worth = math.Min(worth, p*(1-p)*float64(n)*float64(n)/(variance*t*t))
	}
	m := uint64(worth)
	lo, hi, _, ok := QuantileRanks(m, p, 0.95)
	if !ok {
		return i, false
	}
	each := float64(n) / float64(m) // values that one is worth
	below := uint64(math.Floor(float64(lo-1)*each)) + 1
	above := min(uint64(math.Ceil(float64(hi)*each)), n)
	return Interval{Lo: r.at(below), Hi: r.at(above)}, true
}

// at is the value at a 1-based rank.
func (r *Ranked) at(rank uint64) float64 {
	i, _ := slices.BinarySearch(r.upTo, rank)
	return float64(r.values[min(i, len(r.values)-1)])
}

// variance is that of how many values lie at or below a limit, when clusters
// are drawn within their strata, and its degrees of freedom.
func (s Sample) variance(limit int64, p float64) (v float64, df int) {
	for _, st := range s.Strata {
		if len(st) < 2 {
			continue // one cluster says nothing of how clusters differ
		}
		sum, squares := 0.0, 0.0
		for _, c := range st {
			d := 0.0
			for i, x := range c.Values {
				d -= p * float64(c.Counts[i])
				if x <= limit {
					d += float64(c.Counts[i])
				}
			}
			sum += d
			squares += d * d
		}
		m := float64(len(st))
		v += m / (m - 1) * math.Max(0, squares-sum*sum/m)
		df += len(st) - 1
	}
	return v, df
}

// TQuantile is the quantile of Student's t, 0 < q < 1.
func TQuantile(q, df float64) float64 {
	if q < 0.5 {
		return -TQuantile(1-q, df)
	}
	lo, hi := 0.0, 1.0
	for TCDF(hi, df) < q {
		lo, hi = hi, hi*2
	}
	for range 60 {
		mid := (lo + hi) / 2
		if TCDF(mid, df) < q {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// TCDF is the distribution function of Student's t.
func TCDF(t, df float64) float64 {
	tail := betaInc(df/2, 0.5, df/(df+t*t)) / 2
	if t < 0 {
		return tail
	}
	return 1 - tail
}

// NormalCDF is the distribution function of the standard normal.
func NormalCDF(z float64) float64 {
	// The tail by bisection of its inverse: the same on every machine.
	if z < 0 {
		return 1 - NormalCDF(-z)
	}
	lo, hi := 0.5, 1-1e-12
	if z > dist.Probit(hi) {
		return hi
	}
	for range 60 {
		mid := (lo + hi) / 2
		if dist.Probit(mid) < z {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
