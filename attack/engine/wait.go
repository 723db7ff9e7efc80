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
			return &eitherWaiter{idle: w, busy: newTimerWaiter(ctx)}
		}
	}
	return newTimerWaiter(ctx)
}

const (
	// overslept is how late an exact wait ends when the process is busy, and
	// overdue how late a timer fires when even that is; an idle one's rounding is
	// less.
	overslept = 500 * time.Microsecond
	overdue   = 2 * time.Millisecond
	// busyFor is how long the process is taken to stay busy.
	busyFor = 50 * time.Millisecond
)

// eitherWaiter waits exactly while the process idles. While it is busy the
// runtime hardly polls, so what the kernel wakes waits behind every goroutine
// that could run; but it looks at its own timers before each of them.
type eitherWaiter struct {
	idle, busy waiter
	until      time.Time // taken to be busy
}

func (w *eitherWaiter) wait(d time.Duration) bool {
	began := time.Now()
	waits, late := w.idle, overslept
	if began.Before(w.until) {
		waits, late = w.busy, overdue
	}
	if !waits.wait(d) {
		return false
	}
	if ended := time.Now(); ended.Sub(began) > d+late {
		w.until = ended.Add(busyFor)
	}
	return true
}

func (w *eitherWaiter) close() {
	w.idle.close()
	w.busy.close()
}

// timerWaiter waits with the runtime's timers. An idle Go process polls in
// whole milliseconds, so they fire up to that much late.
type timerWaiter struct {
	ctx   context.Context
	timer *time.Timer
}

func newTimerWaiter(ctx context.Context) *timerWaiter {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return &timerWaiter{ctx: ctx, timer: t}
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
