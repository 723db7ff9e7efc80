// Package stats holds the formulas behind figures and verdicts: exact
// intervals of quantiles, intervals of rates, of their differences and their
// ratios, a bootstrap over clusters, sample sizes, and the loss formula of
// queues. Everything is a function of its arguments; the bootstrap's luck is
// a keyed draw.
//
// It does not know what a request, an arm or an expectation is.
package stats

import (
	"math"
	"strconv"

	"squall/profiles/dist"
)

// Interval is a pair of limits.
type Interval struct{ Lo, Hi float64 }

// Contains says whether x lies inside, limits included.
func (i Interval) Contains(x float64) bool { return i.Lo <= x && x <= i.Hi }

// Scale multiplies both limits by a factor above 0.
func (i Interval) Scale(f float64) Interval { return Interval{Lo: i.Lo * f, Hi: i.Hi * f} }

// Join is the smallest interval that holds both.
func (i Interval) Join(j Interval) Interval {
	return Interval{Lo: math.Min(i.Lo, j.Lo), Hi: math.Max(i.Hi, j.Hi)}
}

// Round keeps six significant digits: enough for any figure, and too few to
// show how a processor rounds.
func Round(x float64) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil {
		return x
	}
	return r
}

// Z95 is the standard normal quantile of a two-sided 95 % interval.
var Z95 = dist.Probit(0.975)

// Binomial is the probability of at most k successes in n trials of
// probability p.
func Binomial(k, n uint64, p float64) float64 {
	if k >= n {
		return 1
	}
	return betaInc(float64(n-k), float64(k+1), 1-p)
}

// BinomialQuantile is the smallest k with Binomial(k, n, p) >= q.
func BinomialQuantile(q float64, n uint64, p float64) uint64 {
	lo, hi := bracket(q, n, p)
	for lo < hi { // the answer is in [lo, hi]
		mid := lo + (hi-lo)/2
		if Binomial(mid, n, p) >= q {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// bracket finds limits around the quantile from the normal approximation, and
// widens them until they hold it.
func bracket(q float64, n uint64, p float64) (lo, hi uint64) {
	fn := float64(n)
	sd := math.Sqrt(fn * p * (1 - p))
	guess := fn*p + dist.Probit(q)*sd
	for w := sd/8 + 2; ; w *= 4 {
		lo = uint64(math.Max(0, math.Floor(guess-w)))
		hi = uint64(math.Max(0, math.Min(fn, math.Ceil(guess+w))))
		below := lo == 0 || Binomial(lo-1, n, p) < q
		above := hi == n || Binomial(hi, n, p) >= q
		if below && above {
			return lo, hi
		}
	}
}

// betaInc is the regularized incomplete beta function I_x(a, b), by Lentz's
// continued fraction on the side where it converges fast.
func betaInc(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	front := dist.Exp(lgamma(a+b) - lgamma(a) - lgamma(b) + a*dist.Ln(x) + b*dist.Ln(1-x))
	if x < (a+1)/(a+b+2) {
		return front * betaFraction(a, b, x) / a
	}
	return 1 - front*betaFraction(b, a, 1-x)/b
}

func betaFraction(a, b, x float64) float64 {
	const tiny, eps = 1e-300, 1e-15
	away := func(v float64) float64 { // from zero, as the next step divides by it
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	h := d
	limit := 200 + 10*int(math.Sqrt(math.Max(a, b)))
	for i := 1; i <= limit; i++ {
		m := float64(i)
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+even*d)
		c = away(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+odd*d)
		c = away(1 + odd/c)
		h *= d * c
		if math.Abs(d*c-1) < eps {
			break
		}
	}
	return h
}

// lgamma is the logarithm of the gamma function for x > 0: Stirling's series
// after a shift to where eight terms are exact.
func lgamma(x float64) float64 {
	shift := 0.0
	for ; x < 15; x++ {
		shift += dist.Ln(x)
	}
	const halfLn2Pi = 0.91893853320467274178
	z := 1 / (x * x)
	series := 1.0/156 - z*3617.0/122400
	for _, c := range [...]float64{-691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12} {
		series = c + z*series
	}
	return (x-0.5)*dist.Ln(x) - x + halfLn2Pi + series/x - shift
}
