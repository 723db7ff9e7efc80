// Package dist is a pure leaf: distributions of time, their inverse
// cumulative functions, quantile tables of measured figures, and the keyed
// draw. It keeps no state: the same arguments give the same time, on every
// machine and in every order of calls.
//
// It does not read files and knows nothing of profiles.
package dist

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"sort"
	"time"

	"squall/profiles/dist/curve"
)

type kind uint8

const (
	none kind = iota
	constant
	uniform
	exponential
	lognormalP99
	lognormalSigma
	lognormalMeanP99
	lognormalMeanSigma
	pareto
	quantiles
	mixture
)

// Dist is a distribution of times. It is a value that nothing changes once
// made; the zero Dist means that there is none.
type Dist struct {
	kind  kind
	a, b  time.Duration // the times it was made from
	shape float64       // sigma or alpha, where it was made from one
	table []Point
	mix   *parts

	// Derived from the above, so that a draw need not: ln of the median in
	// nanoseconds and sigma of a lognormal one; ln of each time of a table.
	mu, sigma float64
	logs      []float64
	curve     *curve.Curve // nil: not prepared
}

// Point is one point of a quantile table: a share P of the times (0.99 for
// p99) is at most D.
type Point struct {
	P float64
	D time.Duration
}

// Longest is the longest time that is ever drawn, about 292 years in whole
// microseconds.
const Longest = math.MaxInt64 / time.Microsecond * time.Microsecond

const (
	z99      = 2.3263478740408408 // the normal distribution's 99th percentile
	maxSigma = 10
)

// Must returns d and panics when err is set; for distributions written in code.
func Must(d Dist, err error) Dist {
	if err != nil {
		panic("dist: internal error: " + err.Error())
	}
	return d
}

// Constant is always d.
func Constant(d time.Duration) (Dist, error) {
	if d < 0 {
		return Dist{}, fmt.Errorf("constant: %v is negative; the time must be 0 or more", d)
	}
	return Dist{kind: constant, a: d}, nil
}

// Uniform lies anywhere between lo and hi.
func Uniform(lo, hi time.Duration) (Dist, error) {
	if lo < 0 || hi < lo {
		return Dist{}, fmt.Errorf("uniform: [%v, %v] is no range; it must be [low, high] with 0 <= low <= high", lo, hi)
	}
	return Dist{kind: uniform, a: lo, b: hi}, nil
}

// Exponential has the given mean.
func Exponential(mean time.Duration) (Dist, error) {
	if err := positive("exponential", "mean", mean); err != nil {
		return Dist{}, err
	}
	return Dist{kind: exponential, a: mean}, nil
}

// LognormalP99 is lognormal with the given median and 99th percentile.
func LognormalP99(median, p99 time.Duration) (Dist, error) {
	if err := positive("lognormal", "median", median); err != nil {
		return Dist{}, err
	}
	if p99 < median {
		return Dist{}, fmt.Errorf("lognormal: p99 %v is below the median %v; it must be at least the median", p99, median)
	}
	d := Dist{kind: lognormalP99, a: median, b: p99, mu: Ln(float64(median))}
	d.sigma = (Ln(float64(p99)) - d.mu) / z99
	return d, nil
}

// LognormalSigma is lognormal with the given median and sigma, the standard
// deviation of the logarithm.
func LognormalSigma(median time.Duration, sigma float64) (Dist, error) {
	err := errors.Join(positive("lognormal", "median", median), checkSigma(sigma))
	if err != nil {
		return Dist{}, err
	}
	return Dist{kind: lognormalSigma, a: median, shape: sigma, mu: Ln(float64(median)), sigma: sigma}, nil
}

// LognormalMeanP99 is lognormal with the given mean and 99th percentile. No
// lognormal distribution has a p99 above 14.97 times its mean, and below the
// mean a p99 no longer describes a tail.
func LognormalMeanP99(mean, p99 time.Duration) (Dist, error) {
	if err := positive("lognormal", "mean", mean); err != nil {
		return Dist{}, err
	}
	// mean = exp(mu + sigma^2/2) and p99 = exp(mu + z99 sigma), hence
	// sigma^2/2 - z99 sigma + ln(p99/mean) = 0; the smaller root is meant.
	l := Ln(float64(max(p99, 1))) - Ln(float64(mean))
	under := float64(z99*z99) - (l + l)
	if p99 < mean || under < 0 {
		return Dist{}, fmt.Errorf("lognormal: p99 %v does not go with the mean %v; it must be 1 to 14.9 times the mean", p99, mean)
	}
	d := Dist{kind: lognormalMeanP99, a: mean, b: p99, sigma: z99 - math.Sqrt(under)}
	d.mu = madd(-d.sigma/2, d.sigma, Ln(float64(mean)))
	return d, nil
}

// LognormalMeanSigma is lognormal with the given mean and sigma.
func LognormalMeanSigma(mean time.Duration, sigma float64) (Dist, error) {
	err := errors.Join(positive("lognormal", "mean", mean), checkSigma(sigma))
	if err != nil {
		return Dist{}, err
	}
	mu := madd(-sigma/2, sigma, Ln(float64(mean)))
	return Dist{kind: lognormalMeanSigma, a: mean, shape: sigma, mu: mu, sigma: sigma}, nil
}

// Pareto is at least min, and above t with probability (min/t)^alpha. Alpha
// must be above 1: below, there is no mean to plan with.
func Pareto(min time.Duration, alpha float64) (Dist, error) {
	if err := positive("pareto", "min", min); err != nil {
		return Dist{}, err
	}
	if !(alpha > 1 && alpha <= 1000) {
		return Dist{}, fmt.Errorf("pareto: alpha %v is not allowed; it must be above 1 (no mean exists at or below) and at most 1000", alpha)
	}
	return Dist{kind: pareto, a: min, shape: alpha}, nil
}

// Quantiles goes through the given points, in any order. Between two points the
// logarithm of the time is linear in P; beyond the outermost ones the time
// stays what it is there.
func Quantiles(points []Point) (Dist, error) {
	if len(points) == 0 {
		return Dist{}, errors.New("quantiles: there are none; at least one is needed, as in {p50: 10ms}")
	}
	t := append([]Point(nil), points...)
	sort.SliceStable(t, func(i, j int) bool { return t[i].P < t[j].P })
	d := Dist{kind: quantiles, table: t, logs: make([]float64, len(t))}
	for i, p := range t {
		if !(p.P >= 0 && p.P <= 1) {
			return Dist{}, fmt.Errorf("quantiles: %v is no share; it must be between 0 (p0) and 1 (p100)", p.P)
		}
		if err := positive("quantiles", QuantileName(p.P), p.D); err != nil {
			return Dist{}, err
		}
		if i > 0 && t[i-1].P == p.P {
			return Dist{}, fmt.Errorf("quantiles: %s is given twice; each may be given once", QuantileName(p.P))
		}
		if i > 0 && t[i-1].D > p.D {
			return Dist{}, fmt.Errorf("quantiles: %s %v is below %s %v; times must not fall as quantiles rise",
				QuantileName(p.P), p.D, QuantileName(t[i-1].P), t[i-1].D)
		}
		d.logs[i] = Ln(float64(p.D))
	}
	return d, nil
}

// IsZero says whether there is no distribution.
func (d Dist) IsZero() bool { return d.kind == none }

// Equal says whether both were made from the same figures.
func (d Dist) Equal(e Dist) bool { return reflect.DeepEqual(d, e) }

func positive(name, field string, d time.Duration) error {
	if d > 0 {
		return nil
	}
	return fmt.Errorf("%s: %s %v is not allowed; it must be above 0", name, field, d)
}

func checkSigma(sigma float64) error {
	if sigma >= 0 && sigma <= maxSigma {
		return nil
	}
	return fmt.Errorf("lognormal: sigma %v is not allowed; it must be between 0 and %d", sigma, maxSigma)
}
