package metrics

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

var here = Scope{"111122223333", "us-east-1"}

func stat(t *testing.T, name string) Statistic {
	t.Helper()
	st, ok, _ := ParseStatistic(name)
	if !ok {
		t.Fatalf("no statistic %s", name)
	}
	return st
}

func TestParseStatistic(t *testing.T) {
	for name, want := range map[string][2]bool{
		"Average": {true, true}, "SampleCount": {true, true}, "p99": {true, true}, "p99.9": {true, true}, "p0": {true, true}, "p100": {true, true},
		"IQM": {false, true}, "tm90": {false, true}, "TM(10%:90%)": {false, true}, "PR(:300)": {false, true},
		"average": {}, "": {}, "p": {}, "p101": {}, "p-1": {}, "P99": {}, "p1e1": {}, "p0x1": {}, "pNaN": {}, "tm": {}, "tmx": {},
	} {
		if _, ok, known := ParseStatistic(name); ok != want[0] || known != want[1] {
			t.Errorf("%q: %v, %v", name, ok, known)
		}
	}
}

// Figures are those of the values, percentiles to 0.8 %, in whatever parts the
// values were gathered.
func TestStat(t *testing.T) {
	p := map[float64]Statistic{0: stat(t, "p0"), 0.5: stat(t, "p50"), 0.9: stat(t, "p90"), 0.99: stat(t, "p99"), 1: stat(t, "p100")}
	average := stat(t, "Average")
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 200).Draw(t, "values")
		parts := make([]Stat, rapid.IntRange(1, 4).Draw(t, "parts"))
		for i, v := range values {
			parts[i%len(parts)].Add(v, 1)
		}
		var all Stat
		for i := range parts {
			all.Merge(&parts[i])
		}
		slices.Sort(values)
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		if all.Count != float64(len(values)) || all.Min != values[0] || all.Max != values[len(values)-1] {
			t.Fatalf("%+v of %v", all, values)
		}
		if mean, _ := all.Value(average); math.Abs(mean-sum/float64(len(values))) > 1e-6 {
			t.Fatalf("mean %v", mean)
		}
		for q, st := range p {
			want := values[max(int(math.Ceil(q*float64(len(values))))-1, 0)]
			if got, ok := all.Value(st); !ok || math.Abs(got-want) > math.Abs(want)*0.008+1e-300 {
				t.Fatalf("%s of %v is %v, want %v", st, values, got, want)
			}
		}
	})
}

func TestStatisticSetHasNoPercentiles(t *testing.T) {
	set := Stat{Count: 10, Sum: 55, Min: 1, Max: 10}
	if _, ok := set.Value(stat(t, "p50")); ok {
		t.Error("a percentile of a statistic set")
	}
	if _, ok := (&Stat{}).Value(stat(t, "Sum")); ok {
		t.Error("a sum of nothing")
	}
	same := Stat{Count: 3, Sum: 6, Min: 2, Max: 2}
	if v, ok := same.Value(stat(t, "p50")); !ok || v != 2 {
		t.Errorf("p50 of equal values is %v", v)
	}
}

func TestPeriods(t *testing.T) {
	s := New()
	id := ID{Namespace: "N", Name: "m", Dimensions: []Dimension{{"b", "2"}, {"a", "1"}}}
	series := s.Series(here, id, "Count")
	for i := range int64(600) {
		series.Stat(6000+i, false).Add(1, 1)
	}
	sum := stat(t, "Sum")
	other := ID{Namespace: "N", Name: "m", Dimensions: []Dimension{{"a", "1"}, {"b", "2"}}} // the same
	for _, tt := range []struct {
		start, end, period int64
		points             int
		first              float64
	}{{6000, 6600, 60, 10, 60}, {6000, 6600, 300, 2, 300}, {6060, 6600, 300, 2, 300}, {6000, 6060, 60, 1, 60}, {0, 6000, 60, 0, 0}, {5940, 9999, 3600, 1, 600}} {
		points, units := s.Read(here, other, "", tt.start, tt.end, tt.period)
		if len(points) != tt.points {
			t.Errorf("%+v: %d points", tt, len(points))
		} else if len(points) > 0 {
			if v, _ := points[0].Value(sum); v != tt.first || !slices.Equal(units, []string{"Count"}) {
				t.Errorf("%+v: %v %v", tt, v, units)
			}
		}
	}
	if points, _ := s.Read(here, id, "Seconds", 0, 9999, 60); len(points) != 0 {
		t.Error("there are points of another unit")
	}
}

// Seconds become minutes after three hours, and everything goes after 15 days.
func TestAge(t *testing.T) {
	s := New()
	series := s.Series(here, ID{Namespace: "N", Name: "m"}, "None")
	const start = 1_000_020 // a whole minute
	for i := range int64(120) {
		series.Stat(start+i, true).Add(1, 1)
	}
	series.Stat(start+keptBySecond+300, true).Add(1, 1)
	if n := len(series.buckets); n != 3 || series.buckets[0].stat.Count != 60 {
		t.Errorf("%d buckets", n)
	}
	series.Stat(start+keptByMinute+600, false).Add(1, 1)
	if n := len(series.buckets); n != 2 {
		t.Errorf("%d buckets after 15 days", n)
	}
	series.Raise(start+keptByMinute+600, 5)
	series.Raise(start+keptByMinute+600, 3)
	if last := series.buckets[len(series.buckets)-1].stat; last.Max != 5 || last.Count != 1 {
		t.Errorf("raised to %+v", last)
	}
}

// What is long past keeps fewer values apart, and its sums.
func TestRoughen(t *testing.T) {
	s := New()
	series := s.Series(here, ID{Namespace: "N", Name: "m"}, "None")
	const n = 1000
	for i := range n {
		series.Stat(6000, false).Add(float64(i-n/2), 1)
	}
	for i := range int64(240) { // four hours
		series.Stat(6000+60*(i+1), false).Add(1, 1)
	}
	old := &series.buckets[0]
	p90, ok := old.stat.Value(stat(t, "p90"))
	if !old.rough || len(old.stat.bins) > 250 || old.stat.Count != n || !ok || math.Abs(p90-400) > 25 {
		t.Errorf("%d bins, %v values, p90 %v", len(old.stat.bins), old.stat.Count, p90)
	}
	if !series.buckets[59].rough || series.buckets[60].rough {
		t.Error("the wrong minutes are rough")
	}
}

func TestList(t *testing.T) {
	s := New()
	for i := range 10 {
		id := ID{Namespace: "N", Name: "m" + strconv.Itoa(i%2), Dimensions: []Dimension{{"d", strconv.Itoa(i)}}}
		s.Series(here, id, "None").Stat(int64(1000*i+61), false).Add(1, 1)
	}
	for _, tt := range []struct {
		filter Filter
		want   int
	}{{Filter{}, 10}, {Filter{Name: "m1"}, 5}, {Filter{Namespace: "X"}, 0}, {Filter{Dimensions: []Dimension{{"d", ""}}}, 10},
		{Filter{Dimensions: []Dimension{{"d", "3"}}}, 1}, {Filter{Dimensions: []Dimension{{"e", ""}}}, 0}, {Filter{Since: 4500}, 5}} {
		n, pages := 0, 0
		for after := ""; pages == 0 || after != ""; pages++ {
			var ids []ID
			ids, after = s.List(here, tt.filter, after, 3)
			n += len(ids)
		}
		if n != tt.want {
			t.Errorf("%+v: %d metrics", tt.filter, n)
		}
	}
	if ids, _ := s.List(Scope{}, Filter{}, "", 3); len(ids) != 0 {
		t.Error("another account has metrics")
	}
}

func TestRoomForMetrics(t *testing.T) {
	s := New()
	for i := range MaxMetrics {
		if s.Series(here, ID{Namespace: "N", Name: strconv.Itoa(i)}, "None") == nil {
			t.Fatalf("no room for metric %d", i)
		}
	}
	if s.Series(here, ID{Namespace: "N", Name: "more"}, "None") != nil || s.Series(here, ID{Namespace: "N", Name: "7"}, "None") == nil {
		t.Error("the bound does not hold")
	}
}
