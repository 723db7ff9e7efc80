package dist

import (
	"math"
	"time"
)

// Quantile is the inverse cumulative function: the time that a share u of all
// times does not exceed, in whole microseconds. Shares outside of 0 to 1 count
// as the nearest one inside.
func (d Dist) Quantile(u float64) time.Duration {
	if d.kind == mixture {
		return d.mix.quantile(u)
	}
	return d.quantile(u)
}

// quantile is Quantile of anything but a mixture.
func (d *Dist) quantile(u float64) time.Duration {
	// The outermost values that U can take; the tails are infinite at 0 and 1.
	const lo, hi = 0x1p-53, 1 - 0x1p-53
	return whole(d.inside(max(lo, min(u, hi))))
}

// inside is the exact time of a share that U can take, in nanoseconds.
func (d *Dist) inside(u float64) float64 {
	switch d.kind {
	case constant:
		return float64(d.a)
	case uniform:
		return madd(u, float64(d.b-d.a), float64(d.a))
	case exponential:
		return -Ln(1-u) * float64(d.a)
	case lognormalP99, lognormalSigma, lognormalMeanP99, lognormalMeanSigma:
		return Exp(madd(d.sigma, Probit(u), d.mu))
	case pareto:
		return float64(d.a) * Exp(-Ln(1-u)/d.shape)
	case quantiles:
		return d.interpolate(u)
	case mixture:
		return d.mix.draw(u)
	}
	return 0
}

// interpolate finds the segment that holds u: tables are short, so it walks.
func (d *Dist) interpolate(u float64) float64 {
	t := d.table
	if u <= t[0].P {
		return float64(t[0].D)
	}
	for i := 1; i < len(t); i++ {
		if u <= t[i].P {
			f := (u - t[i-1].P) / (t[i].P - t[i-1].P)
			return Exp(madd(f, d.logs[i]-d.logs[i-1], d.logs[i-1]))
		}
	}
	return float64(t[len(t)-1].D)
}

// Mean is the exact mean of the distribution, in whole microseconds.
func (d Dist) Mean() time.Duration {
	switch d.kind {
	case constant, exponential, lognormalMeanP99, lognormalMeanSigma:
		return whole(float64(d.a))
	case uniform:
		return whole(float64(d.a + (d.b-d.a)/2))
	case lognormalP99, lognormalSigma:
		return whole(Exp(madd(d.sigma/2, d.sigma, d.mu)))
	case pareto:
		return whole(float64(d.a) * (d.shape / (d.shape - 1)))
	case quantiles:
		return whole(d.tableMean())
	case mixture:
		return d.mix.mean()
	}
	return 0
}

// tableMean adds up the integral of each segment: of exp(a + (b-a)t) over t
// from 0 to 1, which is (e^b - e^a)/(b-a), and of the constant ends.
func (d Dist) tableMean() float64 {
	t := d.table
	last := len(t) - 1
	sum := float64(t[0].P*float64(t[0].D)) + float64((1-t[last].P)*float64(t[last].D))
	for i := 1; i <= last; i++ {
		mean := float64(t[i].D)
		if rise := d.logs[i] - d.logs[i-1]; rise > 0 {
			mean = float64(t[i].D-t[i-1].D) / rise
		}
		sum += float64((t[i].P - t[i-1].P) * mean)
	}
	return sum
}

// Scale multiplies every time by f. It panics when f is negative or no number:
// no profile can ask for that.
func (d Dist) Scale(f float64) Dist {
	if !(f >= 0 && f <= math.MaxFloat64) {
		panic("dist: internal error: scale by a factor that is negative or no number")
	}
	switch d.kind {
	case none:
		return d
	case quantiles:
		return d.scaleTable(f)
	case mixture:
		return d.mix.scale(f)
	}
	a, b := times(d.a, f), times(d.b, f)
	if a == 0 && d.kind != uniform {
		return Must(Constant(0))
	}
	switch d.kind {
	case constant:
		return Must(Constant(a))
	case uniform:
		return Must(Uniform(a, b))
	case exponential:
		return Must(Exponential(a))
	case lognormalP99:
		return Must(LognormalP99(a, b))
	case lognormalSigma:
		return Must(LognormalSigma(a, d.shape))
	case lognormalMeanP99:
		return Must(LognormalMeanP99(a, min(b, 14*a)))
	case lognormalMeanSigma:
		return Must(LognormalMeanSigma(a, d.shape))
	}
	return Must(Pareto(a, d.shape))
}

func (d Dist) scaleTable(f float64) Dist {
	t := make([]Point, len(d.table))
	for i, p := range d.table {
		t[i] = Point{P: p.P, D: max(1, times(p.D, f))}
	}
	return Must(Quantiles(t))
}

// times is d*f to the nearest nanosecond.
func times(d time.Duration, f float64) time.Duration {
	v := math.Floor(madd(float64(d), f, 0.5))
	if v >= float64(Longest) {
		return Longest
	}
	return time.Duration(v)
}

// whole rounds nanoseconds to whole microseconds.
func whole(ns float64) time.Duration {
	if !(ns < float64(Longest)) {
		return Longest
	}
	return time.Duration(ns/1000+0.5) * time.Microsecond // no time is negative
}
