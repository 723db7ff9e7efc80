package sequential

import (
	"math"
	"testing"

	"squall/profiles/dist"
)

// Two-sided 5 % critical values as published for spending like O'Brien and
// Fleming at equal steps; one side of such a test spends 2.5 %.
func TestBoundsArePublished(t *testing.T) {
	for _, want := range [][]float64{
		{3.710, 2.511, 1.993},
		{4.333, 2.963, 2.359, 2.014},
		{4.877, 3.357, 2.680, 2.290, 2.031},
	} {
		fractions := make([]float64, len(want))
		for i := range fractions {
			fractions[i] = float64(i+1) / float64(len(want))
		}
		got, err := Bounds(0.025, fractions)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if math.Abs(got[i]-want[i]) > 0.0015 {
				t.Errorf("look %d of %d: %.4f, published %.3f", i+1, len(want), got[i], want[i])
			}
		}
	}
}

func TestBoundsRefuse(t *testing.T) {
	for _, bad := range []struct {
		alpha     float64
		fractions []float64
	}{{0, []float64{1}}, {0.5, []float64{1}}, {0.05, []float64{0.5, 0.5}}, {0.05, []float64{0.5, 1.1}}, {0.05, []float64{0}}} {
		if got, err := Bounds(bad.alpha, bad.fractions); err == nil {
			t.Errorf("Bounds(%v, %v) = %v", bad.alpha, bad.fractions, got)
		}
	}
}

// sequence plays looks of a canary with keyed draws and gives the look at which
// the evidence sufficed, 0 for never.
func sequence(e *Evidence, seed uint64, looks int, n, m uint64, candidate, baseline, alpha float64) int {
	draw := func(look int, side uint64, n uint64, p float64) (x uint64) {
		// The count as a whole, by the quantile of a Poisson count: the events are rare.
		u, mean := dist.U(seed, dist.StreamBootstrap, uint64(look), side), float64(n)*p
		term := math.Exp(-mean)
		for sum := term; u > sum && x < n; sum += term {
			x++
			term *= mean / float64(x)
		}
		return x
	}
	for look := 1; look <= looks; look++ {
		e.Add(Counts{n, draw(look, 0, n, candidate)}, Counts{m, draw(look, 1, m, baseline)})
		if e.Value() >= 1/alpha {
			return look
		}
	}
	return 0
}

// The operating table of the method: one look of 1,000 requests in ten, 60
// looks, 5 %.
func TestEvidenceOperates(t *testing.T) {
	const runs = 300
	tests := []struct {
		base, times float64
		least, most float64 // share of runs that end
		median      int
	}{
		{0.01, 1, 0, 0.05, 0},
		{0.001, 1, 0, 0.05, 0},
		{0.01, 2, 0.97, 1, 20},
		{0.01, 3, 1, 1, 7},
		{0.01, 5, 1, 1, 4},
	}
	for _, tt := range tests {
		ended, early := 0, 0
		for seed := range uint64(runs) {
			if look := sequence(Worse(1), seed, 60, 100, 900, tt.base*tt.times, tt.base, 0.05); look > 0 {
				ended++
				if look <= tt.median {
					early++
				}
			}
		}
		share := float64(ended) / runs
		if share < tt.least || share > tt.most {
			t.Errorf("%g x %g: %.3f of runs ended, want %g to %g", tt.base, tt.times, share, tt.least, tt.most)
		}
		if tt.median > 0 && early < runs/2 {
			t.Errorf("%g x %g: %d of %d runs ended by look %d", tt.base, tt.times, early, runs, tt.median)
		}
	}
}

func TestEvidenceOfNothing(t *testing.T) {
	e := Worse(1)
	e.Add(Counts{}, Counts{N: 100, Events: 50})
	e.Add(Counts{N: 100}, Counts{})
	e.Add(Counts{N: 100}, Counts{N: 100})
	if e.Value() != 1 {
		t.Errorf("evidence %g without an event on both sides", e.Value())
	}
	for range 10_000 {
		e.Add(Counts{N: 100, Events: 100}, Counts{N: 100})
	}
	if v := e.Value(); math.IsInf(v, 0) || math.IsNaN(v) || v < 1e100 {
		t.Errorf("overwhelming evidence is %g", v)
	}
}
