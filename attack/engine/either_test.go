package engine

import (
	"testing"
	"testing/synctest"
	"time"
)

// sleeper is a waiter that ends as much later as it is told.
type sleeper struct{ late, waits int }

func (s *sleeper) wait(d time.Duration) bool {
	s.waits++
	time.Sleep(d + time.Duration(s.late))
	return d >= 0
}

func (s *sleeper) close() {}

func TestWaitsAsTheProcessIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		idle, busy := &sleeper{}, &sleeper{}
		w := &eitherWaiter{idle: idle, busy: busy}
		want := func(what string, idles, timers int) {
			t.Helper()
			if !w.wait(time.Millisecond) {
				t.Fatalf("%s: was interrupted", what)
			}
			if idle.waits != idles || busy.waits != timers {
				t.Fatalf("%s: waited %d times exactly and %d with timers, not %d and %d", what, idle.waits, busy.waits, idles, timers)
			}
		}
		want("idle", 1, 0)
		idle.late = int(2 * overslept)
		want("overslept", 2, 0)
		idle.late, busy.late = 0, int(overdue/2)
		want("busy", 2, 1) // no later than a timer's rounding
		time.Sleep(busyFor)
		want("idle again", 3, 1)
		idle.late, busy.late = int(2*overslept), int(2*overdue)
		want("overslept again", 4, 1)
		for n := range 100 {
			want("busy on and on", 4, 2+n)
		}
		if w.wait(-time.Hour) {
			t.Fatal("was not interrupted")
		}
	})
}
