package sqs

import (
	"context"
	"errors"
	"strconv"
	"time"

	"squall/standin/queue"
)

// waitTime is the request's own or the queue's.
func (h *handler) waitTime(id queue.ID, asked *int) (time.Duration, error) {
	if asked == nil {
		var wait time.Duration
		err := h.with(func(_ int64, q *queue.Queues) (err error) {
			wait, err = q.Wait(id)
			return err
		})
		return wait, err
	}
	if *asked < 0 || *asked > 20 {
		return 0, invalid(strconv.Itoa(*asked), "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.")
	}
	return time.Duration(*asked) * time.Second, nil
}

// poll receives until there is a message or the wait is over. It looks again
// at every change of the queues, and when the next message becomes visible by
// the passing of time.
func (h *handler) poll(ctx context.Context, id queue.ID, ask queue.Ask, wait time.Duration) ([]queue.Received, error) {
	over := time.NewTimer(wait)
	defer over.Stop()
	for {
		changed := h.backend.Changed() // before looking, so that no change falls between
		var got []queue.Received
		ripe := time.Duration(-1)
		err := h.with(func(now int64, q *queue.Queues) (err error) {
			got, err = q.Receive(now, id, ask)
			if next, ok := q.Next(); ok {
				ripe = time.Duration(next - now)
			}
			return err
		})
		// A long poll waits where a short one is told of the limit.
		var refused *queue.Error
		if wait > 0 && errors.As(err, &refused) && refused.Kind == queue.OverLimit {
			err = nil
		}
		if wait == 0 || len(got) > 0 || err != nil {
			return got, err
		}
		if !rest(ctx, over.C, changed, ripe) {
			return nil, nil
		}
	}
}

// rest sleeps until there is a reason to look again; false when there is none
// any more.
func rest(ctx context.Context, over <-chan time.Time, changed <-chan struct{}, ripe time.Duration) bool {
	var due <-chan time.Time
	if ripe >= 0 {
		timer := time.NewTimer(ripe)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-over:
		return false
	case <-changed:
	case <-due:
	}
	return ctx.Err() == nil
}
