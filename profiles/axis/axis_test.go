package axis

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestValues(t *testing.T) {
	tests := []struct{ text, want string }{
		{"0..50:10", "0 10 20 30 40 50"},
		{"0..55:10", "0 10 20 30 40 50"}, // no step meets the end
		{" 1 .. 3 : 1 ", "1 2 3"},
		{"10/s..30/s:10/s", "10/s 20/s 30/s"},
		{"1s..3s:1s", "1s 2s 3s"},
		{"0..3s:1s", "0s 1s 2s 3s"},
		{"800ms..1s:100ms", "800ms 900ms 1000ms"},
		{"1m..2m:30s", "60s 90s 120s"},
		{"0.5%..2%:0.5%", "0.5% 1% 1.5% 2%"},
		{"0.25..1:0.25", "0.25 0.5 0.75 1"},
		{"1.05..1.1:0.05", "1.05 1.1"},
		{"128..1024:x2", "128 256 512 1024"},
		{"100..999:x3", "100 300 900"},
		{"1/s..1000/s:x10", "1/s 10/s 100/s 1000/s"},
		{"1s..5s:x2", "1s 2s 4s"},
		{"128,512,1024", "128 512 1024"},
		{"none, 10 ,20", "none 10 20"},
		{"python3.13,nodejs22.x", "python3.13 nodejs22.x"},
		{"{constant: 1s},{uniform: [1s, 2s]}", "{constant: 1s} {uniform: [1s, 2s]}"},
		{"0..999:1", strings.Join(firsts(1000), " ")},
	}
	for _, tt := range tests {
		a, err := Parse("functions.f.x=" + tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
		} else if got := strings.Join(a.Values, " "); got != tt.want || a.Address != "functions.f.x" {
			t.Errorf("%s = %q of %s, want %q", tt.text, got, a.Address, tt.want)
		}
	}
}

func firsts(n int) (out []string) {
	for i := range n {
		out = append(out, strconv.Itoa(i))
	}
	return out
}

func TestWhatIsRefused(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "is not a sweep"},
		{"functions.f.reserved", "is not a sweep"},
		{"=1..2:1", "is not a sweep"},
		{"a=", "empty value"},
		{"a=5", "is one value"},
		{"a=5..5:1", "is one value"},
		{"a=1,,2", "empty value"},
		{"a=1,2,1", "1 stands in the list twice"},
		{"a=0..200", "has no step"},
		{"a=0..200:", "has no step"},
		{"a=0..1000000:1", "1000001 points are too many"},
		{"a=0..9000000000000000000:1", `"9000000000000000000" is not a number`},
		{"a=0..1000000000000000:1", "1000000000000001 points are too many"},
		{"a=0..1000:1", "1001 points are too many"},
		{"a=0..10:0", "the step is 0"},
		{"a=10..1:1", "the range falls"},
		{"a=10..1:x2", "the range falls"},
		{"a=0..10:-1", `"-1" is not a number`},
		{"a=-5..5:1", `"-5" is not a number`},
		{"a=a..b:c", `"a" is not a number`},
		{"a=1.5.5..2:1", "is not a number"},
		{"a=1.0000000000000000001..2:1", "is not a number"},
		{"a=0.000000000000001..1000000000000000:1", "too large"},
		{"a=10/s..20/s:10", "two units"},
		{"a=10..20:10/s", "two units"},
		{"a=1s..10/s:1s", "two units"},
		{"a=0..10:x2", "0 times a factor stays 0"},
		{"a=1..10:x1", "the factor 1 is not allowed"},
		{"a=1..10:x1.5", "the factor 1.5 is not allowed"},
		{"a=1..10:x", `"" is not a number`},
	}
	for _, tt := range tests {
		if a, err := Parse(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v; want %s", tt.text, a.Values, err, tt.want)
		}
	}
	long := "a=" + strings.Join(firsts(1001), ",")
	if _, err := Parse(long); err == nil || !strings.Contains(err.Error(), "1001 points are too many") {
		t.Errorf("a list of 1001: %v", err)
	}
}

func TestPositions(t *testing.T) {
	tests := []struct {
		values string
		want   []float64
	}{
		{"0,10,30", []float64{0, 10, 30}},
		{"0.5%,1%", []float64{0.5, 1}},
		{"100ms,1s,1m", []float64{0.1, 1, 60}},
		{"30/min,1/s,2/s", []float64{0.5, 1, 2}},
		{"none,10", nil},
		{"30,10", nil},
		{"10,1s", nil},
		{"python3.13,nodejs22.x", nil},
	}
	for _, tt := range tests {
		a := Axis{Values: strings.Split(tt.values, ",")}
		if got := a.Positions(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.values, got, tt.want)
		}
	}
}

// A range is the list of its values, whatever its numbers.
func TestRangesAreLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, step := rapid.IntRange(0, 1e6).Draw(t, "from"), rapid.IntRange(1, 1e6).Draw(t, "step")
		n, rest := rapid.IntRange(2, MaxPoints).Draw(t, "points"), 0
		if step > 1 {
			rest = rapid.IntRange(0, step-1).Draw(t, "rest")
		}
		unit := rapid.SampledFrom([]string{"", "s", "ms", "/s", "%", "/10s"}).Draw(t, "unit")
		var want []string
		for i := range n {
			want = append(want, strconv.Itoa(from+i*step)+unit)
		}
		text := strconv.Itoa(from) + unit + ".." + strconv.Itoa(from+(n-1)*step+rest) + unit + ":" + strconv.Itoa(step) + unit
		a, err := New("a", text)
		if err != nil || !slices.Equal(a.Values, want) {
			t.Fatalf("%s: %d values, %v; want %d", text, len(a.Values), err, n)
		}
		b, err := New("a", strings.Join(want, ","))
		if err != nil || !slices.Equal(b.Values, want) {
			t.Fatalf("as a list: %v", err)
		}
	})
}
