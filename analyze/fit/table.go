package fit

import (
	"time"

	"squall/analyze/stats"
	"squall/profiles/dist"
)

// Least is how many times a table takes.
const Least = 30

// shares are the points of a table, as far as the sample reaches.
var shares = []float64{0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999}

// Figure is a time with its 95 % interval, in nanoseconds; without one where
// the sample is too small.
type Figure struct {
	Value    int64
	Lo, Hi   int64
	Interval bool
}

// Fitted is a distribution that was found, with the sample behind it.
type Fitted struct {
	Dist     dist.Dist
	N        uint64
	P50, P99 Figure
	// Assumed says on what other parameter it leans; "" when on none.
	Assumed string
}

// Table is the quantile table of a sample; ok is false when it is too small.
func Table(s *Series) (f Fitted, ok bool) {
	if s.N < Least {
		return f, false
	}
	t := s.sorted()
	f = Fitted{N: s.N, P50: quantile(t, 0.5), P99: quantile(t, 0.99)}
	lo, hi := whole(t[0]), whole(t[len(t)-1])
	if hi-lo <= steady {
		f.Dist = dist.Must(dist.Constant(whole(f.P50.Value)))
		return f, true
	}
	points := []dist.Point{{P: 0, D: max(lo, time.Microsecond)}}
	for _, p := range shares {
		// Beyond the outermost times that there are, a quantile is one of them.
		if float64(len(t))*min(p, 1-p) >= 2 {
			points = append(points, dist.Point{P: p, D: max(whole(between(t, p)), time.Microsecond)})
		}
	}
	points = append(points, dist.Point{P: 1, D: max(hi, time.Microsecond)})
	f.Dist = dist.Must(dist.Quantiles(points))
	return f, true
}

// steady is how far apart times may be that are taken for one.
const steady = 20 * time.Microsecond

// between is a quantile between two times of a sample.
func between(sorted []int64, p float64) int64 {
	x := p*float64(len(sorted)) - 0.5
	i := min(max(int(x), 0), len(sorted)-2)
	return sorted[i] + int64(min(max(x-float64(i), 0), 1)*float64(sorted[i+1]-sorted[i]))
}

// quantile is a quantile with its exact interval by ranks.
func quantile(sorted []int64, p float64) Figure {
	f := Figure{Value: between(sorted, p)}
	lo, hi, _, ok := stats.QuantileRanks(uint64(len(sorted)), p, 0.95)
	if ok {
		f.Lo, f.Hi, f.Interval = sorted[lo-1], sorted[hi-1], true
	}
	return f
}

// whole rounds to microseconds, as fine as any time is drawn.
func whole(ns int64) time.Duration {
	return time.Duration((ns + 500) / 1000 * 1000)
}
