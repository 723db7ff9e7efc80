package dist

import (
	"math"
	"math/bits"
	"testing"
	"time"
)

func TestHashIsPinned(t *testing.T) {
	tests := []struct {
		seed        uint64
		s           Stream
		id, attempt uint64
		want        uint64
	}{
		{0, StreamDuration, 0, 0, 0x33fe8bd4f9c57863},
		{1, StreamDuration, 0, 0, 0xa385ef24fa6a992},
		{1, StreamBootstrap, 7, 3, 0xedbdfd13a6f283ee},
	}
	for _, tt := range tests {
		if got := Hash(tt.seed, tt.s, tt.id, tt.attempt); got != tt.want {
			t.Errorf("Hash(%d, %d, %d, %d) = %#x, want %#x; a seed would mean other draws than before", tt.seed, tt.s, tt.id, tt.attempt, got, tt.want)
		}
	}
}

// axes are the ways in which consecutive draws of a run differ.
var axes = map[string]func(i uint64) uint64{
	"id":      func(i uint64) uint64 { return Hash(1, StreamDuration, i, 0) },
	"attempt": func(i uint64) uint64 { return Hash(1, StreamDuration, 5, i) },
	"seed":    func(i uint64) uint64 { return Hash(i, StreamDuration, 5, 0) },
	"stream":  func(i uint64) uint64 { return Hash(i/uint64(Streams), Stream(i%uint64(Streams)), 5, 0) },
	"hashed":  func(i uint64) uint64 { return Hash(1, StreamDuration, Hash(1, StreamArrival, i, 0), 0) },
	"key":     func(i uint64) uint64 { return Key(string([]byte{byte(i), byte(i >> 8), byte(i >> 16)})) },
}

func TestDrawsAreUniform(t *testing.T) {
	const n, cells = 200_000, 100
	for name, draw := range axes {
		var count [cells]float64
		for i := range uint64(n) {
			count[int(Unit(draw(i))*cells)]++
		}
		chi := 0.0
		for _, c := range count {
			chi += (c - n/cells) * (c - n/cells) / (n / cells)
		}
		// 99 degrees of freedom: 46 to 174 leave out one run in 10^5.
		if chi < 46 || chi > 174 {
			t.Errorf("%s: chi-square %.1f, expected about 99", name, chi)
		}
	}
}

func TestNeighboursAreIndependent(t *testing.T) {
	const n = 200_000
	for name, draw := range axes {
		sum := 0.0
		for i := range uint64(n) {
			sum += (Unit(draw(i)) - 0.5) * (Unit(draw(i+1)) - 0.5)
		}
		// The product of two centred uniform draws has variance 1/144.
		if z := sum * 12 / math.Sqrt(n); math.Abs(z) > 4.5 {
			t.Errorf("%s: neighbours correlate, z = %.2f", name, z)
		}
	}
}

func TestEveryArgumentBitFlipsHalfOfTheBits(t *testing.T) {
	flip := map[string]func(id, bit uint64) uint64{
		"seed":    func(id, bit uint64) uint64 { return Hash(1^bit, StreamError, id, 2) },
		"id":      func(id, bit uint64) uint64 { return Hash(1, StreamError, id^bit, 2) },
		"attempt": func(id, bit uint64) uint64 { return Hash(1, StreamError, id, 2^bit) },
	}
	for name, f := range flip {
		for b := range 64 {
			flipped := 0
			for id := range uint64(400) {
				flipped += bits.OnesCount64(f(id, 1<<b) ^ Hash(1, StreamError, id, 2))
			}
			if share := float64(flipped) / (400 * 64); math.Abs(share-0.5) > 0.02 {
				t.Errorf("%s: bit %d flips %.3f of the output", name, b, share)
			}
		}
	}
}

func TestKeyCountsBoundaries(t *testing.T) {
	seen := map[uint64][]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"a"}, {"a", ""}, {"", "a"}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"c", "ab"}} {
		k := Key(parts...)
		if other, ok := seen[k]; ok {
			t.Errorf("Key(%q) = Key(%q)", parts, other)
		}
		seen[k] = parts
	}
}

func TestUnitNeverReachesItsEnds(t *testing.T) {
	if lo := Unit(0); lo != 0x1p-53 {
		t.Errorf("Unit(0) = %v", lo)
	}
	if hi := Unit(math.MaxUint64); hi != 1-0x1p-53 || hi >= 1 {
		t.Errorf("Unit(max) = %v", hi)
	}
}

func TestDrawsAreWholeMicroseconds(t *testing.T) {
	for name, d := range examples(t) {
		for i := range uint64(1000) {
			if ns := d.Draw(3, StreamInit, i, 0); ns%1000 != 0 || ns < 0 {
				t.Fatalf("%s: drew %d ns", name, ns)
			}
		}
	}
}

func TestDrawHasTheMean(t *testing.T) {
	const n = 400_000
	for name, d := range examples(t) {
		sum, squares := 0.0, 0.0
		for i := range uint64(n) {
			v := float64(d.Draw(3, StreamInit, i, 0))
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / n
		deviation := math.Sqrt(math.Max(0, squares/n-mean*mean)/n) + 1
		if z := (mean - float64(d.Mean())) / deviation; math.Abs(z) > 4.5 && name != "pareto" {
			t.Errorf("%s: mean of draws %v, Mean() %v, z = %.1f", name, time.Duration(mean), d.Mean(), z)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	ex := examples(b)
	for _, name := range []string{"constant", "exponential", "lognormal", "quantiles", "python3.13", "mixture"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			d, sum, id := ex[name], int64(0), uint64(0)
			for b.Loop() {
				sum += d.Draw(1, StreamDuration, id, 0)
				id++
			}
			_ = sum
		})
	}
}

func BenchmarkU(b *testing.B) {
	sum, id := 0.0, uint64(0)
	for b.Loop() {
		sum += U(1, StreamError, id, 0)
		id++
	}
	_ = sum
}

func TestDrawDoesNotAllocate(t *testing.T) {
	for name, d := range examples(t) {
		if n := testing.AllocsPerRun(100, func() { d.Draw(1, StreamDuration, 9, 1) }); n != 0 {
			t.Errorf("%s: %v allocations per draw", name, n)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Key("entry", "base") }); n != 0 {
		t.Errorf("Key: %v allocations", n)
	}
}
