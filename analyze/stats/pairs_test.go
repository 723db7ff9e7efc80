package stats

import (
	"math"
	"testing"

	"squall/profiles/dist"
)

func exps(logs ...float64) (out []float64) {
	for _, l := range logs {
		out = append(out, dist.Exp(l))
	}
	return out
}

func TestInPairs(t *testing.T) {
	// Mean 0.2 and standard deviation 0.1 of three logarithms: t(2) is 4.3027.
	r, ok := InPairs(exps(1.1, 2.2, .3, 9), exps(1, 2, 0))
	i := r.Interval()
	if !ok || r.N != 3 {
		t.Fatalf("%d pairs, %v", r.N, ok)
	}
	near(t, "lo", dist.Ln(i.Lo), .2-4.302653*.1/math.Sqrt(3), 1e-6)
	near(t, "hi", dist.Ln(i.Hi), .2+4.302653*.1/math.Sqrt(3), 1e-6)
	near(t, "differ", r.Differ(), math.Exp(.1)-1, 1e-9)
	// t = (.2-0)/(.1/sqrt 3) = 3.4641 with two degrees of freedom: 0.0371 one-sided.
	near(t, "luck", r.Luck(1), .0370899, 1e-6)
	if (Repeated{}).Luck(1) != 0 || r.Luck(0) != 0 || r.Enough(-1) != 0 || (Repeated{}).Enough(1) != 0 {
		t.Error("what cannot be luck is")
	}
	r, _ = InPairs([]float64{2, 2}, []float64{1, 1})
	if i := r.Interval(); math.Abs(i.Lo-2) > 1e-9 || math.Abs(i.Hi-2) > 1e-9 || r.Luck(1) != 0 {
		t.Errorf("equal pairs: %v", i)
	}
	if _, ok := InPairs([]float64{2, 0, 3}, []float64{1, 1, 0}); ok {
		t.Error("one pair tells how pairs differ")
	}
}

// Welch's interval by hand, and what one repeat is worth.
func TestApart(t *testing.T) {
	a, b := exps(.1, .3), exps(0, .1, -.1)
	r, ok := Apart(a, b)
	if !ok || r.N != 2 {
		t.Fatal(r, ok)
	}
	va, vb := .02/2, .01/3
	df := (va + vb) * (va + vb) / (va*va/1 + vb*vb/2)
	half := TQuantile(.975, df) * math.Sqrt(va+vb)
	near(t, "hi", dist.Ln(r.Interval().Hi), .2+half, 1e-9)
	// One repeat is as far from the mean of three as a fourth would be.
	r, ok = Apart(exps(.5), b)
	if !ok || r.N != 1 {
		t.Fatal(r, ok)
	}
	near(t, "one more", dist.Ln(r.Interval().Lo), .5-4.302653*math.Sqrt(.01*(1+1./3)), 1e-6)
	if _, ok := Apart(a[:1], b[:1]); ok {
		t.Error("one repeat a side tells how they differ")
	}
	if r, _ := Apart([]float64{2, 2}, []float64{1, 1}); math.Abs(r.Interval().Lo-2) > 1e-9 {
		t.Errorf("equal repeats: %v", r.Interval())
	}
}

// The repeats that are said to be enough are, and one fewer is not.
func TestEnough(t *testing.T) {
	for _, paired := range []bool{true, false} {
		r := Repeated{N: 2, mean: .2, one: .1, paired: paired}
		k := r.Enough(1)
		at := func(k int) float64 {
			df := float64(k - 1)
			if !paired {
				df *= 2
			}
			return .2 - TQuantile(.975, df)*.1/math.Sqrt(float64(k))
		}
		if at(k) <= 0 || k > 3 && at(k-1) > 0 {
			t.Errorf("paired %v: %d repeats, the interval ends at %g and one fewer's at %g", paired, k, at(k), at(k-1))
		}
	}
	near := Repeated{N: 2, mean: 1e-6, one: .1}
	if k := near.Enough(1); k != 0 {
		t.Errorf("%d repeats for a difference of a millionth", k)
	}
}
