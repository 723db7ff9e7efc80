package live

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"squall/standin/catalog"
	"squall/standin/queue"
)

// What was posted and not begun when the loop stops is told so, whoever waits
// without a deadline of his own.
func TestStopReleasesWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Options{})
		done := make(chan error, 2)
		ran := false
		go func() {
			done <- l.Control(context.Background(), func(*catalog.Catalog) { ran = true })
		}()
		go func() {
			l.Queues(func(int64, *queue.Queues) { ran = true })
			done <- ErrClosed
		}()
		synctest.Wait() // both are in the inbox
		l.close()
		for range 2 {
			if err := <-done; !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		if ran {
			t.Error("something was done after the end")
		}
	})
}
