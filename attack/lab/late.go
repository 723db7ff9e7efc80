package lab

import (
	"context"
	"time"

	"squall/attack/pause"
)

// beat is how often it is looked how late this machine is.
const beat = 10 * time.Millisecond

// Lateness watches how late this machine wakes what waits, until it is asked:
// by so much what is timed here may be off.
func Lateness(ctx context.Context) (most func() time.Duration) {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan time.Duration, 1)
	go func() {
		var late time.Duration
		for {
			began := time.Now()
			if pause.For(ctx, beat) != nil {
				ended <- late
				return
			}
			late = max(late, time.Since(began)-beat)
		}
	}()
	return func() time.Duration {
		stop()
		late := <-ended
		ended <- late
		return late
	}
}
