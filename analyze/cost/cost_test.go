package cost

import (
	"math"
	"testing"
	"time"
)

func TestUSD(t *testing.T) {
	for _, c := range []struct {
		name string
		use  Usage
		want float64
	}{
		{"nothing", Usage{Memory: 128}, 0},
		{"a million requests", Usage{Memory: 1024, Requests: 1e6}, 0.20},
		{"a thousand GB-seconds", Usage{Memory: 2048, RunMs: 500_000}, 0.0166667},
		{"the same on arm64", Usage{Memory: 2048, RunMs: 500_000, Arm: true}, 0.0133334},
		{"on provisioned environments", Usage{Memory: 1024, SpareMs: 1_000_000}, 0.0097222},
		{"10 provisioned, 20 s are billed as 5 min", Usage{Memory: 1024, Provisioned: []Stretch{{10, 20 * time.Second}}}, 10 * 300 * 0.0000041667},
		{"301 s are billed as 10 min", Usage{Memory: 512, Provisioned: []Stretch{{2, 301 * time.Second}}}, 600 * 0.0000041667},
	} {
		if got := c.use.USD(); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %.10f, want %.10f", c.name, got, c.want)
		}
	}
}

// Above about 60 % use, provisioned concurrency is the cheaper one.
func TestBreakEven(t *testing.T) {
	busy := func(share float64) (onDemand, spare float64) {
		ms := uint64(share * 3600 * 1000)
		return Usage{Memory: 1024, RunMs: ms}.USD(), Usage{Memory: 1024, SpareMs: ms, Provisioned: []Stretch{{1, time.Hour}}}.USD()
	}
	if a, b := busy(0.58); a >= b {
		t.Errorf("at 58 %%: on demand %g, provisioned %g", a, b)
	}
	if a, b := busy(0.62); a <= b {
		t.Errorf("at 62 %%: on demand %g, provisioned %g", a, b)
	}
}
