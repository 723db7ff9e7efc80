package tally

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"squall/analyze/stats"
	"squall/attack/hit"
)

// A histogram says what the raw values say, to three digits.
func TestTimesAgainstRaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Int64Range(0, 900_000_000_000), 1, 300).Draw(t, "ns")
		cut := rapid.IntRange(0, len(raw)).Draw(t, "cut")
		var a, b Times
		us := make([]int64, len(raw))
		sum := int64(0)
		for i, ns := range raw {
			us[i] = (ns + 500) / 1000
			sum += us[i]
			if i < cut {
				a.Add(ns)
			} else {
				b.Add(ns)
			}
		}
		a.Merge(&b)
		slices.Sort(us)
		if a.N() != uint64(len(us)) || a.Max() != us[len(us)-1] || a.Clamped != 0 {
			t.Fatalf("n=%d max=%d clamped=%d, want %d, %d, 0", a.N(), a.Max(), a.Clamped, len(us), us[len(us)-1])
		}
		if want := float64(sum) / float64(len(us)); math.Abs(a.Mean()-want) > 1e-9*want {
			t.Fatalf("mean %g, want %g", a.Mean(), want)
		}
		for _, p := range []float64{0.01, .5, .9, .99, .999} {
			want := us[stats.Rank(uint64(len(us)), p)-1]
			if got := a.Quantile(p); got < want || float64(got-want) > 0.001*float64(want) {
				t.Fatalf("p=%g: %d, want %d", p, got, want)
			}
		}
	})
}

// The histogram is the one of the HDR library.
func TestTimesAgainstTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var x Times
		want := hdrhistogram.NewPacked(lowest, highest, digits)
		for _, us := range rapid.SliceOfN(rapid.Int64Range(0, highest), 1, 200).Draw(t, "us") {
			x.Add(us * 1000)
			if err := want.RecordValue(us); err != nil {
				t.Fatal(err)
			}
			if us%3 == 0 {
				x.Quantile(.5) // looking in between must not matter
			}
		}
		text, err := want.EncodeV2()
		if err != nil {
			t.Fatal(err)
		}
		if x.HDR() != string(text) || x.N() != uint64(want.TotalCount()) {
			t.Fatalf("n=%d, want %d\n%s\n%s", x.N(), want.TotalCount(), x.HDR(), text)
		}
	})
}

func TestBuckets(t *testing.T) {
	last := -1
	for _, us := range []int64{0, 1, 2047, 2048, 2050, 4095, 4096, 1 << 20, 1<<20 + 1024, highest} {
		i := bucketIndex(us)
		if low := bucketLow(i); low > us || bucketIndex(low) != i || i <= last {
			t.Errorf("%d us is in bucket %d, which begins at %d", us, i, low)
		}
		last = i
	}
}

func TestTimesClamp(t *testing.T) {
	var x Times
	for _, ns := range []int64{-1, -5_000_000, 0, 1_000_000_000_000, 1_000_000_001_000} {
		x.Add(ns)
	}
	if x.N() != 5 || x.Clamped != 3 || x.Max() != 1_000_000_000 || x.Quantile(0.01) != 0 {
		t.Errorf("n=%d clamped=%d max=%d min=%d", x.N(), x.Clamped, x.Max(), x.Quantile(0.01))
	}
}

func TestTimesHDR(t *testing.T) {
	var x Times
	if x.HDR() != "" {
		t.Error("an empty sample has a histogram")
	}
	for i := range int64(1000) {
		x.Add((i + 1) * 1_000_000)
	}
	h, err := hdrhistogram.Decode([]byte(x.HDR()))
	if err != nil {
		t.Fatal(err)
	}
	if h.TotalCount() != 1000 || h.ValueAtQuantile(99) != x.Quantile(.99) {
		t.Errorf("decoded n=%d p99=%d, want 1000, %d", h.TotalCount(), h.ValueAtQuantile(99), x.Quantile(.99))
	}
}

func TestTimesIntervals(t *testing.T) {
	var x Times
	for i := range int64(367) {
		x.Add(i * 1_000_000)
	}
	if _, ok := x.QuantileInterval(.99); ok {
		t.Error("367 times have an interval of p99")
	}
	x.Add(367_000_000)
	i, ok := x.QuantileInterval(.99)
	if !ok || !i.Contains(float64(x.Quantile(.99))) {
		t.Errorf("interval %+v ok=%v does not hold p99 %d", i, ok, x.Quantile(.99))
	}
	m, ok := x.MeanInterval()
	if !ok || !m.Contains(x.Mean()) || m.Hi-m.Lo < 21_000 || m.Hi-m.Lo > 22_500 {
		t.Errorf("interval of the mean %+v ok=%v", m, ok)
	}
}

// An interval of order statistics holds those of the raw values: a bucket
// widens it and never narrows it.
func TestIntervalIsNotNarrowed(t *testing.T) {
	var x Times
	us := make([]int64, 1000)
	for i := range us {
		us[i] = 1_000_000 + 37*int64(i)
		x.Add(us[i] * 1000)
	}
	lo, hi, _, _ := stats.QuantileRanks(1000, .5, .95)
	a, b := float64(us[lo-1]), float64(us[hi-1])
	i, ok := x.QuantileInterval(.5)
	if !ok || i.Lo > a || i.Hi < b || i.Lo < .999*a || i.Hi > 1.001*b {
		t.Errorf("interval %+v ok=%v, of the raw values [%g, %g]", i, ok, a, b)
	}
}

func TestMeanOfScatteredTimes(t *testing.T) {
	var x Times
	for range 29 {
		x.Add(1_000_000)
	}
	x.Add(900_000_000_000)
	if i, ok := x.MeanInterval(); !ok || i.Lo != 0 || !i.Contains(x.Mean()) {
		t.Errorf("interval of the mean %+v ok=%v", i, ok)
	}
}

func TestSketch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		us := rapid.Int64Range(0, highest).Draw(t, "us")
		b := bucketOf(us)
		if m := middle(b); bucketOf(m) != b || math.Abs(float64(m-us)) > 0.002*float64(us)+0.5 {
			t.Fatalf("%d us is kept as %d", us, m)
		}
		if us > 0 && bucketOf(us-1) > b {
			t.Fatalf("bucket of %d lies above that of %d", us-1, us)
		}
	})
}

func TestWindowsAreBounded(t *testing.T) {
	var c clusters
	for i := range int64(50_000) {
		c.add(i*1e9, 5e3)
	}
	list, n := c.list(), uint64(0)
	for _, cl := range list {
		for _, k := range cl.Counts {
			n += k
		}
	}
	if len(list) > maxWindows || len(list) < maxWindows/2 || n != 50_000 {
		t.Errorf("%d windows hold %d times", len(list), n)
	}
}

// However many times of an environment come, each is counted in its bucket.
func TestSketchCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Sketch
		want := map[int64]uint64{}
		spread := rapid.Int64Range(1, 1000).Draw(t, "spread")
		for _, us := range rapid.SliceOfN(rapid.Int64Range(0, 1000), 0, 400).Draw(t, "us") {
			s.add(us * spread)
			want[middle(bucketOf(us*spread))]++
		}
		got := s.cluster()
		if len(got.Values) != len(want) || !slices.IsSorted(got.Values) {
			t.Fatalf("%d buckets, want %d: %v", len(got.Values), len(want), got.Values)
		}
		for i, v := range got.Values {
			if got.Counts[i] != want[v] {
				t.Fatalf("%d times of %d us, want %d", got.Counts[i], v, want[v])
			}
		}
	})
}

// Environments beyond the number that have a sketch of their own share them:
// each time stays with its environment, and every environment is known.
func TestEnvironmentsAreGrouped(t *testing.T) {
	for _, c := range []struct{ groups, clusters int }{{0, DefaultGroups}, {50, 50}, {1, 1}, {-1, 0}} {
		cell := NewCell(c.groups)
		const environments = 20_000
		for round := range int64(2) {
			for e := range int64(environments) {
				cell.Add(&hit.Hit{Environment: fmt.Sprint("env-", e), Done: 1e6 * (1 + e%100), Due: 0, Start: hit.Warm, N: uint64(round)}, false)
			}
		}
		if n := cell.Environments(); n != environments {
			t.Errorf("groups %d: %d environments, want %d", c.groups, n, environments)
		}
		strata := cell.Strata()
		if c.clusters == 0 {
			if len(strata) != 0 {
				t.Error("a cell that is never drawn from keeps samples")
			}
			continue
		}
		n := uint64(0)
		for _, cl := range strata[0] {
			for _, k := range cl.Counts {
				n += k
			}
		}
		if len(strata[0]) != c.clusters || n != 2*environments {
			t.Errorf("groups %d: %d clusters hold %d times", c.groups, len(strata[0]), n)
		}
	}
}
