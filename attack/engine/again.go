package engine

import (
	"time"

	"squall/attack/pause"
	"squall/attack/send"
)

// again hands on an attempt that its client follows by another, and says how
// long it waits before.
func (d *driver) again(shot *send.Shot) (wait time.Duration, again bool) {
	if shot.Aborted {
		return 0, false
	}
	if wait, again = d.stream.Retry.After(shot.Hit); again {
		shot.Hit.Again = true
		d.ended.add(shot.Hit)
	}
	return wait, again
}

// pause waits between two attempts; false means that the load was stopped. The
// request is in flight meanwhile, and has its worker.
func (d *driver) pause(wait time.Duration) bool {
	return pause.For(d.ctx, wait) == nil
}
