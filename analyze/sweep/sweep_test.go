package sweep

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"squall/analyze"
	"squall/analyze/stats"
	"squall/profiles/axis"
)

// curveOf is a sweep of one arm whose cold rate is given with its interval.
func curveOf(t testing.TB, values string, reach float64, ys ...float64) *Sweep {
	t.Helper()
	a, err := axis.New("functions.f.reserved", values)
	if err != nil {
		t.Fatal(err)
	}
	if len(ys) != len(a.Values) {
		t.Fatalf("%d figures for %d values", len(ys), len(a.Values))
	}
	s := New(analyze.Run{}, &a, []string{"sdk"})
	for i, y := range ys {
		o := Arm{Name: "base"}
		if !math.IsNaN(y) {
			v := y
			o.ColdRate = Estimate{Value: &v, CI: &[2]float64{y - reach, y + reach}}
		}
		s.Points[i].Take(&analyze.Result{Verdict: analyze.Pass}, []Arm{o})
	}
	return s
}

func TestKnee(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name, values string
		reach        float64
		ys           []float64
		want         string // a value, or a part of the reason why there is none
	}{
		{"a step down", "0..50:10", 1, []float64{100, 98, 10, 9, 9, 8}, "20"},
		{"a hyperbola", "1..8:1", .1, []float64{100, 50, 33, 25, 20, 17, 14, 12}, "3"},
		{"a rise", "10/s..60/s:10/s", 1, []float64{0, 0, 0, 0, 20, 60}, "40/s"},
		{"a rise on a logarithmic axis", "1..32:x2", 1, []float64{0, 0, 0, 0, 30, 60}, "8"},
		{"a gap in the middle", "0..50:10", 1, []float64{nan, 98, 10, nan, 9, 8}, "20"},
		{"a straight line", "0..50:10", 1, []float64{100, 80, 60, 40, 20, 0}, "does not bend"},
		{"it bends up", "0..50:10", 1, []float64{100, 99, 95, 80, 50, 0}, "does not bend"},
		{"flat", "0..50:10", 1, []float64{10, 10.1, 10, 9.9, 10, 10}, "does not change"},
		{"lost in its interval", "0..50:10", 60, []float64{100, 50, 0, 0, 0, 0}, "does not change"},
		{"no deeper than its interval", "0..40:10", 10, []float64{100, 70, 50, 20, 0}, "does not bend"},
		{"too short", "0..20:10", 1, []float64{100, 10, 0}, "a curve takes 4 points, it has 3"},
		{"no numbers", "none,10,20,30", 1, []float64{100, 10, 0, 0}, "not rising numbers"},
	}
	for _, tt := range tests {
		s := curveOf(t, tt.values, tt.reach, tt.ys...)
		s.knees()
		got := s.Knee("base", "cold_rate")
		if got == "" {
			got = s.Knees[1].Reason
		}
		if got != tt.want && !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Points without an interval are no part of a curve.
func TestPointsWithoutAnInterval(t *testing.T) {
	s := curveOf(t, "0..50:10", 1, 100, 98, 10, 9, 9, 8)
	s.Points[3].Arms[0].ColdRate.CI = nil
	if s.knees(); s.Knee("base", "cold_rate") != "20" {
		t.Errorf("%+v", s.Knees[1])
	}
	s = curveOf(t, "0..50:10", 1, 100, 98, 10, 9, 9, 8)
	for i := range 3 {
		s.Points[i].Arms[0].ColdRate.CI = nil
	}
	if s.knees(); s.Knees[1].Value != nil || s.Knees[1].Reason != "too few requests for an interval at 3 points" {
		t.Errorf("%+v", s.Knees[1])
	}
}

// A knee is where it is, whatever the units of both axes, and never where the
// curve is straight.
func TestKneesDoNotDependOnUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 40).Draw(t, "points")
		scale := rapid.Float64Range(1e-3, 1e3).Draw(t, "scale")
		var plain, scaled []spot
		for i := range n {
			y := rapid.Float64Range(0, 100).Draw(t, "y")
			plain = append(plain, spot{i, float64(i), y, y - 1, y + 1})
			scaled = append(scaled, spot{i, 7 + 60*float64(i), 5 + scale*y, 5 + scale*(y-1), 5 + scale*(y+1)})
		}
		a, whyA := bend(plain)
		b, whyB := bend(scaled)
		if whyA != whyB || a != b && math.Abs(plain[a].y-plain[b].y) > 1e-6 {
			t.Fatalf("%d %q and %d %q", a, whyA, b, whyB)
		}
	})
}

func TestVerdict(t *testing.T) {
	const p, f, u, v = analyze.Pass, analyze.Fail, analyze.Inconclusive, analyze.Invalid
	tests := []struct {
		verdicts []analyze.Verdict
		stopped  string
		want     analyze.Verdict
		why      string
	}{
		{[]analyze.Verdict{f, f, p, p, u, p}, "", p, "hold at 2 to 3, 5: 3 of 6 points"},
		{[]analyze.Verdict{f, u, f}, "", u, "for certain at none of 3 points; undecided at 1"},
		{[]analyze.Verdict{f, f, v}, "", f, "at none of 3 points"},
		{[]analyze.Verdict{v, v}, "", v, "no point is valid; at 0: too slow"},
		{[]analyze.Verdict{p, p, ""}, "interrupted", analyze.Aborted, "2 of 3 points are done"},
		{[]analyze.Verdict{"", ""}, "", v, "AWS would refuse all 2 values"},
		{[]analyze.Verdict{analyze.Aborted, analyze.Aborted}, "", analyze.Aborted, "every point was stopped early"},
	}
	for _, tt := range tests {
		a, err := axis.New("a", "0.."+strconv.Itoa(len(tt.verdicts)-1)+":1")
		if err != nil {
			t.Fatal(err)
		}
		s := New(analyze.Run{}, &a, nil)
		for i, verdict := range tt.verdicts {
			if verdict == "" {
				s.Points[i].State = Refused
				continue
			}
			s.Points[i].Take(&analyze.Result{Verdict: verdict, Why: []string{"too slow"}, Expectations: make([]analyze.Expected, 1)},
				[]Arm{{Name: "base"}})
		}
		s.Finish(tt.stopped)
		if s.Verdict != tt.want || !strings.Contains(strings.Join(s.Why, ""), tt.why) {
			t.Errorf("%v: %s %q", tt.verdicts, s.Verdict, s.Why)
		}
	}
}

func TestWithoutExpectations(t *testing.T) {
	s := curveOf(t, "1,2", 1, 1, 2)
	s.Finish("")
	if s.Verdict != analyze.Pass || !strings.Contains(s.Why[0], "expects nothing") {
		t.Errorf("%s %q", s.Verdict, s.Why)
	}
}

func TestAnInternalErrorIsNoVerdict(t *testing.T) {
	s := curveOf(t, "1,2", 1, 1, 2)
	s.Points[1].Take(&analyze.Result{Verdict: analyze.Aborted, Error: "broken"}, []Arm{{Name: "base"}})
	s.Finish("")
	if s.Verdict != analyze.Aborted || s.Points[1].State != Failed || s.Points[1].Reason != "broken" {
		t.Errorf("%s %+v", s.Verdict, s.Points[1])
	}
}

func TestPositions(t *testing.T) {
	s := curveOf(t, "10/min,30/min", 0, 0, 0)
	if s.Scale != "linear" || *s.Points[0].At != stats.Round(1.0/6) {
		t.Errorf("%s %v", s.Scale, *s.Points[0].At)
	}
}
