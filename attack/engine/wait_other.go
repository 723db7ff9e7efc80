//go:build !linux

package engine

import "context"

// newExactWaiter makes no exact waiter: this system has none that we know.
func newExactWaiter(context.Context) (waiter, bool) { return nil, false }
