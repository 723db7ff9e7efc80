package judge

import (
	"strings"
	"testing"

	"squall/analyze/tally"
	"squall/attack/hit"
)

// repeats is a scope of blocks with one median each.
func repeats(name string, side uint64, n int, medians ...float64) *Scope {
	s := &Scope{Name: name, Cell: &tally.Cell{}}
	for r, median := range medians {
		c := served(100*side+uint64(r), n, 30, median, .1)
		s.Cell.Merge(c)
		s.Blocks = append(s.Blocks, c)
	}
	return s
}

// Repeats that each met a slower or faster hour show it: where the arms did not
// drift alike, few environments' worth of luck is not all there is.
func TestRatioOfRepeatsThatDrift(t *testing.T) {
	m, _ := Named("p50")
	for _, c := range []struct {
		name        string
		a, b        []float64
		wide, apart bool // too wide as pairs, and as repeats of two runs
	}{
		{"alike", []float64{40, 60, 50}, []float64{40, 60, 50}, false, true},
		{"one of two", []float64{40, 40}, []float64{40, 80}, true, true},
		{"one of three", []float64{40, 40, 40}, []float64{40, 40, 80}, true, true},
		{"one of six", []float64{40, 40, 40, 40, 40, 40}, []float64{40, 40, 80, 40, 40, 40}, true, true},
		{"six, alike", []float64{40, 60, 50, 45, 40, 70}, []float64{40, 60, 50, 45, 40, 70}, false, true},
		{"three that do not drift", []float64{40, 40, 40}, []float64{40, 40, 40}, false, false},
	} {
		for _, apart := range []bool{false, true} {
			num, den := repeats("b", 1, 600, c.b...), repeats("a", 2, 600, c.a...)
			num.Apart = apart
			f, want := m.Ratio(1, num, den), c.wide
			if apart {
				want = c.apart
			}
			if wide := f.CI.Hi/f.CI.Lo > 1.3; wide != want || !f.CI.Contains(f.Value) || f.Alone == nil || f.Repeats.N != len(c.a) {
				t.Errorf("%s, apart %v: %v, interval %v", c.name, apart, f.Value, *f.CI)
			}
			if c.wide && !f.CI.Contains(1) {
				t.Errorf("%s: one repeat alone decides: %v", c.name, *f.CI)
			}
		}
	}
}

// What more repeats would tell, no number of requests would; p50 is 0.8 of the
// other's and every repeat is far from the next.
func TestRepeatsThatAreNeeded(t *testing.T) {
	m, _ := Named("p50")
	f := m.Ratio(1, repeats("b", 1, 900, 40, 30, 44), repeats("a", 2, 900, 50, 50, 50))
	r := f.Against("<", 1)
	if r.Word != Unclear || r.Need != nil || r.Repeats == nil || *r.Repeats < 4 || *r.Repeats > 12 || !strings.Contains(r.Detail, "3 repeats that differ by") {
		t.Errorf("%+v, interval %v", r, *f.CI)
	}
	if f.Luck(1, true) < .025 {
		t.Errorf("luck %g, and the interval holds the limit", f.Luck(1, true))
	}
}

// A share has repeats to go by where each has events enough.
func TestSharesByRepeats(t *testing.T) {
	m, _ := Named("error_rate")
	scope := func(failed ...uint64) *Scope {
		s := &Scope{Name: "x", Cell: &tally.Cell{}}
		for _, n := range failed {
			c := &tally.Cell{Sent: 1000}
			c.Outcomes[hit.FunctionError], c.Outcomes[hit.OK] = n, 1000-n
			s.Cell.Merge(c)
			s.Blocks = append(s.Blocks, c)
		}
		return s
	}
	f := m.Ratio(1, scope(100, 20, 150), scope(80, 82, 78))
	if f.Alone == nil || !f.CI.Contains(1) || f.CI.Hi/f.CI.Lo < 4*f.Alone.Hi/f.Alone.Lo {
		t.Errorf("%v, without the repeats %v", f.CI, f.Alone)
	}
	if f := m.Ratio(1, scope(100, 4, 150), scope(80, 82, 78)); f.Alone != nil {
		t.Errorf("4 events are a repeat: %v", f.Alone)
	}
}

// A repeat in which one side had nothing is no pair.
func TestRepeatsMissing(t *testing.T) {
	m, _ := Named("p50")
	num, den := repeats("b", 1, 600, 40, 42, 41), repeats("a", 2, 600, 40, 42, 41)
	num.Blocks[1] = nil
	if f := m.Ratio(1, num, den); f.Repeats.N != 2 {
		t.Errorf("%d pairs", f.Repeats.N)
	}
	num.Blocks[2] = &tally.Cell{}
	if f := m.Ratio(1, num, den); f.Repeats.N != 0 || f.Alone != nil {
		t.Errorf("%d pairs", f.Repeats.N)
	}
}
