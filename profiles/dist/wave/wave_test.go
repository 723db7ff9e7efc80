package wave

import (
	"math"
	"testing"
)

func TestTheWaveFollowsTheSine(t *testing.T) {
	for k := range Lines + 1 {
		turn := float64(k) / Lines
		if got, want := Corner(k), math.Sin(2*math.Pi*turn); math.Abs(got-want) > 1e-14 {
			t.Errorf("corner %d: %v, want %v", k, got, want)
		}
		if got := At(turn); math.Abs(got-Corner(k)) > 1e-13 {
			t.Errorf("corner %d: Wave says %v, want %v", k, got, Corner(k))
		}
		middle := (Corner(k) + Corner(min(k+1, Lines))) / 2
		if want := math.Sin(2 * math.Pi * (turn + 0.5/Lines)); k < Lines && math.Abs(middle-want) > 0.0006 {
			t.Errorf("line %d: %v in its middle, the sine is %v", k, middle, want)
		}
	}
}

func TestAreaUnderTheAt(t *testing.T) {
	for i := range 1001 {
		x := float64(i) / 250 // four turns
		want := (1 - math.Cos(2*math.Pi*x)) / (2 * math.Pi)
		if got := Area(x); math.Abs(got-want) > 0.0002 {
			t.Errorf("%v turns: %v, want about %v", x, got, want)
		}
	}
	if Area(1) != 0 || Area(7) != 0 {
		t.Errorf("whole turns have %v and %v, want 0", Area(1), Area(7))
	}
}
