package fit

import (
	"math"
	"sort"
	"time"

	"squall/profiles/dist"
)

// compared are the quantiles at which sums are set beside what was measured.
var compared = []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}

// Added finds what is added to a base so that sums like those measured come
// out: a lognormal time, or a constant one where it hardly varies. Two unequal
// samples of one base would do; which requests belong together is not known. It
// is none when nothing seems to be added; ok is false when a sample is too
// small.
func Added(base, sum *Series) (f Fitted, ok bool) {
	if base.N < Least || sum.N < Least {
		return f, false
	}
	b, s := base.sorted(), sum.sorted()
	f.N = min(base.N, sum.N)
	below, above := quantile(b, 0.5), quantile(s, 0.5)
	f.P50 = Figure{Value: above.Value - below.Value, Lo: above.Lo - below.Hi, Hi: above.Hi - below.Lo, Interval: above.Interval && below.Interval}
	if f.P50.Value < int64(steady) && (!f.P50.Interval || f.P50.Lo <= 0) {
		return f, true
	}
	g := gap{base: spread(b, 400)}
	for _, p := range compared {
		g.want = append(g.want, float64(between(s, p)))
	}
	median, sigma := g.search(max(float64(f.P50.Value), float64(steady)))
	d := whole(int64(median))
	switch {
	case d <= 0:
	case sigma < 0.05:
		f.Dist = dist.Must(dist.Constant(d))
	default:
		f.Dist = dist.Must(dist.LognormalSigma(d, math.Round(sigma*1000)/1000))
	}
	return f, true
}

// gap is how far sums of a base and a lognormal time are from what is wanted.
type gap struct {
	base []float64 // sorted
	want []float64 // at compared
}

// search goes downhill from a few starts, in steps that get smaller.
func (g *gap) search(median float64) (best, sigma float64) {
	least := math.Inf(1)
	for _, start := range [...][2]float64{{median, 0.02}, {median, 0.4}, {median / 2, 0.8}, {median / 4, 1.2}} {
		m, s := dist.Ln(start[0]), start[1]
		now := g.of(m, s)
		for step := 0.5; step > 0.002; {
			moved := false
			for _, d := range [...][2]float64{{step, 0}, {-step, 0}, {0, step}, {0, -step}, {step, -step}, {-step, step}} {
				if next := g.of(m+d[0], s+d[1]); next < now {
					m, s, now, moved = m+d[0], s+d[1], next, true
					break
				}
			}
			if !moved {
				step /= 2
			}
		}
		if now < least {
			best, sigma, least = dist.Exp(m), s, now
		}
	}
	return best, sigma
}

// of is the sum of squares of the relative deviations.
func (g *gap) of(mu, sigma float64) float64 {
	if sigma < 0 || sigma > 3 {
		return math.Inf(1)
	}
	const parts = 48
	var added [parts]float64
	for i := range added {
		added[i] = dist.Exp(mu + float64(sigma*dist.Probit((float64(i)+0.5)/parts)))
	}
	sum := 0.0
	for i, p := range compared {
		off := dist.Ln(convolved(g.base, added[:], p) / max(g.want[i], 1))
		sum += float64(off * off)
	}
	return sum
}

// convolved is a quantile of the sums of two independent times, of which both
// have the sorted values given with equal shares.
func convolved(a, b []float64, p float64) float64 {
	lo, hi := a[0]+b[0], a[len(a)-1]+b[len(b)-1]
	for range 40 {
		mid := (lo + hi) / 2
		if float64(pairs(a, b, mid)) < p*float64(len(a)*len(b)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// pairs is how many sums are at most x.
func pairs(a, b []float64, x float64) (n int) {
	j := len(b)
	for _, v := range a {
		for j > 0 && v+b[j-1] > x {
			j--
		}
		n += j
	}
	return n
}

// Without finds a table whose times come, together with others that are known,
// to those measured.
func Without(sum *Series, known []dist.Dist) (f Fitted, ok bool) {
	if f, ok = Table(sum); !ok {
		return f, ok
	}
	t := sum.sorted()
	others := mixed(known)
	ps := append([]float64{0.005}, shares...)
	for len(ps) > 1 && float64(len(t))*(1-ps[len(ps)-1]) < 2 {
		ps = ps[:len(ps)-1]
	}
	inner := make([]float64, len(ps))
	for i, p := range ps {
		inner[i] = max(float64(between(t, p))-others[len(others)/2], 1000)
	}
	for range 25 {
		table := tableOf(ps, inner)
		values := drawn(table, 400)
		for i, p := range ps {
			inner[i] = max(inner[i]+0.8*(float64(between(t, p))-convolved(values, others, p)), 1000)
		}
		sort.Float64s(inner)
	}
	f.Dist = tableOf(ps, inner)
	f.P50 = Figure{Value: int64(f.Dist.Quantile(0.5))}
	f.P99 = Figure{Value: int64(f.Dist.Quantile(0.99))}
	if hi, lo := f.Dist.Quantile(0.95), f.Dist.Quantile(0.05); hi-lo <= steady {
		f.Dist = dist.Must(dist.Constant(time.Duration(f.P50.Value)))
	}
	return f, true
}

func tableOf(ps, ns []float64) dist.Dist {
	points := make([]dist.Point, len(ps))
	for i, p := range ps {
		points[i] = dist.Point{P: p, D: whole(int64(ns[i]))}
	}
	return dist.Must(dist.Quantiles(points))
}

// drawn are values of a distribution with equal shares, sorted.
func drawn(d dist.Dist, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = float64(d.Quantile((float64(i) + 0.5) / float64(n)))
	}
	return out
}

// mixed are values of the sum of distributions, sorted.
func mixed(all []dist.Dist) []float64 {
	out := []float64{0}
	for _, d := range all {
		if d.IsZero() {
			continue
		}
		values, sums := drawn(d, 400), make([]float64, 400)
		for i := range sums {
			sums[i] = convolved(values, out, (float64(i)+0.5)/float64(len(sums)))
		}
		out = sums
	}
	return out
}
