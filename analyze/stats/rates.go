package stats

import (
	"math"

	"squall/profiles/dist"
)

// Wilson is the 95 % score interval of a share of x in n; n must not be 0.
func Wilson(x, n uint64) Interval {
	fn := float64(n)
	p := float64(x) / fn
	zz := Z95 * Z95
	centre := p + zz/(2*fn)
	half := Z95 * math.Sqrt(p*(1-p)/fn+zz/(4*fn*fn))
	i := Interval{Lo: (centre - half) / (1 + zz/fn), Hi: (centre + half) / (1 + zz/fn)}
	if x == 0 {
		i.Lo = 0 // exact; the formula leaves rounding dust
	}
	if x == n {
		i.Hi = 1
	}
	return i
}

// Newcombe is the 95 % interval of x1/n1 - x2/n2 by Newcombe's method 10
// (Statistics in Medicine 17, 1998).
func Newcombe(x1, n1, x2, n2 uint64) Interval {
	p1, p2 := float64(x1)/float64(n1), float64(x2)/float64(n2)
	a, b := Wilson(x1, n1), Wilson(x2, n2)
	return Interval{
		Lo: p1 - p2 - math.Hypot(p1-a.Lo, b.Hi-p2),
		Hi: p1 - p2 + math.Hypot(a.Hi-p1, p2-b.Lo),
	}
}

// Katz is the 95 % log interval of the ratio (x1/n1) / (x2/n2); ok is false
// when a count is 0, where the logarithm has no interval.
func Katz(x1, n1, x2, n2 uint64) (i Interval, ok bool) {
	if x1 == 0 || x2 == 0 {
		return Interval{}, false
	}
	f1, f2 := float64(x1), float64(x2)
	se := math.Sqrt(1/f1 - 1/float64(n1) + 1/f2 - 1/float64(n2))
	r := (f1 / float64(n1)) / (f2 / float64(n2))
	return Interval{Lo: r * dist.Exp(-Z95*se), Hi: r * dist.Exp(Z95*se)}, true
}

// RateRatio is the 95 % score interval of the ratio (x1/n1) / (x2/n2) by
// Koopman (Biometrics 40, 1984). It agrees with Katz on large counts and also
// holds when a count is 0: no event in the first gives a lower limit of 0, none
// in the second an infinite upper one. ok is false when there is no event at
// all, which says nothing about a ratio.
func RateRatio(x1, n1, x2, n2 uint64) (i Interval, ok bool) {
	if x1+x2 == 0 || n1 == 0 || n2 == 0 {
		return Interval{}, false
	}
	f1, f2 := float64(x1)/float64(n1), float64(x2)/float64(n2)
	score := func(r float64) float64 { return koopman(float64(x1), float64(n1), float64(x2), float64(n2), r) }
	i = Interval{Lo: 0, Hi: math.Inf(1)}
	if x1 > 0 {
		i.Lo = crossing(score, start(f1, f2), 0.5)
	}
	if x2 > 0 {
		i.Hi = crossing(score, start(f1, f2), 2)
	}
	return i, true
}

// start is a ratio inside the interval, from which the limits are sought.
func start(f1, f2 float64) float64 {
	switch {
	case f1 == 0:
		return 1e-12
	case f2 == 0:
		return 1e12
	}
	return f1 / f2
}

// crossing walks from a ratio by a factor until the score exceeds the normal
// quantile, then halves the step on the log scale.
func crossing(score func(float64) float64, from, factor float64) float64 {
	inside, outside := from, from*factor
	for i := 0; score(outside) < Z95 && i < 200; i++ {
		inside, outside = outside, outside*factor
	}
	for range 60 {
		mid := math.Sqrt(inside * outside)
		if score(mid) < Z95 {
			inside = mid
		} else {
			outside = mid
		}
	}
	return inside
}

// koopman is the absolute score of the ratio r: how many standard errors the
// counts are from the likeliest pair of shares that has this ratio.
func koopman(x1, n1, x2, n2, r float64) float64 {
	a := (n1 + n2) * r
	b := -(n1*r + x1 + n2 + x2*r)
	c := x1 + x2
	p2 := 2 * c / (-b + math.Sqrt(math.Max(0, b*b-4*a*c))) // the smaller root, without cancellation
	p1 := math.Min(1, r*p2)
	v := p1*(1-p1)/n1 + r*r*p2*(1-p2)/n2
	d := math.Abs(x1/n1 - r*x2/n2)
	if v <= 0 {
		if d < 1e-12 {
			return 0
		}
		return math.Inf(1)
	}
	return d / math.Sqrt(v)
}

// LogRatio combines two estimates and their intervals into a 95 % interval of
// their ratio on the log scale (the method of variance estimates recovery of
// Donner and Zou). A lower limit that is not above 0 has no logarithm: it leaves
// the side of the ratio that it bounds without a limit, and so does an estimate.
func LogRatio(num float64, ni Interval, den float64, di Interval) Interval {
	ln := dist.Ln
	i := Interval{Lo: 0, Hi: math.Inf(1)}
	if num <= 0 || den <= 0 {
		return i
	}
	d := ln(num) - ln(den)
	if ni.Lo > 0 {
		i.Lo = dist.Exp(d - math.Hypot(ln(num)-ln(ni.Lo), ln(di.Hi)-ln(den)))
	}
	if di.Lo > 0 {
		i.Hi = dist.Exp(d + math.Hypot(ln(ni.Hi)-ln(num), ln(den)-ln(di.Lo)))
	}
	return i
}

// NormalMean is the 95 % interval of a mean of n values with the given sample
// variance, by the central limit theorem.
func NormalMean(mean, variance float64, n uint64) Interval {
	half := Z95 * math.Sqrt(variance/float64(n))
	return Interval{Lo: mean - half, Hi: mean + half}
}
