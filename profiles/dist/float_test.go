package dist

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

const close = 1e-15 // relative; package math is good to about 2e-16

func relative(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Max(math.Abs(want), 0x1p-1000)
}

func TestLnAgreesWithMath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(0x1p-1020, 0x1p1000).Draw(t, "x")
		if e := relative(Ln(x), math.Log(x)); e > close {
			t.Fatalf("Ln(%v) = %v, math.Log %v: off by %v", x, Ln(x), math.Log(x), e)
		}
	})
	for i := range 4000 { // around 1, where the logarithm vanishes
		x := 1 + (float64(i)-2000)/2500
		if e := relative(Ln(x), math.Log(x)); e > close {
			t.Fatalf("Ln(%v) = %v, math.Log %v", x, Ln(x), math.Log(x))
		}
	}
}

func TestExpAgreesWithMath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-700, 700).Draw(t, "x")
		if e := relative(Exp(x), math.Exp(x)); e > close {
			t.Fatalf("Exp(%v) = %v, math.Exp %v: off by %v", x, Exp(x), math.Exp(x), e)
		}
	})
	for x, want := range map[float64]float64{0: 1, 1000: math.Inf(1), -1000: 0, 709: math.Exp(709), -708: math.Exp(-708)} {
		if e := relative(Exp(x), want); e > close {
			t.Errorf("Exp(%v) = %v, want %v", x, Exp(x), want)
		}
	}
}

func TestProbitInvertsTheNormalDistribution(t *testing.T) {
	check := func(p float64) {
		t.Helper()
		z := Probit(p)
		if back := math.Erfc(-z/math.Sqrt2) / 2; relative(back, p) > 1e-12 {
			t.Errorf("Probit(%v) = %v, whose share is %v", p, z, back)
		}
	}
	for i := 1; i < 2000; i++ {
		check(float64(i) / 2000)
	}
	for e := -1.0; e > -50; e-- {
		check(math.Exp2(e))
	}
	for p, want := range map[float64]float64{0.5: 0, 0.99: z99, 0.975: 1.959963984540054, 0x1p-53: -8.209536151601387} {
		if got := Probit(p); math.Abs(got-want) > 1e-12 {
			t.Errorf("Probit(%v) = %v, want %v", p, got, want)
		}
		if got := Probit(1 - p); p > 1e-9 && math.Abs(got+want) > 1e-12 {
			t.Errorf("Probit(1-%v) = %v, want %v", p, got, -want)
		}
	}
}

// These bits were computed on amd64. Another processor that differs in one of
// them would give other times for the same seed.
func TestBitsAreTheSameOnEveryMachine(t *testing.T) {
	var sum uint64
	for i := range uint64(10_000) {
		u := U(1, StreamDuration, i, 0)
		for _, f := range []float64{Ln(u), Exp(40 * (u - 0.5)), Probit(u)} {
			sum = mix(sum ^ math.Float64bits(f))
		}
	}
	if sum != 0x2e6c805a891e081b {
		t.Errorf("the bits of Ln, Exp and Probit hash to %#x", sum)
	}
}

// The tables say what the algorithm behind them does.
func TestProbitTables(t *testing.T) {
	for i := range uint64(200_000) {
		p := U(1, StreamDuration, i, 0)
		if i%4 == 0 {
			p *= 0x1p-10 // the tail
		}
		if got, want := Probit(p), wichura(p); math.Abs(got-want) > 4e-15*math.Max(1, math.Abs(want)) {
			t.Fatalf("Probit(%v) = %v, want %v", p, got, want)
		}
	}
}

func BenchmarkQuantiles(b *testing.B) {
	for name, d := range map[string]Dist{
		"lognormal":   Must(LognormalSigma(1e9, 0.5)),
		"exponential": Must(Exponential(1e9)),
	} {
		b.Run(name, func(b *testing.B) {
			sum := int64(0)
			for i := range uint64(b.N) {
				sum += d.Draw(1, StreamDuration, i, 0)
			}
			if sum == 0 {
				b.Fatal("nothing was drawn")
			}
		})
	}
}
