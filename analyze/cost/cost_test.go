package cost

import (
	"math"
	"testing"
	"time"

	"squall/profiles/price"
)

var list = price.Default()

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
		if got := c.use.USD(&list); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %.10f, want %.10f", c.name, got, c.want)
		}
	}
}

// Above about 60 % use, provisioned concurrency is the cheaper one.
func TestBreakEven(t *testing.T) {
	busy := func(share float64) (onDemand, spare float64) {
		ms := uint64(share * 3600 * 1000)
		a, b := Usage{Memory: 1024, RunMs: ms}, Usage{Memory: 1024, SpareMs: ms, Provisioned: []Stretch{{1, time.Hour}}}
		return a.USD(&list), b.USD(&list)
	}
	if a, b := busy(0.58); a >= b {
		t.Errorf("at 58 %%: on demand %g, provisioned %g", a, b)
	}
	if a, b := busy(0.62); a <= b {
		t.Errorf("at 62 %%: on demand %g, provisioned %g", a, b)
	}
}

// Twice three minutes at a steady rate are a 7300th of a month; what is
// provisioned is charged all month, though each block had it.
func TestMonths(t *testing.T) {
	u := Usage{Memory: 1024, Requests: 3600, RunMs: 1000, SpareMs: 500, Provisioned: []Stretch{{10, 3 * time.Minute}, {10, 3 * time.Minute}}}
	want := 3600*7300*0.20/1e6 + 7300*0.0000166667 + 3650*0.0000097222 + 10*730*3600*0.0000041667
	if got := Sum(Months([]Usage{u}, 3*time.Minute, 2), &list); math.Abs(got-want) > 1e-6 {
		t.Errorf("%g a month, want %g", got, want)
	}
	if Sum(Months([]Usage{u}, 0, 2), &list) != 0 || Sum(Months([]Usage{u}, time.Minute, 0), &list) != 0 {
		t.Error("no span has no rate")
	}
}

func TestOwnPrices(t *testing.T) {
	own := price.List{Requests: 1, Run: price.Pair{ARM: 2}, Provisioned: price.Pair{ARM: 3}, ProvisionedRun: price.Pair{ARM: 4}}
	u := Usage{Memory: 512, Arm: true, Requests: 2e6, RunMs: 3000, SpareMs: 5000, Provisioned: []Stretch{{1, 5 * time.Minute}}}
	if got := u.USD(&own); got != 2+3+10+450 {
		t.Errorf("%g", got)
	}
}
