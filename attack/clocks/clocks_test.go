package clocks

import (
	"slices"
	"sync"
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
		end := Watch(t.Context(), nil, func() { t.Error("the machine slept") })
		time.Sleep(time.Hour)
		if seen := end(); seen.Slept != "" || seen.Odd != nil {
			t.Errorf("%+v", seen)
		}
	})
}

// A process that stood still and a clock that was set are told of; a machine
// that slept is, and ends the watch.
func TestUneven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var stopped, set, asleep time.Duration
		read := func(began time.Time) Reading {
			mu.Lock()
			defer mu.Unlock()
			now := time.Since(began) + stopped
			return Reading{Monotonic: now, Wall: time.Hour + now + set + asleep, Boot: time.Minute + now + asleep}
		}
		woken := 0
		end := Watch(t.Context(), read, func() { woken++ })
		for _, happens := range []func(){
			func() { stopped = still - time.Millisecond }, func() { stopped += 5 * time.Second },
			func() { set = -time.Hour }, func() { asleep = 40 * time.Second }, func() { asleep += time.Hour },
		} {
			time.Sleep(10 * every)
			synctest.Wait()
			mu.Lock()
			happens()
			mu.Unlock()
		}
		time.Sleep(10 * every)
		seen := end()
		want := []string{
			"squall stood still for 5s after 12s of the load, stopped or without a processor: what was due then was sent late",
			"the clock of this machine was set by -1h0m0s after 22s of the load: latencies do not depend on it, the times of log lines do",
		}
		if !slices.Equal(seen.Odd, want) || seen.Slept != "the machine slept for 40s after 27s of the load, and what was in flight with it" || woken != 1 {
			t.Errorf("woken %d times: %q, %q", woken, seen.Slept, seen.Odd)
		}
	})
}
