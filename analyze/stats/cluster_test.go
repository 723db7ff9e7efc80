package stats

import (
	"math"
	"testing"

	"squall/profiles/dist"
)

// Vectors of R's qt and pnorm.
func TestStudentAndNormal(t *testing.T) {
	for _, v := range []struct{ q, df, want float64 }{
		{.975, 1, 12.7062047}, {.975, 4, 2.7764451}, {.975, 30, 2.0422725}, {.95, 10, 1.8124611}, {.025, 4, -2.7764451}, {.975, 1e6, 1.9599664},
	} {
		near(t, "t quantile", TQuantile(v.q, v.df), v.want, 1e-5)
	}
	near(t, "t of 2 with 5", TCDF(2, 5), 0.9490303, 1e-6)
	for z, want := range map[float64]float64{0: .5, 1: .8413447, -1.959964: .025, 3: .9986501} {
		near(t, "normal", NormalCDF(z), want, 1e-6)
	}
	if p := NormalCDF(40); p < 1-1e-11 {
		t.Errorf("far out it is %g", p)
	}
}

// Environments that differ make the interval of requests as if independent far
// too narrow; that over environments holds.
func TestQuantileIntervalOverClusters(t *testing.T) {
	const trials = 300
	truth := 50000 * dist.Exp(dist.Probit(.9)*math.Hypot(.2, .4))
	in, narrow := 0, 0
	for k := range uint64(trials) {
		s := clustered(k, 7, 40, 60, .2, .4)
		i, ok := s.QuantileInterval(.9)
		if !ok {
			t.Fatal("no interval")
		}
		if i.Contains(truth) {
			in++
		}
		lo, hi, _, _ := QuantileRanks(s.N(), .9, .95)
		if r := s.Ranked(); r.at(lo) <= truth && truth <= r.at(hi) {
			narrow++
		}
	}
	if least := trials*.95 - 3*math.Sqrt(trials*.95*.05); float64(in) < least {
		t.Errorf("%d of %d hold the quantile, want at least %.0f", in, trials, least)
	}
	if narrow > trials*85/100 {
		t.Errorf("as if independent %d of %d hold: the sample is not clustered", narrow, trials)
	}
}

func TestQuantileIntervalNeedsClusters(t *testing.T) {
	one := Cluster{Values: []int64{1, 2}, Counts: []uint64{500, 500}, Apart: []uint64{0, 1}}
	for name, s := range map[string]Sample{
		"nothing": {}, "one cluster": {Strata: [][]Cluster{{one}}}, "one in each stratum": {Strata: [][]Cluster{{one}, {one}}},
		"too few values": {Strata: [][]Cluster{{{Values: []int64{1}, Counts: []uint64{2}}, {Values: []int64{1}, Counts: []uint64{2}}}}},
	} {
		if i, ok := s.QuantileInterval(.5); ok {
			t.Errorf("%s has the interval %v", name, i)
		}
	}
	s := Sample{Strata: [][]Cluster{{one, one}}}
	if i, ok := s.QuantileInterval(.25); !ok || i != (Interval{1, 1}) {
		t.Errorf("two equal clusters: %v, %v", i, ok)
	}
	alone := Sample{Strata: [][]Cluster{{{Values: []int64{5}, Counts: []uint64{1}, Apart: []uint64{1}}, one}}}
	if w := alone.Without(); w.N() != 999 || w.Clusters() != 1 {
		t.Errorf("without what stands apart: %+v", w)
	}
}
