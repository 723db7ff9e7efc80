package live

import (
	"strings"
	"sync"
	"testing"
	"time"

	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/logs"
)

// What a view holds may be read while invokes go on; the race detector looks.
func TestLogsAreReadWhileTheyGrow(t *testing.T) {
	model := core.Model{Duration: constant(t, 10*time.Millisecond)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				for range 50 {
					w.invoke(invoke.Request{})
				}
			})
		}
		for range 4 {
			wg.Go(func() {
				for range 20 {
					var views []logs.View
					w.loop.Logs(func(now int64, s *logs.Store) {
						for _, g := range s.Groups(logs.Scope{Account: "111122223333", Region: "us-east-1"}) {
							views = append(views, g.View(now))
						}
					})
					for i := range views {
						views[i].First(logs.Range{Match: func(m string) bool { return strings.HasPrefix(m, "REPORT") }}, 100)
					}
					w.pass(20 * time.Millisecond)
				}
			})
		}
		wg.Wait()
		w.loop.Logs(func(now int64, s *logs.Store) {
			v := s.Groups(logs.Scope{Account: "111122223333", Region: "us-east-1"})[0].View(now)
			if events, _ := v.First(logs.Range{}, 10_000); len(events) != 3000 {
				t.Errorf("%d lines of 1,000 invokes", len(events))
			}
		})
	})
}
