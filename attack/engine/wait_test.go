package engine

import (
	"context"
	"testing"
	"time"
)

func TestWaiters(t *testing.T) {
	for _, exact := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		w := newWaiter(ctx, exact)
		for _, d := range []time.Duration{3 * time.Millisecond, 0, time.Nanosecond, time.Microsecond} {
			start := time.Now()
			if !w.wait(d) || time.Since(start) < d {
				t.Errorf("exact %v: waited %v, not %v", exact, time.Since(start), d)
			}
		}
		time.AfterFunc(time.Millisecond, cancel)
		start := time.Now()
		if w.wait(time.Hour) || time.Since(start) > time.Minute {
			t.Errorf("exact %v: was not interrupted", exact)
		}
		if w.wait(time.Hour) {
			t.Errorf("exact %v: waits on after its end", exact)
		}
		w.close()
	}
}
