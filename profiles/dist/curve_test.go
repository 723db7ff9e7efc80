package dist

import (
	"testing"
	"time"
)

// A prepared distribution gives the very times of one that is not, in the
// middle as far out as draws go, and hardly ever needs the exact function.
func TestPreparedDrawsAreTheSame(t *testing.T) {
	point := func(p float64, ms time.Duration) Point { return Point{P: p, D: ms * time.Millisecond} }
	for name, d := range map[string]Dist{
		"uniform":      Must(Uniform(300*time.Second, 420*time.Second)),
		"exponential":  Must(Exponential(100 * time.Millisecond)),
		"short":        Must(Exponential(300 * time.Nanosecond)),
		"lognormal":    Must(LognormalP99(40*time.Millisecond, 120*time.Millisecond)),
		"wide":         Must(LognormalSigma(40*time.Millisecond, 5)),
		"no spread":    Must(LognormalSigma(40*time.Millisecond, 0)),
		"years":        Must(LognormalSigma(5*365*24*time.Hour, 1)),
		"pareto":       Must(Pareto(10*time.Millisecond, 1.1)),
		"quantiles":    Must(Quantiles([]Point{point(.5, 40), point(.9, 41), point(.99, 900)})),
		"one quantile": Must(Quantiles([]Point{point(.5, 40)})),
		"mixture": Must(Mixture([]Part{{.989, Must(LognormalSigma(7*time.Millisecond, .35))}, {.01, Must(LognormalSigma(67*time.Millisecond, .54))},
			{.001, Must(Constant(307 * time.Millisecond))}})),
		"constant": Must(Constant(time.Second)),
	} {
		ready, dice := d.Prepared(), DiceOf(7, StreamDuration)
		unsure := 0
		for id := range uint64(200_000) {
			bits := dice.Of(id).Hash(0)
			switch id {
			case 0:
				bits = 0
			case 1:
				bits = 1<<64 - 1
			}
			if id < 2 && ready.curve != nil {
				if us, ok := ready.curve.At(bits); ok && us*1000 != int64(whole(d.inside(Unit(bits)))) {
					t.Errorf("%s: %d us at the end of the shares", name, us)
				}
			}
			if ready.curve != nil {
				if _, ok := ready.curve.At(bits); !ok {
					unsure++
				}
			}
			if got, want := ready.DrawOf(dice, id, 0), d.DrawOf(dice, id, 0); got != want {
				t.Fatalf("%s: draw %d is %d, want %d", name, id, got, want)
			}
		}
		if some := map[string]bool{"wide": true, "years": true, "pareto": true, "one quantile": true, "no spread": true}; unsure > 10_000 && !some[name] {
			t.Errorf("%s: %d of 200,000 draws needed the exact function", name, unsure)
		}
	}
}
