package stats

import (
	"math"
	"testing"

	"squall/profiles/dist"
)

func TestPairs(t *testing.T) {
	e := func(x float64) float64 { return dist.Exp(x) }
	// Mean 0.2 and standard deviation 0.1 of three logarithms: t(2) is 4.3027.
	i := Pairs([]float64{e(.1), e(.2), e(.3)})
	near(t, "lo", dist.Ln(i.Lo), .2-4.302653*.1/math.Sqrt(3), 1e-6)
	near(t, "hi", dist.Ln(i.Hi), .2+4.302653*.1/math.Sqrt(3), 1e-6)
	if i := Pairs([]float64{2, 2}); math.Abs(i.Lo-2) > 1e-9 || math.Abs(i.Hi-2) > 1e-9 {
		t.Errorf("equal pairs: %v", i)
	}
}

// The critical values of chi-squared at 1 % are 6.635 and 11.345 with 1 and 3
// degrees of freedom.
func TestDrift(t *testing.T) {
	spread := func(n int, q float64) (ratios, variances []float64) {
		for k := range n { // equal variances of 0.01, and half of the ratios on either side
			d := math.Sqrt(q * .01 / float64(n))
			if k%2 == 1 {
				d = -d
			}
			ratios, variances = append(ratios, dist.Exp(d)), append(variances, .01)
		}
		return ratios, variances
	}
	for _, c := range []struct {
		n    int
		q    float64
		want bool
	}{{2, 6.5, false}, {2, 6.8, true}, {4, 11.2, false}, {4, 11.5, true}, {2, 0, false}} {
		if got := Drift(spread(c.n, c.q)); got != c.want {
			t.Errorf("%d pairs, Q %g: %v", c.n, c.q, got)
		}
	}
}

func TestLogVariance(t *testing.T) {
	a, b := clustered(1, 1, 40, 50, .2, .4), clustered(1, 2, 40, 50, .2, .4)
	v, ok := LogVariance(Dice{Seed: 1}, QuantileOf(.5), a, b)
	// Of a median of 40 environments a side: about 2 x (.2^2 + .4^2 x 1.57/50) / 40.
	if !ok || v < .001 || v > .005 {
		t.Errorf("variance %g, %v", v, ok)
	}
	if _, ok := LogVariance(Dice{}, QuantileOf(.5), clustered(1, 1, 4, 50, .2, .4), b); ok {
		t.Error("four clusters tell how they vary")
	}
	same := Sample{Strata: [][]Cluster{make([]Cluster, 6)}}
	for i := range same.Strata[0] {
		same.Strata[0][i] = Cluster{Values: []int64{7}, Counts: []uint64{3}}
	}
	if _, ok := LogVariance(Dice{}, QuantileOf(.5), same, same); ok {
		t.Error("what does not vary has a variance")
	}
}
