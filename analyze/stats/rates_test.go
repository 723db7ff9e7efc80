package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"squall/profiles/dist"
)

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		x, n   uint64
		lo, hi float64
		tol    float64
	}{{81, 263, .25529, .36621, 5e-6}, {0, 20, 0, .16113, 5e-6}, {10, 10000, .000543, .001840, 5e-7}, {20, 20, 1 - .16113, 1, 5e-6}} {
		i := Wilson(c.x, c.n)
		near(t, "lo", i.Lo, c.lo, c.tol)
		near(t, "hi", i.Hi, c.hi, c.tol)
	}
}

func TestNewcombe(t *testing.T) {
	i := Newcombe(56, 70, 48, 80)
	near(t, "lo", i.Lo, .05243, 5e-6)
	near(t, "hi", i.Hi, .33387, 5e-6)
}

// The vector of Koopman's paper: 36/40 against 16/80.
func TestRateRatio(t *testing.T) {
	i, ok := RateRatio(36, 40, 16, 80)
	if !ok {
		t.Fatal("no interval")
	}
	near(t, "lo", i.Lo, 2.94, 0.01)
	near(t, "hi", i.Hi, 7.15, 0.01)
	i, ok = RateRatio(0, 3580, 201, 3580)
	if !ok || i.Lo != 0 || i.Hi <= 0 || i.Hi > 0.05 {
		t.Errorf("none against many: %+v ok=%v", i, ok)
	}
	i, ok = RateRatio(201, 3580, 0, 3580)
	if !ok || !math.IsInf(i.Hi, 1) || i.Lo < 20 {
		t.Errorf("many against none: %+v ok=%v", i, ok)
	}
	if _, ok := RateRatio(0, 10, 0, 10); ok {
		t.Error("no event at all has a ratio")
	}
	if _, ok := Katz(0, 10, 3, 10); ok {
		t.Error("a count of 0 has a log interval")
	}
}

func TestRateRatioAgreesWithKatz(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n1 := rapid.Uint64Range(5000, 100000).Draw(t, "n1")
		n2 := rapid.Uint64Range(5000, 100000).Draw(t, "n2")
		x1 := rapid.Uint64Range(n1/50, n1/2).Draw(t, "x1")
		x2 := rapid.Uint64Range(n2/50, n2/2).Draw(t, "x2")
		a, _ := RateRatio(x1, n1, x2, n2)
		b, _ := Katz(x1, n1, x2, n2)
		if math.Abs(a.Lo/b.Lo-1) > 0.02 || math.Abs(a.Hi/b.Hi-1) > 0.02 {
			t.Fatalf("score %+v, log %+v", a, b)
		}
		swapped, _ := RateRatio(x2, n2, x1, n1)
		if math.Abs(swapped.Lo*a.Hi-1) > 1e-6 || math.Abs(swapped.Hi*a.Lo-1) > 1e-6 {
			t.Fatalf("swapping the arms changes the interval: %+v, %+v", a, swapped)
		}
	})
}

func TestRateCoverage(t *testing.T) {
	count := func(trial, side uint64, p float64) (x uint64) {
		for i := range uint64(400) {
			if u(trial, side<<32|i) < p {
				x++
			}
		}
		return x
	}
	t.Run("wilson", func(t *testing.T) {
		coverage(t, 2000, func(k uint64) bool { return Wilson(count(k, 0, .07), 400).Contains(.07) })
	})
	t.Run("newcombe", func(t *testing.T) {
		coverage(t, 2000, func(k uint64) bool { return Newcombe(count(k, 1, .3), 400, count(k, 2, .2), 400).Contains(.1) })
	})
	t.Run("ratio", func(t *testing.T) {
		coverage(t, 2000, func(k uint64) bool {
			i, ok := RateRatio(count(k, 3, .06), 400, count(k, 4, .03), 400)
			return ok && i.Contains(2)
		})
	})
}

func TestQuantileCoverage(t *testing.T) {
	for _, p := range []float64{.5, .9, .99} {
		want := dist.Exp(0.5 * dist.Probit(p))
		coverage(t, 2000, func(k uint64) bool {
			xs := make([]float64, 500)
			for i := range xs {
				xs[i] = dist.Exp(0.5 * dist.Probit(u(k, uint64(i))))
			}
			slices.Sort(xs)
			lo, hi, _, ok := QuantileRanks(500, p, 0.95)
			return ok && xs[lo-1] <= want && want < xs[hi-1]
		})
	}
}
