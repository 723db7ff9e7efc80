package dist

import (
	"math"
	"testing"
)

func TestTheWaveFollowsTheSine(t *testing.T) {
	for k := range WaveLines + 1 {
		turn := float64(k) / WaveLines
		if got, want := Corner(k), math.Sin(2*math.Pi*turn); math.Abs(got-want) > 1e-14 {
			t.Errorf("corner %d: %v, want %v", k, got, want)
		}
		if got := Wave(turn); math.Abs(got-Corner(k)) > 1e-13 {
			t.Errorf("corner %d: Wave says %v, want %v", k, got, Corner(k))
		}
		middle := (Corner(k) + Corner(min(k+1, WaveLines))) / 2
		if want := math.Sin(2 * math.Pi * (turn + 0.5/WaveLines)); k < WaveLines && math.Abs(middle-want) > 0.0006 {
			t.Errorf("line %d: %v in its middle, the sine is %v", k, middle, want)
		}
	}
}

func TestAreaUnderTheWave(t *testing.T) {
	for i := range 1001 {
		x := float64(i) / 250 // four turns
		want := (1 - math.Cos(2*math.Pi*x)) / (2 * math.Pi)
		if got := WaveArea(x); math.Abs(got-want) > 0.0002 {
			t.Errorf("%v turns: %v, want about %v", x, got, want)
		}
	}
	if WaveArea(1) != 0 || WaveArea(7) != 0 {
		t.Errorf("whole turns have %v and %v, want 0", WaveArea(1), WaveArea(7))
	}
}
