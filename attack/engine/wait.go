package engine

import (
	"context"
	"time"
)

// waiter waits for one pacer. The goroutine of the pacer owns it.
type waiter interface {
	// wait waits for d; false means that the context ended first.
	wait(d time.Duration) bool
	close()
}

// newWaiter makes a waiter: an exact one where that is asked for and the
// system has it.
func newWaiter(ctx context.Context, exact bool) waiter {
	if exact {
		if w, ok := newExactWaiter(ctx); ok {
			return w
		}
	}
	t := time.NewTimer(time.Hour)
	t.Stop()
	return &timerWaiter{ctx: ctx, timer: t}
}

// timerWaiter waits with the runtime's timers. An idle Go process polls in
// whole milliseconds, so they fire up to that much late.
type timerWaiter struct {
	ctx   context.Context
	timer *time.Timer
}

func (w *timerWaiter) wait(d time.Duration) bool {
	w.timer.Reset(d)
	select {
	case <-w.timer.C:
		return true
	case <-w.ctx.Done():
		return false
	}
}

func (w *timerWaiter) close() { w.timer.Stop() }
