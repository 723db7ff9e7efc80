package sequential

import (
	"fmt"
	"math"

	"squall/profiles/dist"
)

// Bounds are the critical values of a one-sided group sequential test at the
// given information fractions (ascending, the last is 1), which spends alpha as
// O'Brien and Fleming do: little at first, so that only a large effect ends it
// early, and nearly all of it at the last look (Lan and DeMets, Biometrika 70,
// 1983). They are found by the recursion of Armitage, McPherson and Rowe.
func Bounds(alpha float64, fractions []float64) ([]float64, error) {
	if alpha <= 0 || alpha >= 0.5 {
		return nil, fmt.Errorf("alpha is %g: it must lie between 0 and 0.5", alpha)
	}
	walk := walker{}
	out, spent, before := make([]float64, len(fractions)), 0.0, 0.0
	for k, t := range fractions {
		if t <= before || t > 1 {
			return nil, fmt.Errorf("information fraction %d is %g: fractions ascend to 1", k+1, t)
		}
		now := spending(alpha, t)
		out[k] = walk.bound(now-spent, before, t)
		walk.advance(out[k], before, t)
		spent, before = now, t
	}
	return out, nil
}

// spending is how much of alpha may be spent by the fraction t.
func spending(alpha, t float64) float64 {
	if t >= 1 {
		return alpha
	}
	return 2 * upper(dist.Probit(1-alpha/2)/math.Sqrt(t))
}

// upper is the share of the standard normal distribution above z.
func upper(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// walker knows the density of the score among the tests that have not ended.
// The score is Z times the root of the information, so that it walks with
// independent steps.
type walker struct {
	at, density []float64 // a grid, and the density times the weight of each point
}

const gridSize = 801 // odd, for Simpson's rule

// crossing is the probability to be above the score c after a step.
func (w *walker) crossing(c, step float64) float64 {
	if w.at == nil {
		return upper(c / step)
	}
	sum := 0.0
	for i, x := range w.at {
		sum += w.density[i] * upper((c-x)/step)
	}
	return sum
}

// bound is the Z that is crossed for the first time at fraction t with the
// given probability.
func (w *walker) bound(probability, before, t float64) float64 {
	step, lo, hi := math.Sqrt(t-before), -8.0, 40.0
	for range 60 {
		mid := (lo + hi) / 2
		if w.crossing(mid*math.Sqrt(t), step) > probability {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// advance moves to fraction t, and drops what lies above the bound.
func (w *walker) advance(bound, before, t float64) {
	step, top := math.Sqrt(t-before), math.Min(bound, 8)*math.Sqrt(t)
	bottom := -8 * math.Sqrt(t)
	width := (top - bottom) / (gridSize - 1)
	at, density := make([]float64, gridSize), make([]float64, gridSize)
	for i := range at {
		at[i] = bottom + float64(i)*width
		f := 0.0
		if w.at == nil {
			f = normal(at[i], step)
		}
		for j, x := range w.at {
			f += w.density[j] * normal(at[i]-x, step)
		}
		density[i] = f * simpson(i) * width / 3
	}
	w.at, w.density = at, density
}

func normal(x, sd float64) float64 {
	z := x / sd
	return dist.Exp(-z*z/2) / (sd * math.Sqrt(2*math.Pi))
}

func simpson(i int) float64 {
	switch {
	case i == 0 || i == gridSize-1:
		return 1
	case i%2 == 1:
		return 4
	}
	return 2
}
