package judge

import (
	"strings"
	"testing"

	"squall/analyze/tally"
)

// Repeats that each met a slower or faster hour show it: where the arms did not
// drift alike, few environments' worth of luck is not all there is.
func TestRatioOfRepeatsThatDrift(t *testing.T) {
	scope := func(name string, side uint64, medians ...float64) *Scope {
		s := &Scope{Name: name, Cell: &tally.Cell{}}
		for r, median := range medians {
			c := served(100*side+uint64(r), 600, 30, median, .1)
			s.Cell.Merge(c)
			s.Blocks = append(s.Blocks, c)
		}
		return s
	}
	m, _ := Named("p50")
	for _, c := range []struct {
		name       string
		a, b       []float64
		wide, says bool
	}{
		{"alike", []float64{40, 60, 50}, []float64{40, 60, 50}, false, false},
		{"one of two", []float64{40, 40}, []float64{40, 80}, true, true},
		{"one of three", []float64{40, 40, 40}, []float64{40, 40, 80}, true, true},
		{"one of six", []float64{40, 40, 40, 40, 40, 40}, []float64{40, 40, 80, 40, 40, 40}, true, false},
		{"six, alike", []float64{40, 60, 50, 45, 40, 70}, []float64{40, 60, 50, 45, 40, 70}, false, false},
	} {
		f := m.Ratio(1, scope("b", 1, c.b...), scope("a", 2, c.a...))
		if wide := f.CI.Hi/f.CI.Lo > 1.3; wide != c.wide || !f.CI.Contains(f.Value) || strings.Contains(f.Detail, "judged as pairs") != c.says {
			t.Errorf("%s: %v, interval %v, %q", c.name, f.Value, *f.CI, f.Detail)
		}
		if c.wide && !f.CI.Contains(1) {
			t.Errorf("%s: one repeat alone decides: %v", c.name, *f.CI)
		}
	}
}

// Blocks too small to have the figure are no pairs.
func TestPairsNeedTheFigure(t *testing.T) {
	s := func(side uint64) *Scope {
		c, d := served(side, 300, 20, 40, .1), served(side+1, 300, 20, 80*float64(side), .1)
		all := &tally.Cell{}
		all.Merge(c)
		all.Merge(d)
		return &Scope{Name: "x", Cell: all, Blocks: []*tally.Cell{c, d}}
	}
	m, _ := Named("p99")
	if f := m.Ratio(1, s(1), s(2)); f.Detail != "" {
		t.Errorf("p99 of 300 requests in a block: %q", f.Detail)
	}
}
