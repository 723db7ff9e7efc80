package pace

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func sine(d time.Duration, mean, amp float64, period, shift time.Duration) Phase {
	return Phase{For: d, From: mean, To: mean, Arrival: Sine, Amp: amp, Period: period, Shift: shift}
}

func onMinute(d time.Duration, rate float64, spread time.Duration) Phase {
	return Phase{For: d, From: rate, To: rate, Arrival: Minute, Spread: spread}
}

func TestSineHasItsMeanOverWholePeriods(t *testing.T) {
	tests := []struct {
		name string
		p    Phase
		want float64
	}{
		{"one period", sine(time.Hour, 10, 8, time.Hour, 0), 36000},
		{"three periods, begun in the middle", sine(3*time.Hour, 10, 10, time.Hour, 17*time.Minute), 108000},
		{"its upper half", sine(30*time.Minute, 10, 8, time.Hour, 0), 18000 + 8*3600/math.Pi},
		{"its lower half", sine(30*time.Minute, 10, 8, time.Hour, 30*time.Minute), 18000 - 8*3600/math.Pi},
		{"no wave", sine(time.Hour, 10, 0, time.Minute, 0), 36000},
		{"a period of nothing", sine(time.Hour, 10, 8, 0, 0), 36000},
	}
	for _, tt := range tests {
		if got := Count(0, []Phase{tt.p}); math.Abs(got-tt.want) > 0.0005*tt.want {
			t.Errorf("%s: %v arrivals expected, want %v", tt.name, got, tt.want)
		}
	}
	if got := Count(0, []Phase{sine(24*time.Hour, 100, 80, 24*time.Hour, 5*time.Hour)}); math.Abs(got-8_640_000) > 1e-6 {
		t.Errorf("a day has %v arrivals, want 8,640,000", got)
	}
}

// Twelve times in a period the number of arrivals is that of the sine.
func TestSineArrivalsFollowTheWave(t *testing.T) {
	const mean, amp, periods = 20.0, 18.0, 50
	period := 600 * time.Second
	dues := all(t, New(3, 1, 0, []Phase{sine(periods*period, mean, amp, period, 0)}))
	var count [12]float64
	for _, d := range dues {
		count[d.At%int64(period)*12/int64(period)]++
	}
	for i, n := range count {
		a, b := 2*math.Pi*float64(i)/12, 2*math.Pi*float64(i+1)/12
		want := periods * (mean*50 + amp*600/(2*math.Pi)*(math.Cos(a)-math.Cos(b)))
		if z := (n - want) / math.Sqrt(want); math.Abs(z) > 4 {
			t.Errorf("twelfth %d: %v arrivals, want about %.0f, z = %.1f", i, n, want, z)
		}
	}
}

func TestSineWarmsUpAtItsFirstRate(t *testing.T) {
	p := sine(time.Hour, 10, 10, time.Hour, 45*time.Minute) // the trough
	if got := Count(10*time.Second, []Phase{p}) - Count(0, []Phase{p}); math.Abs(got) > 1e-9 {
		t.Errorf("%v arrivals in the warm-up at the trough, want none", got)
	}
	p.Shift = 15 * time.Minute // the crest
	if got := Count(10*time.Second, []Phase{p}) - Count(0, []Phase{p}); math.Abs(got-200) > 1e-6 {
		t.Errorf("%v arrivals in the warm-up at the crest, want 200", got)
	}
}

func TestMinuteBursts(t *testing.T) {
	minutes := func(at ...int64) []int64 {
		for i := range at {
			at[i] *= 60e9
		}
		return at
	}
	tests := []struct {
		name   string
		warmup time.Duration
		phases []Phase
		want   []int64
	}{
		{"two a minute", 0, []Phase{onMinute(3*time.Minute, 2.0/60, 0)}, minutes(0, 0, 1, 1, 2, 2)},
		{"one every second minute", 0, []Phase{onMinute(5*time.Minute, 0.5/60, 0)}, minutes(0, 2, 4)},
		{"one in ten minutes", 0, []Phase{onMinute(30*time.Minute, 1.0/600, 0)}, minutes(0, 10, 20)},
		{"begun between two minutes", 0, []Phase{even(90*time.Second, 0), onMinute(2*time.Minute, 1.0/60, 0)}, minutes(2, 3)},
		{"too short for a minute", 0, []Phase{even(time.Second, 0), onMinute(59*time.Second, 1, 0)}, minutes()},
		{"warm-up without a minute", 30 * time.Second, []Phase{onMinute(time.Minute, 1.0/60, 0)}, minutes(0)},
		{"warm-up of two minutes", 2 * time.Minute, []Phase{onMinute(time.Minute, 1.0/60, 0)}, minutes(-2, -1, 0)},
	}
	for _, tt := range tests {
		s := New(1, 1, tt.warmup, tt.phases)
		if got := times(all(t, s)); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %v\nwant %v", tt.name, got, tt.want)
		}
	}
}

// Whatever the spread, a minute has its arrivals, and they lie anywhere in it.
func TestMinuteSpreadIsUniform(t *testing.T) {
	const minutes, each = 200, 100
	for _, spread := range []time.Duration{time.Second, 7 * time.Second, time.Minute} {
		dues := all(t, New(1, 1, 0, []Phase{onMinute(minutes*time.Minute, each/60.0, spread)}))
		if len(dues) != minutes*each {
			t.Errorf("spread %v: %d arrivals, want %d", spread, len(dues), minutes*each)
		}
		var cells [10]float64
		for i, d := range dues {
			into := d.At - int64(i/each)*int64(time.Minute)
			if into < 0 || into >= int64(spread) {
				t.Fatalf("spread %v: arrival %d lies %v after its minute", spread, i, time.Duration(into))
			}
			cells[into*10/int64(spread)]++
		}
		chi := 0.0
		for _, n := range cells {
			chi += (n - minutes*each/10) * (n - minutes*each/10) / (minutes * each / 10)
		}
		if chi > 33 { // 9 degrees of freedom: 1 in 10,000
			t.Errorf("spread %v: %v, chi-square %.1f", spread, cells, chi)
		}
	}
}

// Counts that are given stay what they are next to a Poisson process.
func TestFixedNumbersKeepTheirNumber(t *testing.T) {
	for id := range uint64(200) {
		phases := []Phase{poisson(90*time.Second, 1, 1), onMinute(4*time.Minute, 3.0/60, 20*time.Second), poisson(90*time.Second, 1, 1)}
		n := 0
		for _, d := range all(t, New(1, id, 0, phases)) {
			if d.Phase == 1 {
				n++
			}
		}
		if n != 12 {
			t.Fatalf("id %d: %d arrivals on four minutes, want 12", id, n)
		}
	}
}

// anyPhase draws a phase of any kind.
func anyPhase(t *rapid.T) Phase {
	second := func(label string, most int64) time.Duration {
		return time.Duration(rapid.Int64Range(100, most*1000).Draw(t, label)) * time.Millisecond
	}
	p := Phase{For: second("for", 600), From: rapid.Float64Range(0, 20).Draw(t, "rate")}
	p.To, p.Arrival = p.From, rapid.SampledFrom([]Kind{Uniform, Poisson, OnOff, Sine, Minute}).Draw(t, "kind")
	switch p.Arrival {
	case Uniform, Poisson:
		p.To = rapid.Float64Range(0, 20).Draw(t, "to")
	case OnOff:
		p.On, p.Off = second("on", 60), second("off", 60)
	case Sine:
		p.Amp, p.Period, p.Shift = rapid.Float64Range(0, p.From).Draw(t, "amp"), second("period", 900), second("shift", 2000)
	case Minute:
		p.Spread = second("spread", 60)
	}
	return p
}

// A schedule of any kinds gives about the number that it says, in order, the
// same when asked again, and inside of its phases.
func TestAnySchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		phases := rapid.SliceOfN(rapid.Custom(anyPhase), 1, 4).Draw(t, "phases")
		warmup := time.Duration(rapid.Int64Range(0, 90e9).Draw(t, "warmup"))
		seed := rapid.Uint64().Draw(t, "seed")
		one, two := New(seed, 1, warmup, phases), New(seed, 1, warmup, phases)
		ends := []int64{0}
		for _, p := range phases {
			ends = append(ends, ends[len(ends)-1]+int64(p.For))
		}
		last, n := -int64(warmup), 0.0
		for d, ok := one.Next(); ok; d, ok = one.Next() {
			if again, _ := two.Next(); again != d {
				t.Fatalf("%v, and %v when asked again", d, again)
			}
			if d.At < last || d.At >= ends[len(ends)-1] || d.Warmup != (d.At < 0) {
				t.Fatalf("%v after %d, in a schedule that ends at %d", d, last, ends[len(ends)-1])
			}
			if !d.Warmup && (d.At < ends[d.Phase] || d.At >= ends[d.Phase+1]) {
				t.Fatalf("%v is outside of its phase, %d to %d", d, ends[d.Phase], ends[d.Phase+1])
			}
			last = d.At
			n++
		}
		// Six standard deviations, and a part of an arrival at each boundary.
		if mean := Count(warmup, phases); math.Abs(n-mean) > 6*math.Sqrt(mean)+float64(2*len(phases)+1) {
			t.Fatalf("%v arrivals, %v expected", n, mean)
		}
	})
}

func TestNoKindAllocates(t *testing.T) {
	for _, p := range []Phase{sine(time.Hour, 100, 50, time.Minute, 0), onMinute(time.Hour, 100, time.Second), poisson(time.Hour, 100, 200)} {
		s := New(1, 1, 0, []Phase{p})
		if n := testing.AllocsPerRun(1000, func() { s.Next() }); n != 0 {
			t.Errorf("%v: %v allocations per arrival", p.Arrival, n)
		}
	}
}

// A closed phase hands out arrivals until it is left, and the phases after it
// begin as if nothing had been before.
func TestClosedPhases(t *testing.T) {
	closed := Phase{For: time.Second, Arrival: Closed}
	for _, after := range []Phase{even(time.Second, 2), poisson(time.Second, 50, 50), onMinute(2*time.Minute, 1, 0)} {
		s := New(1, 1, time.Second, []Phase{closed, after})
		for n := range uint64(4) {
			want := Due{N: n, At: -1e9, Warmup: true, Closed: true, Until: 0}
			if n >= 2 { // two in the warm-up
				want = Due{N: n, At: 0, Closed: true, Until: 1e9}
			}
			if d, ok := s.Next(); d != want || !ok {
				t.Errorf("%v, want %v", d, want)
			}
			if n == 1 {
				s.Next()
				s.Leave()
			}
		}
		s.Next()
		s.Leave()
		s.Leave() // there is nothing left to leave
		d, ok := s.Next()
		if !ok || d.N != 4 || d.Phase != 1 || d.At < 1e9 || d.Closed || after.Arrival == Uniform && d.At != 1e9 {
			t.Errorf("after it: %v %v", d, ok)
		}
	}
	s := New(1, 1, 0, []Phase{closed})
	s.Next()
	s.Leave()
	if d, ok := s.Next(); ok {
		t.Errorf("after the end: %v", d)
	}
	if n := Count(0, []Phase{closed, even(time.Second, 2)}); n != 2 {
		t.Errorf("%v arrivals are known, want 2", n)
	}
}

// A wave that is taken up where it was left goes on as if it had not been, and
// so do bursts on the minute.
func TestResumingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minutes := rapid.IntRange(2, 20).Draw(t, "minutes")
		rate := rapid.Float64Range(0.1, 20).Draw(t, "rate")
		cut := time.Duration(rapid.IntRange(1, minutes-1).Draw(t, "cut")) * time.Minute
		whole := onMinute(time.Duration(minutes)*time.Minute, rate, 30*time.Second)
		if rapid.Bool().Draw(t, "sine") {
			cut += time.Duration(rapid.Int64Range(-30e9, 30e9).Draw(t, "more"))
			period := time.Duration(rapid.Int64Range(10e9, 1000e9).Draw(t, "period"))
			whole = sine(whole.For, rate, rate*0.9, period, time.Duration(rapid.Int64Range(0, 2000e9).Draw(t, "shift")))
		}
		first, rest := whole, whole
		first.For, rest.For = cut, whole.For-cut
		rest.Shift += cut
		one, two := New(3, 1, 0, []Phase{whole}), New(3, 1, 0, []Phase{first, rest})
		for {
			a, more := one.Next()
			b, ok := two.Next()
			if more != ok && a.At < int64(whole.For)-10_000 && b.At < int64(whole.For)-10_000 {
				t.Fatalf("one ends at arrival %d, the other does not", a.N)
			}
			if !more || !ok {
				return
			}
			if d := a.At - b.At; d < -10_000 || d > 10_000 {
				t.Fatalf("arrival %d is due at %d, at %d when resumed", a.N, a.At, b.At)
			}
		}
	})
}
