package figure

import (
	"math"
	"strings"
	"testing"
)

func TestCount(t *testing.T) {
	for n, want := range map[uint64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", math.MaxUint64: "18,446,744,073,709,551,615"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	if got := Of(169, 1560); got != "169 of 1,560" {
		t.Errorf("Of = %q", got)
	}
}

func TestPlural(t *testing.T) {
	for _, test := range []struct {
		n          uint64
		noun, want string
	}{{0, "arm", "0 arms"}, {1, "arm", "1 arm"}, {2, "arm", "2 arms"}, {1, "entry", "1 entry"}, {3, "entry", "3 entries"}} {
		if got := Plural(test.n, test.noun); got != test.want {
			t.Errorf("Plural(%d, %q) = %q, want %q", test.n, test.noun, got, test.want)
		}
	}
}

// formatted runs one formatter over a table, and over what no formatter may
// print.
func formatted(t *testing.T, write func(*float64) string, table map[float64]string) {
	t.Helper()
	for v, want := range table {
		if got := write(&v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := write(&v); got != None {
			t.Errorf("%v: %q, want %q", v, got, None)
		}
	}
	if got := write(nil); got != None {
		t.Errorf("nil: %q, want %q", got, None)
	}
}

func TestMs(t *testing.T) {
	formatted(t, Ms, map[float64]string{
		0: "0", 0.004: "0.00", 0.42: "0.42", 0.994: "0.99", 0.996: "1.0", 4.25: "4.2", 9.94: "9.9", 9.96: "10",
		46.1: "46", 999.6: "1,000", 9999.4: "9,999", 10_000: "10 s", 12_345: "12.3 s", 900_000: "15 min", 7.2e6: "2 h", 4e8: "4.6 d", -3.2: "-3.2",
	})
	formatted(t, MsUnit, map[float64]string{0.41: "0.41 ms", 1234: "1,234 ms", 12_345: "12.3 s"})
}

func TestSeconds(t *testing.T) {
	for s, want := range map[float64]string{0: "0 s", 0.05: "50 ms", 0.25: "0.2 s", 1.003: "1 s", 60: "60 s", 119.96: "120 s", 599: "599 s",
		600: "10 min", 7200: "2 h", 48 * 3600: "2 d", 3e8: "3,472 d", math.NaN(): None} {
		if got := Seconds(s); got != want {
			t.Errorf("Seconds(%v) = %q, want %q", s, got, want)
		}
	}
}

func TestPercent(t *testing.T) {
	formatted(t, Percent, map[float64]string{
		0: "0.0%", 0.00001: "<0.01%", 0.0024: "0.24%", 0.00994: "0.99%", 0.00996: "1.0%", 0.056: "5.6%", 0.3036: "30.4%", 1: "100%", 0.99999: ">99.9%", 0.999: "99.9%",
	})
}

func TestRatio(t *testing.T) {
	formatted(t, Ratio, map[float64]string{0: "0.00", 0.001: "0.001", 0.234: "0.23", 1: "1.00", 9.99: "9.99", 9.999: "10.0", 20.24: "20.2", 1234: "1,234"})
}

func TestDollarsAndNumber(t *testing.T) {
	formatted(t, Dollars, map[float64]string{0: "$0.00", 0.00012: "$0.000120", 0.0123: "$0.01", 1234.5: "$1,234.50"})
	formatted(t, Number, map[float64]string{0: "0", 172: "172", 1234567: "1,234,567", 0.5: "0.50", -2: "-2"})
}

func TestInterval(t *testing.T) {
	for _, test := range []struct {
		low, high float64
		write     func(*float64) string
		want      string
	}{
		{0.19, 0.29, Ratio, "[0.19,0.29]"},
		{1100, 1300, Ms, "[1,100 to 1,300]"},
		{120, 150, MsUnit, "[120 ms to 150 ms]"},
	} {
		if got := Interval(&[2]float64{test.low, test.high}, test.write); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	if got := Interval(nil, Ratio); got != "" {
		t.Errorf("no interval is written %q", got)
	}
}

func TestObserved(t *testing.T) {
	v := 0.25
	for expr, want := range map[string]string{
		"provisioned.sdk.cold_rate < 1%":      "25.0%",
		"provisioned/on-demand.sdk.p99 < 0.8": "0.25",
		"a/b.alb.throttle_rate>=2":            "0.25",
		"sdk.p999 < 900ms":                    "0.25 ms",
		"p50 <= 1s":                           "0.25 ms",
		"alb.status.502 > 0":                  "0.25",
		"reason.p99 != 0":                     "0.25",
		"alb.version.v2 > 5%":                 "25.0%",
		"cost < 1":                            "$0.25",
		"events.lost == 0":                    "0.25",
		"":                                    "0.25",
	} {
		if got := Observed(expr)(&v); got != want {
			t.Errorf("%q: %q, want %q", expr, got, want)
		}
	}
}

// FuzzNumbers expects that no number, however strange, is written longer than
// a column can bear.
func FuzzNumbers(f *testing.F) {
	for _, v := range []float64{0, 1e-9, 0.5, 9.995, 1e4, 1e9, -1e9} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		if math.Abs(v) > 1e12 {
			t.Skip()
		}
		for _, write := range []func(*float64) string{Ms, Percent, Ratio, Number, Dollars} {
			if s := write(&v); len(s) > 26 || strings.TrimSpace(s) != s || s == "" {
				t.Errorf("%v is written %q", v, s)
			}
		}
	})
}

func TestPoints(t *testing.T) {
	for _, c := range []struct {
		ci   *[2]float64
		want string
	}{
		{&[2]float64{-.0061, .0061}, "[-0.61,+0.61] pt"}, {&[2]float64{0, .253}, "[0.00,+25.3] pt"}, {nil, ""}, {&[2]float64{-.5, math.Inf(1)}, ""},
	} {
		if got := Points(c.ci); got != c.want {
			t.Errorf("%v: %q, want %q", c.ci, got, c.want)
		}
	}
}
