package stats

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"squall/profiles/dist"
)

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tol {
		t.Errorf("%s = %.9g, want %.9g +- %g", what, got, want, tol)
	}
}

// The vectors are scipy's (binom.ppf and binom.cdf), p99 at 95 %.
func TestQuantileRanks(t *testing.T) {
	for _, c := range []struct {
		n, lo, hi uint64
		exact     float64
	}{
		{500, 490, 500, .9802}, {1000, 983, 997, .9761}, {2000, 1971, 1989, .9578},
		{5000, 4936, 4964, .9537}, {10000, 9880, 9920, .9558}, {100000, 98938, 99062, .9512},
	} {
		lo, hi, exact, ok := QuantileRanks(c.n, 0.99, 0.95)
		if !ok || lo != c.lo || hi != c.hi {
			t.Errorf("n=%d: ranks (%d,%d) ok=%v, want (%d,%d)", c.n, lo, hi, ok, c.lo, c.hi)
		}
		near(t, "confidence", exact, c.exact, 5.1e-5)
	}
	if _, _, _, ok := QuantileRanks(367, 0.99, 0.95); ok {
		t.Error("367 values have no finite interval of p99")
	}
}

func TestMinN(t *testing.T) {
	for _, c := range []struct {
		p    float64
		want uint64
	}{{.5, 6}, {.9, 36}, {.95, 72}, {.99, 368}, {.999, 3688}, {.9999, 36887}} {
		if got := MinN(c.p, 0.95); got != c.want {
			t.Errorf("MinN(%g) = %d, want %d", c.p, got, c.want)
		}
		if _, _, _, ok := QuantileRanks(c.want, c.p, 0.95); !ok {
			t.Errorf("n=%d, p=%g: no interval at the minimum", c.want, c.p)
		}
	}
}

func TestRank(t *testing.T) {
	for _, c := range []struct {
		n    uint64
		p    float64
		want uint64
	}{{1, .5, 1}, {10, .5, 5}, {11, .5, 6}, {100, .99, 99}, {101, .99, 100}, {1000, .999, 999}, {5, 0, 1}, {0, .5, 1}} {
		if got := Rank(c.n, c.p); got != c.want {
			t.Errorf("Rank(%d, %g) = %d, want %d", c.n, c.p, got, c.want)
		}
	}
}

// Binomial is compared with a plain sum of its terms.
func TestBinomialAgainstSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, 400).Draw(t, "n")
		k := rapid.Uint64Range(0, n).Draw(t, "k")
		p := rapid.Float64Range(0.001, 0.999).Draw(t, "p")
		sum := 0.0
		for i := uint64(0); i <= k; i++ {
			a, _ := math.Lgamma(float64(n + 1))
			b, _ := math.Lgamma(float64(i + 1))
			c, _ := math.Lgamma(float64(n - i + 1))
			sum += math.Exp(a - b - c + float64(i)*math.Log(p) + float64(n-i)*math.Log(1-p))
		}
		if got := Binomial(k, n, p); math.Abs(got-sum) > 1e-9 {
			t.Fatalf("Binomial(%d, %d, %g) = %.12g, want %.12g", k, n, p, got, sum)
		}
		q := rapid.Float64Range(0.001, 0.999).Draw(t, "q")
		j := BinomialQuantile(q, n, p)
		if Binomial(j, n, p) < q || j > 0 && Binomial(j-1, n, p) >= q {
			t.Fatalf("BinomialQuantile(%g, %d, %g) = %d is not the smallest", q, n, p, j)
		}
	})
}

func TestLgamma(t *testing.T) {
	for _, x := range []float64{0.5, 1, 2, 3.7, 14.9, 15, 100, 12345.5, 1e8} {
		want, _ := math.Lgamma(x)
		near(t, "lgamma", lgamma(x), want, 1e-13*math.Max(1, math.Abs(want)))
	}
}

func TestBinomialLargeN(t *testing.T) {
	lo, hi, exact, ok := QuantileRanks(2_000_000_000, 0.5, 0.95)
	if !ok || lo >= 1_000_000_000 || hi <= 1_000_000_000 {
		t.Fatalf("ranks (%d,%d) ok=%v", lo, hi, ok)
	}
	near(t, "half width", float64(hi-lo)/2, 1.959964*math.Sqrt(2e9)/2, 30)
	near(t, "confidence", exact, 0.95, 1e-4)
}

func TestErlangB(t *testing.T) {
	for _, c := range []struct {
		a    float64
		c    int
		want float64
	}{{2, 3, 0.2105263158}, {10, 10, 0.2145823431}, {100, 100, 0.07570045271}, {20, 20, 0.15889196}, {0, 5, 0}, {3, 0, 1}} {
		near(t, "ErlangB", ErlangB(c.a, c.c), c.want, 5e-9)
	}
}

func TestSampleSizes(t *testing.T) {
	for _, c := range []struct {
		p, sigma, shift float64
		want            uint64
	}{
		{.5, .25, .02, 3930}, {.5, .25, .05, 648}, {.5, .25, .1, 170}, {.5, .25, .2, 47}, {.5, .25, .5, 10},
		{.5, .5, .02, 15720}, {.5, .5, .05, 2590}, {.5, .5, .1, 679}, {.5, .5, .2, 186}, {.5, .5, .5, 38},
		{.95, .25, .05, 1841}, {.95, .25, .1, 483}, {.95, .5, .02, 44690}, {.95, .5, .1, 1930}, {.95, .5, .5, 107},
		{.99, .1, .02, 5580}, {.99, .1, .1, 368}, {.99, .25, .1, 1506}, {.99, .5, .02, 139478}, {.99, .5, .05, 22977},
		{.99, .5, .1, 6022}, {.99, .5, .2, 1646}, {.99, .5, .5, 368}, {.99, 1, .1, 24085}, {.99, 1, .5, 1331},
		{.999, .5, .1, 38068}, {.999, .5, .5, 3688},
	} {
		if got := Usual.QuantileShift(c.p, c.sigma, c.shift); got != c.want {
			t.Errorf("p=%g sigma=%g shift=%g: n=%d, want %d", c.p, c.sigma, c.shift, got, c.want)
		}
	}
	if got := (Power{Alpha: 0.05, Power: 0.9}).QuantileShift(.99, .5, .1); math.Abs(float64(got)/6022-1.34) > 0.01 {
		t.Errorf("power 90 %%: n=%d, want about 1.34 x 6022", got)
	}
	for _, c := range []struct {
		p1, p2 float64
		want   uint64
	}{{.0001, .0002, 235430}, {.001, .0015, 78390}, {.001, .002, 23511}, {.01, .015, 7750}, {.01, .02, 2319}, {.01, .03, 769}, {.01, .05, 285}, {.05, .1, 435}, {.2, .4, 82}} {
		if got := Usual.RateShift(c.p1, c.p2); got < c.want-1 || got > c.want+1 {
			t.Errorf("rates %g, %g: n=%d, want %d", c.p1, c.p2, got, c.want)
		}
	}
	for _, limit := range []float64{0.001, 0.01, 0.2} {
		n := RateBelow(limit)
		if Wilson(0, n).Hi >= limit || Wilson(0, n-1).Hi < limit {
			t.Errorf("RateBelow(%g) = %d is not the smallest", limit, n)
		}
	}
}

// coverage counts how often an interval holds the truth, in seeded trials, and
// fails below three binomial standard deviations of 95 %.
func coverage(t *testing.T, trials int, holds func(trial uint64) bool) {
	t.Helper()
	hits := 0
	for k := range trials {
		if holds(uint64(k)) {
			hits++
		}
	}
	slack := 3 * math.Sqrt(0.95*0.05/float64(trials))
	if share := float64(hits) / float64(trials); share < 0.95-slack {
		t.Errorf("covered %.4f of %d trials, want at least %.4f", share, trials, 0.95-slack)
	}
}

func u(trial, i uint64) float64 { return dist.U(7, dist.StreamDuration, trial, i) }
