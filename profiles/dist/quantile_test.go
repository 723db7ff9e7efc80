package dist

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = time.Millisecond

func examples(t testing.TB) map[string]Dist {
	t.Helper()
	python, ok := Init("python3.13", "", "", "")
	if !ok {
		t.Fatal("no table for python3.13")
	}
	return map[string]Dist{
		"constant":     Must(Constant(200 * ms)),
		"uniform":      Must(Uniform(300*time.Second, 420*time.Second)),
		"exponential":  Must(Exponential(time.Second)),
		"lognormal":    Must(LognormalP99(40*ms, 120*ms)),
		"median sigma": Must(LognormalSigma(150*ms, 0.25)),
		"mean p99":     Must(LognormalMeanP99(50*ms, 300*ms)),
		"mean sigma":   Must(LognormalMeanSigma(50*ms, 0.5)),
		"pareto":       Must(Pareto(10*ms, 1.6)),
		"quantiles":    Must(Quantiles([]Point{{0.99, 90 * ms}, {0.5, 10 * ms}})),
		"one quantile": Must(Quantiles([]Point{{0.5, 10 * ms}})),
		"python3.13":   python,
		"mixture":      Must(Mixture([]Part{{0.75, Must(Uniform(0, 100*ms))}, {0.25, Must(LognormalP99(200*ms, 400*ms))}})),
	}
}

func TestQuantiles(t *testing.T) {
	tests := []struct {
		dist string
		u    float64
		want time.Duration
	}{
		{"constant", 0.9, 200 * ms},
		{"uniform", 0.25, 330 * time.Second},
		{"exponential", 0.5, 693147 * time.Microsecond},
		{"exponential", 0.99, 4605170 * time.Microsecond},
		{"lognormal", 0.5, 40 * ms},
		{"lognormal", 0.99, 120 * ms},
		{"lognormal", 0.01, 13333 * time.Microsecond},
		{"median sigma", 0.5, 150 * ms},
		{"mean p99", 0.99, 300 * ms},
		{"pareto", 0.5, 15422 * time.Microsecond},
		{"quantiles", 0.1, 10 * ms},
		{"quantiles", 0.5, 10 * ms},
		{"quantiles", 0.745, 30 * ms}, // half way between 10 and 90 on a logarithmic scale
		{"quantiles", 0.99, 90 * ms},
		{"quantiles", 0.999, 90 * ms},
		{"mixture", 0.375, 50 * ms},
		{"mixture", 0.7498, 99650 * time.Microsecond},
		{"mixture", 0.875, 200 * ms},
		{"python3.13", 0.1, 79200 * time.Microsecond},
	}
	ex := examples(t)
	for _, tt := range tests {
		if got := ex[tt.dist].Quantile(tt.u); got != tt.want {
			t.Errorf("%s at %v: %v, want %v", tt.dist, tt.u, got, tt.want)
		}
	}
}

func TestQuantileNeverFallsAndIsFiniteAtTheEnds(t *testing.T) {
	for name, d := range examples(t) {
		last := time.Duration(0)
		for _, u := range []float64{math.Inf(-1), 0, 0x1p-60, 1e-9, 0.01, 0.2, 0.4, 0.5, 0.6, 0.9, 0.99, 0.9999, 1 - 1e-12, 1, 2} {
			q := d.Quantile(u)
			if q < last || q > Longest {
				t.Errorf("%s at %v: %v after %v", name, u, q, last)
			}
			last = q
		}
	}
	long := Must(LognormalSigma(Longest, 10))
	if got := long.Quantile(0.9999); got != Longest {
		t.Errorf("a time beyond the longest is %v", got)
	}
}

func TestMeanIsTheIntegralOfTheQuantiles(t *testing.T) {
	for name, d := range examples(t) {
		n := 200_000.0
		if name == "mixture" { // it searches, which takes longer
			n = 2000
		}
		sum := 0.0
		for i := range int(n) {
			sum += float64(d.Quantile((float64(i) + 0.5) / n))
		}
		tolerance := 0.001
		if name == "pareto" { // the midpoint rule loses the infinite end of the tail
			tolerance = 0.03
		}
		if got := sum / n; relative(got, float64(d.Mean())) > tolerance {
			t.Errorf("%s: integral %v, Mean() %v", name, time.Duration(got), d.Mean())
		}
	}
}

func TestScaleMultipliesEveryQuantileAndTheMean(t *testing.T) {
	for name, d := range examples(t) {
		for _, f := range []float64{0, 1.0 / 60, 0.5, 1, 3, 60} {
			s := d.Scale(f)
			for _, u := range []float64{0.01, 0.5, 0.99} {
				want := float64(d.Quantile(u)) * f // known to half a microsecond, times f
				if got := float64(s.Quantile(u)); math.Abs(got-want) > 2000+1000*f+want*1e-5 {
					t.Errorf("%s scaled by %v at %v: %v, want %v", name, f, u, time.Duration(got), time.Duration(want))
				}
			}
		}
		if one := d.Scale(1); !one.Equal(d) {
			t.Errorf("%s scaled by 1 is %v, was %v", name, one, d)
		}
	}
	if !(Dist{}).Scale(2).IsZero() {
		t.Error("twice no distribution is one")
	}
}

func TestZeroDistIsNone(t *testing.T) {
	var d Dist
	if !d.IsZero() || d.Quantile(0.5) != 0 || d.Mean() != 0 || d.Draw(1, StreamInit, 1, 1) != 0 || d.String() != "none" {
		t.Errorf("the zero Dist is %v with mean %v", d, d.Mean())
	}
	if Must(Constant(0)).IsZero() {
		t.Error("a constant of 0 counts as no distribution")
	}
}

func TestDistsCompareByTheirFigures(t *testing.T) {
	a, b := examples(t), examples(t)
	for name := range a {
		for other := range b {
			if same := name == other; a[name].Equal(b[other]) != same || reflect.DeepEqual(a[name], b[other]) != same {
				t.Errorf("%s and %s: Equal is not %v", name, other, same)
			}
		}
	}
}

func TestBadArgumentsSayWhatIsAllowed(t *testing.T) {
	tests := []struct {
		name string
		err  func() (Dist, error)
		want string
	}{
		{"negative constant", func() (Dist, error) { return Constant(-1) }, "must be 0 or more"},
		{"falling range", func() (Dist, error) { return Uniform(2, 1) }, "0 <= low <= high"},
		{"no mean", func() (Dist, error) { return Exponential(0) }, "mean 0s is not allowed; it must be above 0"},
		{"p99 below median", func() (Dist, error) { return LognormalP99(40*ms, 30*ms) }, "p99 30ms is below the median 40ms"},
		{"no median", func() (Dist, error) { return LognormalP99(0, 30*ms) }, "median 0s"},
		{"sigma", func() (Dist, error) { return LognormalSigma(40*ms, -1) }, "between 0 and 10"},
		{"sigma is no number", func() (Dist, error) { return LognormalMeanSigma(40*ms, math.NaN()) }, "between 0 and 10"},
		{"p99 far above mean", func() (Dist, error) { return LognormalMeanP99(10*ms, 150*ms) }, "1 to 14.9 times the mean"},
		{"p99 below mean", func() (Dist, error) { return LognormalMeanP99(10*ms, 0) }, "1 to 14.9 times the mean"},
		{"no mean of lognormal", func() (Dist, error) { return LognormalMeanP99(0, 1) }, "above 0"},
		{"alpha", func() (Dist, error) { return Pareto(10*ms, 1) }, "above 1"},
		{"no min", func() (Dist, error) { return Pareto(0, 2) }, "min 0s"},
		{"no quantile", func() (Dist, error) { return Quantiles(nil) }, "at least one"},
		{"percent for share", func() (Dist, error) { return Quantiles([]Point{{50, ms}}) }, "between 0 (p0) and 1 (p100)"},
		{"twice", func() (Dist, error) { return Quantiles([]Point{{0.5, ms}, {0.5, ms}}) }, "p50 is given twice"},
		{"falling", func() (Dist, error) { return Quantiles([]Point{{0.5, 2 * ms}, {0.999, ms}}) }, "p99.9 1ms is below p50 2ms"},
		{"one part", func() (Dist, error) { return Mixture([]Part{{0.5, Must(Constant(ms))}}) }, "two parts or more"},
		{"no share", func() (Dist, error) { return Mixture([]Part{{0, Must(Constant(ms))}, {1, Must(Constant(ms))}}) }, "the share 0% of part 1"},
		{"no distribution", func() (Dist, error) { return Mixture([]Part{{.5, Must(Constant(ms))}, {.5, Dist{}}}) }, "part 2 must be a distribution"},
		{"shares", func() (Dist, error) { return Mixture([]Part{{.5, Must(Constant(ms))}, {.25, Must(Constant(ms))}}) }, "the shares come to 75%"},
		{"zero time", func() (Dist, error) { return Quantiles([]Point{{0.5, 0}}) }, "p50 0s"},
	}
	for _, tt := range tests {
		d, err := tt.err()
		if err == nil || !strings.Contains(err.Error(), tt.want) || !d.IsZero() {
			t.Errorf("%s: %v, %v; want an error with %q", tt.name, d, err, tt.want)
		}
	}
}

func TestLognormalHitsBothOfItsFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mean := time.Duration(rapid.Int64Range(int64(ms), int64(time.Hour)).Draw(t, "mean"))
		factor := rapid.Float64Range(1, 14.9).Draw(t, "factor")
		p99 := time.Duration(float64(mean) * factor)
		d, err := LognormalMeanP99(mean, p99)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Quantile(0.99); relative(float64(got), float64(p99)) > 1e-3 {
			t.Errorf("p99 is %v, asked for %v", got, p99)
		}
		fromMoments := Exp(d.mu + d.sigma*d.sigma/2)
		if relative(fromMoments, float64(mean)) > 1e-9 {
			t.Errorf("mean is %v, asked for %v", time.Duration(fromMoments), mean)
		}
	})
}
