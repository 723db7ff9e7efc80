package draft

import (
	"maps"
	"math"
	"slices"
	"time"

	"squall/profiles/dist"
)

// sketch counts times in buckets of 1 %, so that a quantile is right to half
// of that, and knows the least and the greatest exactly.
type sketch struct {
	buckets  map[int16]float64
	n        float64
	min, max int64 // ns
}

const bucket = 0.01

func (s *sketch) add(ns int64, count float64) {
	if s.buckets == nil {
		s.buckets, s.min = map[int16]float64{}, math.MaxInt64
	}
	ns = int64(told(time.Duration(ns)))
	s.n += count
	s.min, s.max = min(s.min, ns), max(s.max, ns)
	s.buckets[int16(dist.Ln(float64(ns)/1000)/bucket)] += count
}

// told is a time as a model can have it. Of what a source rounds to nothing, in
// milliseconds, half a one is told.
func told(d time.Duration) time.Duration {
	if d < time.Microsecond {
		return 500 * time.Microsecond
	}
	return d
}

// table is the quantiles that so many samples support: at least five lie
// beyond each but the least and the greatest.
func (s *sketch) table() []dist.Point {
	points := []dist.Point{{P: 0, D: rounded(s.min)}}
	order := slices.Sorted(maps.Keys(s.buckets))
	for _, p := range [...]float64{0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999} {
		if rest := min(p, 1-p) * s.n; rest < 5 && p != 0.5 {
			continue
		}
		sum := 0.0
		for _, b := range order {
			if sum += s.buckets[b]; sum >= p*s.n {
				middle := 1000 * dist.Exp((float64(b)+0.5)*bucket)
				points = append(points, dist.Point{P: p, D: rounded(min(max(int64(middle), s.min), s.max))})
				break
			}
		}
	}
	return append(points, dist.Point{P: 1, D: rounded(s.max)})
}

// rounded keeps three digits, more than a sketch knows.
func rounded(ns int64) time.Duration {
	unit := int64(time.Microsecond)
	for ns/unit >= 1000 {
		unit *= 10
	}
	return time.Duration(max(1, (ns+unit/2)/unit) * unit)
}

// model is the distribution of the times seen.
func (s *sketch) model() dist.Dist {
	if s.min == s.max {
		return dist.Must(dist.Constant(rounded(s.min)))
	}
	return tabled(s.table())
}

// tabled makes a distribution of points as a source tells them.
func tabled(points []dist.Point) dist.Dist {
	out := slices.Clone(points)
	for i := range out {
		if out[i].D = told(out[i].D); i > 0 {
			out[i].D = max(out[i].D, out[i-1].D)
		}
	}
	return dist.Must(dist.Quantiles(out))
}
