// Package pause waits, and lets what has begun come to its end.
package pause

import (
	"context"
	"time"
)

// For waits for d; when the context ends first, it says why that did.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Outlive is a context that goes on for d after ctx has ended, for what must not
// be torn off in the middle. It ends at once by the function that comes with it.
func Outlive(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	longer, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if For(longer, d) == nil {
			end(context.Cause(ctx))
		}
	})
	return longer, func() {
		stop()
		end(context.Canceled)
	}
}
