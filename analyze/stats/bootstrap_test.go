package stats

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"squall/profiles/dist"
)

// clustered is a seeded sample of times around 50 ms: environments differ by a
// standard deviation of env on the log scale, requests within one by res.
func clustered(trial, side uint64, envs, each int, env, res float64) Sample {
	var st []Cluster
	for e := range envs {
		shift := env * dist.Probit(u(trial, side<<40|uint64(e)<<20))
		vs := make([]int64, each)
		for i := range vs {
			vs[i] = int64(50000 * dist.Exp(shift+res*dist.Probit(u(trial, side<<40|uint64(e)<<20|uint64(i+1)))))
		}
		slices.Sort(vs)
		ones := make([]uint64, each)
		for i := range ones {
			ones[i] = 1
		}
		st = append(st, Cluster{Values: vs, Counts: ones})
	}
	return Sample{Strata: [][]Cluster{st}}
}

// On clustered data a bootstrap of single requests would call a difference in
// a quarter of the A/A trials. One of groups that chance has put together is as
// good as one of all clusters.
func TestBootstrapClusteredNull(t *testing.T) {
	const trials = 120
	for _, c := range []struct{ envs, each, groups int }{{20, 40, 20}, {50, 40, 50}, {300, 8, 60}} {
		out := 0
		for k := range uint64(trials) {
			num, den := clustered(k, 1, c.envs, c.each, .2, .4), clustered(k, 2, c.envs, c.each, .2, .4)
			i, ok := BootstrapRatio(Dice{Seed: 1, ID: k}, QuantileOf(.99), grouped(num, k, c.groups), grouped(den, k, c.groups))
			if !ok {
				t.Fatal("no interval")
			}
			if !i.Contains(1) {
				out++
			}
		}
		if limit := trials*0.05 + 3*math.Sqrt(trials*0.05*0.95); float64(out) > limit {
			t.Errorf("%d clusters in %d groups: %d of %d A/A trials differ, want at most %.0f", c.envs, c.groups, out, trials, limit)
		}
	}
}

// Few clusters cut less off: Student's t and the variance that they do not show.
// For equal sides the value is Phi(-t(.975, df) * sqrt(m / df)).
func TestTail(t *testing.T) {
	for _, c := range []struct {
		name string
		of   []spread
		want float64
	}{
		{"20 and 20", []spread{{1, 20, 1}, {1, 20, 1}}, .01890},
		{"20 pairs", []spread{{1, 20, 1}}, .01589},
		{"two strata of 10 and 10", []spread{{1, 20, 2}, {1, 20, 2}}, .01627},
		{"one side does not vary", []spread{{1, 20, 1}, {0, 5, 1}}, .01589},
		{"thousands", []spread{{1, 5000, 1}, {1, 5000, 1}}, .02499},
		{"nothing varies", []spread{{0, 20, 1}, {0, 20, 1}}, .025},
	} {
		near(t, c.name, tail(c.of), c.want, 2e-5)
	}
	drawn := make([]float64, 999)
	for i := range drawn {
		drawn[i] = float64(999 - i)
	}
	if i := ends(drawn, .025); i != (Interval{25, 975}) {
		t.Errorf("of 999 draws the ends are %v", i)
	}
	if i := ends(drawn, 1e-6); i != (Interval{1, 999}) {
		t.Errorf("at most all draws are inside: %v", i)
	}
}

// grouped lets the clusters beyond a number join the others at random.
func grouped(s Sample, trial uint64, groups int) Sample {
	st := slices.Clone(s.Strata[0][:groups])
	for i, c := range s.Strata[0][groups:] {
		to := &st[int(u(trial, 1<<60|uint64(i))*float64(groups))]
		to.Values = append(slices.Clone(to.Values), c.Values...)
		to.Counts = append(slices.Clone(to.Counts), c.Counts...)
	}
	return Sample{Strata: [][]Cluster{st}}
}

func TestBootstrapSeesADifference(t *testing.T) {
	a, b := clustered(1, 1, 60, 30, .1, .3), clustered(2, 2, 60, 30, .1, .3)
	for _, st := range a.Strata {
		for _, c := range st {
			for i := range c.Values {
				c.Values[i] *= 2
			}
		}
	}
	for _, stat := range []Statistic{QuantileOf(.5), QuantileOf(.99), Mean} {
		i, ok := BootstrapRatio(Dice{Seed: 1}, stat, a, b)
		if !ok || i.Lo < 1.5 || i.Hi > 2.7 {
			t.Errorf("stat %+v: %+v ok=%v, want around 2", stat, i, ok)
		}
	}
}

func TestBootstrapPaired(t *testing.T) {
	a := clustered(3, 1, 25, 20, .5, .1)
	i, ok := BootstrapRatio(Dice{Seed: 1, Paired: true}, QuantileOf(.9), a, a)
	if !ok || i.Lo != 1 || i.Hi != 1 {
		t.Errorf("a sample against itself, paired: %+v ok=%v, want exactly 1", i, ok)
	}
	i, _ = BootstrapRatio(Dice{Seed: 1}, QuantileOf(.9), a, a)
	if i.Lo >= 1 || i.Hi <= 1 {
		t.Errorf("unpaired: %+v, want an interval around 1", i)
	}
}

func TestBootstrapNoData(t *testing.T) {
	if _, ok := BootstrapRatio(Dice{}, Mean, Sample{}, clustered(1, 1, 3, 3, 0, .1)); ok {
		t.Error("an empty sample has an interval")
	}
	zero := Sample{Strata: [][]Cluster{{{Values: []int64{0}, Counts: []uint64{5}}}}}
	if _, ok := BootstrapRatio(Dice{}, Mean, zero, zero); ok {
		t.Error("a denominator of 0 has an interval")
	}
}

// The quantile of a draw equals that of the values written out and sorted.
func TestPoolQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var st []Cluster
		for range rapid.IntRange(1, 12).Draw(t, "clusters") {
			vs := rapid.SliceOfNDistinct(rapid.Int64Range(0, 200), 1, 15, rapid.ID).Draw(t, "values")
			slices.Sort(vs)
			st = append(st, Cluster{Values: vs, Counts: rapid.SliceOfN(rapid.Uint64Range(1, 4), len(vs), len(vs)).Draw(t, "counts")})
		}
		p := newPool(Sample{Strata: [][]Cluster{st}})
		times := make([]uint32, len(st))
		resample(rapid.Uint64().Draw(t, "key"), Sample{Strata: [][]Cluster{st}}, times)
		var all []int64
		for c, cl := range st {
			for i, v := range cl.Values {
				for range uint64(times[c]) * cl.Counts[i] {
					all = append(all, v)
				}
			}
		}
		slices.Sort(all)
		q := rapid.SampledFrom([]float64{.01, .5, .9, .99}).Draw(t, "q")
		if got, want := p.quantile(q, times), float64(all[Rank(uint64(len(all)), q)-1]); got != want {
			t.Fatalf("quantile %g = %g, want %g", q, got, want)
		}
	})
}

func TestLogRatio(t *testing.T) {
	i := LogRatio(20, Interval{18, 23}, 10, Interval{9, 11})
	if !i.Contains(2) || i.Lo < 1.6 || i.Hi > 2.5 {
		t.Errorf("LogRatio = %+v", i)
	}
	exact := LogRatio(20, Interval{20, 20}, 10, Interval{10, 10})
	near(t, "lo", exact.Lo, 2, 1e-9)
	near(t, "hi", exact.Hi, 2, 1e-9)
	for _, c := range []struct {
		num, den float64
		ni, di   Interval
		lo, hi   bool // whether the ratio has a limit on that side
	}{
		{20, 10, Interval{0, 23}, Interval{9, 11}, false, true},
		{20, 10, Interval{18, 23}, Interval{-1, 11}, true, false},
		{0, 10, Interval{0, 1}, Interval{9, 11}, false, false},
	} {
		i := LogRatio(c.num, c.ni, c.den, c.di)
		if i.Lo > 0 != c.lo || math.IsInf(i.Hi, 1) == c.hi || !i.Contains(c.num/c.den) {
			t.Errorf("%g %v over %g %v: %+v", c.num, c.ni, c.den, c.di, i)
		}
	}
}

func TestResampleKeepsStrata(t *testing.T) {
	s := Sample{Strata: [][]Cluster{make([]Cluster, 3), make([]Cluster, 7)}}
	times := make([]uint32, 10)
	for k := range uint64(50) {
		resample(k, s, times)
		a, b := uint32(0), uint32(0)
		for i, n := range times {
			if i < 3 {
				a += n
			} else {
				b += n
			}
		}
		if a != 3 || b != 7 {
			t.Fatalf("drew %d and %d clusters, want 3 and 7", a, b)
		}
	}
}
