package pace

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const ms = int64(time.Millisecond)

func even(d time.Duration, rate float64) Phase { return Phase{For: d, From: rate, To: rate} }

func ramp(d time.Duration, from, to float64) Phase { return Phase{For: d, From: from, To: to} }

func poisson(d time.Duration, from, to float64) Phase {
	return Phase{For: d, From: from, To: to, Arrival: Poisson}
}

func all(t testing.TB, s *Schedule) []Due {
	t.Helper()
	var dues []Due
	for d, ok := s.Next(); ok; d, ok = s.Next() {
		if d.N != uint64(len(dues)) {
			t.Fatalf("arrival %d is numbered %d", len(dues), d.N)
		}
		if n := len(dues); n > 0 && d.At < dues[n-1].At {
			t.Fatalf("arrival %d is due at %d, before the last one at %d", n, d.At, dues[n-1].At)
		}
		dues = append(dues, d)
		if len(dues) > 5_000_000 {
			t.Fatal("the schedule does not end")
		}
	}
	if d, ok := s.Next(); ok {
		t.Fatalf("after its end the schedule gave %v", d)
	}
	return dues
}

func times(dues []Due) []int64 {
	at := make([]int64, len(dues))
	for i, d := range dues {
		at[i] = d.At
	}
	return at
}

func TestDueTimes(t *testing.T) {
	tests := []struct {
		name   string
		warmup time.Duration
		phases []Phase
		want   []int64
	}{
		{"nothing", 0, nil, nil},
		{"no rate", 0, []Phase{even(time.Hour, 0)}, nil},
		{"even", 0, []Phase{even(500*time.Millisecond, 10)}, []int64{0, 100 * ms, 200 * ms, 300 * ms, 400 * ms}},
		{"a third of a second", 0, []Phase{even(time.Second, 3)}, []int64{0, 333333333, 666666667}},
		{"fractions are carried on", 0, []Phase{even(150*time.Millisecond, 10), even(250*time.Millisecond, 10)},
			[]int64{0, 100 * ms, 200 * ms, 300 * ms}},
		{"half an arrival at 10/s and half at 5/s", 0, []Phase{even(150*time.Millisecond, 10), even(300*time.Millisecond, 5)},
			[]int64{0, 100 * ms, 250 * ms}},
		{"a pause keeps the fraction", 0, []Phase{even(150*time.Millisecond, 10), even(time.Second, 0), even(100*time.Millisecond, 10)},
			[]int64{0, 100 * ms, 1200 * ms}},
		{"warm-up at the first rate", 200 * time.Millisecond, []Phase{even(200*time.Millisecond, 10)},
			[]int64{-200 * ms, -100 * ms, 0, 100 * ms}},
		{"warm-up before a ramp", 200 * time.Millisecond, []Phase{ramp(400*time.Millisecond, 10, 30)},
			[]int64{-200 * ms, -100 * ms, 0, 82842712, 146410162, 200 * ms, 247213595, 289897949, 329150262, 365685425}},
		{"ramp from nothing", 0, []Phase{ramp(2*time.Second, 0, 4)}, []int64{0, 1000 * ms, 1414213562, 1732050808}},
		{"ramp to nothing", 0, []Phase{ramp(2*time.Second, 4, 0)}, []int64{0, 267949192, 585786438, 1000 * ms}},
		{"sparse", 0, []Phase{even(30*time.Minute, 1.0/600)}, []int64{0, 600e9, 1200e9}},
	}
	for _, tt := range tests {
		if got := times(all(t, New(1, 1, tt.warmup, tt.phases))); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %v\nwant %v", tt.name, got, tt.want)
		}
	}
}

func TestPhasesAndWarmupAreMarked(t *testing.T) {
	dues := all(t, New(1, 1, 200*time.Millisecond, []Phase{even(200*time.Millisecond, 10), even(0, 10), ramp(time.Second, 10, 20)}))
	for _, d := range dues {
		phase := 0
		if d.At >= 200*ms {
			phase = 2
		}
		if d.Phase != phase || d.Warmup != (d.At < 0) {
			t.Errorf("%+v: want phase %d, warm-up %v", d, phase, d.At < 0)
		}
	}
	if len(dues) != 19 {
		t.Errorf("%d arrivals, want 2 in the warm-up and 17 after it", len(dues))
	}
}

// A rate that divides the time leaves as many arrivals as their product says,
// whatever the rounding of its reciprocal.
func TestEvenCountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := rapid.IntRange(1, 500).Draw(t, "count")
		seconds := rapid.IntRange(1, 7200).Draw(t, "seconds")
		p := even(time.Duration(seconds)*time.Second, float64(count)/float64(seconds))
		s := New(1, 1, 0, []Phase{p})
		n := 0
		for _, ok := s.Next(); ok; _, ok = s.Next() {
			n++
		}
		if n != count {
			t.Errorf("%d arrivals at %v/s in %d s, want %d", n, p.From, seconds, count)
		}
	})
}

func TestSplittingAPhaseChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Phase{
			For:     time.Duration(rapid.Int64Range(1e6, 60e9).Draw(t, "for")),
			From:    rapid.Float64Range(0, 50).Draw(t, "from"),
			To:      rapid.Float64Range(0, 50).Draw(t, "to"),
			Arrival: rapid.SampledFrom([]Kind{Uniform, Poisson}).Draw(t, "kind"),
		}
		cut := time.Duration(rapid.Int64Range(1, int64(p.For)-1).Draw(t, "cut"))
		a, b := p, p
		a.For, a.To = cut, p.rate(cut)
		b.For, b.From = p.For-cut, a.To
		whole, split := New(7, 3, 0, []Phase{p}), New(7, 3, 0, []Phase{a, b})
		for {
			w, more := whole.Next()
			s, ok := split.Next()
			if atEnd := int64(p.For) - 10; more != ok && w.At < atEnd && s.At < atEnd {
				t.Fatalf("one ends at arrival %d, the other does not", w.N)
			}
			if !more || !ok {
				return
			}
			// Near a rate of zero a digit of the integral is many of the time.
			if d := w.At - s.At; d < -2000 || d > 2000 {
				t.Fatalf("arrival %d is due at %d, at %d when split", w.N, w.At, s.At)
			}
		}
	})
}

func TestCountIsTheAreaUnderTheRate(t *testing.T) {
	onoff := Phase{For: 10 * time.Second, From: 8, To: 8, Arrival: OnOff, On: time.Second, Off: 3 * time.Second}
	tests := []struct {
		name   string
		warmup time.Duration
		phases []Phase
		want   float64
	}{
		{"none", time.Second, nil, 0},
		{"even", 0, []Phase{even(8*time.Second, 100)}, 800},
		{"ramp and even", 0, []Phase{ramp(4*time.Second, 50, 100), even(4*time.Second, 100)}, 700},
		{"warm-up", time.Second, []Phase{ramp(4*time.Second, 50, 100)}, 350},
		{"sparse for a year", 0, []Phase{poisson(365*24*time.Hour, 1.0/600, 1.0/600)}, 52560},
		{"on for 1, off for 3", 0, []Phase{onoff}, 24}, // on at 0, 4 and 8 s
	}
	for _, tt := range tests {
		if got := Count(tt.warmup, tt.phases); math.Abs(got-tt.want) > 1e-9*tt.want {
			t.Errorf("%s: %v arrivals expected, want %v", tt.name, got, tt.want)
		}
	}
}

func TestPoissonCountsScatterAsTheyShould(t *testing.T) {
	phases := []Phase{poisson(20*time.Second, 5, 5), poisson(20*time.Second, 5, 15), poisson(10*time.Second, 15, 0)}
	mean, runs := Count(0, phases), 400
	sum, squares := 0.0, 0.0
	for id := range runs {
		n := float64(len(all(t, New(1, uint64(id), 0, phases))))
		sum, squares = sum+n, squares+(n-mean)*(n-mean)
	}
	if z := (sum/float64(runs) - mean) / math.Sqrt(mean/float64(runs)); math.Abs(z) > 4 {
		t.Errorf("%.1f arrivals a run, want %.1f: z = %.1f", sum/float64(runs), mean, z)
	}
	// The variance of the count is its mean; its estimate has a relative
	// error of sqrt(2/runs).
	if ratio := squares / float64(runs) / mean; math.Abs(ratio-1) > 4*math.Sqrt(2/float64(runs)) {
		t.Errorf("the variance is %.2f times the mean", ratio)
	}
}

// Given their number, the integrals of the rate at Poisson arrivals are
// uniform: the Kolmogorov-Smirnov distance tells a wrong inverse at once.
func TestPoissonArrivalsFollowTheRamp(t *testing.T) {
	for _, p := range []Phase{poisson(1000*time.Second, 0, 40), poisson(1000*time.Second, 40, 0), poisson(1000*time.Second, 20, 20)} {
		dues := all(t, New(5, 5, 0, []Phase{p}))
		worst := 0.0
		for i, d := range dues {
			s := float64(d.At) / 1e9
			x := (p.From*s + (p.To-p.From)*s*s/2000) / 20000
			worst = max(worst, math.Abs(x-(float64(i)+0.5)/float64(len(dues))))
		}
		if limit := 1.95 / math.Sqrt(float64(len(dues))); len(dues) < 19000 || worst > limit { // 1 in 1,000
			t.Errorf("%v to %v: distance %.4f over %d arrivals, allowed %.4f", p.From, p.To, worst, len(dues), limit)
		}
	}
}

func TestPoissonGapsAreExponential(t *testing.T) {
	dues := all(t, New(2, 9, 0, []Phase{poisson(2000*time.Second, 10, 10)}))
	longer := 0
	for i := 1; i < len(dues); i++ {
		if dues[i].At-dues[i-1].At > 200*ms {
			longer++
		}
	}
	share, want := float64(longer)/float64(len(dues)), math.Exp(-2)
	if sd := math.Sqrt(want * (1 - want) / float64(len(dues))); math.Abs(share-want) > 4*sd {
		t.Errorf("%.4f of the gaps exceed twice the mean, want %.4f", share, want)
	}
}

func TestOnOffIsSilentWhenOff(t *testing.T) {
	p := Phase{For: 1000 * time.Second, From: 20, To: 60, Arrival: OnOff, On: 300 * time.Millisecond, Off: 700 * time.Millisecond}
	dues := all(t, New(1, 1, 0, []Phase{p}))
	for _, d := range dues {
		if d.At%(1000*ms) >= 300*ms {
			t.Fatalf("arrival %d is due at %v, when the source is off", d.N, time.Duration(d.At))
		}
	}
	mean := Count(0, []Phase{p})
	if math.Abs(mean-12000) > 10 {
		t.Errorf("%v arrivals expected, want about 12,000", mean)
	}
	if z := (float64(len(dues)) - mean) / math.Sqrt(mean); math.Abs(z) > 4 {
		t.Errorf("%d arrivals, want about %.0f", len(dues), mean)
	}
}

func TestOnOffStatesWithoutLength(t *testing.T) {
	tests := map[string]struct {
		on, off time.Duration
		want    float64
	}{"always on": {time.Second, 0, 100}, "never on": {0, time.Second, 0}, "neither": {0, 0, 100}}
	for name, tt := range tests {
		p := Phase{For: 10 * time.Second, From: 10, To: 10, Arrival: OnOff, On: tt.on, Off: tt.off}
		if got := Count(0, []Phase{p}); got != tt.want {
			t.Errorf("%s: %v arrivals expected, want %v", name, got, tt.want)
		}
	}
}

func TestSeedsAndIdsDrawIndependently(t *testing.T) {
	phases := []Phase{poisson(10*time.Second, 20, 20)}
	first := times(all(t, New(1, 1, time.Second, phases)))
	if !slices.Equal(first, times(all(t, New(1, 1, time.Second, phases)))) {
		t.Error("the same seed gave other arrivals")
	}
	for _, other := range []*Schedule{New(2, 1, time.Second, phases), New(1, 2, time.Second, phases)} {
		if slices.Equal(first, times(all(t, other))) {
			t.Error("another seed or id gave the same arrivals")
		}
	}
}

func TestLongSpansStayExact(t *testing.T) {
	const year = 365 * 24 * time.Hour
	s := New(1, 1, 0, []Phase{even(100*year, 1.0/3600)})
	var last Due
	n := 0
	for d, ok := s.Next(); ok; d, ok = s.Next() {
		last = d
		n++
	}
	if want := 100 * 365 * 24; n != want {
		t.Errorf("%d arrivals in a hundred years, want %d", n, want)
	}
	if want := int64(100*year - time.Hour); last.At < want-1000 || last.At > want+1000 {
		t.Errorf("the last one is due at %d, want %d", last.At, want)
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k, want := range map[Kind]string{Uniform: "uniform", Poisson: "poisson", OnOff: "onoff", Sine: "sine", Minute: "minute", Replay: "replay", Closed: "closed", 9: "kind?"} {
		if k.String() != want {
			t.Errorf("%d is %s, want %s", k, k, want)
		}
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	s := New(1, 1, 0, []Phase{{For: time.Hour, From: 100, To: 200, Arrival: OnOff, On: time.Second, Off: time.Second}})
	if n := testing.AllocsPerRun(1000, func() { s.Next() }); n != 0 {
		t.Errorf("%v allocations per arrival", n)
	}
}

func BenchmarkNext(b *testing.B) {
	for name, p := range map[string]Phase{"even": even(time.Hour, 1e6), "ramp": ramp(time.Hour, 0, 1e6), "poisson": poisson(time.Hour, 1e6, 2e6)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			s := New(1, 1, 0, []Phase{p})
			for b.Loop() {
				if _, ok := s.Next(); !ok {
					b.Fatal("the schedule ended")
				}
			}
		})
	}
}
