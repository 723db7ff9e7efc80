package clocks

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestParted(t *testing.T) {
	const s = time.Second
	at := Reading{Monotonic: 10 * s, Wall: 1000 * s, Boot: 500 * s}
	for _, tc := range []struct {
		name       string
		now        Reading
		slept, set time.Duration
	}{
		{"evenly", Reading{11 * s, 1001 * s, 501 * s}, 0, 0},
		{"a little", Reading{11 * s, 1001*s + 900*time.Millisecond, 501*s + 900*time.Millisecond}, 0, 0},
		{"slept", Reading{11 * s, 1041 * s, 541 * s}, 40 * s, 0},
		{"set on", Reading{11 * s, 4601 * s, 501 * s}, 0, 3600 * s},
		{"set back", Reading{11 * s, 401 * s, 501 * s}, 0, -600 * s},
		{"slept and set", Reading{11 * s, 4641 * s, 541 * s}, 40 * s, 3600 * s},
		{"without a clock that counts sleep", Reading{11 * s, 1041 * s, 0}, 0, 40 * s},
		{"a clock of another speed", Reading{100 * s, 1090 * s, 501 * s}, 0, 0},
	} {
		if slept, set := Parted(at, tc.now); slept != tc.slept || set != tc.set {
			t.Errorf("%s: slept %v, set by %v", tc.name, slept, set)
		}
	}
}

// While time passes evenly nothing is told.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := Watch(t.Context(), func() { t.Error("the machine slept") })
		time.Sleep(time.Hour)
		if seen := end(); seen.Slept != "" || seen.Set != nil {
			t.Errorf("%+v", seen)
		}
	})
}
