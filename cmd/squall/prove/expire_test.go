package prove

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/cloud/amend"
)

// A run ends before what is scheduled puts back what it measures.
func TestOutlived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		defer end()
		stopped := make(chan error, 2)
		g := &Ground{Amended: &amend.Amended{Expires: time.Now().Add(time.Hour)}}
		go g.expire(ctx, func(err error) { stopped <- err })
		time.Sleep(time.Hour - margin)
		if synctest.Wait(); len(stopped) > 0 {
			t.Errorf("stopped too early: %v", <-stopped)
		}
		time.Sleep(2 * lookEvery)
		if synctest.Wait(); len(stopped) != 1 {
			t.Fatalf("stopped %d times", len(stopped))
		}
		if err := <-stopped; !strings.Contains(err.Error(), "outlived its time") {
			t.Error(err)
		}
	})
}
