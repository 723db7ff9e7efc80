// Package clocks notices that time did not pass evenly during a load: that the
// machine slept, or that somebody set its clock.
//
// Requests are timed by the monotonic clock, which neither moves; what is
// compared here is that clock with the others.
package clocks

import (
	"context"
	"fmt"
	"time"
)

const (
	// every is the time between two looks.
	every = 500 * time.Millisecond
	// unevenly is how far clocks may part between two looks: time servers move
	// the wall clock by less.
	unevenly = time.Second
	// still is for how long squall may not have come to look at all: a busy machine
	// lets it wait for less.
	still = 2 * time.Second
)

// Reading is all clocks at one time.
type Reading struct {
	Monotonic time.Duration // does not count sleep, cannot be set
	Wall      time.Duration // what logs are written by
	Boot      time.Duration // as Monotonic, but counts sleep; 0: this system has none
}

// Parted says by how much clocks parted between two readings: how long the
// machine slept, and by how much its clock was set.
func Parted(a, b Reading) (slept, set time.Duration) {
	passed := b.Monotonic - a.Monotonic
	if a.Boot > 0 && b.Boot > 0 {
		slept = max(even(b.Boot-a.Boot-passed), 0)
	}
	return slept, even(b.Wall - a.Wall - passed - slept)
}

func even(d time.Duration) time.Duration {
	if d.Abs() < unevenly {
		return 0
	}
	return d
}

// Seen is what was noticed, in words; Slept is "" when the machine did not.
type Seen struct {
	Slept string
	Odd   []string // a clock that was set, a process that stood still
}

// Read reads the clocks of this machine; began is where the monotonic one begins.
func Read(began time.Time) Reading {
	now := time.Now()
	return Reading{Monotonic: now.Sub(began), Wall: time.Duration(now.UnixNano()), Boot: boot()}
}

// Watch looks at the clocks, by Read where that is nil, until end is called,
// which tells what was noticed. When the machine has slept, awake is called at
// once.
func Watch(ctx context.Context, read func(began time.Time) Reading, awake func()) (end func() Seen) {
	if read == nil {
		read = Read
	}
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan Seen, 1)
	go func() {
		var seen Seen
		watch(ctx, read, func(text string) { seen.Slept = text; awake() }, func(text string) { seen.Odd = append(seen.Odd, text) })
		out <- seen
	}()
	return func() Seen {
		cancel()
		return <-out
	}
}

func watch(ctx context.Context, read func(began time.Time) Reading, slept, odd func(text string)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	began := time.Now()
	for last := read(began); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := read(began)
		s, j := Parted(last, now)
		if j != 0 {
			odd(fmt.Sprintf("the clock of this machine was set by %v after %v of the load: latencies do not depend on it, the times of log lines do",
				j.Round(time.Millisecond), now.Monotonic.Round(time.Second)))
		}
		if s > 0 {
			slept(fmt.Sprintf("the machine slept for %v after %v of the load, and what was in flight with it", s.Round(time.Millisecond), last.Monotonic.Round(time.Second)))
			return
		}
		if held := now.Monotonic - last.Monotonic - every; held >= still {
			odd(fmt.Sprintf("squall stood still for %v after %v of the load, stopped or without a processor: what was due then was sent late",
				held.Round(100*time.Millisecond), last.Monotonic.Round(time.Second)))
		}
		last = now
	}
}
