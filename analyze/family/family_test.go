package family

import (
	"slices"
	"testing"
)

func TestHolm(t *testing.T) {
	for _, tt := range []struct {
		name string
		ps   []float64
		m    int
		want []bool
	}{
		{"none", nil, 3, []bool{}},
		{"one alone", []float64{.02}, 1, []bool{true}},
		{"the same among three", []float64{.02}, 3, []bool{false}},
		{"each at its own level", []float64{.02, .001, .012}, 3, []bool{true, true, true}},
		{"the second stops the third", []float64{.024, .001, .0126}, 3, []bool{false, true, false}},
		{"more given than said", []float64{.02, .02}, 1, []bool{false, false}},
	} {
		got, level := Holm(tt.ps, tt.m, Alpha)
		if !slices.Equal(got, tt.want) || len(level) != len(tt.ps) {
			t.Errorf("%s: %v at %v, want %v", tt.name, got, level, tt.want)
		}
	}
}

// The example of Benjamini and Hochberg's article: of fifteen tests four hold
// at 5 %, where Holm's levels leave three.
func TestExpected(t *testing.T) {
	ps := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	count := func(held []bool) (n int) {
		for _, h := range held {
			if h {
				n++
			}
		}
		return n
	}
	holm, _ := Holm(ps, 15, .05)
	if a, b := count(Expected(ps, 15, .05)), count(holm); a != 4 || b != 3 {
		t.Errorf("%d and %d hold, want 4 and 3", a, b)
	}
}
